// Rows of a formset: add one from the template, remove one with a way back. Without this script the extra rows and the 'remove' boxes serve.
import { found } from "./found.js";
import { toast } from "./toasts.js";

const ahead = new WeakMap(); // formset → its next row

function visibleRows(list) {
  return [...list.querySelectorAll(":scope > [data-row]")].filter((row) => !row.hidden);
}

function firstEntry(row) {
  const entries = row.querySelectorAll(".row-fields :is(input:not([type=checkbox]), select, textarea)");
  return [...entries].find((entry) => entry.checkVisibility());
}

function say(formset, words) {
  formset.querySelector("[data-rows-said]").textContent = words;
}

function setMissing(row, missing) {
  row.hidden = missing;
  const box = row.querySelector("[data-delete] input");
  if (box) box.checked = missing;
  for (const entry of row.querySelectorAll("[required], [data-was-required]")) {
    entry.toggleAttribute("data-was-required", true);
    entry.required = !missing;
  }
}

function remove(formset, row) {
  const name = formset.dataset.rowName || "row";
  const rows = visibleRows(formset.querySelector("[data-rows]"));
  const at = rows.indexOf(row);
  setMissing(row, true);
  row.dispatchEvent(new Event("change", { bubbles: true }));
  (rows[at + 1] ?? rows[at - 1] ?? formset.querySelector("[data-add-row]")).focus();
  toast(`Removed: ${name} ${at + 1}`, { undo: () => { setMissing(row, false); row.dispatchEvent(new Event("change", { bubbles: true })); row.focus(); } });
}

function prepare(formset, row) {
  const box = row.querySelector("[data-delete]");
  const remover = row.querySelector("[data-remove-row]");
  if (!box || !remover) return;
  box.hidden = true;
  remover.hidden = false;
  remover.addEventListener("click", () => remove(formset, row));
  box.querySelector("input").addEventListener("change", (event) => setMissing(row, event.target.checked));
  if (box.querySelector("input").checked) setMissing(row, true);
}

function totalOf(formset) {
  return formset.querySelector(`[name="${formset.dataset.formset}-TOTAL_FORMS"]`);
}

// A row is ready before it becomes part of the page: inside it, each question about the page would cost a walk over all of it.
function make(formset, enhance) {
  const made = document.createElement("ol");
  made.innerHTML = formset.querySelector("[data-empty-row]").innerHTML.replaceAll("__prefix__", totalOf(formset).value);
  const row = made.firstElementChild;
  prepare(formset, row);
  enhance(row);
  return row;
}

// Where rows are added by a tap (data-rows-ahead), the next one is made while nobody waits for it.
function makeAhead(formset, enhance) {
  if (!("rowsAhead" in formset.dataset)) return;
  (window.requestIdleCallback ?? setTimeout)(() => { if (!ahead.has(formset)) ahead.set(formset, make(formset, enhance)); });
}

function add(formset, enhance, leads) {
  const row = ahead.get(formset) ?? make(formset, enhance);
  ahead.delete(formset);
  formset.querySelector("[data-rows]").append(row);
  totalOf(formset).value = Number(totalOf(formset).value) + 1;
  makeAhead(formset, enhance);
  if (leads) (firstEntry(row) ?? row).focus();
  say(formset, `Added: ${formset.dataset.rowName || "row"} ${visibleRows(formset.querySelector("[data-rows]")).length}`);
}

export function enhanceFormsets(root, enhance) {
  for (const formset of found(root, "[data-formset]", "formsetReady")) {
    for (const row of formset.querySelectorAll("[data-rows] > [data-row]")) prepare(formset, row);
    makeAhead(formset, enhance);
    const adder = formset.querySelector("[data-add-row]");
    adder.hidden = false;
    adder.addEventListener("click", () => add(formset, enhance, true));
    formset.addEventListener("row:add", () => add(formset, enhance, false)); // by a hand that goes on elsewhere
  }
}
