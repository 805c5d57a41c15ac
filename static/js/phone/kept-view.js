// Everything that is kept on this phone, entry by entry with its state, and what to do where one needs its author.
import { NEEDS, SAVED } from "../device/queue.js";
import { headacheInWords } from "./entries.js";
import { piece } from "../device/pieces.js";
import { badge, clock } from "./strip.js";

const ticks = new Map(); // what was ticked stays on the page also when it is sent meanwhile and gone from the phone

export function keptView({ day, entries, queue, asked }) {
  const told = entries.find((entry) => asked.get("told") && (entry.request?.id ?? entry.stands) === asked.get("told"));
  const advice = told ? adviceFor(told, day) : [];
  if (!entries.length) return [piece("t-all-sent", {})];
  return [...advice, ...entries.toReversed().map((entry) => entryCard(entry, queue))];
}

// What is dangerous is said at once, network or not: the clinic's words for each sign, emergencies first.
function adviceFor(entry, day) {
  if (entry.request) ticks.set(entry.id, entry.request.body.warning_signs);
  const ticked = ticks.get(entry.id);
  if (!ticked) { location.replace(`/me/check-in/${entry.about.split(":")[1]}/?told=${entry.stands}`); return []; }
  const found = day.warning_signs.filter((one) => ticked.includes(one.sign));
  if (!ticked.length) return [piece("t-thanks", {})];
  const urgent = found.some((one) => one.emergency);
  const made = piece(urgent ? "t-emergency" : "t-call-clinic", { number: day.clinic.emergency, phone: day.clinic.phone });
  for (const one of found) made.querySelector("ul").append(Object.assign(document.createElement("li"), { textContent: one.text }));
  for (const [name, number] of [["emergency", day.clinic.emergency], ["phone", day.clinic.phone]]) {
    const link = made.querySelector(`[data-call="${name}"]`);
    if (link && number) link.href = `tel:${number}`;
    else link?.remove();
  }
  return [made];
}

function entryCard(entry, queue) {
  const card = piece("t-entry", { words: entry.words ?? "An entry that cannot be opened", when: clock(entry.at ?? entry.made ?? Date.now()), why: reason(entry) });
  card.querySelector("[data-state]").append(badge(entry.state));
  const both = entry.theirs ? valuesOf(entry) : [];
  for (const [label, text] of both) card.querySelector("dl").append(line("dt", label), line("dd", text));
  if (!both.length) card.querySelector("dl").remove();
  wire(card, "again", entry.state === NEEDS, () => queue.insist(entry, anew(entry)).then(() => queue.send()), entry.theirs ? "Take mine" : "Try again");
  wire(card, "drop", entry.state !== SAVED, () => queue.drop(entry), entry.theirs ? "Keep what the clinic has" : "Discard it");
  return card;
}

// The moment of an answer that a wrong clock put into the future is left to the clinic's clock.
function anew(entry) {
  const { answered_at: at, ...body } = entry.request.body ?? {};
  return at && entry.problem?.errors?.answered_at ? body : entry.request.body;
}

function reason({ state, problem }) {
  if (state !== NEEDS) return "";
  if (problem?.status === 404) return "The clinic has taken this entry back meanwhile. Try again to enter it anew.";
  const said = Object.values(problem?.errors ?? {}).flat();
  return said.length ? said.join(" ") : problem?.detail ?? "The clinic's server did not take it.";
}

function valuesOf({ request, theirs }) {
  return [["You entered", inWords(request.body)], ["The clinic has", inWords(theirs)]];
}

function inWords(values) {
  if ("headache" in values && "on" in values) return [headacheInWords(values), values.hours && `${values.hours} hours`, values.note].filter(Boolean).join(", ");
  if ("done" in values) return { done: "done", partly: "partly done", not_done: "not done" }[values.done];
  return (values.checked ?? []).length ? `${values.checked.length} items in place` : "no item in place";
}

function wire(card, name, wanted, steps, label) {
  const made = card.querySelector(`[data-${name}]`);
  if (!wanted) { made.remove(); return; }
  made.textContent = label;
  made.addEventListener("click", steps);
}

function line(name, text) {
  return Object.assign(document.createElement(name), { textContent: text });
}
