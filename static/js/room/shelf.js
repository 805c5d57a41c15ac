// Drafts of this member that the server does not have yet, sealed on this device (docs/adr/0025, 0026). Each page that is open holds
// its own record by a lock that ends with the page: what lies there without a page is taken over by the next one.
import { NoRoom, openStore } from "../device/store.js";
import { newId } from "../device/queue.js";
import { keepDraft } from "./day.js";

const SHORTLY = 400; // milliseconds that a page which is just closing may take
export const STATE = "draft";

export class Shelf {
  #store;
  #entry = null;
  #last = Promise.resolve();
  #next = null; // writes once what is on its way is written: what is typed fast is one record

  constructor(store) {
    this.#store = store;
    this.id = newId();
    navigator.locks.request(lockOf(this.id), () => new Promise(() => {}));
  }

  // → null where this browser keeps nothing.
  static async open(owner, { arrive }) {
    try { return new Shelf(await openStore(owner, { arrive })); } catch { return null; }
  }

  // Takes over what an earlier page left about this session or, before it has one, this episode: the latest of them.
  async takeOver(isMeant) {
    const found = [];
    for (const entry of await this.#store.work()) {
      if (entry.state === STATE && isMeant(entry) && await isLeft(entry.id)) found.push(entry);
    }
    const latest = found.sort((one, other) => one.at - other.at).at(-1);
    if (latest) this.#entry = { seq: latest.seq };
    return latest ?? null;
  }

  // Keeps a draft as it is now, or removes it once the server has all of it; `about` are the words that say which one it is, and the
  // clinic's zone. → '', 'full' or 'not here'.
  keep(draft, about) {
    this.#next ??= this.#last.then(() => { this.#next = null; return this.#write(draft, about); });
    this.#last = this.#next;
    return this.#next;
  }

  // The draft as the server has just answered it, among the patients of the day; `who` is its patient.
  async remember(document, version, who) {
    try { await keepDraft(this.#store, document, version, who); } catch { /* no room for it: nothing that was entered is lost */ }
  }

  async drop() {
    await this.#last;
    if (this.#entry) await this.#store.drop(this.#entry.seq);
    this.#entry = null;
  }

  async #write(draft, about) {
    try {
      if (draft.isUnsent) {
        const record = { id: this.id, state: STATE, about: `session:${draft.id}`, ...about, at: Date.now(), ...draft.kept };
        this.#entry = await this.#store.put(this.#entry ? { ...record, seq: this.#entry.seq } : record);
      } else if (this.#entry) {
        await this.#store.drop(this.#entry.seq);
        this.#entry = null;
      }
      return "";
    } catch (problem) {
      if (problem instanceof NoRoom || problem?.name === "QuotaExceededError") return "full";
      return "not here";
    }
  }
}

function lockOf(id) {
  return `room:${id}`;
}

async function isLeft(id) {
  try {
    return await navigator.locks.request(lockOf(id), { signal: AbortSignal.timeout(SHORTLY) }, () => true);
  } catch {
    return false;
  }
}

// What lies on this device without a page that is open: { seq, session, episode, words, … }.
export async function left(store) {
  const found = [];
  for (const entry of await store.work()) {
    if (entry.state === STATE && await isLeft(entry.id)) found.push(entry);
  }
  return found;
}
