// Only the design system's own page: what scripts say and ask elsewhere, made by the very scripts, in each of its states.
import { adviceOn } from "./phone/advice.js";
import { Bar } from "./room/bar.js";
import { askWhichHolds, tellWhatIsLeft } from "./room/compare.js";
import { part } from "./found.js";
import { tellLimits } from "./limits.js";
import { askWhich } from "./which.js";

const QUIET = { line: "quiet", isUnsent: false, savedAt: null };
const SAVED = { ...QUIET, savedAt: "2026-11-22T22:02:00Z" };
const UNSENT = { ...SAVED, isUnsent: true };
const BARS = [
  [QUIET],
  [UNSENT],
  [{ ...UNSENT, line: "saving" }],
  [SAVED],
  [{ ...SAVED, document: { blockers: [{}, {}] } }],
  [{ ...UNSENT, line: "later" }],
  [{ ...UNSENT, line: "sign-in" }],
  [UNSENT, { needs: { words: "Choose the muscle and the side, or remove the row.", place: "#room" } }],
  [SAVED, { needs: { words: "Minutes changed here and elsewhere." } }],
  [UNSENT, { device: "full" }],
  [{ ...SAVED, serverAt: new Date(Date.now() - 86_400_000).toISOString() }],
];

const LEFT = {
  title: "The draft is not there any more", intro: "It was discarded elsewhere. What you entered still stands here.",
  entries: [{ label: "Minutes", value: "30" }, { label: "Note", value: "Prone, head turned." }],
  buttons: [{ label: "Decide later" }, { label: "Keep it as a new draft", tone: "is-primary" }],
};
const ASKS = {
  which: (event) => askWhich(["trapezius_upper", "splenius_capitis"].map(markOf), event, () => {}),
  differs: () => askWhichHolds([{ path: "minutes", label: "Minutes", mine: "30", theirs: "25" }], () => {}),
  left: () => tellWhatIsLeft(LEFT),
};

function markOf(muscle) {
  return document.querySelector(`#design-choosing [data-muscle=${muscle}][data-side=left]`);
}

const bars = document.querySelector("[data-bars]");
for (const [draft, { device = "", needs = null } = {}] of BARS) {
  const place = part("p", "", { class: "action-bar-state" });
  bars.appendChild(part("div", "", { class: "cluster" })).append(place);
  new Bar(place, { zone: "America/Los_Angeles", signIn: () => "#care", onLook: ASKS.differs }).show(draft, { device, needs, waits: false });
}
for (const button of document.querySelectorAll("[data-asks]")) button.addEventListener("click", ASKS[button.dataset.asks]);

const shown = document.querySelector("[data-shown-connection]");
const connection = shown.querySelector("[data-connection]").cloneNode(true); // the other one hears of the network itself
connection.removeAttribute("data-connection");
connection.hidden = false;
shown.append(connection);

for (const { sign } of JSON.parse(document.getElementById("advice").textContent).warning_signs) {
  const said = adviceOn([sign], null);
  said.removeAttribute("role"); // nothing new to anybody
  document.querySelector("[data-shown-advice]").append(said);
}

tellLimits([{ muscle: "trapezius_upper", side: "left", words: "ruled out by the screening: an implant" }]);
