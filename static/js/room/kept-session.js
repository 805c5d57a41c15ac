// A session without network: the shell's empty form, filled from what this device keeps of the patient, becomes the same screen as
// with one (session.js): what is entered lies on the device at once and goes to the clinic once when it answers.
import { piece } from "../device/pieces.js";
import { tellLast } from "../lent.js";
import { tellLimits } from "../limits.js";
import { asLastTime, lastCard, markStart, mattersOf, showBanner, stopsOf, tellLastPain, tellPlanned } from "./beside.js";
import { clinicNow, draftOf, nextSessionOf } from "./day.js";
import { fromDocument } from "./flat.js";
import { tellWhatIsLeft } from "./compare.js";
import { leftWords } from "./needs.js";
import { NOBODY } from "./page.js";
import { Room } from "./session.js";
import { STATE } from "./shelf.js";
import { clockOf, shortDay } from "./zone.js";

// What this device keeps of a session at an address, or null: { session, episode, version, document, next, entry }.
export async function keptAt(store, day, { session = null, episode = null }) {
  const work = (await store.work()).filter(({ state }) => state === STATE);
  const entry = work.findLast((one) => (session ? one.session === session : one.version === null && one.episode === episode)) ?? null;
  const draft = session && day && (await draftOf(store, session));
  const of = episode ?? draft?.document.episode ?? entry?.episode;
  const next = of && day ? await nextSessionOf(store, of) : null;
  if (session ? !draft && !entry : !next && !entry) return null;
  return { session, episode: of, version: draft?.version ?? entry?.version ?? null, document: draft?.document, next, entry };
}

// → the Room, once it is open; null where the form is for another page.
export async function openKept(store, day, kept) {
  const { next, document: last, entry } = kept;
  const shell = JSON.parse(document.getElementById("shell").textContent);
  const zone = day?.timezone ?? entry.zone;
  const copies = new URLSearchParams(location.search).get("from") === "last" && next?.last;
  const form = document.getElementById("session-form");
  showAround(kept, day, zone, copies);
  const told = {
    ...shell, owner: store.owner, zone, session: kept.session, version: kept.version, episode: kept.episode, back: "/", document: last,
    places: JSON.parse(JSON.stringify(shell.places).replaceAll(NOBODY, kept.episode)), who: next?.known.name ?? last?.name ?? entry?.words.split(", ")[0] ?? "",
  };
  if (!kept.session) told.start = startOf(shell, day, next, copies);
  const room = new Room(form, told);
  await room.start();
  if (!kept.session && !room.isBack) markStart(form);
  offerDiscard(room);
  return room;
}

function startOf({ location: place }, day, next, copies) {
  const now = day ? clinicNow(day) : new Date().toISOString();
  const minute = `${now.slice(0, 16)}:00.000Z`;
  const start = fromDocument({ adverse_events: null, location: place, minutes: next?.planned?.minutes ?? null, ...(copies ? asLastTime(next) : {}), occurred_at: minute });
  return Object.fromEntries(Object.entries(start).filter(([, value]) => value !== null));
}

function showAround({ session, next, entry, document: draft }, day, zone, copies) {
  const lead = draft ? `Draft of ${shortDay(draft.occurred_at, zone)}, saved ${clockOf(draft.updated_at, zone)}` : entry?.words ?? "";
  document.querySelector("[data-lead]").textContent = lead;
  tellLimits(next?.limits ?? []);
  tellPlanned(document.querySelector("[data-planned]"), next?.precaution_plans ?? []);
  tellLast(next?.last && { day: shortDay(next.last.occurred_at, zone), targets: next.prefill.targets });
  if (next) showBanner(document.querySelector("[data-banner]"), next.known);
  if (next?.known.matters?.length) document.getElementById("session").before(mattersOf(next.known.matters));
  if (next?.stops?.length && !session) document.getElementById("session").before(stopsOf(next.stops));
  if (!next?.last) return;
  if (!draft || Date.parse(next.last.occurred_at) < Date.parse(draft.occurred_at)) tellLastPain(document.getElementById("session-form"), next.last, zone);
  const names = new Map(JSON.parse(document.getElementById("hazards").textContent).map(({ key, name }) => [key, name]));
  document.getElementById("session-side").append(lastCard(next.last, names, zone));
  const again = document.querySelector("[data-as-last]");
  again.querySelector("[data-last-day]").textContent = shortDay(next.last.occurred_at, zone);
  again.hidden = Boolean(session || copies || !next.prefill.targets.length);
  if (copies) document.getElementById("session-form").prepend(piece("t-as-last", {}));
}

// What the clinic never had can go from here; a draft that it has is discarded there.
function offerDiscard(room) {
  const button = document.querySelector("[data-discard-here]");
  const show = () => { button.hidden = room.draft.isMade || !room.draft.isBegun; };
  for (const kind of ["changed", "met"]) room.draft.addEventListener(kind, show);
  button.addEventListener("click", () => tellWhatIsLeft({
    title: "Discard this session?", intro: "It is on this device alone. If the clinic has received it after all, it stands among your drafts there.",
    entries: leftWords(room.draft, room.words),
    buttons: [{ label: "Keep it as it is", tone: "is-primary" }, { label: "Discard what I entered", tone: "is-stop", act: () => { room.discardHere(); } }],
  }));
  show();
}
