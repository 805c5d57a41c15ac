// Which of several marks a finger meant: where neighbours lie closer than a finger can tell, their names are offered beside the tap.
// Escape and a tap beside it close it with nothing chosen, and the focus goes back to where it was. It lies over the page without making the
// rest of it inert, as a modal dialog would: on a long page that alone costs a slow tablet a visible moment.
import { icon, part } from "./found.js";

const TELLS = 9; // pixels: so much nearer must one mark be than the next for a finger to have meant it
const GAP = 12; // pixels between the tap and the names, and between those and the edge of the screen

// The marks that the tap may have meant, the nearest first; `far` says how many pixels away a mark is.
export function meant(marks, far, reach) {
  const near = marks.map((mark) => ({ mark, away: far(mark) })).filter(({ away }) => away <= reach).sort((a, b) => a.away - b.away);
  return near.filter(({ away }) => away - near[0].away < TELLS).map(({ mark }) => mark);
}

function option(mark, choose) {
  const number = mark.querySelector(".body-number").textContent;
  const never = mark.classList.contains("is-never");
  const made = part("button", "", { type: "button", class: `button${never ? " is-never" : ""}`, "data-which": mark.dataset.muscle });
  if (never) made.append(icon("stop"));
  made.append(part("span", mark.dataset.words + (number ? `: number ${number} in the list` : "")));
  made.addEventListener("click", () => choose(mark));
  return made;
}

// Below the tap, or above it where there is no room; never beyond the screen.
function placeBeside(dialog, { clientX, clientY }) {
  const { width, height } = dialog.getBoundingClientRect();
  const [wide, high] = [document.documentElement.clientWidth, innerHeight];
  const below = clientY + GAP + height <= high - GAP;
  const top = below ? clientY + GAP : Math.max(GAP, clientY - GAP - height);
  dialog.style.top = `${top}px`;
  dialog.style.left = `${Math.max(GAP, Math.min(clientX - width / 2, wide - width - GAP))}px`;
}

// Escape closes with nothing chosen; Tab and the arrows go round the names.
function key(event, options, close) {
  const step = { ArrowDown: 1, ArrowUp: -1, Tab: event.shiftKey ? -1 : 1 }[event.key];
  if (!step && event.key !== "Escape") return;
  event.preventDefault();
  if (!step) { close(); return; }
  options.at((options.indexOf(document.activeElement) + step) % options.length).focus();
}

export function askWhich(marks, tap, choose) {
  const [dialog, over] = [part("dialog", "", { class: "dialog body-which", "aria-labelledby": "body-which", popover: "manual" }), new AbortController()];
  const close = () => { over.abort(); dialog.remove(); marks[0].focus({ preventScroll: true }); };
  const options = marks.map((mark) => option(mark, (chosen) => { close(); choose(chosen); }));
  dialog.append(part("h2", "Which one?", { id: "body-which" }), ...options);
  dialog.addEventListener("keydown", (event) => key(event, options, close));
  const beside = (event) => { if (options.some((one) => one.contains(event.target))) return; event.stopImmediatePropagation(); event.preventDefault(); close(); };
  addEventListener("click", beside, { capture: true, signal: over.signal });
  document.body.append(dialog);
  if (dialog.showPopover) dialog.showPopover(); else dialog.show();
  options[0].focus({ preventScroll: true });
  placeBeside(dialog, tap);
}
