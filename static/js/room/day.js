// The patients of the day, kept on this device until midnight in the clinic so that the treatment room works without network
// (docs/adr/0031): who comes, what the next session of each starts from, and the own open drafts. All of it read through the public API.
import { ask } from "../device/requests.js";
import { NoRoom } from "../device/store.js";

export const DAY = "treatment-day";
const [NEXT, DRAFT] = ["next-session:", "draft-session:"];
const DAY_IS_FRESH = 120_000; // milliseconds for which the list is not asked for again
const PATIENT_IS_FRESH = 3600_000; // each reading of a patient leaves an event in the trail

// Reads what is missing or old, one page at a time. `anew`: the list in any case, as it may have changed just now.
export async function keepDay(store, { anew = false } = {}) {
  try {
    await navigator.locks.request(`treatment-day:${store.owner}`, { ifAvailable: true }, async (lock) => { if (lock) await readDay(store, anew); });
  } catch (problem) {
    if (!(problem instanceof NoRoom)) throw problem; // the day cannot be shown without network then; nothing entered is lost
  }
}

// → what is kept of the day, with `at`, this device's clock when it was read; null when there is nothing, or its time is over.
export async function keptDay(store) {
  return (await store.recall(DAY))?.value ?? null;
}

export async function nextSessionOf(store, episode) {
  return (await store.recall(NEXT + episode))?.value ?? null;
}

// → { document, version }
export async function draftOf(store, session) {
  return (await store.recall(DRAFT + session))?.value ?? null;
}

// The moment by the clinic's clock, as far as this device can tell without asking.
export function clinicNow({ now, at }) {
  return new Date(Date.parse(now) + Date.now() - at).toISOString();
}

// A draft as the server has just answered it; it is one of the day's from now on, and none any more once it is signed.
export async function keepDraft(store, document, version, who) {
  const day = await keptDay(store);
  if (!day) return;
  const others = day.drafts.filter(({ id }) => id !== document.id);
  const isSigned = document.state === "signed";
  if (isSigned) await store.shed((name) => name === DRAFT + document.id);
  else {
    await store.keep(DRAFT + document.id, { document, version }, lasts(day));
    others.unshift({ id: document.id, version, episode: document.episode, occurred_at: document.occurred_at, name: who });
  }
  await store.keep(DAY, { ...day, drafts: others }, lasts(day));
  if (isSigned || day.episodes.some(({ id }) => id === document.episode)) return;
  keepDay(store, { anew: true }).catch(() => {}); // a patient more of the day, read by the way
}

function lasts({ now, ends_at: ends, at }) {
  return Date.parse(ends) - Date.parse(now) - (Date.now() - at);
}

async function readDay(store, anew) {
  const known = await keptDay(store);
  if (!anew && known && Date.now() - known.at < DAY_IS_FRESH) return;
  const { outcome, body } = await ask(store.owner, { method: "GET", path: "treatment-day/" });
  if (outcome !== "saved") return;
  const day = { ...body, at: Date.now() };
  await store.keep(DAY, day, lasts(day));
  const wanted = new Set([...day.episodes.map(({ id }) => NEXT + id), ...day.drafts.map(({ id }) => DRAFT + id)]);
  await store.shed((name) => (name.startsWith(NEXT) || name.startsWith(DRAFT)) && !wanted.has(name));
  for (const { id } of day.episodes) if (!(await readNext(store, day, id))) return;
  for (const draft of day.drafts) if (!(await readDraft(store, day, draft))) return;
}

// → whether the server goes on answering.
async function readNext(store, day, episode) {
  const known = await nextSessionOf(store, episode);
  if (known && Date.now() - known.at < PATIENT_IS_FRESH) return true;
  const { outcome, body } = await ask(store.owner, { method: "GET", path: `episodes/${episode}/next-session/` });
  if (outcome === "saved") await store.keep(NEXT + episode, { ...body, at: Date.now() }, lasts(day));
  return goesOn(outcome);
}

async function readDraft(store, day, { id, version }) {
  if ((await draftOf(store, id))?.version === version) return true;
  const answer = await ask(store.owner, { method: "GET", path: `sessions/${id}/` });
  if (answer.outcome === "saved" && answer.body.state === "draft") await store.keep(DRAFT + id, { document: answer.body, version: answer.version }, lasts(day));
  return goesOn(answer.outcome);
}

function goesOn(outcome) {
  return outcome === "saved" || outcome === "refused";
}
