// The screen of a needling session: what is entered lies on the device at once and at the server a moment later, through the public
// API, and comes back by itself whatever happens in between (docs/adr/0026). Without this script the form is sent as any other.
import { Bar, showBlockers, showCode } from "./bar.js";
import { askWhichHolds, tellWhatIsLeft } from "./compare.js";
import { Draft } from "./draft.js";
import { markRefused } from "./marks.js";
import { same } from "./flat.js";
import { firstNeed, leftWords, troubleOf } from "./needs.js";
import { SessionForm } from "./form.js";
import { followReload, renewToken, showMade } from "./page.js";
import { placeOf } from "./sending.js";
import { Shelf } from "./shelf.js";
import { toast } from "../toasts.js";
import { View } from "./view.js";
import { Words } from "./words.js";

const NOBODY = "00000000-0000-0000-0000-000000000000";

class Room {
  isOpen = false; // it is known what lies on the device
  isEarly = false; // something was entered before that
  device = ""; // why the draft cannot be kept here
  writing = 0; // how often it was written to the device: only the last one counts

  constructor(form) {
    this.form = form;
    this.told = JSON.parse(document.getElementById("room").textContent);
    this.owner = document.querySelector('meta[name="kept-by"]').content.split(" ")[0];
    this.fields = new SessionForm(form, this.told);
    this.words = new Words(this.fields);
    const signIn = () => `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
    this.bar = new Bar(document.getElementById("saved-state"), { zone: this.told.zone, signIn, onLook: () => this.look() });
  }

  async start() {
    const { session, version, episode } = this.told;
    this.view = session ? new View(this.fields, this.fields.read()) : View.ofNew(this.fields);
    this.draft = new Draft({ owner: this.owner, episode, ...(session ? { id: session, version, base: this.view.base, mine: this.view.base } : {}) });
    this.loaded = this.fields.read();
    this.#follow();
    this.opening = this.#open((entry) => (session ? entry.session === session : !entry.version && entry.episode === episode));
    await this.opening;
    if (this.draft.isMade) await this.draft.look();
    this.form.dataset.roomReady = "on";
    this.#show();
    if (this.draft.isUnsent) await this.draft.send();
  }

  // Finds what lies on the device; what is entered meanwhile is read once that is known.
  async #open(isMeant) {
    this.shelf = await Shelf.open(this.owner);
    if (!this.shelf) this.device = "not here";
    const found = await this.shelf?.takeOver(isMeant);
    this.isOpen = true;
    if (!found && !this.told.session) followReload();
    if (found) this.#takeBack(found); else if (this.isEarly) this.draft.change(this.view.mine());
  }

  // What is left of an earlier page comes back into the form; what was entered since the page opened stays on top of it.
  #takeBack(found) {
    const { session: id, episode, version, base, mine, trying } = found;
    const now = this.isEarly ? this.fields.read() : {};
    for (const [path, value] of Object.entries(now)) if (!same(value, this.loaded[path])) mine[path] = value;
    Object.assign(this.draft, { id, episode, version: version ?? this.draft.version, base, mine, trying });
    this.#put(base, mine);
    toast("What you entered is back.");
    this.#show();
  }

  #follow() {
    const { draft, form } = this;
    draft.keeper = () => this.#keep();
    draft.addEventListener("changed", () => { this.#keep(); this.#show(); });
    draft.addEventListener("state", () => this.#show());
    draft.addEventListener("met", () => this.#met());
    for (const kind of ["input", "change"]) form.addEventListener(kind, () => this.#heard());
    document.addEventListener("submit", (event) => {
      renewToken(event.target);
      if (event.target === form) this.#submit(event);
      if (event.target.closest("#discard") && !this.leaves) this.#discardAll(event);
    }, true);
    for (const kind of ["online", "focus", "pageshow"]) window.addEventListener(kind, () => this.#again());
    document.addEventListener("visibilitychange", () => { if (draft.isUnsent) draft.send(); });
    document.addEventListener("room:leave", ({ detail }) => detail.push(draft.send().then(() => this.#keep())));
    window.addEventListener("beforeunload", (event) => { if (this.device && draft.isUnsent && !this.leaves) event.preventDefault(); });
  }

  // Somebody is back at this page: what waits is sent; where nothing does, the draft may have changed elsewhere.
  #again() {
    const { draft } = this;
    if (draft.isUnsent) draft.send();
    else if (draft.isMade && !draft.trouble && this.form.dataset.roomReady) draft.look();
  }

  #put(base, mine) {
    this.isWriting = true; // what the form says of it is no answer of a person
    try { this.view.rebase(base, mine); } finally { this.isWriting = false; }
  }

  #heard() {
    if (this.isWriting) return;
    if (!this.isOpen) { this.isEarly = true; return; }
    this.draft.change(this.view.mine());
  }

  async #keep() {
    if (!this.shelf || this.leaves) return;
    const written = ++this.writing;
    this.bar.place.dataset.kept = "not yet";
    const when = this.words.value(["occurred_at"], [this.draft.mine.occurred_at ?? null]);
    this.device = await this.shelf.keep(this.draft, { words: `${this.told.who}, ${when}`, zone: this.told.zone });
    if (written !== this.writing) return;
    this.bar.place.dataset.kept = this.device || "yes";
    this.#show();
  }

  // The server has something new: what only it changed comes into the form.
  #met() {
    const { draft } = this;
    this.#put(draft.base, draft.mine);
    if (draft.isMade) showMade(this.form, draft, this.#address());
    if (draft.document) {
      showBlockers(document.getElementById("blockers"), draft.document, (said) => this.#wayTo(said));
      showCode(document.querySelector("[data-room-code]"), draft.document.billing);
    }
    this.#keep();
    this.#show();
    if (draft.trouble?.kind === "signed" && !leftWords(draft, this.words).length) this.#leave(this.#address());
  }

  #address() {
    return this.told.address.replace(NOBODY, this.draft.id);
  }

  #wayTo({ code, field }) {
    const elsewhere = this.told.places[code] ?? this.told.places[field];
    if (elsewhere) return elsewhere;
    const control = this.fields.controlOf(placeOf(field, this.draft.base)) ?? this.form.querySelector(`[name="${CSS.escape(field)}"]`);
    if (!control) return "#targets";
    return `#${(control.closest("fieldset.has-chips") ?? control.closest(".combo") ?? control).id || "targets"}`;
  }

  #show() {
    if (!this.draft) return;
    const needs = firstNeed(this.draft, this.words, this.fields);
    markRefused(this.form, this.fields, this.draft.needs.held);
    this.bar.show(this.draft, { device: this.device, needs });
  }

  // Says what has to be decided, with the ways on.
  look() {
    const { draft, words } = this;
    if (draft.asked.length && !draft.trouble) {
      const entries = draft.asked.map(({ path, paths, theirs }) => ({
        path, label: words.label(path), theirs: words.value(paths, theirs), mine: words.value(paths, paths.map((one) => draft.mine[one] ?? null)),
      }));
      askWhichHolds(entries, (choices) => draft.settle(choices));
      return;
    }
    const discard = { label: "Discard what I entered", tone: "is-stop", act: () => this.#discard() };
    tellWhatIsLeft(troubleOf(draft, words, { again: () => draft.again(), retry: () => { draft.trouble = null; draft.send(); }, open: () => this.#leave(this.#address()), discard }));
  }

  async #discard() {
    await this.shelf?.drop();
    this.leaves = true;
    location.assign(this.draft.trouble?.kind === "signed" ? this.#address() : this.told.back);
  }

  // What is on its way is waited for, so that the draft goes in the version that it has then; nothing of it stays here.
  async #discardAll(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    await this.draft.send();
    this.leaves = true;
    await this.shelf?.drop();
    setTimeout(() => event.target.requestSubmit()); // within this submit, another one would not be heard
  }

  #leave(address) {
    this.leaves = true;
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
    else if (then) toast("Going on needs the clinic's server. What you entered is safe here until it answers.");
  }
}

for (const form of document.querySelectorAll("[data-room]")) new Room(form).start();
