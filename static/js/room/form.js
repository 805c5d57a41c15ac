// What the form of a session shows, as flat entries, and back. Which field of the form is which entry is told by the page
// (`paths`, made where the form is made); a field without a path of its own has its name.
import { markCopied } from "../lent.js";
import { byName, fieldsOf, inRow, rowsOf } from "../rows.js";
import { choose, fill, valueOf } from "./controls.js";
import { momentOf, textOf } from "./zone.js";

const NOT_ASKED = /^(csrfmiddlewaretoken|version|then)$|^(targets|events)-/;
const SETS = new Set(["rescreen/positive", "risk_explained", "education"]);
const SAYS_NOTHING = new Set(["diameter_mm", "length_mm", "technique", "copied_from", "attribution"]);
const LISTS = { targets: "targets", events: "adverse_events" };
export const UNREAD = "?"; // before a time that cannot be read

export class SessionForm {
  constructor(form, { paths, zone }) {
    this.form = form;
    this.paths = paths;
    this.zone = zone;
    this.formsets = Object.fromEntries(Object.keys(LISTS).map((prefix) => [prefix, form.querySelector(`[data-formset="${prefix}"]`)]));
  }

  read() {
    const flat = {};
    for (const [path, controls] of this.#fields()) this.#readInto(flat, path, controls);
    for (const [prefix, list] of Object.entries(LISTS)) {
      for (const row of this.rows(prefix)) this.#readRow(flat, list, row, prefix);
    }
    return flat.estim ? flat : without(flat, "estim/");
  }

  // Shows entries; what is right already is not touched, so that focus and cursor stay.
  write(flat) {
    const focus = document.activeElement;
    const [x, y] = [scrollX, scrollY];
    this.form.dataset.roomWrites = "on"; // what changes now is no answer of a hand
    for (const [prefix, list] of Object.entries(LISTS)) this.#writeRows(flat, prefix, list);
    for (const [path, controls] of this.#fields()) this.#show(controls, path, flat);
    for (const row of this.rows("targets")) markCopied(row);
    delete this.form.dataset.roomWrites;
    if (document.activeElement !== focus) document.activeElement.blur();
    focus?.focus?.({ preventScroll: true });
    scrollTo(x, y);
  }

  rows(prefix) {
    return rowsOf(this.formsets[prefix]);
  }

  // The field of an entry: the first one that a hand can reach.
  controlOf(path) {
    for (const [prefix, list] of Object.entries(LISTS)) {
      if (!path.startsWith(`${list}/`)) continue;
      const row = this.rows(prefix).find((one) => path.startsWith(`${list}/${this.keyOf(one, prefix)}`));
      const last = path.split("/")[2];
      return row && (last ? fieldsOf(row, last)[0] : row);
    }
    return this.#fields().find(([own]) => own === path || path.startsWith(`${own}/`) || own.startsWith(`${path}/`))?.[1][0];
  }

  // The name of a row: its muscle and side, its kind of event; until both are told, or when they stand there before, its number.
  keyOf(row, prefix) {
    const key = nameOf(row, prefix);
    const first = key && this.rows(prefix).find((one) => nameOf(one, prefix) === key);
    return key && first === row ? key : `?${row.querySelector("[name]").name.split("-")[1]}`;
  }

  // Whether a row stands there twice.
  isTwice(row, prefix) {
    return Boolean(nameOf(row, prefix)) && this.keyOf(row, prefix).startsWith("?");
  }

  // → [path, its controls] of everything that stands in no list.
  #fields() {
    const found = byName([...this.form.elements].filter(({ name }) => name && !NOT_ASKED.test(name)));
    return [...found].map(([name, controls]) => [this.paths[name] ?? name, controls]);
  }

  #readInto(flat, path, controls) {
    if (SETS.has(path)) {
      for (const box of controls) if (box.checked) flat[`${path}/${box.value}`] = true;
      return;
    }
    const value = path === "occurred_at" ? this.#moment(controls[0].value) : valueOf(controls, path);
    if (value === null) return;
    const treatment = path.match(/^(interventions\/[^/]+)\/minutes$/)?.[1];
    if (treatment && value) flat[treatment] = true;
    flat[path] = value;
  }

  #moment(text) {
    return text.trim() ? momentOf(text, this.zone) ?? UNREAD + text : null;
  }

  #readRow(flat, list, row, prefix) {
    const found = {};
    for (const [name, controls] of inRow(row)) {
      if (name !== "DELETE") found[name] = valueOf(controls, name);
    }
    const { muscle, side, kind, ...rest } = found;
    const answered = Object.entries(rest).some(([name, value]) => value !== null && !SAYS_NOTHING.has(name));
    if (!muscle && !side && !kind && !answered) return;
    const path = `${list}/${this.keyOf(row, prefix)}`;
    flat[path] = true;
    const told = path.includes("/?") ? found : rest;
    for (const [name, value] of Object.entries(told)) if (value !== null) flat[`${path}/${name}`] = value;
  }

  #show(controls, path, flat) {
    if (SETS.has(path)) {
      for (const box of controls) choose(box, flat[`${path}/${box.value}`] === true);
      return;
    }
    const value = flat[path] ?? null;
    if (path === "occurred_at" && value !== null) fill(controls, value.startsWith(UNREAD) ? value.slice(1) : textOf(value, this.zone), path);
    else fill(controls, value, path);
  }

  #writeRows(flat, prefix, list) {
    const wanted = Object.keys(flat).filter((path) => path.startsWith(`${list}/`) && path.split("/").length === 2 && flat[path] === true);
    for (const row of this.rows(prefix)) {
      const path = `${list}/${this.keyOf(row, prefix)}`;
      if (wanted.includes(path)) showRow(row, path, flat);
      else if (this.#hasName(row)) leave(row);
    }
    const there = this.rows(prefix).map((row) => `${list}/${this.keyOf(row, prefix)}`);
    for (const path of wanted.filter((one) => !there.includes(one))) showRow(this.#newRow(prefix), path, flat);
  }

  #hasName(row) {
    return [...inRow(row)].some(([name, controls]) => name !== "DELETE" && !SAYS_NOTHING.has(name) && valueOf(controls, name) !== null);
  }

  #newRow(prefix) {
    const empty = this.rows(prefix).find((row) => !this.#hasName(row));
    if (!empty) this.formsets[prefix].querySelector("[data-add-row]").click();
    return empty ?? this.rows(prefix).at(-1);
  }
}

function nameOf(row, prefix) {
  const [muscle, side] = [valueOf(fieldsOf(row, prefix === "events" ? "kind" : "muscle"), ""), valueOf(fieldsOf(row, "side"), "")];
  if (prefix === "events") return muscle;
  return muscle && side ? `${muscle}|${side}` : null;
}

function showRow(row, path, flat) {
  const [list, key] = path.split("/");
  const [first, side] = key.startsWith("?") ? [flat[`${path}/muscle`] ?? flat[`${path}/kind`], flat[`${path}/side`]] : key.split("|");
  const named = { [list === "targets" ? "muscle" : "kind"]: first, side };
  for (const [name, controls] of inRow(row)) {
    if (name !== "DELETE") fill(controls, (name in named ? named[name] : flat[`${path}/${name}`]) ?? null, name);
  }
}

function without(flat, prefix) {
  return Object.fromEntries(Object.entries(flat).filter(([path]) => !path.startsWith(prefix)));
}

function leave(row) {
  const box = row.querySelector("[data-delete] input");
  if (box) choose(box, true);
}
