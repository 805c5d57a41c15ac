// Drafts of this member that the server does not have yet, sealed on this device (docs/adr/0025, 0026). Each page that is open holds
// its own record by a lock that ends with the page: what lies there without a page is taken over, lock and all, by the next one.
import { NoRoom, openStore } from "../device/store.js";
import { newId } from "../device/asking.js";
import { keepDraft } from "./day.js";

const SHORTLY = 400; // milliseconds that a page which is just closing may take
const AT_LAST = 5000; // and the page before this one in the same tab: it ends for certain, however busy the device is
const MINE = "room:record"; // in this tab: the record that its page has
export const STATE = "draft";

export class Shelf {
  #store;
  #entry = null;
  #last = Promise.resolve();
  #remembered = Promise.resolve();
  #next = null; // writes once what is on its way is written: what is typed fast is one record

  constructor(store) {
    this.#store = store;
    this.before = sessionStorage.getItem(MINE);
    this.#has(newId());
    hold(this.id);
  }

  #has(id) {
    this.id = id; // from here on no other page has it
    sessionStorage.setItem(MINE, id);
  }

  // → null where this browser keeps nothing.
  static async open(owner, { arrive }) {
    try { return new Shelf(await openStore(owner, { arrive })); } catch { return null; }
  }

  // Takes over what an earlier page left about this session or, before it has one, this episode: the latest of them.
  async takeOver(isMeant) {
    const isOurs = (entry) => entry.state === STATE && isMeant(entry);
    const found = (await this.#store.work()).filter(isOurs).sort((one, other) => other.at - one.at);
    for (const { seq, id } of found) {
      const entry = (await hold(id, id === this.before ? AT_LAST : SHORTLY)) && (await this.#store.work()).find((one) => one.seq === seq && one.id === id && isOurs(one));
      if (!entry) continue;
      this.#has(id);
      this.#entry = { seq };
      return entry;
    }
    return null;
  }

  // Keeps a draft as it is now, or removes it once the server has all of it; `about` are the words that say which one it is, and the
  // clinic's zone. → '', 'full' or 'not here'.
  keep(draft, about) {
    this.#next ??= this.#last.then(() => { this.#next = null; return this.#write(draft, about); });
    this.#last = this.#next;
    return this.#next;
  }

  // The draft as the server has just answered it, among the patients of the day, one after the other; `who` is its patient.
  remember(document, version, who) {
    const kept = () => keepDraft(this.#store, document, version, who);
    this.#remembered = this.#remembered.then(kept).catch(() => {}); // no room for it: nothing that was entered is lost
    return this.#remembered;
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

// Has a record until this page ends. → whether no other page has it.
function hold(id, patience) {
  const forGood = (resolve) => () => { resolve(true); return new Promise(() => {}); };
  return new Promise((resolve) => { whileLeft(id, forGood(resolve), patience).then(resolve, () => resolve(false)); });
}

// Does something about a record while no page has it, so that none takes it over meanwhile. → what `steps` give; false when a page has it.
export async function whileLeft(id, steps, patience = SHORTLY) {
  try {
    return await navigator.locks.request(lockOf(id), { signal: AbortSignal.timeout(patience) }, steps);
  } catch (problem) {
    if (problem?.name === "TimeoutError") return false;
    throw problem;
  }
}

// What lies on this device without a page that is open: { seq, session, episode, words, … }.
export async function left(store) {
  const found = [];
  for (const entry of await store.work()) {
    if (entry.state === STATE && await whileLeft(entry.id, () => true)) found.push(entry);
  }
  return found;
}
