// A number field: a button less, a button more, and usual numbers or a slider beside it where the form asks for them.
import { announce, button, found, labelOf } from "./found.js";

export const LAST = "number:last"; // an input hears of its value of last time

// From nothing, 'more' is the first number that says something: 1 where the scale starts at 0.
function firstValue(input, direction) {
  const least = input.min === "" ? 0 : Number(input.min);
  return direction > 0 && least === 0 ? Number(input.step) || 1 : least;
}

function move(input, direction) {
  if (input.disabled || input.readOnly) return;
  if (input.value === "") input.value = firstValue(input, direction);
  else if (direction > 0) input.stepUp();
  else input.stepDown();
  announce(input);
}

function stepButton(input, direction) {
  const words = direction > 0 ? "More" : "Less";
  const made = button("step", `${words}: ${labelOf(input)}`, direction > 0 ? "plus" : "minus");
  made.addEventListener("click", () => move(input, direction));
  return made;
}

// The value of last time, as a mark under the scale.
export function markLast(box, input) {
  const [least, most, last] = [input.min, input.max, input.dataset.lastValue].map(Number);
  if (!input.dataset.lastValue || !(most > least)) return;
  const mark = document.createElement("span");
  mark.className = "slider-last";
  mark.setAttribute("aria-hidden", "true");
  mark.textContent = "last";
  box.style.setProperty("--last", (last - least) / (most - least));
  box.append(mark);
}

function clearer(input) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button is-quiet is-small slider-clear";
  made.textContent = "Not asked";
  made.setAttribute("aria-label", `Not asked: ${labelOf(input)}`);
  made.addEventListener("click", () => { input.value = ""; announce(input); input.focus(); });
  return made;
}

// A scale beside the number. Untouched it has no value, never the least one; a tap or key that leaves the thumb where it lies is an answer.
function slider(input) {
  const box = document.createElement("span");
  box.className = "slider-box";
  const range = document.createElement("input");
  range.type = "range";
  range.className = "slider";
  for (const name of ["min", "max", "step"]) if (input[name]) range[name] = input[name];
  range.setAttribute("aria-label", `${labelOf(input)}, slider`);
  const clear = clearer(input);
  const show = () => {
    const none = input.value === "";
    range.value = none ? range.min : input.value;
    range.classList.toggle("is-unset", none);
    clear.classList.toggle("is-off", none);
    const [words, last] = [none ? "Not asked" : range.value, input.dataset.last];
    range.setAttribute("aria-valuetext", last ? `${words}, last ${last}` : words);
  };
  const take = () => { input.value = range.value; announce(input); };
  range.addEventListener("input", take);
  range.addEventListener("click", () => { if (input.value === "") take(); });
  range.addEventListener("keydown", ({ key }) => { if (input.value === "" && ["Home", "ArrowLeft", "ArrowDown", "PageDown"].includes(key)) take(); });
  for (const kind of ["input", "change", LAST]) input.addEventListener(kind, show);
  box.append(range);
  markLast(box, input);
  show();
  return [box, clear];
}

function steppable(input) {
  return input.step !== "any" || "slider" in input.dataset;
}

// Numbers that are usual, one tap each.
function quickNumbers(input) {
  const group = document.createElement("span");
  group.className = "quick-numbers";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", `Usual: ${labelOf(input)}`);
  for (const number of input.dataset.quick.split(" ")) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button is-small";
    made.textContent = number;
    made.addEventListener("click", () => { input.value = number; announce(input); });
    group.append(made);
  }
  return group;
}

export function enhanceNumbers(root) {
  for (const entry of found(root, "[data-number]", "numberReady")) {
    const input = entry.querySelector("input");
    const box = entry.querySelector(".number");
    if (!input || input.disabled) continue;
    input.inputMode = input.step && !Number.isInteger(Number(input.step)) ? "decimal" : "numeric";
    if (Number(input.min) < 0) input.inputMode = "text";
    input.addEventListener("wheel", () => input.blur(), { passive: true });
    if (steppable(input)) {
      box.classList.add("has-steps");
      box.prepend(stepButton(input, -1));
      box.append(stepButton(input, 1));
    }
    if ("quick" in input.dataset) entry.append(quickNumbers(input));
    if ("slider" in input.dataset) entry.append(...slider(input));
  }
}
