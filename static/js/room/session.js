// The screen of a needling session: what is entered lies on the device at once and at the server a moment later, through the public
// API, and comes back by itself whatever happens in between (docs/adr/0026). Without this script the form is sent as any other.
import { sameValue } from "../device/values.js";
import { beforeSignOut } from "../device/sign-out.js";
import { ownerHere } from "../device/people.js";
import { ask } from "../device/requests.js";
import { Bar, showBlockers, showCode } from "./bar.js";
import { decide } from "./compare.js";
import { Draft } from "./draft.js";
import { markRefused } from "./marks.js";
import { fromDocument } from "./flat.js";
import { firstNeed, leftWords } from "./needs.js";
import { oncePerPaint } from "../found.js";
import { tellDay } from "../lent.js";
import { SessionForm } from "./form.js";
import { followReload, NOBODY, renewToken, showMade, wayTo } from "./page.js";
import { findPlace } from "./place.js";
import { Shelf, STATE } from "./shelf.js";
import { Timers } from "../timers.js";
import { toast, toastNext } from "../toasts.js";
import { View } from "./view.js";
import { Words } from "./words.js";
import { shortDay } from "./zone.js";

// `told` says which draft it is (sessions/views/room.py); without network (docs/adr/0031) it names its `owner` too, and has the
// `document` that the server had last, or the entries that a new session starts with (`start`).
export class Room {
  isOpen = false; // it is known what lies on the device
  isEarly = false; // something was entered before that
  isBack = false; // an earlier page had entered something
  device = ""; // why the draft cannot be kept here
  writing = 0; // how often it was written to the device: only the last one counts

  #read = oncePerPaint(() => this.draft.change(this.view.mine())); // what is entered is read once its own paint is done

  constructor(form, told) {
    this.form = form;
    this.told = told;
    this.owner = told.owner ?? ownerHere();
    this.fields = new SessionForm(form, this.told);
    this.words = new Words(this.fields);
    const signIn = () => `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
    this.bar = new Bar(document.getElementById("saved-state"), { zone: this.told.zone, signIn, onLook: () => this.look() });
  }

  async start() {
    const { session, version, episode, document: last, start } = this.told;
    if (last) this.#tellDays(last);
    if (last || start) this.fields.write(last ? fromDocument(last) : start);
    this.view = session ? new View(this.fields, last ? fromDocument(last) : this.fields.read()) : View.ofNew(this.fields);
    this.draft = new Draft({ owner: this.owner, episode, ...(session ? { id: session, version, base: this.view.base, mine: this.view.base } : {}) });
    if (last) Object.assign(this.draft, { document: last, savedAt: last.updated_at });
    this.loaded = this.fields.read();
    this.#follow();
    this.timers = new Timers(this.form, { owner: this.owner, episode });
    this.opening = this.#open((entry) => (session ? entry.session === session : !entry.version && entry.episode === episode));
    await this.opening;
    findPlace();
    if (last) this.#met();
    if (this.draft.isMade) await this.draft.look();
    this.form.dataset.roomReady = "on";
    this.form.dispatchEvent(new Event("room:ready"));
    this.#show();
    if (this.draft.isUnsent) await this.draft.send();
  }

  // Finds what lies on the device; what is entered meanwhile is read once that is known.
  async #open(isMeant) {
    this.shelf = await Shelf.open(this.owner, { arrive: !this.told.owner });
    if (!this.shelf) this.device = "not here";
    const found = await this.shelf?.takeOver(isMeant);
    this.isOpen = true;
    if (!found && !this.told.session) followReload();
    if (found) this.#takeBack(found); else if (this.isEarly) this.draft.change(this.view.mine());
  }

  // What is left of an earlier page comes back into the form; what was entered since the page opened stays on top of it.
  #takeBack(found) {
    const { session: id, episode, version, base, mine, trying, asked = [] } = found;
    const now = this.isEarly ? this.fields.read() : {};
    for (const [path, value] of Object.entries(now)) if (!sameValue(value, this.loaded[path])) mine[path] = value;
    Object.assign(this.draft, { id, episode, version: version ?? this.draft.version, base, mine, trying, asked });
    this.isBack = true;
    this.#put(base, mine);
    toast("What you entered is back.");
    this.#show();
  }

  #follow() {
    const { draft, form } = this;
    draft.keeper = () => this.#keep();
    draft.reader = this.#read.now;
    draft.addEventListener("changed", () => { this.#keep(); this.#show(); });
    draft.addEventListener("state", () => this.#show());
    draft.addEventListener("met", () => this.#met());
    for (const kind of ["input", "change"]) form.addEventListener(kind, () => this.#heard());
    document.addEventListener("submit", (event) => {
      if (event.target === form) this.#submit(event);
      else if (event.target.closest("#discard")) this.#discardAll(event);
      else renewToken(event.target);
    }, true);
    for (const kind of ["online", "focus", "pageshow"]) window.addEventListener(kind, () => this.#again());
    document.addEventListener("visibilitychange", () => { this.#read.now(); if (draft.isUnsent) draft.send(); });
    beforeSignOut(() => draft.send().then(() => this.#keep()), () => (this.device && draft.isUnsent ? [{ words: this.#title(), state: STATE }] : []));
    window.addEventListener("beforeunload", (event) => { this.#read.now(); if (this.device && draft.isUnsent && !this.leaves && !document.querySelector("form[data-leaving=now]")) event.preventDefault(); });
  }

  // Somebody is back at this page: what waits is sent; where nothing does, the draft may have changed elsewhere.
  #again() {
    const { draft } = this;
    if (draft.isUnsent) draft.send();
    else if (draft.isMade && !draft.trouble && this.form.dataset.roomReady) draft.look();
  }

  // From when the rows of a draft come that were copied.
  #tellDays({ targets }) {
    for (const one of targets) if (one.copied) tellDay([one], shortDay(one.copied.occurred_at, this.told.zone));
  }

  #put(base, mine) {
    this.isWriting = true; // what the form says of it is no answer of a person
    try { this.view.rebase(base, mine); } finally { this.isWriting = false; }
  }

  #heard() {
    if (this.isWriting) return;
    if (!this.isOpen) { this.isEarly = true; return; }
    this.bar.hears();
    this.#read();
  }

  async #keep() {
    if (!this.shelf || this.leaves) return;
    const written = ++this.writing;
    this.bar.place.dataset.kept = "not yet";
    this.device = await this.shelf.keep(this.draft, { words: this.#title(), zone: this.told.zone });
    if (written !== this.writing) return;
    this.bar.place.dataset.kept = this.device || "yes";
    this.#show();
  }

  // Which session it is: of whom, and when.
  #title() {
    return `${this.told.who}, ${this.words.value(["occurred_at"], [this.draft.mine.occurred_at ?? null])}`;
  }

  // The server has something new: what only it changed comes into the form.
  #met() {
    const { draft } = this;
    if (draft.document) this.#tellDays(draft.document);
    this.#put(draft.base, draft.mine);
    if (draft.isMade) showMade(this.form, draft, this.#address());
    if (draft.document) {
      if (draft.document !== this.told.document) this.remembered = this.shelf?.remember(draft.document, draft.version, this.told.who);
      showBlockers(document.getElementById("blockers"), draft.document, (said) => wayTo(said, this));
      showCode(document.querySelector("[data-room-code]"), draft.document.billing);
    }
    this.#keep();
    this.#show();
    if (draft.trouble?.kind === "signed" && !leftWords(draft, this.words).length) this.#leave(this.#address());
  }

  #address() {
    return this.told.address.replace(NOBODY, this.draft.id);
  }

  #show() {
    if (!this.draft) return;
    const needs = firstNeed(this.draft, this.words, this.fields);
    markRefused(this.form, this.fields, this.draft.needs.held);
    this.bar.show(this.draft, { device: this.device, needs, waits: this.#read.waits() });
  }

  look() {
    decide(this.draft, this.words, { discard: () => this.discardHere(), open: () => this.#leave(this.#address()) });
  }

  // What this device has of the draft goes, and the page with it.
  async discardHere() {
    await this.shelf?.drop();
    this.leaves = true;
    location.assign(this.draft.trouble?.kind === "signed" ? this.#address() : this.told.back);
  }

  // What is on its way is waited for, so that the draft goes in the version that it has then; nothing of it stays here.
  async #discardAll(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter: button, target: question } = event;
    button.disabled = true; // once
    await this.draft.send();
    const { id, version, line } = this.draft;
    const asked = line === "later" ? { outcome: line } : await ask(this.owner, { method: "POST", path: `sessions/${id}/discard/`, version });
    if (asked.outcome !== "saved") { this.#stays(asked); button.disabled = false; question.closest("dialog").close(); return; }
    this.leaves = true;
    await this.shelf?.drop();
    toastNext("The draft is discarded.");
    location.assign(`/episodes/${this.draft.episode}/`);
  }

  // Why the draft stays; where the server refused, it is read anew, because it may stand otherwise there.
  #stays({ outcome, status, body }) {
    if (outcome === "sign-in") toast("You are signed out. Sign in again, then discard the draft.");
    else if (outcome === "later") toast("Discarding needs the clinic's server. The draft stays until it answers.");
    else { toast(status === 412 ? "Someone changed this draft meanwhile. Look at it, then discard it." : body.detail); this.draft.look(); }
  }

  // A note that is signed leaves this device before its page does.
  async #leave(address) {
    this.leaves = true;
    if (this.draft.document?.state === "signed") await this.remembered;
    location.assign(address);
  }

  async #submit(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const then = event.submitter?.name === "then" ? event.submitter.value : ""; // the next page: to sign, or to hold
    await this.opening;
    this.draft.change(this.view.mine());
    await this.draft.send();
    this.#show();
    if (then && this.draft.isMade && !this.draft.isUnsent && !this.draft.needsSomebody) this.#leave(`${this.#address()}${then}/`);
    else if (this.draft.needsSomebody) document.querySelector("#saved-state .button")?.focus();
    else if (then) toast(`${then === "sign" ? "Signing" : "Going on"} needs the clinic's server. ${this.device ? "Stay on this page until it answers." : "What you entered is safe here until it answers."}`);
  }
}
