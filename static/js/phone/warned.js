// Warning signs that this phone knows of and the clinic, as far as it knows, has not followed up: what to do about them
// stays before the patient's eyes. What cannot be asked any more holds for 72 hours after the answer.
import { SAVED } from "../device/queue.js";
import { NoRoom } from "../device/store.js";
import { signsOf, standingAdvice, wordsFor } from "./advice.js";

const LASTS = 72 * 3600_000;
const PLACES = /^\/me\/((kept|progress|diary|exercises)\/|check-in\/.*)?$/; // every page of the patient's own says the same

// An answer with warning signs was given here.
export async function remember(store, entry, day) {
  const signs = [...new Set([...((await warnedOf(store))?.signs ?? []), ...signsOf(entry)])];
  await keep(store, { signs, sent: null, entry: entry.id, day: wordsFor(day) }, LASTS);
}

// The day was read: the clinic says what it has not followed up. What it does not have yet stays as it is.
export async function learn(store, day) {
  if (await waits(store)) return;
  if (!day.warned) { await store.shed((name) => name === "warned"); return; }
  const left = Math.max(Date.parse(day.warned.sent_at) + LASTS, Date.parse(day.ends_at)) - Date.parse(day.now);
  await keep(store, { signs: day.warned.warning_signs, sent: day.warned.sent_at, day: wordsFor(day) }, left);
}

// An answer that never left is discarded, and with it what it said.
export async function forget(store, entry) {
  if ((await warnedOf(store))?.entry === entry.id) await store.shed((name) => name === "warned");
}

// → { signs, sent (when the clinic got it, as it says), waits (whether an answer is on this phone alone), day } or null.
export async function warnedOf(store) {
  const known = await store.recall("warned");
  return known && { ...known.value, waits: await waits(store) };
}

async function waits(store) {
  return (await store.work()).some((entry) => entry.state !== SAVED && signsOf(entry).length);
}

export function standsHere() {
  return PLACES.test(location.pathname);
}

// On a page of the server, which says by itself what the clinic has; this says what waits on the phone.
export async function showWarned(store) {
  const warned = await warnedOf(store);
  const said = document.querySelector("[data-warned], [data-advice]");
  if (warned?.waits && !said && standsHere()) document.querySelector("[data-device-strip]")?.before(standingAdvice(warned));
}

async function keep(store, value, lasts) {
  try { await store.keep("warned", value, lasts); } catch (problem) {
    if (!(problem instanceof NoRoom)) throw problem; // the answer itself has its place; this says it again, where it can
  }
}
