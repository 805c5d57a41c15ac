// The controls of a form by their names: what they say, and how something else is put into them as a hand would.
import { dayIn } from "../days.js";
import { announce } from "../found.js";

const NUMBERS = new Set(["diameter_mm", "length_mm"]); // numbers that are chosen, not typed

export function valueOf(controls, path) {
  const field = controls.find((one) => one.type !== "radio" || one.checked);
  if (!field) return null;
  if (field.type === "checkbox") return field.checked || null;
  const text = field.value.trim();
  if (text === "") return null;
  if (field.closest("[data-picker=date]")) return dayIn(text) ?? text;
  if (field.type === "number" || NUMBERS.has(path.split("/").at(-1))) return Number(text);
  return field.type === "radio" && (text === "true" || text === "false") ? text === "true" : text;
}

export function fill(controls, value, path) {
  if (valueOf(controls, path) === value) return;
  const [field] = controls;
  if (!field) return;
  if (field.type === "radio") {
    const wanted = controls.find((one) => (NUMBERS.has(path) && value !== null ? Number(one.value) === value && one.value !== "" : one.value === String(value ?? "")));
    if (wanted) choose(wanted, true);
    else for (const one of controls) choose(one, false);
  } else if (field.type === "checkbox") choose(field, value === true);
  else {
    field.value = value === null ? "" : String(value);
    announce(field);
  }
}

export function choose(box, checked) {
  if (box.checked === checked) return;
  box.checked = checked;
  announce(box);
}
