// Everything that is kept on this phone, entry by entry with its state, and what to do where one needs its author.
import { NEEDS, SAVED } from "../device/queue.js";
import { forget } from "./warned.js";
import { piece, same } from "../device/pieces.js";
import { badge } from "./strip.js";
import { dayHere, headacheInWords, momentInWords, sorenessInWords, wordsOf } from "./words.js";

const ticks = new Map(); // what was ticked stays on the page also when it is sent meanwhile and gone from the phone

export function keptView({ day, entries, queue, asked }) {
  const told = entries.find((entry) => asked.get("told") && (entry.request?.id ?? entry.stands) === asked.get("told"));
  const advice = told ? thanksFor(told) : [];
  if (!entries.length) return [same("all sent", "", () => piece("t-all-sent", {}))];
  const today = day.today ?? dayHere();
  const cards = entries.toReversed().map((entry) => same(`entry ${entry.seq}`, [entry, today, dayHere()], () => entryCard(entry, queue, today)));
  return [...advice, ...cards];
}

// What warning signs ask for stands above already, see warned.js.
function thanksFor(entry) {
  if (entry.request) ticks.set(entry.id, entry.request.body.warning_signs);
  const ticked = ticks.get(entry.id);
  if (!ticked) { location.replace(`/me/check-in/${entry.about.split(":")[1]}/?told=${entry.stands}`); return []; }
  return ticked.length ? [] : [same(`told ${entry.id}`, [], () => piece("t-thanks", {}))];
}

function entryCard(entry, queue, today) {
  const words = wordsOf(entry, today) ?? "An entry that cannot be opened";
  const card = piece("t-entry", { words, when: momentInWords(entry.at ?? entry.made ?? Date.now()), why: reason(entry) });
  card.querySelector("[data-state]").append(badge(entry.state));
  const both = entry.theirs ? valuesOf(entry) : [];
  for (const [label, text] of both) card.querySelector("dl").append(line("dt", label), line("dd", text));
  if (!both.length) card.querySelector("dl").remove();
  wire(card, "again", entry.state === NEEDS && !isAnswered(entry), () => queue.insist(entry, anew(entry)).then(() => queue.send()), entry.theirs ? "Take mine" : "Try again");
  wire(card, "drop", entry.state !== SAVED, () => forget(queue.store, entry).then(() => queue.drop(entry)), entry.theirs ? "Keep what the clinic has" : "Discard it");
  return card;
}

// The clinic has an answer that does not change any more: only the clinic can, when it is called.
function isAnswered({ request, problem }) {
  return Boolean(request?.once) && problem?.status === 409;
}

// The moment of an answer that a wrong clock put into the future is left to the clinic's clock.
function anew(entry) {
  const { answered_at: at, ...body } = entry.request.body ?? {};
  return at && entry.problem?.errors?.answered_at ? body : entry.request.body;
}

function reason(entry) {
  const { state, problem } = entry;
  if (state !== NEEDS) return "";
  const said = Object.values(problem?.errors ?? {}).flat().join(" ");
  if (isAnswered(entry)) return `${said || "The clinic has an answer of yours already."} Has something changed? Call the clinic.`;
  if (problem?.status === 404 || problem?.status === 410) return "The clinic has taken this entry back meanwhile. Try again to enter it anew.";
  return said || (problem?.detail ?? "The clinic's server did not take it.");
}

function valuesOf({ request, theirs }) {
  return [["You entered", inWords(request.body)], ["The clinic has", inWords(theirs)]];
}

function inWords(values) {
  if ("headache" in values && "on" in values) return [headacheInWords(values), values.hours && `${values.hours} hours`, values.note].filter(Boolean).join(", ");
  if ("done" in values) return { done: "done", partly: "partly done", not_done: "not done" }[values.done];
  if ("soreness" in values) return checkInInWords(values);
  return (values.checked ?? []).length ? `${values.checked.length} items in place` : "no item in place";
}

function checkInInWords({ soreness, relief, warning_signs: signs, note }) {
  const counted = signs?.length === 1 ? "1 warning sign" : `${signs?.length || "no"} warning signs`;
  return [sorenessInWords(soreness), relief !== null && `relief ${relief} of 10`, counted, note].filter(Boolean).join(", ");
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
