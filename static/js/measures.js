// Beside a number that was measured before: how far it has moved since, and which way that is. And the criteria keep open what was opened.
import { found } from "./found.js";

function said(input) {
  if (input.value === "" || Number.isNaN(Number(input.value))) return "";
  const moved = Number((Number(input.value) - Number(input.dataset.lastValue)).toFixed(2));
  if (moved === 0) return "no change";
  const better = (moved > 0) === (input.dataset.better === "higher");
  return `${moved > 0 ? "+" : "−"}${Math.abs(moved)}, ${better ? "better" : "worse"}`;
}

function tellChange(input) {
  const place = document.createElement("span");
  place.className = "field-change";
  place.setAttribute("role", "status");
  input.closest(".field-entry").append(place);
  const tell = () => { place.textContent = said(input); };
  input.addEventListener("input", tell);
  tell();
}

function enhanceMeasures(root) {
  for (const input of found(root, "input[data-last-value]", "changeReady")) tellChange(input);
}

// What somebody opened or closed stays so when the criteria are drawn anew.
const turned = new Map();
document.addEventListener("click", (event) => {
  const details = event.target instanceof Element && event.target.closest("#criteria-panel summary")?.parentElement;
  if (details) turned.set(details.id, !details.open);
});
document.addEventListener("htmx:after:swap", () => {
  for (const [id, isOpen] of turned) {
    const details = document.getElementById(id);
    if (details) details.open = isOpen;
  }
});

enhanceMeasures(document);
