// The treatment room without network: which page the address asks for, drawn from what this device keeps until midnight, and the way
// back to the clinic's own pages as soon as it answers (docs/adr/0031).
import { AGAIN, cameBackJustNow } from "../device/back.js";
import { followPeople } from "../device/people.js";
import { piece, settle } from "../device/pieces.js";
import { ask } from "../device/requests.js";
import { lastOwner, NotHere, openStore } from "../device/store.js";
import { keptDay } from "./day.js";
import { keptAt, openKept } from "./kept-session.js";
import { keepPlace, still } from "./place.js";
import { todayOf } from "./today.js";
import { clockOf } from "./zone.js";

const HERE = "/kept/";
const [STILL, STILL_TYPING] = [4_000, 30_000]; // nobody is in the middle of something, or in a field for words
const kinds = JSON.parse(document.getElementById("shell").textContent).kinds;
const view = document.querySelector("[data-view]");
let touched = 0;

function asked() {
  const [, episode] = location.pathname.match(/^\/episodes\/([0-9a-f-]{36})\/sessions\/new\/$/) ?? [];
  const [, session, step] = location.pathname.match(/^\/sessions\/([0-9a-f-]{36})\/(sign\/)?$/) ?? [];
  return { isToday: location.pathname === "/" || location.pathname === HERE, isSigning: Boolean(step), episode, session };
}

function markToday(isHere) {
  const link = document.querySelector(".rail-link");
  if (isHere) link?.setAttribute("aria-current", "page");
  else link?.removeAttribute("aria-current");
}

// `at`: when what is shown was read, by the clinic's clock.
function say(title, day, at = day?.now) {
  document.querySelector("[data-title]").textContent = title;
  document.title = `${title} · Myoplan`;
  document.querySelector("[data-back]").hidden = title === "Today";
  markToday(title === "Today");
  const until = day && `As of ${clockOf(at, day.timezone)} today, and kept on this device until midnight.`;
  const waits = title === "Today" && day ? " Signing, co-signing and the work list wait for the connection." : "";
  document.querySelector("[data-as-of]").textContent = until ? until + waits : "What you entered and did not send is kept on this device.";
}

// → the Room where a session is open.
async function draw(store) {
  const { isToday, isSigning, episode, session } = asked();
  const day = store && (await keptDay(store));
  say(isToday ? "Today" : "Needling session", day);
  if (isToday) settle(view, todayOf(day, store ? await store.work() : [], kinds));
  else if (isSigning) view.replaceChildren(piece("t-no-signing", {}));
  else if (!episode && !session) { say("No connection", day); view.replaceChildren(piece("t-needs-server", {})); }
  else return drawSession(store, day, { episode, session });
  return null;
}

async function drawSession(store, day, address) {
  const kept = store && (await keptAt(store, day, address));
  if (!kept) { view.replaceChildren(piece(store && day ? "t-not-kept" : "t-nothing", {})); return null; }
  say("Needling session", day, kept.next?.now);
  view.hidden = true;
  for (const part of document.querySelectorAll("[data-session-view]")) part.hidden = false;
  return openKept(store, day, kept);
}

// Whether the page may be loaded anew: all of it lies at the server or on the device, and nobody is typing, or has to decide something
// (the server may have no page of it any more, and what to decide stands here).
function isCalm(room) {
  if (!room) return true;
  if (room.draft.isToDecide) return false;
  const typing = document.activeElement?.matches("textarea, input:not([type=radio], [type=checkbox])");
  const isStill = Date.now() - touched > (typing ? STILL_TYPING : STILL);
  return isStill && !room.device && room.bar.place.dataset.kept !== "not yet" && !document.querySelector("dialog[open], dialog[popover]");
}

// → whether to look again soon, because the server answers and somebody is in the middle of something.
async function back(store, room) {
  if (!navigator.onLine || document.visibilityState !== "visible") return false;
  if (room?.draft.isUnsent) await room.draft.send();
  const { outcome } = await ask(store.owner, { method: "GET", path: "me/" });
  if (outcome === "later") return false;
  still(() => { document.querySelector("[data-offline]").hidden = true; });
  if (location.pathname === HERE) return false;
  if (isCalm(room) && !cameBackJustNow()) { keepPlace(); location.reload(); }
  return true;
}

async function begin() {
  const owner = await lastOwner();
  const store = owner ? await openStore(owner) : null;
  followPeople(owner);
  await store?.tidy();
  for (const kind of ["input", "change"]) document.addEventListener(kind, () => { touched = Date.now(); });
  const room = await draw(store);
  if (!store) return;
  let soon = 0;
  const look = async () => {
    clearTimeout(soon);
    if (!room && asked().isToday) await draw(store); // at midnight it ends
    if (await back(store, room)) soon = setTimeout(look, STILL);
  };
  for (const kind of ["online", "focus"]) window.addEventListener(kind, look);
  document.addEventListener("visibilitychange", look);
  setInterval(look, AGAIN);
  await look();
}

begin().catch((problem) => {
  if (!(problem instanceof NotHere)) throw problem;
  say("Today", null);
  document.querySelector("[data-as-of]").textContent = "";
  view.replaceChildren(piece("t-keeps-nothing", {}));
});
