// What comes from last time looks so until its needles are counted: the row says from which day, and what was copied is prefilled.
import { icon, part } from "./found.js";
import { chosen, entry, fieldsOf } from "./rows.js";

export const SETTINGS = ["diameter_mm", "length_mm", "technique", "safeguard", "depth_mm", "dwell_minutes"];
const USUAL = ["diameter_mm", "length_mm", "technique"];
const days = new Map(); // the target that a row was copied from → '12 Nov'

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
export function unfold(row) {
  row.querySelector("[data-how]").open = !USUAL.every((name) => chosen(row, name));
}

export function markField(controls) {
  const says = controls.some((one) => (one.type === "radio" ? one.checked && one.value !== "" : one.value !== ""));
  const field = says && controls[0].closest(".field");
  if (!field || isMarked(field)) return;
  field.classList.add("is-prefilled");
  field.setAttribute("data-prefilled", "");
  field.addEventListener("input", () => unmark(field), { once: true });
}

export function isMarked(field) {
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
