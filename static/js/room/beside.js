// What stands around a session without network: who the patient is and what must be known, what was done last time, and the targets
// as last time with where they come from.
import { markField } from "../lent.js";
import { piece } from "../device/pieces.js";
import { icon, part } from "../found.js";
import { LAST, markLast } from "../numbers.js";
import { shortDay } from "./zone.js";

export function showBanner(place, { name, age, pronouns, record_number: number, episode, status, alerts }) {
  const made = piece("t-banner", {
    name, pronouns, number, age: age === null ? "" : `${age} years`, episode: [episode, status?.toLowerCase()].filter(Boolean).join(", "),
  });
  const list = made.querySelector("ul");
  for (const { kind, tone, words } of alerts) list.append(alertOf(kind, tone, words));
  if (!alerts.length) list.remove();
  place.replaceChildren(...made.children);
  place.hidden = false;
}

function alertOf(kind, tone, words) {
  const mark = Object.assign(document.createElement("span"), { className: `banner-alert state is-${tone}` });
  mark.append(icon(kind), words);
  const item = document.createElement("li");
  item.append(mark);
  return item;
}

// Why no needle goes in yet, as it was known when the day was kept.
export function stopsOf(stops) {
  const made = piece("t-stops", {});
  made.querySelector("ul").append(...stops.map(({ message }) => Object.assign(document.createElement("li"), { textContent: message })));
  return made;
}

// What the screening says is done about each precaution that stands, above what is written of today.
export function tellPlanned(place, plans) {
  place.querySelector("ul").replaceChildren(...plans.map(({ words, plan }) => {
    const item = document.createElement("li");
    item.append(part("strong", `${words}:`), ` ${plan}`);
    return item;
  }));
  place.hidden = !plans.length;
}

// What is open and grave about the person, as it was known when the day was kept.
export function mattersOf(matters) {
  const made = piece("t-matters", {});
  made.classList.add(`is-${matters[0].tone}`);
  made.querySelector("ul").append(...matters.map(({ words }) => Object.assign(document.createElement("li"), { textContent: words })));
  return made;
}

// `names` are the muscles' names by their keys.
export function lastCard(last, names, zone) {
  const pain = ["before", "after"].map((phase) => painOf(last.measurements, phase));
  const card = piece("t-last", {
    day: shortDay(last.occurred_at, zone), response: last.response,
    pain: pain.some((value) => value !== undefined) ? `Pain ${pain[0] ?? "–"} before, ${pain[1] ?? "–"} after, of 10` : "",
  });
  card.querySelector("ul").append(...last.targets.map((target) => {
    const item = document.createElement("li");
    const name = Object.assign(document.createElement("strong"), { textContent: names.get(target.muscle) ?? target.muscle });
    item.append(name, `, ${target.side}`, document.createElement("br"), foundOf(target));
    return item;
  }));
  return card;
}

function foundOf({ needles_in: count, twitch, familiar_pain: familiar, dwell_minutes: left }) {
  const words = [
    `${count ?? "–"} needle${count === 1 ? "" : "s"}`, twitch && `twitch ${twitch.replace("_", " ")}`, familiar && "familiar pain", left && `left ${left} min`,
  ];
  return Object.assign(document.createElement("span"), { className: "quiet", textContent: words.filter(Boolean).join(", ") });
}

// The pain of last time at its fields, as the clinic's own page shows it.
export function tellLastPain(form, { measurements, occurred_at: at }, zone) {
  for (const phase of ["before", "after"]) {
    const found = painOf(measurements, phase);
    if (found !== undefined) tellLastValue(form.querySelector(`[name="pain_${phase}"]`), found, `${Number(found)} on ${shortDay(at, zone)}`);
  }
}

function tellLastValue(input, value, words) {
  Object.assign(input.dataset, { last: words, lastValue: value });
  const place = input.closest(".field-entry");
  place.append(part("span", `Last: ${words}`, { class: "field-last" }));
  if (place.querySelector(".slider-box")) markLast(place.querySelector(".slider-box"), input);
  input.dispatchEvent(new Event(LAST));
}

function painOf(measurements, phase) {
  return measurements.find((one) => one.measure === "nprs_current" && one.phase === phase)?.value;
}

// What a session starts with when it is as last time; counts, times, findings and safety answers never copy.
export function asLastTime({ last, prefill }) {
  return { position: last.position, targets: prefill.targets };
}

// What a session starts with beside its rows looks so too; the rows are marked as they are written.
export function markStart(form) {
  for (const name of ["position", "minutes"]) markField([...form.querySelectorAll(`[name="${name}"]`)]);
}
