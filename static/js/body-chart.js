// The body chart: the mark nearest to a tap is meant, so that small muscles are easy to hit; a finger is asked where another is as near.
// Arrows walk from mark to mark, Enter chooses.
// A chart that stands for a formset keeps with its rows: a tap adds a row, a second one takes it away again as long as nothing is answered in it
// (else it leads there), and the rows number the marks.
import { found, oncePerFrame } from "./found.js";
import { followLimits, limitOf } from "./limits.js";
import { chosen, entry, fieldsOf, namesRow, rowsOf } from "./rows.js";
import { askWhich, meant } from "./which.js";

const REACH = 26; // units of the picture
const FINGER = 22; // pixels: half of what a finger needs, where no other mark is nearer
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function marksOf(view) {
  return [...view.querySelectorAll(".body-mark")];
}

// A muscle that the screening rules out looks and reads as one that is never needled.
function showLimits(chart) {
  for (const mark of chart.querySelectorAll(".body-mark")) {
    const { muscle, side } = mark.dataset;
    mark.dataset.named ??= mark.dataset.words;
    const limit = limitOf(muscle, side);
    const words = limit ? `${mark.dataset.named}: ${limit}` : mark.dataset.named;
    if (mark.dataset.words === words) continue;
    mark.dataset.words = words;
    mark.setAttribute("aria-label", words);
    mark.classList.add("is-never", "is-limited");
    const cross = document.createElementNS("http://www.w3.org/2000/svg", "path");
    cross.setAttribute("class", "body-cross");
    cross.setAttribute("d", "M-3.4 -3.4L3.4 3.4M3.4 -3.4L-3.4 3.4");
    if (!mark.querySelector(".body-cross")) mark.querySelector(".body-dot").after(cross);
  }
}

function place(mark) {
  return [Number(mark.dataset.x), Number(mark.dataset.y)];
}

// The marks that a tap may have meant, the nearest first: none, one, or neighbours that a finger does not tell apart.
function under(view, event) {
  const screen = view.getScreenCTM();
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(screen.inverse());
  const far = (mark) => screen.a * Math.hypot(place(mark)[0] - at.x, place(mark)[1] - at.y);
  return meant(marksOf(view), far, Math.max(REACH * screen.a, FINGER));
}

function nearest(view, event) {
  return under(view, event)[0] ?? null;
}

// The next mark in a direction: near, and not far off the line.
function towards(view, from, [dx, dy]) {
  const [x, y] = place(from);
  let [best, cost] = [null, Infinity];
  for (const mark of marksOf(view)) {
    const [ax, ay] = [place(mark)[0] - x, place(mark)[1] - y];
    const ahead = ax * dx + ay * dy;
    const aside = Math.abs(ax * dy) + Math.abs(ay * dx);
    if (mark !== from && ahead > 0 && ahead + 2 * aside < cost) [best, cost] = [mark, ahead + 2 * aside];
  }
  return best;
}

function stand(view, mark) {
  for (const each of marksOf(view)) {
    const stop = each === mark ? "0" : "-1";
    if (each.getAttribute("tabindex") !== stop) each.setAttribute("tabindex", stop);
  }
}

// What says the same already is left alone: each change is a layout of the page under the finger.
function tell(chart, words) {
  const place = chart.querySelector("[data-chart-said]");
  if (place.textContent !== words) place.textContent = words;
}

function say(chart, mark) {
  for (const each of chart.querySelectorAll(".is-near")) if (each !== mark) each.classList.remove("is-near");
  if (!mark) return;
  mark.classList.add("is-near");
  const number = mark.querySelector(".body-number").textContent;
  tell(chart, mark.dataset.words + (number ? `: number ${number} in the list` : ""));
}

function prepareView(chart, view, choose) {
  for (const mark of marksOf(view)) {
    const { e: x, f: y } = mark.transform.baseVal.getItem(0).matrix;
    Object.assign(mark.dataset, { x, y });
    mark.setAttribute("role", "button");
    mark.setAttribute("aria-label", mark.dataset.words);
    mark.setAttribute("aria-pressed", "false");
    mark.addEventListener("focus", () => { stand(view, mark); say(chart, mark); });
  }
  stand(view, marksOf(view)[0]);
  view.addEventListener("pointermove", (event) => {
    const mark = nearest(view, event);
    if (!mark?.classList.contains("is-near")) say(chart, mark);
  });
  view.addEventListener("pointerleave", () => say(chart, null));
  // What a pen or a mouse points at was said while it pointed; not every browser says of a click what made it. A finger is where it went
  // down: browsers move its click onto the nearest thing that can be clicked.
  let finger = null;
  view.addEventListener("pointerdown", (event) => { finger = event.pointerType === "touch" ? event : null; });
  view.addEventListener("click", (event) => {
    const marks = under(view, finger ?? event);
    if (!finger || marks.length < 2) { if (marks.length) choose(marks[0]); return; }
    say(chart, null);
    tell(chart, "More than one mark lies here: choose the name.");
    askWhich(marks, event, choose);
  });
  view.addEventListener("keydown", (event) => {
    const mark = event.target.closest(".body-mark");
    if (!mark) return;
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(mark); }
    if (event.key in WAYS) { event.preventDefault(); towards(view, mark, WAYS[event.key])?.focus(); }
  });
}

// Numbers the marks: `chosen` is a list of { muscle, side }, in the order of its numbers.
export function show(chart, chosen) {
  for (const mark of chart.querySelectorAll(".body-mark")) {
    const { muscle, side } = mark.dataset;
    const at = chosen.findIndex((one) => one.muscle === muscle && (one.side === side || one.side === "bilateral"));
    if (at < 0 && mark.getAttribute("aria-pressed") === "false") continue;
    const number = at >= 0 ? String(at + 1) : "";
    const place = mark.querySelector(".body-number");
    if (place.textContent === number && mark.getAttribute("aria-pressed") === String(at >= 0)) continue;
    mark.classList.toggle("is-chosen", at >= 0);
    mark.setAttribute("aria-pressed", String(at >= 0));
    place.textContent = number;
  }
}

function sideOf(row) {
  const side = entry(row, "side");
  return (side?.matches("select") ? side : chosen(row, "side"))?.value ?? "";
}

function put(field, value) {
  if (!field) return;
  if (field.type === "radio") field.checked = true;
  else field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

// Whether something was counted or found in the row, or its timer runs: then a tap on the chart does not take it away.
function isAnswered(row) {
  if (row.querySelector("[data-timer-runs]")) return true;
  const asked = [...row.querySelectorAll(".row-fields :is(input, select, textarea)")].filter((one) => !one.closest("details, [data-delete]"));
  return asked.some((one) => {
    if (/-(muscle|side)$/.test(one.name)) return false;
    return one.matches("[type=radio], [type=checkbox]") ? one.checked && one.value !== "" : Boolean(one.name) && one.value !== "";
  });
}

function add(formset, rows, { muscle, side }) {
  const empty = rows.find((one) => !one.muscle)?.row;
  if (!empty) formset.dispatchEvent(new Event("row:add"));
  const row = empty ?? rowsOf(formset).at(-1);
  put(entry(row, "muscle"), muscle);
  put(fieldsOf(row, "side").find((one) => one.matches("select") || one.value === side), side);
}

function leadTo(row) {
  row.focus();
  row.scrollIntoView({ block: "center" });
}

function bind(chart, formset) {
  const listed = () => rowsOf(formset).map((row) => ({ row, muscle: entry(row, "muscle")?.value, side: sideOf(row) }));
  const renew = oncePerFrame(() => show(chart, listed()));
  // The hand stays on the chart, also when a row leads the focus away: the next muscle may follow.
  const stay = (mark, change) => {
    const [x, y] = [scrollX, scrollY];
    change();
    mark.focus({ preventScroll: true });
    scrollTo(x, y);
    renew();
  };
  const choose = (mark) => {
    const { muscle, side, words } = mark.dataset;
    const there = listed().find((one) => one.muscle === muscle && (one.side === side || one.side === "bilateral"));
    if (there && (there.side !== side || isAnswered(there.row))) {
      tell(chart, `${words}: answered already. Change or remove it in the list.`);
      leadTo(there.row);
    } else if (there) {
      stay(mark, () => there.row.querySelector("[data-remove-row]").click());
      tell(chart, `${words}: taken off the list`);
    } else if (chart.dataset.chartShows === "needles" && mark.classList.contains("is-never")) {
      tell(chart, `${words}. Nothing was added.`);
    } else {
      add(formset, listed(), mark.dataset);
      show(chart, listed()); // with the row, not a frame later: what is laid out twice is seen late
      if (document.activeElement !== mark) mark.focus({ preventScroll: true });
      tell(chart, `${words}: added to the list below`);
    }
  };
  for (const view of chart.querySelectorAll(".body-view > svg")) prepareView(chart, view, choose);
  formset.addEventListener("change", (event) => { if (namesRow(event)) renew(); });
  if (chart.dataset.chartShows === "needles") followLimits(() => showLimits(chart));
  show(chart, listed());
}

function enhanceCharts(root) {
  for (const chart of found(root, "[data-body-chart][data-chart-for]", "chartReady")) {
    const formset = document.querySelector(`[data-formset="${chart.dataset.chartFor}"]`);
    if (formset) bind(chart, formset);
  }
}

enhanceCharts(document);
document.addEventListener("htmx:after:process", (event) => {
  if (event.target instanceof Element) enhanceCharts(event.target);
});
