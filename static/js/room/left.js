// On every page of a member who records sessions: sends what an earlier page left on this device, also before a sign-out, and says
// what cannot be sent (docs/adr/0026).
import { ownerHere } from "../device/people.js";
import { beforeSignOut } from "../device/sign-out.js";
import { openStore } from "../device/store.js";
import { icon, part } from "../found.js";
import { toast } from "../toasts.js";
import { tellWhatIsLeft } from "./compare.js";
import { Draft } from "./draft.js";
import { troubleOf } from "./needs.js";
import { left, whileLeft } from "./shelf.js";
import { Words } from "./words.js";

// One record on its way from here: written to the device before anything leaves, and gone from there as soon as the server has all of
// it, whether that is now or at a later try. A page that took it over meanwhile has it alone: nothing of it leaves or goes from here then.
class Left {
  #box = null;
  #ended = null;
  #isTaken = false; // by a page

  constructor(store, entry) {
    Object.assign(this, { store, entry });
    this.draft = new Draft({ ...entry, owner: store.owner, id: entry.session });
    this.draft.keeper = () => this.#keep();
    for (const kind of ["state", "met"]) this.draft.addEventListener(kind, () => this.#follow());
  }

  // → whether all of it is at the server.
  async send() {
    if (this.draft.isMade) await this.draft.look();
    await this.draft.send();
    await this.#follow();
    return !this.draft.isUnsent;
  }

  show() {
    if (this.#isTaken) return;
    this.#box = part("div", "", { class: "notice is-watch", "data-left-here": "", role: "status" });
    const inner = part("div", "");
    inner.append(part("p", "A session on this device is not sent yet", { class: "notice-title" }), part("p", this.entry.words), part("p", "", { "data-way": "" }));
    this.#box.append(icon("watch"), inner);
    document.querySelector("main .page")?.prepend(this.#box);
    this.#follow();
  }

  get #address() {
    return this.draft.isMade ? `/sessions/${this.draft.id}/` : `/episodes/${this.draft.episode}/sessions/new/`;
  }

  async #follow() {
    if (this.draft.isUnsent) this.#showWay();
    else await (this.#ended ??= this.#drop().then((isGone) => { if (isGone) toast(`Sent: the session of ${this.entry.words}`); }));
  }

  #showWay() {
    const way = this.#box?.querySelector("[data-way]");
    if (!way) return;
    const now = this.draft.trouble ? "look" : this.#address;
    if (way.dataset.way === now) return; // a finger may be on it
    way.dataset.way = now;
    way.replaceChildren(this.draft.trouble ? this.#look() : part("a", "Open it", { href: now }));
  }

  #look() {
    const button = part("button", "Look at it", { type: "button", class: "button is-small" });
    button.addEventListener("click", () => tellWhatIsLeft(troubleOf(this.draft, new Words({ controlOf: () => null, zone: this.entry.zone }), {
      again: () => { this.#again(); },
      retry: () => location.reload(),
      open: () => location.assign(this.#address),
      discard: { label: "Discard what I entered", tone: "is-stop", act: () => { this.#drop(); } },
    })));
    return button;
  }

  async #again() {
    const { trouble } = this.draft;
    try {
      await this.draft.again();
    } catch {
      this.draft.trouble = trouble;
      toast("This device is full: make room on it, then keep the session as a new draft.");
      return;
    }
    await this.#follow();
    if (!this.draft.isUnsent) location.assign(this.#address);
  }

  // Under an id that the device does not know nothing leaves: it would be another session at the next try.
  async #keep() {
    try {
      const isKept = await this.#ours(() => this.store.put({ ...this.entry, ...this.draft.kept }));
      if (!isKept) { this.#isTaken = true; this.#box?.remove(); }
      return isKept;
    } catch (problem) {
      if (this.draft.id !== this.entry.session) throw problem;
      return true;
    }
  }

  // → whether it was ours to drop.
  async #drop() {
    this.#box?.remove();
    return this.#ours(() => this.store.drop(this.entry.seq));
  }

  // Does something about the record as long as it is left, and as it was when this page found it. → whether it was.
  #ours(steps) {
    const { seq, id, at } = this.entry;
    return whileLeft(id, async () => {
      const isHere = (await this.store.work()).some((one) => one.seq === seq && one.id === id && one.at === at);
      if (isHere) await steps();
      return isHere;
    });
  }
}

async function sendWhatIsLeft(store) {
  for (const entry of await left(store)) {
    const one = new Left(store, entry);
    if (!(await one.send())) one.show();
  }
}

async function begin() {
  const owner = ownerHere();
  if (!owner) return;
  let store;
  try { store = await openStore(owner, { arrive: true }); } catch { return; }
  beforeSignOut(async (here) => { for (const entry of here ? await left(here) : []) await new Left(here, entry).send(); });
  if (!document.querySelector("[data-room]")) await sendWhatIsLeft(store);
}

begin();
