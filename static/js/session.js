// The page of a needling session: running totals of the needles, the risks of the chosen muscle, one tap for what is the same for all.
// Found again after each partial update; without this script the page says the same after the draft is saved.
import { announce, found } from "./found.js";
import { offerQuickAnswers } from "./quick.js";
import { keepWithin, lendFromAbove, saidByHand, startAsLast, unmarkRow } from "./lent.js";
import { followLimits, limitIn } from "./limits.js";
import { chosen, entry, namesRow, targetsOf } from "./rows.js";

const INCIDENT = "retained_needle";
const LEVELS = { high: "High risk", caution: "Caution", standard: "At risk" };

function hazardsByKey() {
  const told = document.getElementById("hazards");
  return new Map(told ? JSON.parse(told.textContent).map((hazard) => [hazard.key, hazard]) : []);
}

function showHazard(row, hazards) {
  const hazard = hazards.get(entry(row, "muscle")?.value);
  const box = row.querySelector("[data-hazard]");
  const confirm = row.querySelector("[data-confirm]");
  const limit = limitIn(row);
  box.hidden = !hazard;
  confirm.hidden = !hazard?.high_risk || hazard.do_not_needle || Boolean(limit);
  const said = box.querySelector("[data-limit]");
  said.hidden = !limit;
  said.textContent = limit && `${limit.charAt(0).toUpperCase()}${limit.slice(1)}.`;
  if (!hazard) return;
  box.classList.toggle("is-high", hazard.high_risk || hazard.do_not_needle || Boolean(limit));
  box.querySelector("[data-hazard-level]").textContent = hazard.do_not_needle ? "Do not needle" : LEVELS[hazard.risk_level];
  box.querySelector("[data-hazard-structures]").textContent = hazard.structures.join("; ");
  box.querySelector("[data-hazard-notes]").textContent = hazard.notes ?? "";
}

// The whole name stands above the row: a field may be too narrow for it.
function tellName(row, hazards) {
  const name = hazards.get(entry(row, "muscle")?.value)?.name;
  const side = chosen(row, "side")?.closest("label").textContent.trim().toLowerCase();
  row.querySelector("[data-row-name]").textContent = name ? [name, side].filter(Boolean).join(", ") : "";
}

// A needle that is longer or thicker than the catalogue goes up to is said, and confirmed in a high-risk muscle.
function askForLength(row, hazards, isNew) {
  const hazard = hazards.get(entry(row, "muscle")?.value);
  const over = (name, most) => Boolean(most && Number(chosen(row, name)?.value) > most);
  const isLong = over("length_mm", hazard?.longest);
  row.querySelector("[data-thickest]").textContent = hazard?.thickest ?? "";
  row.querySelector("[data-too-thick]").hidden = !over("diameter_mm", hazard?.thickest);
  row.querySelector("[data-confirm-length]").hidden = !hazard?.high_risk;
  row.querySelector("[data-longest]").textContent = hazard?.longest ?? "";
  row.querySelector("[data-too-long]").hidden = !isLong;
  const confirmed = entry(row, "risk_confirmed");
  if (isLong && hazard.high_risk && isNew && confirmed.checked) { confirmed.checked = false; announce(confirmed); }
}

// What stands there already is left alone: each change is a layout of the page under the finger.
function say(places, number) {
  for (const place of places) if (place.textContent !== String(number)) place.textContent = number;
}

function count(form) {
  const rows = targetsOf(form);
  const sum = (name) => rows.reduce((total, row) => total + (Number(entry(row, name)?.value) || 0), 0);
  const [into, out] = [sum("needles_in"), sum("needles_out")];
  say(form.querySelectorAll("[data-all-out] [data-in]"), into);
  for (const said of document.querySelectorAll("[data-counts]")) { // at the muscles, and in the bar that is always seen
    say(said.querySelectorAll("[data-in]"), into);
    say(said.querySelectorAll("[data-out]"), out);
    if (said.classList.contains("is-off") !== (into !== out)) said.classList.toggle("is-off");
  }
  form.querySelector("[data-quick-fill]").hidden = rows.length < 2;
  form.querySelector("[data-all-out]").hidden = !rows.some((row) => entry(row, "needles_in").value && !entry(row, "needles_out").value);
}

// The folded line says what is inside.
function tellHow(row) {
  const size = ["diameter_mm", "length_mm"].map((name) => chosen(row, name)?.value);
  const technique = chosen(row, "technique")?.closest("label").textContent.trim().toLowerCase();
  const words = row.querySelector("[data-how-words]");
  if (!size[0] || !size[1] || !technique) { words.textContent = words.dataset.howOpen; return; }
  const [depth, safeguard, dwell, note, points] = ["depth_mm", "safeguard", "dwell_minutes", "note", "points"].map((name) => entry(row, name).value);
  words.textContent = [`${size[0]} × ${size[1]} mm`, technique, depth && `${depth} mm deep`, safeguard, dwell && `left ${dwell} min`, note, points && `${points} points`].filter(Boolean).join(", ");
}

// What is ticked or listed must be seen, and nothing else: the folded part comes and opens with its answer.
function openWithAnswer(form, name, answer, selector) {
  const part = form.querySelector(selector);
  part.hidden = !part.open;
  for (const choice of form.querySelectorAll(`[name="${name}"]`)) {
    choice.addEventListener("change", () => {
      part.open = choice.checked && choice.value === answer;
      part.hidden = !part.open;
    });
  }
}

// The record of a needle that is not accounted for: 'listed', with its kind chosen, and the words still to be written. → whether it is there.
function openIncident(form) {
  const listed = form.querySelector('[name="events_answer"][value="listed"]');
  if (!listed.checked) { listed.checked = true; announce(listed); }
  const kinds = [...form.querySelectorAll('[data-formset="events"] [data-row]:not([hidden]) select[name$="-kind"]')];
  const kind = kinds.find(({ value }) => value === INCIDENT) ?? kinds.find(({ value }) => !value);
  if (!kind) return false;
  if (!kind.value) { kind.value = INCIDENT; announce(kind); }
  const words = kind.closest("[data-row]").querySelector('[name$="-description"]');
  words.focus({ preventScroll: true });
  words.scrollIntoView({ block: "center" });
  return true;
}

// From a count that differs straight to its record, from this page and from the one of the signature (#incident).
function recordIncident(form) {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-incident]") && openIncident(form)) event.preventDefault();
  });
  if (location.hash !== "#incident") return;
  form.addEventListener("room:ready", () => {
    history.replaceState(history.state, "", location.pathname + location.search); // a reload asks for no second one
    openIncident(form);
  }, { once: true });
}

function enhanceSession(root) {
  for (const form of found(root, "[data-session]", "sessionReady")) {
    const hazards = hazardsByKey();
    form.addEventListener("change", (event) => {
      const row = event.target.closest?.("[data-target]");
      if (row) {
        if (namesRow(event)) showHazard(row, hazards);
        if (event.target === entry(row, "muscle")) keepWithin(row, hazards.get(event.target.value));
        if (namesRow(event) && !form.dataset.roomWrites) startAsLast(row);
        const asked = /-(diameter_mm|length_mm|technique)$/.exec(event.target.name)?.[1];
        if (asked) saidByHand(row, asked);
        tellName(row, hazards);
        askForLength(row, hazards, asked === "length_mm" && event.isTrusted); // not what was confirmed before and comes back
        tellHow(row);
        if (entry(row, "needles_in").value !== "") unmarkRow(row);
      }
      count(form);
    });
    form.addEventListener("input", () => count(form));
    const begin = () => {
      const row = [...form.querySelectorAll("#targets [data-rows] > [data-target]")].at(-1);
      lendFromAbove(row);
      tellHow(row);
      count(form);
    };
    form.querySelector("#targets [data-add-row]")?.addEventListener("click", begin);
    form.querySelector("#targets [data-formset]")?.addEventListener("row:add", begin);
    offerQuickAnswers(form, hazards);
    recordIncident(form);
    followLimits(() => { for (const row of targetsOf(form)) showHazard(row, hazards); });
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
