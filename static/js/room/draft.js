// One draft on its way to the server: what it had last (`base`), what stands here (`mine`), and what left without an answer yet
// (`trying`, sent again as it was, so that nothing is made twice). Knows no form and no page; tells of itself by events.
import { sameValue } from "../device/values.js";
import { ask } from "../device/requests.js";
import { newId } from "../device/asking.js";
import { changes, fromDocument } from "./flat.js";
import { merge, withPaths } from "./merge.js";
import { nextOf, refusedOf, since, unfinishedOf, valuesAt } from "./sending.js";

const SOON = 700; // milliseconds after the last change
const LATEST = 15_000;

export class Draft extends EventTarget {
  line = "quiet"; // quiet, saving, later (no answer), sign-in
  keeper = async () => {}; // puts the draft on the device; nothing leaves before that is done, or at all when it says false
  reader = () => {}; // takes in what was entered a moment ago, before `mine` is sent or put together with something else
  trouble = null; // { kind: 'signed', 'gone', 'moved' or 'refused', detail } : nothing is sent until the person decides
  held = new Map(); // path → { words, value }: what the server cannot store
  savedAt = null;
  document = null;
  #timer = 0;
  #wait = 0;
  #round = null;
  #last = Promise.resolve();

  // `asked` is what was changed here and elsewhere: { path, paths, theirs }. It lies on the device with the rest: without it, what stands
  // here would look like an ordinary change after a reload, and go over a colleague's.
  constructor({ owner, episode, id = newId(), version = null, base = {}, mine = {}, trying = null, asked = [] }) {
    super();
    Object.assign(this, { owner, episode, id, version, base, mine, trying, asked });
  }

  get isMade() { return this.version !== null; }

  // As it lies on the device.
  get kept() {
    return { session: this.id, episode: this.episode, version: this.version, base: this.base, mine: this.mine, trying: this.trying, asked: this.asked };
  }

  // Whether the server lacks anything of it.
  get isUnsent() {
    return Boolean(this.trying) || (this.isBegun && (!this.isMade || Object.keys(changes(this.base, this.mine)).length + unfinishedOf(this.mine).length > 0));
  }

  get isBegun() { return this.isMade || Object.keys(this.mine).length > 0; }

  // What the person has to look at before all of it can be sent.
  get needs() {
    return { unfinished: unfinishedOf(this.mine), asked: this.asked, held: [...this.held], trouble: this.trouble };
  }

  get needsSomebody() {
    return this.isToDecide || this.held.size > 0 || this.needs.unfinished.length > 0;
  }

  // Whether somebody has to choose what becomes of it.
  get isToDecide() { return Boolean(this.trouble || this.asked.length); }

  change(mine) {
    this.mine = mine;
    for (const [path, { value }] of this.held) if (!sameValue(value, valuesAt(mine, path))) this.held.delete(path);
    if (this.trouble?.kind === "refused") this.trouble = null;
    this.#tell("changed");
    this.#soon(SOON);
  }

  // Everything that can be sent is sent, or the reason why not stands in `line` and `trouble`.
  send() {
    clearTimeout(this.#timer);
    this.#round ??= this.#alone(() => this.#rounds()).finally(() => { this.#round = null; });
    return this.#round;
  }

  // Asks the server how the draft stands, and puts both together. → 'saved' when it answered.
  look() {
    return this.#alone(() => this.#look());
  }

  // The person chose: `mine` for some paths, `theirs` for the others.
  settle(choices) {
    this.reader();
    for (const { path, paths } of this.asked) {
      if (choices[path] === "theirs") this.mine = withPaths(this.mine, this.base, paths);
    }
    this.asked = [];
    this.#tell("met");
    return this.send();
  }

  // Once more as a draft of its own, where the first one is gone.
  again() {
    this.reader();
    Object.assign(this, { id: newId(), version: null, base: {}, trying: null, trouble: null, asked: [] });
    this.#tell("met");
    return this.send();
  }

  async #look() {
    const answer = await this.#asked({ method: "GET", path: `sessions/${this.id}/` });
    if (answer.outcome === "saved") this.#meet(answer);
    else if (answer.status === 404) this.#stop("gone");
    else if (answer.outcome === "refused") this.#stop("refused", answer.body?.detail);
    else this.#later(answer.outcome);
    return answer.outcome;
  }

  async #rounds() {
    while (!this.trouble) {
      this.trying ??= this.#next();
      if (!this.trying) { this.#be("quiet"); return; }
      this.#be(this.line === "quiet" ? "saving" : this.line); // what failed is told until it works
      if ((await this.keeper()) === false) break;
      const answer = await this.#asked(this.trying.request);
      if (answer.outcome === "later" || answer.outcome === "sign-in") { this.#later(answer.outcome); return; }
      this.line = "saving";
      if (answer.outcome === "saved") this.#saved(answer);
      else if (!(await this.#refused(answer))) return;
    }
    this.#be("quiet");
  }

  async #asked(request) {
    const answer = await ask(this.owner, request);
    this.reader();
    return answer;
  }

  #next() {
    this.reader();
    return nextOf(this, [...this.held.keys(), ...this.needs.unfinished, ...this.asked.map(({ path }) => path)]);
  }

  #saved(answer) {
    const base = fromDocument(answer.body);
    Object.assign(this, { base, mine: since(this.mine, this.trying.flat, base), trying: null });
    this.#heard(answer);
    this.#tell("met");
  }

  #heard({ body, version, at }) {
    this.#wait = 0;
    Object.assign(this, { document: body, version, savedAt: body.updated_at, serverAt: at });
  }

  // What stands at the server and what stands here become one.
  #meet(answer) {
    const theirs = fromDocument(answer.body);
    const { merged, asked } = merge(this.base, this.mine, theirs, this.trying?.flat ?? null);
    const earlier = this.asked.filter(({ path }) => !asked.some((one) => one.path === path));
    Object.assign(this, { base: theirs, mine: merged, trying: null });
    this.asked = [...earlier, ...asked].map((one) => ({ ...one, theirs: one.paths.map((path) => theirs[path] ?? null) }));
    this.#heard(answer);
    if (this.line !== "saving") this.line = "quiet";
    if (answer.body.state === "signed") this.#stop("signed");
    this.#tell("met");
  }

  // → whether there is more to send.
  async #refused({ status, body }) {
    if (status === 400 && this.#hold(body?.errors ?? {})) return true;
    if (status === 412 || status === 409) {
      const stands = await this.#look();
      const isMine = status === 412 || body?.title === "Already used";
      if (stands === "later" || stands === "sign-in" || this.trouble?.kind === "signed") return false;
      if (isMine) return stands === "saved";
      this.trouble = null;
    }
    this.trying = null;
    if (status === 404 || status === 410) this.#stop("gone");
    else if (body?.errors?.episode) this.#stop("moved");
    else this.#stop("refused", body?.detail, body?.errors);
    return false;
  }

  // Keeps back what cannot be stored, so that the rest can. → whether that is something, and not everything.
  #hold(errors) {
    const found = refusedOf(errors, this.trying.flat, this.isMade);
    if (!found) return false;
    for (const [path, refused] of found) if (sameValue(refused.value, valuesAt(this.mine, path))) this.held.set(path, refused);
    this.trying = null;
    this.#tell("changed");
    return true;
  }

  #stop(kind, detail = "", errors = null) {
    this.trouble = { kind, detail: [detail, ...Object.values(errors ?? {}).flat()].filter(Boolean).join(" ") };
    this.#be("quiet");
  }

  #later(line) {
    this.#be(line);
    this.#wait = Math.min(LATEST, Math.max(1000, this.#wait * 2));
    this.#soon(this.#wait);
  }

  #soon(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.send(), wait);
  }

  // One after the other: an answer is put together with what stood here when it was asked.
  #alone(steps) {
    this.#last = this.#last.then(steps, steps);
    return this.#last;
  }

  #be(line) {
    this.line = line;
    this.#tell("state");
  }

  #tell(name) { this.dispatchEvent(new Event(name)); }
}
