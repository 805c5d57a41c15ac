// The bar at the foot and the list beside the form: how far the draft is, and what still stands in the way of signing.
import { icon, part } from "../found.js";
import { clockOf } from "./zone.js";

const NOT_KEPT = {
  full: "This device is full: stay on this page until it says saved.",
  "not here": "This browser keeps nothing: stay on this page until it says saved.",
};
const WRONG = 3600_000; // a clock that is off by more than this is told

export class Bar {
  constructor(place, { zone, signIn, onLook }) {
    place.removeAttribute("role");
    this.place = place;
    this.zone = zone;
    this.signIn = signIn;
    this.onLook = onLook;
    this.live = part("span", "", { role: "status", class: "visually-hidden" });
    place.after(this.live);
  }

  // Something was entered: nothing that stands here is said of it yet. What else it says stays, as a finger may be on it: leaving
  // a field for a button of the bar is an entry too.
  hears() {
    this.place.dataset.kept = "not yet";
    if (this.place.dataset.state !== "saved") return;
    this.place.dataset.state = "here";
    this.now = "";
  }

  // `device`: '' when it is kept here, else why not. `needs`: the first thing that somebody has to do, as { words, place? }.
  // `waits`: something was entered that nobody has read yet.
  show(draft, { device, needs, waits }) {
    const [name, words] = this.#state(draft, { device, needs, waits });
    const asked = [words, this.#notKept(draft, device, waits), this.#clock(draft)].filter(Boolean).join(" ");
    const now = JSON.stringify([name, asked, needs, draft.document?.blockers?.length]);
    if (now === this.now) return; // a finger may be on it
    this.now = now;
    this.place.dataset.state = name;
    this.place.replaceChildren(...this.#blockers(draft), icon(ICONS[name]), part("span", asked));
    if (name === "sign-in") this.place.append(part("a", "Sign in again", { href: this.signIn(), class: "button is-small" }));
    if (name === "needs") this.place.append(this.#look(needs));
    const urgent = ["later", "sign-in", "needs"].includes(name) ? asked : "";
    if (this.live.textContent !== urgent) this.live.textContent = urgent;
  }

  #state(draft, { device, needs, waits }) {
    const here = device ? "Not sent yet" : "Saved here";
    if (draft.line === "sign-in") return ["sign-in", `${here}. You are signed out.`];
    if (needs) return ["needs", `Needs you: ${needs.words}`];
    if (draft.line === "later" && !draft.isUnsent && draft.savedAt) return ["later", `Draft, saved ${clockOf(draft.savedAt, this.zone)}. No answer from the clinic's server${device ? "." : "; what you enter is kept here."}`];
    if (draft.line === "later") return ["later", `${here}. No answer from the clinic's server; it is sent as soon as there is one.`];
    if (draft.line === "saving") return ["saving", "Saving"];
    if (draft.isUnsent || waits) return ["here", this.place.dataset.kept === "not yet" ? "Saving" : here];
    return draft.savedAt ? ["saved", `Draft, saved ${clockOf(draft.savedAt, this.zone)}`] : ["new", "Not saved yet"];
  }

  #notKept(draft, device, waits) {
    const isSaved = draft.savedAt && !draft.isUnsent && !waits;
    return device === "not here" && isSaved ? "This browser keeps nothing: only what says saved is safe." : NOT_KEPT[device];
  }

  #blockers(draft) {
    const count = draft.document?.blockers?.length ?? 0;
    if (!count) return [];
    return [part("a", `${count} thing${count === 1 ? "" : "s"} to settle`, { href: "#blockers" })];
  }

  #look({ place }) {
    const made = place ? part("a", "Show it", { href: place, class: "button is-small" }) : part("button", "Look at it", { type: "button", class: "button is-small" });
    if (!place) made.addEventListener("click", this.onLook);
    return made;
  }

  #clock({ serverAt }) {
    const off = serverAt ? Date.now() - Date.parse(serverAt) : 0;
    if (Math.abs(off) < WRONG) return "";
    const [days, hours] = [Math.round(Math.abs(off) / 86400_000), Math.round(Math.abs(off) / 3600_000)];
    const much = hours < 22 ? `${hours} hour${hours === 1 ? "" : "s"}` : `${days} day${days === 1 ? "" : "s"}`;
    return `The clock of this device is ${much} ${off > 0 ? "ahead" : "behind"}; the clinic's time counts.`;
  }
}

const ICONS = { "sign-in": "watch", needs: "watch", later: "clock", saving: "running", here: "clock", saved: "good", new: "draft" };

// What the API says of the draft, with the way to each of it. `wayTo(said)` is an address.
export function showBlockers(place, { blockers = [], notices = [] }, wayTo) {
  const now = JSON.stringify([blockers, notices]);
  if (place.dataset.shows === now) return;
  place.dataset.shows = now;
  const box = place.querySelector(".blockers") ?? place.appendChild(part("div", "", { class: "blockers", role: "group", "aria-label": "Before signing" }));
  box.classList.toggle("is-clear", !blockers.length);
  const said = blockers.length ? `${blockers.length} thing${blockers.length === 1 ? "" : "s"} to settle before signing` : "Ready to sign";
  const head = part("h2", "", { class: "blockers-head" });
  head.append(icon(blockers.length ? "watch" : "good"), said);
  box.replaceChildren(head, ...(blockers.length ? [listOf(blockers, wayTo)] : []));
  place.querySelector("[data-room-notices]")?.remove();
  if (!notices.length) return;
  const card = part("section", "", { class: "card", "data-room-notices": "" });
  card.append(part("h2", "Worth a look"), listOf(notices, wayTo, "stack is-tight"));
  place.append(card);
}

function listOf(found, wayTo, name = "blockers-list") {
  const list = part("ul", "", { class: name });
  for (const said of found) {
    const [item, words] = [part("li"), part("span")];
    if (name === "blockers-list") item.append(icon("right"));
    item.append(words);
    words.append(part("a", said.message, { href: wayTo(said) }));
    if (said.code === "needle_count_mismatch" && said.field.endsWith(".needles_out")) {
      words.append(part("a", "Record the incident", { href: wayTo({ field: "adverse_events" }), "data-incident": "" }));
    }
    list.append(item);
  }
  return list;
}

const COUNTED = {
  merged: "Parts and sides of a muscle count once.", parts_separate: "Parts of a muscle count apart.", sides_separate: "Left and right count apart.",
};

// The suggested code as the API gives it; what another way of counting would change stands on the page that is loaded anew.
export function showCode(place, billing) {
  const now = JSON.stringify(billing);
  if (!place || !billing || place.dataset.shows === now) return;
  const isThere = !place.dataset.shows && place.dataset.roomCode === (billing.count ? `${billing.code} ${billing.count}` : "");
  place.dataset.shows = now;
  if (isThere) return; // as the page came
  const card = part("section", "", { class: "card" });
  const units = part("ol", "", { class: "stack is-tight small" });
  for (const { targets } of billing.counted ?? []) units.append(part("li", targets.join("; ")));
  const more = [...(billing.not_counted ?? []).map((text) => `Not counted: ${text}`), ...(billing.missing ?? []).map(({ message }) => `Missing: ${message}`)];
  const timed = (billing.timed ?? []).map(({ code, label, minutes }) => part("p", `${code} · ${label}, ${minutes || "no"} min`, { class: "small" }));
  const said = billing.count ? `${billing.code} · ${billing.count} muscle${billing.count === 1 ? "" : "s"}` : "No code: no needle was counted in any muscle.";
  const how = part("p", `${COUNTED[billing.basis] ?? ""} A suggestion; payers differ.`, { class: "small quiet" });
  card.append(part("h2", "Code"), part("p", said), how, units, ...more.map((text) => part("p", text, { class: "small quiet" })), ...timed);
  place.replaceChildren(card);
}
