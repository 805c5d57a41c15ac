// The page of a needling session: running totals of the needles, the risks of the chosen muscle, one tap for the usual hygiene.
// Found again after each partial update; without this script the page says the same after the draft is saved.
import { found } from "./found.js";

const LEVELS = { high: "High risk", caution: "Caution", standard: "At risk" };

function hazardsByKey() {
  const told = document.getElementById("hazards");
  return new Map(told ? JSON.parse(told.textContent).map((hazard) => [hazard.key, hazard]) : []);
}

function entry(row, name) {
  return row.querySelector(`[name$="-${name}"]`);
}

function showHazard(row, hazards) {
  const hazard = hazards.get(entry(row, "muscle")?.value);
  const box = row.querySelector("[data-hazard]");
  const confirm = row.querySelector("[data-confirm]");
  box.hidden = !hazard;
  confirm.hidden = !hazard?.high_risk || hazard.do_not_needle;
  if (!hazard) return;
  box.classList.toggle("is-high", hazard.high_risk || hazard.do_not_needle);
  box.querySelector("[data-hazard-level]").textContent = hazard.do_not_needle ? "Do not needle" : LEVELS[hazard.risk_level];
  box.querySelector("[data-hazard-structures]").textContent = hazard.structures.join("; ");
  box.querySelector("[data-hazard-notes]").textContent = hazard.notes ?? "";
}

function count(form) {
  const rows = [...form.querySelectorAll("[data-rows] > [data-target]")].filter((row) => !row.hidden);
  const sum = (name) => rows.reduce((total, row) => total + (Number(entry(row, name)?.value) || 0), 0);
  const said = form.querySelector("[data-counts]");
  const [into, out] = [sum("needles_in"), sum("needles_out")];
  said.querySelector("[data-in]").textContent = into;
  said.querySelector("[data-out]").textContent = out;
  said.classList.toggle("is-off", into !== out);
}

function tick(form, name) {
  const box = form.querySelector(`input[type=checkbox][name="${name}"]`);
  if (box && !box.checked) box.click();
}

function offerUsual(form) {
  const button = form.querySelector("[data-usual]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    if (!form.querySelector('[name="skin_prep"]:checked:not([value=""])')) {
      form.querySelector('[name="skin_prep"][value="alcohol"]')?.click();
    }
    for (const name of ["gloves", "sharps_disposed"]) tick(form, name);
  });
}

// What is ticked or listed must be seen: the folded part opens with its answer.
function openWithAnswer(form, name, answer, selector) {
  for (const choice of form.querySelectorAll(`[name="${name}"]`)) {
    choice.addEventListener("change", () => { form.querySelector(selector).open = choice.checked && choice.value === answer; });
  }
}

// The next muscle is mostly needled like the one before it.
function sizesFromAbove(row) {
  const above = row.previousElementSibling;
  if (!above?.matches("[data-target]")) return;
  for (const name of ["diameter_mm", "length_mm", "technique"]) {
    const chosen = above.querySelector(`[name$="-${name}"]:checked`);
    if (chosen?.value) row.querySelector(`[name$="-${name}"][value="${CSS.escape(chosen.value)}"]`).checked = true;
  }
}

function enhanceSession(root) {
  for (const form of found(root, "[data-session]", "sessionReady")) {
    const hazards = hazardsByKey();
    form.addEventListener("change", (event) => {
      const row = event.target.closest?.("[data-target]");
      if (row && event.target === entry(row, "muscle")) showHazard(row, hazards);
      count(form);
    });
    form.addEventListener("input", () => count(form));
    form.querySelector("#targets [data-add-row]")?.addEventListener("click", () => {
      sizesFromAbove([...form.querySelectorAll("#targets [data-rows] > [data-target]")].at(-1));
    });
    offerUsual(form);
    openWithAnswer(form, "changes", "true", "[data-changes]");
    openWithAnswer(form, "events_answer", "listed", "[data-events]");
    count(form);
  }
  for (const button of found(root, "[data-print]", "printReady")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

enhanceSession(document);
document.addEventListener("htmx:after:process", (event) => {
  if (event.target instanceof Element) enhanceSession(event.target);
});
