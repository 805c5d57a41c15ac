// Work of a member that goes to the server once: on the device first, then through the public API, in the order in which
// it was made. Every entry has a truthful state: 'waiting' (saved on this device alone), 'saved' (the server has it),
// 'needs' (the server refused it: `problem` says why, `theirs` what stands there instead). See docs/adr/0025.
import { asked, compared, goneOn, insisted, merged, newId, undone } from "./asking.js";
import { ask } from "./requests.js";
import { sameValue } from "./values.js";

export const WAITING = "waiting";
export const SAVED = "saved";
export const NEEDS = "needs";
const SAID_FOR = 3600_000; // how long it is shown that something was saved, without what was in it

export class Queue extends EventTarget {
  #channel = new BroadcastChannel("device-queue");

  constructor(store) {
    super();
    this.store = store;
    this.held = ""; // why the last round stopped: '', 'later' (no answer) or 'sign-in'
    this.#channel.addEventListener("message", (event) => { if (event.data === store.owner) this.dispatchEvent(new Event("change")); });
  }

  // Keeps work on the device: from here on it is not lost. `about` names the thing (as 'diary:2026-11-22'): what was not
  // tried yet about the same thing is changed in its place, what is on its way is followed; what can be entered only once
  // is changed in its place also then. `words` say it to a person, without the day that is in `about` already.
  async add({ about, words, request }) {
    const entry = await this.#alone(async () => {
      const last = (await this.#waiting(about)).at(-1);
      const both = last && (!last.tried || last.request.once) ? merged(last.request, request) : null;
      const fresh = { id: newId(), state: WAITING, about, made: Date.now(), tried: false };
      return this.store.put({ ...(both ? last : fresh), words, request: both ?? request });
    });
    navigator.storage?.persist?.().catch(() => {});
    this.#told();
    return entry;
  }

  // Takes back what waits about a thing. → false when nothing waits. What may have left already is taken back by another
  // entry: a row that this device made is removed, one that stood there before gets its earlier values again.
  // `wordsFor(request)` says that entry to a person.
  async takeBack(about, wordsFor) {
    const waits = await this.#alone(async () => {
      const entries = await this.#waiting(about);
      for (const entry of entries) if (!entry.tried) await this.store.drop(entry.seq);
      const request = undone(entries.findLast((entry) => entry.tried)?.request);
      if (request) await this.store.put({ id: newId(), state: WAITING, about, words: wordsFor(request), made: Date.now(), tried: false, request });
      return entries.length > 0;
    });
    this.#told();
    return waits;
  }

  // All entries, oldest first; what was saved is among them for an hour.
  async entries() {
    return this.store.work();
  }

  // How many the server does not have yet.
  async unsent() {
    return (await this.store.work()).filter((entry) => entry.state !== SAVED).length;
  }

  // Sends what waits, one tab at a time. → why it stopped: '' (everything that waited was answered), 'later', 'sign-in'.
  async send() {
    const round = () => navigator.locks.request(`device-queue:${this.store.owner}`, () => this.#round());
    this.held = navigator.onLine ? await round() : "later"; // what surely did not leave can still be changed in its place
    this.#told();
    return this.held;
  }

  // Takes an entry back or discards it, knowingly; what the server may have by now is not touched by this.
  async drop(entry) {
    await this.store.drop(entry.seq);
    this.#told();
  }

  // Answers 'needs you': mine takes the place of what stands there (`theirs`), or is tried anew, with a changed body too.
  async insist(entry, body = entry.request.body) {
    const request = { ...insisted(entry), ...(body ? { body } : {}) };
    const { seq, about, words, made } = entry;
    await this.store.put({ seq, id: newId(), state: WAITING, about, words, made, tried: false, request });
    this.#told();
  }

  async #round() {
    const stuck = new Set();
    for (const known of await this.store.work()) {
      if (known.state === SAVED && Date.now() - known.at > SAID_FOR) await this.store.drop(known.seq);
      if (known.state === NEEDS) stuck.add(known.about);
      if (known.state !== WAITING || stuck.has(known.about)) continue;
      const entry = await this.#asItIsNow(known);
      if (!entry) continue;
      const answer = await this.#sent(entry);
      if (answer.outcome === "later" || answer.outcome === "sign-in") return answer.outcome;
      if (answer.outcome === "saved") await this.#saved(entry, answer);
      else {
        stuck.add(entry.about);
        await this.#refused(entry, answer);
      }
      this.#told();
    }
    return "";
  }

  // An entry may have been changed or dropped since this round began; from here on it is followed, not changed.
  #asItIsNow(known) {
    return this.#alone(async () => {
      const entry = (await this.store.work()).find((one) => one.seq === known.seq && one.state === WAITING);
      return entry && this.store.put({ ...entry, tried: true });
    });
  }

  async #sent(entry) {
    const answer = await ask(this.store.owner, asked(entry));
    return answer.outcome === "refused" ? compared(this.store.owner, entry, answer) : answer;
  }

  // The body goes, the words stay for a while; what follows about the same thing goes on from the answer.
  #saved(entry, { body, version }) {
    const { seq, id, about, words } = entry;
    const stands = { id: body?.id ?? entry.request.id, version };
    return this.#alone(async () => {
      if (await this.#wasChanged(entry)) return;
      await this.store.put({ seq, id, state: SAVED, about, words, at: Date.now(), stands: stands.id });
      for (const later of await this.#waiting(about)) {
        await this.store.put({ ...later, request: goneOn(later.request, entry.request, stands) });
      }
    });
  }

  #refused(entry, { status, body, theirs = null }) {
    return this.#alone(async () => {
      if (await this.#wasChanged(entry)) return;
      await this.store.put({ ...entry, state: NEEDS, problem: body ?? { status }, theirs });
    });
  }

  // Whether something else stands in this entry by now (see `createOnce`) than what was answered: it is sent once more.
  async #wasChanged({ seq, request }) {
    const now = (await this.store.work()).find((one) => one.seq === seq);
    return Boolean(now) && !sameValue(now.request, request);
  }

  async #waiting(about) {
    return (await this.store.work()).filter((entry) => entry.about === about && entry.state === WAITING);
  }

  // What reads and then writes entries does so alone, whichever tab it runs in; never while a request is on its way.
  #alone(steps) {
    return navigator.locks.request(`device-entries:${this.store.owner}`, steps);
  }

  #told() {
    this.dispatchEvent(new Event("change"));
    this.#channel.postMessage(this.store.owner);
  }
}
