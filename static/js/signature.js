// A signature drawn on the screen: strokes on a field of 600 by 200, kept as an SVG path in a hidden field. And the risks of
// the regions that are ticked; none ticked shows those of every region.
import { announce } from "./found.js";

const place = document.querySelector("[data-signing]");
const field = place.querySelector("canvas");
const kept = place.querySelector("input");
const paper = document.querySelector("[data-signed-paper]");
const said = place.querySelector("[data-signing-state]");
const pen = field.getContext("2d");
const LONGEST = 20000;
let strokes = [];
let pointer = null; // the one finger, pen or mouse that draws now

function ink() {
  return getComputedStyle(field).color;
}

function draw() {
  pen.clearRect(0, 0, field.width, field.height);
  pen.lineWidth = 3; pen.lineCap = "round"; pen.lineJoin = "round"; pen.strokeStyle = ink();
  if (strokes.length) pen.stroke(new Path2D(path()));
}

function path() {
  return strokes.map((stroke) => stroke.map(([x, y], at) => `${at ? "L" : "M"}${x} ${y}`).join(" ")).join(" ");
}

function say() {
  draw();
  said.textContent = strokes.length ? "Signed." : "Not signed yet. Without a pointer choose “Name typed” above.";
}

// What was drawn is typed as far as everybody else can tell: it is kept, and the page asks before it is left.
function keep() {
  kept.value = path();
  announce(kept);
}

function pointOf(event) {
  const box = field.getBoundingClientRect();
  const within = (value, most) => Math.min(Math.max(Math.round(value), 0), most);
  return [
    within(((event.clientX - box.left) / box.width) * field.width, field.width),
    within(((event.clientY - box.top) / box.height) * field.height, field.height),
  ];
}

function begin(event) {
  if (pointer !== null) return;
  pointer = event.pointerId;
  field.setPointerCapture(event.pointerId);
  strokes.push([pointOf(event)]);
  event.preventDefault();
}

function go(event) {
  if (event.pointerId !== pointer || path().length > LONGEST - 20) return;
  const stroke = strokes[strokes.length - 1];
  const [x, y] = pointOf(event);
  const [lastX, lastY] = stroke[stroke.length - 1];
  if (Math.abs(x - lastX) + Math.abs(y - lastY) < 3) return;
  stroke.push([x, y]);
  draw();
}

function end(event) {
  if (event.pointerId !== pointer) return;
  pointer = null;
  keep();
}

function read(text) {
  const found = [];
  for (const [, kind, x, y] of text.matchAll(/([ML])(\d+) (\d+)/g)) {
    if (kind === "M") found.push([]);
    found[found.length - 1].push([Number(x), Number(y)]);
  }
  return found;
}

// Also what comes back after a sign-in that ended: what is sent is what is seen.
function showKept() {
  strokes = read(kept.value);
  kept.value = path();
  say();
}

function chosen() {
  return document.querySelector("input[name=signed_how]:checked")?.value;
}

function show() {
  place.hidden = kept.disabled = chosen() !== "drawn"; // what was drawn stays, and is sent with this way alone
  paper.hidden = chosen() !== "paper";
}

function showRisks() {
  const ticked = [...document.querySelectorAll("input[name=areas]:checked")].map((input) => input.value);
  for (const risks of document.querySelectorAll("[data-risks-of]")) {
    risks.hidden = ticked.length > 0 && !ticked.includes(risks.dataset.risksOf);
  }
}

field.addEventListener("pointerdown", begin);
field.addEventListener("pointermove", go);
field.addEventListener("pointerup", end);
field.addEventListener("pointercancel", end);
place.querySelector("[data-signing-clear]").addEventListener("click", () => { pointer = null; strokes = []; keep(); });
document.addEventListener("change", (event) => {
  if (event.target.name === "signed_how") show();
  if (event.target.name === "areas") showRisks();
});
kept.addEventListener("change", showKept);
showKept();
show();
showRisks();
