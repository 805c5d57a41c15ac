// What a new row starts with: what its muscle was needled with last time, else the needle of the row above. What somebody said of the
// row stays. Counts, times, findings and confirmations are never lent.
import { icon, part } from "./found.js";
import { limitIn } from "./limits.js";
import { chosen, entry, fieldsOf } from "./rows.js";

const FROM_ABOVE = ["diameter_mm", "length_mm", "technique"];
const SETTINGS = [...FROM_ABOVE, "safeguard", "depth_mm"];
const days = new Map(); // the target that a row was copied from → '12 Nov'
const told = document.querySelector("script#room");
let last = [];
if (told) tellLast(JSON.parse(told.textContent).last);

// `targets` as a new session is written when it is as last time, `day` in words ('12 Nov'); null where there was none.
export function tellLast(found) {
  last = found?.targets ?? [];
  if (found) tellDay(last, found.day);
}

function lentTo(row) {
  return new Set((row.dataset.lent ?? "").split(" ").filter(Boolean));
}

// From now on the answer is the therapist's.
export function saidByHand(row, name) {
  const lent = lentTo(row);
  lent.delete(name);
  row.dataset.lent = [...lent].join(" ");
}

// The next muscle is mostly needled like the one before it.
export function lendFromAbove(row) {
  const above = row.previousElementSibling;
  if (!above?.matches("[data-target]")) return;
  const open = FROM_ABOVE.filter((name) => !chosen(row, name));
  for (const name of open) put(fieldsOf(row, name), chosen(above, name)?.value);
  row.dataset.lent = open.join(" ");
  unfold(row);
}

// What the row above lent does not go into a muscle that has limits of its own: there the therapist says it.
export function keepWithin(row, hazard) {
  const lent = [...lentTo(row)].map((name) => chosen(row, name)).filter(Boolean);
  const out = lent.filter((one) => hazard?.high_risk || (hazard?.longest && one.name.endsWith("-length_mm") && Number(one.value) > hazard.longest));
  for (const one of out) one.checked = false;
  if (hazard?.high_risk || out.length) row.querySelector("[data-how]").open = true;
}

// The target of last time for a muscle and side; needled on both sides, it stands for each of them.
function before(row) {
  const [muscle, side] = [entry(row, "muscle").value, chosen(row, "side")?.value];
  const found = side ? last.filter((one) => one.muscle === muscle) : [];
  return found.find((one) => one.side === side) ?? found.find((one) => one.side === "bilateral");
}

// As soon as muscle and side say which target of last time it is; another muscle takes it back.
export function startAsLast(row) {
  const from = before(row);
  if (row.dataset.asLast === from?.copied_from) return;
  if (row.dataset.asLast) takeBack(row);
  if (!from || entry(row, "copied_from").value || entry(row, "needles_in").value !== "" || limitIn(row)) return;
  const lent = lentTo(row);
  for (const name of SETTINGS) {
    if (lent.has(name) || !says(row, name)) put(fieldsOf(row, name), from[name]);
  }
  entry(row, "copied_from").value = from.copied_from;
  Object.assign(row.dataset, { asLast: from.copied_from, lent: "" });
  markCopied(row);
}

function takeBack(row) {
  for (const name of SETTINGS) {
    const controls = fieldsOf(row, name);
    if (isMarked(controls[0].closest(".field"))) put(controls, null);
  }
  entry(row, "copied_from").value = "";
  delete row.dataset.asLast;
  unmarkRow(row);
  lendFromAbove(row);
}

function says(row, name) {
  const [first] = fieldsOf(row, name);
  return first.type === "radio" ? Boolean(chosen(row, name)) : first.value !== "";
}

// In silence: whoever asks for it tells of the whole row.
function put(controls, value) {
  const text = String(value ?? "");
  if (controls[0].type !== "radio") { controls[0].value = text; return; }
  for (const one of controls) one.checked = one.value === text || (text !== "" && one.value !== "" && Number(one.value) === Number(text));
}

// What comes from last time looks so until its needles are counted: the row says from which day, and what was copied is prefilled.
export function tellDay(targets, day) {
  for (const { copied_from: id } of targets) if (id) days.set(id, day);
}

export function markCopied(row) {
  const from = entry(row, "copied_from")?.value;
  if (!from || entry(row, "needles_in").value !== "") return;
  if (!row.querySelector("[data-copied]")) {
    const said = part("span", "", { class: "field-from", "data-copied": "" });
    said.append(icon("copy"), `From ${days.get(from) ?? "last time"}`);
    row.querySelector(".row-title").after(said);
    unfold(row);
  }
  for (const name of ["muscle", "side", ...SETTINGS]) markField(fieldsOf(row, name));
}

// Needle and technique are seen for as long as one of them is missing.
function unfold(row) {
  row.querySelector("[data-how]").open = !FROM_ABOVE.every((name) => chosen(row, name));
}

export function markField(controls) {
  const says = controls.some((one) => (one.type === "radio" ? one.checked && one.value !== "" : one.value !== ""));
  const field = says && controls[0].closest(".field");
  if (!field || isMarked(field)) return;
  field.classList.add("is-prefilled");
  field.setAttribute("data-prefilled", "");
  field.addEventListener("input", () => unmark(field), { once: true });
}

function isMarked(field) {
  return field.hasAttribute("data-prefilled");
}

function unmark(field) {
  field.removeAttribute("data-prefilled");
  field.classList.remove("is-prefilled");
}

// All of a row is today's from now on.
export function unmarkRow(row) {
  row.querySelector("[data-copied]")?.remove();
  for (const field of row.querySelectorAll("[data-prefilled]")) unmark(field);
}
