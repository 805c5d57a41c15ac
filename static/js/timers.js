// How long the needles stay in: a timer for each muscle, several at once. It counts by the clock, so that it runs on under a dark screen
// and after a reload (sealed on the device, ADR 25), and a stop writes the minutes into the muscle's field. Alerts are words, never a sound.
import { tellWhatIsLeft } from "./room/compare.js";
import { NotHere, openStore } from "./device/store.js";
import { announce } from "./found.js";
import { chosen, entry, namesRow, targetsOf } from "./rows.js";
import { toast } from "./toasts.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const KEPT = 4 * 60 * MINUTE;

// '4:07', '1:04:07'.
function lasted(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / SECOND));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

// Whole minutes as a note has them: a needle that was left at all was left for one.
function minutesOf(milliseconds) {
  return Math.max(1, Math.round(milliseconds / MINUTE));
}

function keyOf(row) {
  const side = chosen(row, "side")?.value;
  const muscle = entry(row, "muscle").value;
  return muscle && side ? `${muscle}|${side}` : "";
}

function nameOf(row) {
  const side = chosen(row, "side")?.closest("label").textContent.trim().toLowerCase();
  return [entry(row, "muscle").selectedOptions[0]?.textContent.trim(), side].filter(Boolean).join(", ");
}

// The draft of this page; a new one has none until its first save.
function sessionOf() {
  return location.pathname.match(/^\/sessions\/([0-9a-f-]{36})\//)?.[1] ?? null;
}

// Of a form of the course of care `episode`, whose `owner` has the device (room/session.js begins it).
export class Timers {
  running = new Map(); // row → { since, after (minutes until the alert, 0 for none), told }
  waiting = new Map(); // what an earlier page kept, by muscle and side, until its row is there
  shown = new WeakMap(); // row → what its timer says; it is written only when that is something else
  there = 0; // rows that run and are there: one that is taken away is not kept, and one that comes back goes on

  constructor(form, { owner, episode }) {
    Object.assign(this, { form, owner, name: `timers:${episode}` });
    // From its first save on the draft has an id: what runs is its own from that moment.
    form.addEventListener("room:made", () => { if (this.running.size) this.#keep(); });
    this.all = form.querySelector("[data-timer-all]");
    this.sum = document.querySelector("[data-timer-sum]");
    form.addEventListener("click", (event) => this.#clicked(event));
    form.addEventListener("change", (event) => { if (namesRow(event)) this.#show(); });
    document.addEventListener("visibilitychange", () => this.#tick());
    this.sum.addEventListener("click", () => this.#leadToNext());
    document.addEventListener("click", (event) => this.#askFirst(event), true);
    this.#show();
    this.#comeBack();
  }

  start(row) {
    this.running.set(row, { since: Date.now(), after: Number(entry(row, "dwell_minutes").value) || 0, told: false });
    this.#changed();
  }

  // → whether the minutes could be written.
  stop(row) {
    const field = entry(row, "dwell_minutes");
    const { since } = this.running.get(row);
    const [minutes, before] = [minutesOf(Date.now() - since), field.value];
    this.running.delete(row);
    this.#changed();
    if (minutes > Number(field.max || Infinity)) {
      this.#say(row, `More than ${field.max} minutes: write yourself how long the needles stayed.`);
      row.querySelector("[data-how]").open = true;
      return false;
    }
    this.#put(field, String(minutes));
    this.#say(row, `Left in place ${minutes} min`);
    toast(`${nameOf(row)}: left in place ${minutes} min`, { undo: () => { this.#put(field, before); this.#say(row, ""); } });
    return true;
  }

  // Nobody signs with a timer running and no minutes written, unless they say so.
  #askFirst(event) {
    const button = event.target.closest?.('button[name="then"][value="sign"]');
    const rows = this.#rows();
    if (!button || !rows.length) return;
    event.preventDefault();
    event.stopPropagation();
    const one = rows.length === 1;
    const goOn = (act) => () => { if (act()) button.click(); };
    tellWhatIsLeft({
      title: `${one ? "A timer is" : `${rows.length} timers are`} still running`,
      intro: `Stop ${one ? "it" : "them"} and write the minutes into the note, or sign without them.`,
      entries: rows.map((row) => ({ label: nameOf(row), value: lasted(Date.now() - this.running.get(row).since) })),
      buttons: [
        { label: "Back to the session" },
        { label: "Sign without the minutes", act: goOn(() => { for (const row of rows) this.running.delete(row); this.#changed(); return true; }) },
        { label: one ? "Stop it and write the minutes" : "Stop them and write the minutes", tone: "is-primary", act: goOn(() => rows.map((row) => this.stop(row)).every(Boolean)) },
      ],
    });
  }

  #put(field, value) {
    field.value = value;
    announce(field);
  }

  #clicked({ target }) {
    const row = target.closest("[data-target]");
    const alert = target.closest("[data-timer-after]");
    if (target.closest("[data-timer-toggle]")) (this.running.has(row) ? this.stop(row) : this.start(row));
    else if (alert) this.#choose(row, Number(alert.dataset.timerAfter));
    else if (target.closest("[data-timer-all]")) this.#startAll();
  }

  #startAll() {
    for (const row of this.#idle()) this.start(row);
  }

  // The muscles whose needles may be in and have no time yet.
  #idle() {
    return targetsOf(this.form).filter((row) => keyOf(row) && !this.running.has(row) && !row.querySelector("[data-timer-said]").textContent);
  }

  #choose(row, minutes) {
    const timer = this.running.get(row);
    Object.assign(timer, { after: timer.after === minutes ? 0 : minutes, told: false });
    this.#say(row, "");
    this.#changed();
  }

  #say(row, words) {
    row.querySelector("[data-timer-said]").textContent = words;
    row.querySelector("[data-timer]").classList.toggle("is-over", words.startsWith("Over"));
  }

  #changed() {
    this.#keep();
    this.#show();
    this.#tick();
  }

  #rows() {
    return targetsOf(this.form).filter((row) => this.running.has(row));
  }

  // One beat for all of them; nothing beats while nothing runs.
  #tick() {
    clearTimeout(this.beat);
    const rows = this.#rows();
    for (const row of rows) this.#count(row);
    this.#sumUp(rows);
    if (this.session !== sessionOf()) this.#keep();
    if (rows.length) this.beat = setTimeout(() => this.#tick(), SECOND - (Date.now() % SECOND));
  }

  #count(row) {
    const timer = this.running.get(row);
    const passed = Date.now() - timer.since;
    row.querySelector("[data-timer-count]").textContent = lasted(passed);
    if (!timer.after || timer.told || passed < timer.after * MINUTE) return;
    timer.told = true;
    this.#say(row, `Over: ${timer.after} minutes have passed`);
    this.#keep();
  }

  #sumUp(rows) {
    const over = rows.filter((row) => this.running.get(row).told);
    const first = over[0] ?? rows[0];
    this.sum.hidden = !first;
    if (!first) return;
    this.sum.classList.toggle("is-over", over.length > 0);
    const count = this.sum.querySelector("[data-timer-count]");
    count.textContent = lasted(Date.now() - this.running.get(first).since);
    const said = this.sum.querySelector("[data-timer-words]");
    const words = over.length ? `Over: ${nameOf(first)}` : `${rows.length} timer${rows.length === 1 ? "" : "s"}`;
    if (said.textContent !== words) said.textContent = words;
  }

  #leadToNext() {
    const rows = this.#rows();
    const row = rows.find((one) => this.running.get(one).told) ?? rows[0];
    row.scrollIntoView({ block: "center" });
    row.querySelector("[data-timer-toggle]").focus({ preventScroll: true });
  }

  #show() {
    this.#takeBack();
    for (const row of targetsOf(this.form)) {
      const now = `${keyOf(row)} ${this.running.get(row)?.after}`;
      if (this.shown.get(row) !== now) this.#showRow(row);
      this.shown.set(row, now);
    }
    this.all.hidden = this.#idle().length + this.running.size < 2 || !this.#idle().length;
    this.#sumUp(this.#rows());
    this.#follow();
  }

  #follow() {
    const { length } = this.#rows();
    if (length === this.there) return;
    this.there = length;
    this.#keep();
    this.#tick();
  }

  #showRow(row) {
    const [box, timer] = [row.querySelector("[data-timer]"), this.running.get(row)];
    box.hidden = !keyOf(row) && !timer;
    box.toggleAttribute("data-timer-runs", Boolean(timer));
    const words = timer ? "Stop the timer" : "Start the timer";
    box.querySelector("[data-timer-words]").textContent = words;
    box.querySelector("[data-timer-toggle]").setAttribute("aria-label", `${words}: ${nameOf(row)}`);
    for (const part of box.querySelectorAll("[data-timer-alerts], [data-timer-count]")) part.hidden = !timer;
    for (const button of box.querySelectorAll("[data-timer-after]")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.timerAfter) === timer?.after));
    }
  }

  // A row that is there again, whether the server or the device has brought it, goes on counting.
  #takeBack() {
    if (!this.waiting.size) return;
    for (const row of targetsOf(this.form)) {
      const kept = this.waiting.get(keyOf(row));
      if (!kept) continue;
      this.waiting.delete(keyOf(row));
      this.running.set(row, { ...kept, told: false });
      this.#tick();
    }
  }

  async #comeBack() {
    if (!this.owner) return;
    try { this.store = await openStore(this.owner); } catch (problem) { if (problem instanceof NotHere) return; throw problem; }
    const kept = (await this.store.recall(this.name))?.value;
    if (kept && (kept.session ?? sessionOf()) === sessionOf()) this.waiting = new Map(kept.timers);
    this.#show();
    if (this.running.size) this.#keep();
  }

  // One record a course of care, with the draft that it belongs to once there is one. A device without room only loses a reload.
  #keep() {
    this.session = sessionOf();
    const timers = [...this.waiting, ...[...this.running].filter(([row]) => keyOf(row) && !row.hidden).map(([row, { since, after }]) => [keyOf(row), { since, after }])];
    this.store?.keep(this.name, { session: this.session, timers }, timers.length ? KEPT : 0).catch(() => {});
  }
}
