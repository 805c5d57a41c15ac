// What the server could not store, said at its field, as the form itself would say it.
import { icon } from "../found.js";

const MARK = "data-room-error";

// `held`: [path, { words, place }] of the entries that are kept back.
export function markRefused(form, fields, held) {
  const wanted = new Map(held.map(([path, { words, place }]) => [boxOf(fields.controlOf(place) ?? fields.controlOf(path)), words]));
  for (const box of form.querySelectorAll(`[${MARK}]`)) if (wanted.get(box) !== box.getAttribute(MARK)) clear(box);
  for (const [box, words] of wanted) if (box && !box.hasAttribute(MARK)) mark(box, words);
}

function boxOf(control) {
  return control?.closest(".field") ?? null;
}

function inputsOf(box) {
  return box.querySelectorAll("input, select, textarea");
}

function mark(box, words) {
  const told = document.createElement("div");
  told.className = "field-error";
  told.id = `room-error-${document.querySelectorAll(`[${MARK}]`).length}-${Date.now()}`;
  told.append(icon("stop"), words);
  box.setAttribute(MARK, words);
  box.classList.add("has-error");
  (box.querySelector(".field-entry, .chips") ?? inputsOf(box)[0]).before(told);
  for (const input of inputsOf(box)) {
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", [input.getAttribute("aria-describedby"), told.id].filter(Boolean).join(" "));
  }
}

function clear(box) {
  box.removeAttribute(MARK);
  box.classList.remove("has-error");
  const told = box.querySelector(".field-error");
  for (const input of inputsOf(box)) {
    input.removeAttribute("aria-invalid");
    const others = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== told?.id);
    if (others.length) input.setAttribute("aria-describedby", others.join(" "));
    else input.removeAttribute("aria-describedby");
  }
  told?.remove();
}
