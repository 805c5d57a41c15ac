// Work of a member that goes to the server once: on the device first, then through the public API, in the order in which
// it was made. Every entry has a truthful state: 'waiting' (saved on this device alone), 'saved' (the server has it),
// 'needs' (the server refused it: `problem` says why, `theirs` what stands there instead). See docs/adr/0025.
import { ask } from "./requests.js";

export const WAITING = "waiting";
export const SAVED = "saved";
export const NEEDS = "needs";
const SAID_FOR = 3600_000; // how long it is shown that something was saved, without what was in it

// A UUID of version 7: ids that a device makes sort by the time of their making.
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = Date.now();
  for (let at = 5; at >= 0; at -= 1) { bytes[at] = time % 256; time = Math.floor(time / 256); }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// What can be asked of the API. `collection` is a path below /api/v1/ that ends with a slash.
// `createOnce` is for what can be entered and not changed afterwards; `before` of a change is what an undo gives back.
export const create = (collection, body, id = newId()) => ({ verb: "create", collection, id, body });
export const createOnce = (collection, body, id = newId()) => ({ ...create(collection, body, id), once: true });
export const change = (collection, id, version, body, before = null) => ({ verb: "change", collection, id, version, body, before });
export const remove = (collection, id, version) => ({ verb: "remove", collection, id, version });
export const act = (collection, id, action, body, version = null) => ({ verb: "act", collection, id, action, body, version });

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

function asked({ id, request }) {
  const { verb, collection, body, version, action } = request;
  const one = `${collection}${request.id}/`;
  if (verb === "create") return { method: "POST", path: collection, body: { id: request.id, ...body } };
  if (verb === "change") return { method: "PATCH", path: one, body, version };
  if (verb === "remove") return { method: "DELETE", path: one, version };
  return { method: "POST", path: `${one}${action}/`, body: body ?? {}, version, key: id };
}

// One request that stands for both, where the first never left; null where they have to follow each other.
function merged(old, wanted) {
  if (old.verb === "act" || wanted.verb === "act") {
    return old.verb === wanted.verb && old.id === wanted.id && old.action === wanted.action ? wanted : null;
  }
  if (wanted.verb === "remove") return null;
  if (old.once) return sameAnswer(old.body, wanted.body) ? old : { ...old, body: wanted.body };
  if (old.verb === "remove") return old.version ? change(old.collection, old.id, old.version, wanted.body) : null;
  return { ...old, body: { ...old.body, ...wanted.body } };
}

// Of some values those that a body names too: what stood there before it.
export function sameNames(body, values) {
  return Object.fromEntries(Object.keys(body).map((name) => [name, values[name]]));
}

// What takes a request back that may have left; null where nothing can, or nothing has to.
function undone(request) {
  if (request?.verb === "create" && !request.once) return remove(request.collection, request.id);
  return request?.before ? change(request.collection, request.id, request.version, request.before) : null;
}

function insisted({ request, theirs, problem }) {
  if (request.once) return { ...request, id: newId() };
  const before = theirs && request.body && sameNames(request.body, theirs);
  if (theirs && request.verb === "create") return change(request.collection, theirs.id, theirs.version, request.body, before);
  if (problem?.status === 404 && request.verb === "change") return create(request.collection, request.body);
  if (theirs) return { ...request, version: theirs.version, ...(request.verb === "change" ? { before } : {}) };
  return request.verb === "create" ? { ...request, id: newId() } : request;
}

function goneOn(later, before, { id, version }) {
  if (before.verb === "remove") return later;
  if (later.once) return later;
  if (later.verb === "create") return change(later.collection, id, version, later.body, before.body);
  if (later.id !== id) return later;
  return { ...later, version: version ?? later.version, ...(later.before ? { before: { ...later.before, ...before.body } } : {}) };
}

// A refusal may be the echo of an answer that was lost: when the server has what was sent, it is saved.
async function compared(owner, entry, answer) {
  const { verb, collection, body } = entry.request;
  if (verb === "remove" && answer.status === 404) return { outcome: "saved", body: null, version: null };
  const mayBeMine = answer.status === 412 || (entry.request.once && answer.status === 409);
  const where = answer.body?.existing ?? (mayBeMine ? entry.request.id : null);
  if (!where) return answer;
  const stands = await ask(owner, { method: "GET", path: `${collection}${where}/` });
  if (stands.outcome !== "saved") return stands.outcome === "refused" ? answer : stands;
  const same = verb !== "remove" && verb !== "act" && sameAnswer(body, stands.body);
  if (same) return stands;
  return { ...answer, theirs: { ...stands.body, id: where, version: stands.version } };
}

// The moment of an answer is no part of what was answered: a second tap is later than the first.
function sameAnswer(mine, theirs) {
  return Object.keys(mine).every((name) => name === "answered_at" || sameValue(mine[name], theirs[name]));
}

function sameValue(mine, theirs) {
  return JSON.stringify(mine ?? null) === JSON.stringify(theirs ?? null);
}
