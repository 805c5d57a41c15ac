// What one member has on this device, sealed: what was read, until a time, and work until it is sent. See docs/adr/0025.
import { canSeal, newKey, seal, unseal, Unreadable } from "./crypto.js";
import { answerOf, inOne, openDatabase } from "./database.js";

export { NoRoom } from "./database.js";

const LEEWAY = 60_000; // a clock that was set back by more than this tells nothing about age

// This browser keeps nothing: no secure context, a private window without a database, or the member has signed out meanwhile.
export class NotHere extends Error {}

// The store of a member (the id of the membership). `arrive` says that the member is signed in here now: whatever
// another one has read goes, and so does their key unless work of theirs still waits, sealed, for their next sign-in.
export async function openStore(owner, { arrive = false } = {}) {
  const database = await openedHere();
  const fresh = await newKey();
  const member = await inOne(database, ["members", "read", "work"], async ({ members, read, work }) => {
    const known = await answerOf(members.get(owner));
    const here = known ?? { owner, key: fresh, arrived: 0 };
    if (arrive) {
      here.arrived = Date.now();
      await sendOthersAway(owner, members, read, work);
    }
    if (arrive || !known) members.put(here);
    return here;
  });
  return new Store(database, member);
}

// The member who was signed in here last and has not signed out; null when there is none. For a page without network.
export async function lastOwner() {
  const database = await openedHere();
  const members = await answerOf(database.transaction("members").objectStore("members").getAll());
  database.close();
  const here = members.filter((member) => member.arrived).sort((one, other) => other.arrived - one.arrived);
  return here[0]?.owner ?? null;
}

async function openedHere() {
  if (!canSeal()) throw new NotHere();
  try { return await openDatabase(); } catch { throw new NotHere(); }
}

async function sendOthersAway(owner, members, read, work) {
  for (const other of await answerOf(members.getAll())) {
    if (other.owner === owner) continue;
    for (const key of await answerOf(read.index("owner").getAllKeys(other.owner))) read.delete(key);
    if (await answerOf(work.index("owner").count(other.owner))) members.put({ ...other, arrived: 0 });
    else members.delete(other.owner);
  }
}

class Store {
  #database;
  #key;

  constructor(database, member) {
    this.#database = database;
    this.#key = member.key;
    this.owner = member.owner;
  }

  // Keeps what was read under a name for `lasts` milliseconds from now, whatever the clock of this device says.
  async keep(name, value, lasts) {
    const record = { owner: this.owner, name, from: Date.now(), until: Date.now() + lasts };
    Object.assign(record, await seal(this.#key, this.#place("read", name), value));
    await this.#change(["members", "read"], async ({ members, read }) => {
      if (await answerOf(members.get(this.owner))) read.put(record); // what is read on the way out stays nowhere
    });
  }

  // → { value, from (ms) }, or null when there is nothing or its time is over.
  async recall(name) {
    const record = await this.#ask("read", (read) => read.get([this.owner, name]));
    if (!record || isOver(record)) return null;
    try {
      return { value: await unseal(this.#key, this.#place("read", name), record), from: record.from };
    } catch (problem) {
      if (problem instanceof Unreadable) return null;
      throw problem;
    }
  }

  // Removes what was read, of anybody, whose time is over.
  async tidy() {
    await this.#change(["read"], async ({ read }) => {
      for (const record of await answerOf(read.getAll())) if (isOver(record)) read.delete([record.owner, record.name]);
    });
  }

  // What was read under these names goes: `unwanted(name)`.
  async shed(unwanted) {
    await this.#change(["read"], async ({ read }) => {
      for (const [, name] of await answerOf(read.index("owner").getAllKeys(this.owner))) if (unwanted(name)) read.delete([this.owner, name]);
    });
  }

  // Adds work, or writes it anew when it has a `seq`: { id, state, … }; all but id and state is sealed. → with its seq.
  async put(entry) {
    const { seq, id, state, ...inside } = entry;
    const record = { owner: this.owner, id, state, ...(await seal(this.#key, this.#place("work", id), inside)) };
    if (seq !== undefined) record.seq = seq;
    const made = await this.#change(["members", "work"], async ({ members, work }) => {
      if (!(await answerOf(members.get(this.owner)))) throw new NotHere();
      return answerOf(work.put(record));
    });
    return { ...entry, seq: made };
  }

  // All work of this member, oldest first. What cannot be read any more is told, with state 'unreadable', never hidden.
  async work() {
    const records = await this.#ask("work", (work) => work.index("owner").getAll(this.owner));
    return Promise.all(records.map((record) => this.#opened(record)));
  }

  async drop(seq) {
    await this.#change(["work"], ({ work }) => { work.delete(seq); });
  }

  // Everything of this member goes, key included: what might be left anywhere of it cannot be opened again.
  async forget() {
    await this.#change(["members", "read", "work"], async ({ members, read, work }) => {
      for (const key of await answerOf(read.index("owner").getAllKeys(this.owner))) read.delete(key);
      for (const key of await answerOf(work.index("owner").getAllKeys(this.owner))) work.delete(key);
      members.delete(this.owner);
    });
  }

  close() {
    this.#database.close();
  }

  async #opened(record) {
    const { seq, id, state } = record;
    try {
      return { ...(await unseal(this.#key, this.#place("work", id), record)), seq, id, state };
    } catch (problem) {
      if (problem instanceof Unreadable) return { seq, id, state: "unreadable" };
      throw problem;
    }
  }

  #place(kind, name) {
    return `${kind}:${this.owner}:${name}`;
  }

  #change(names, steps) {
    return inOne(this.#database, names, steps);
  }

  #ask(name, question) {
    return answerOf(question(this.#database.transaction(name).objectStore(name)));
  }
}

function isOver({ from, until }) {
  return Date.now() >= until || Date.now() < from - LEEWAY;
}
