// Draws the patient's pages on the phone from what it has, with the pieces that the shell brings as templates.
import { clock, dayHere, dayInWords, dayThere, headacheInWords, tellTimesOf } from "./words.js";
import { badge } from "./strip.js";
import { piece, same, settle } from "../device/pieces.js";
import { standingAdvice } from "./advice.js";
import { standsHere } from "./warned.js";
import { keptView } from "./kept-view.js";

const WAYS = [
  [/^\/me\/diary\//, "Headache diary", diaryView],
  [/^\/me\/exercises\//, "My exercises", exercisesView],
  [/^\/me\/check-in\/([0-9a-f-]+)\//, "How is it now?", checkInView],
  [/^\/me\/progress\//, "My progress", progressView],
  [/^\/me\/kept\//, "Kept on this phone", keptView],
  [/^\/me\//, "My day", myDayView],
];

let drawn = "";

// Draws what is not drawn yet; what looks the same stays, with the focus and what was typed or opened in it.
export function show(queue, shown) {
  const { now: _, ends_at: __, ...lasting } = shown.day;
  tellTimesOf(lasting.clinic);
  document.querySelector("[data-lead]").textContent = shown.known ? `${dayInWords(lasting.today, null)} · as of ${clock(shown.from)}` : "";
  const facts = JSON.stringify([location.pathname, location.search, lasting, shown.entries, shown.warned, shown.known, dayHere()]);
  if (facts === drawn) return;
  drawn = facts;
  const way = WAYS.find(([pattern]) => pattern.test(location.pathname)) ?? WAYS.at(-1);
  const place = document.querySelector("[data-view]");
  const at = location.hash && document.activeElement === document.body;
  document.querySelector("[data-title]").textContent = way[1];
  document.title = `${way[1]} · Myoplan`;
  const warned = standsHere() && shown.warned;
  settle(document.querySelector("[data-warned-here]"), warned ? [same("warned", warned, () => standingAdvice(warned))] : []);
  const focused = place.contains(document.activeElement);
  settle(place, way[2]({ ...shown, queue, match: location.pathname.match(way[0]), asked: new URLSearchParams(location.search) }));
  if (focused && !place.contains(document.activeElement)) document.getElementById("main").focus({ preventScroll: true });
  markHere();
  if (at) document.querySelector(location.hash)?.scrollIntoView();
}

function markHere() {
  const links = [...document.querySelectorAll(".rail-link")];
  const here = links.filter((link) => location.pathname.startsWith(new URL(link.href).pathname)).sort((one, other) => other.pathname.length - one.pathname.length)[0];
  for (const link of links) link.toggleAttribute("aria-current", link === here);
  here?.setAttribute("aria-current", "page");
}

function nothing() {
  return [piece("t-nothing", {})];
}

function myDayView({ day, known, queue }) {
  if (!known) return [...nothing(), ...(queue ? [diaryCard(day, dayHere(), queue)] : [])];
  const due = piece("t-exercise-list", { count: `${day.exercises.filter((item) => item.reported).length} of ${day.exercises.length} ticked today` });
  for (const item of day.exercises) due.querySelector("ul").append(exerciseRow(item));
  return [...day.check_ins.map((open) => checkInCard(open, day.clinic)), diaryCard(day, day.today, queue), ...appointmentsCard(day), due];
}

// What was kept before the clinic told of appointments has none.
function appointmentsCard({ appointments = [], clinic }) {
  if (!appointments.length) return [];
  const card = piece("t-appointments", {});
  for (const { starts_at: at, minutes, therapist_name: name } of appointments) {
    const when = `${dayInWords(dayThere(at), null)}, ${clock(at)}`;
    card.querySelector("ul").append(piece("t-appointment", { when, whom: `With ${name}, ${minutes} minutes` }));
  }
  const call = card.querySelector("[data-call]");
  if (clinic.phone) Object.assign(call.querySelector("a"), { href: `tel:${clinic.phone}`, textContent: clinic.phone });
  else call.remove();
  return [card];
}

function checkInCard(open, clinic) {
  const made = piece("t-open-check-in", { when: weekday(open, clinic), hours: String(open.hours_after) });
  made.querySelector("a").href = `/me/check-in/${open.session}/`;
  return made;
}

function diaryCard(day, today, queue) {
  const row = day.diary.find((one) => one.on === today);
  const card = piece(row ? "t-today-written" : "t-today-open", { words: row ? `Today: ${headacheInWords(row)}` : "" });
  if (!row) { about(card.querySelector("form"), { next: "/me/" }); card.querySelector("[name=on]").value = today; return card; }
  if (row.state) card.querySelector("[data-state]").append(badge(row.state));
  const undo = card.querySelector("[data-undo]");
  undo.hidden = row.state !== "waiting" || !row.undoable;
  undo.addEventListener("click", () => queue.takeBack(`diary:${today}`, ({ verb, body }) => (verb === "remove" ? "taken back" : headacheInWords(body))));
  return card;
}

function exerciseRow(item) {
  const row = piece("t-exercise-row", { name: item.name, dose: item.dose, askFirst: item.ask_first });
  row.querySelector("a").href = `/me/exercises/#exercise-${item.prescription}`;
  if (item.reported) row.querySelector("[data-state]").append(badge(item.reported.state ?? "saved"));
  return row;
}

function diaryView({ day, known, queue, asked }) {
  if (!queue) return nothing();
  const today = known ? day.today : dayHere();
  const on = /^\d{4}-\d\d-\d\d$/.test(asked.get("on") ?? "") ? asked.get("on") : today;
  const row = day.diary.find((one) => one.on === on);
  const named = dayInWords(on, null);
  const made = piece("t-diary", { day: on === today ? `Today, ${named}` : named, which: on === today ? "today" : "that day" });
  made.querySelector("[data-state]").append(...(row ? [headacheInWords(row), " ", badge(row.state ?? "saved")] : ["Not filled in"]));
  for (const form of made.querySelectorAll("form")) {
    about(form, { id: row?.id ?? "", version: row?.version ?? "", next: `/me/diary/${on === today ? "" : `?on=${on}`}` });
    form.querySelector("[name=on]").value = on;
  }
  if (row?.headache) putIn(made.querySelectorAll("form")[1], row);
  return [made];
}

function exercisesView({ day, known }) {
  if (!known) return nothing();
  if (!day.exercises.length) return [piece("t-no-exercise", {})];
  return day.exercises.map((item) => exerciseCard(item, day.today));
}

function exerciseCard(item, today) {
  const card = piece("t-exercise", { name: item.name, dose: item.dose, note: item.note && `Your therapist: ${item.note}`, askFirst: item.ask_first, precautions: item.precautions && `Take care: ${item.precautions}` });
  card.id = `exercise-${item.prescription}`;
  if (item.reported) card.querySelector("[data-state]").append(badge(item.reported.state ?? "saved"));
  for (const step of item.instructions) card.querySelector("ol").append(Object.assign(document.createElement("li"), { textContent: step }));
  const { id = "", version = "" } = item.reported ?? {};
  for (const form of card.querySelectorAll('[data-entry="adherence"]')) {
    about(form, { prescription: item.prescription, name: item.name, id, version, next: "/me/exercises/" });
    form.querySelector("[name=on]").value = today;
  }
  for (const choice of card.querySelectorAll('[name="done"][type="submit"]')) choice.setAttribute("aria-pressed", String(choice.value === item.reported?.done));
  fillChecklist(card.querySelector("[data-checklist]"), item);
  return card;
}

function fillChecklist(box, item) {
  box.hidden = !item.checklist.length;
  const form = box.querySelector("form");
  about(form, { prescription: item.prescription, name: item.name, version: item.version, next: "/me/exercises/" });
  form.prepend(...item.checklist.map((entry) => {
    const line = piece("t-check", { text: entry.text });
    Object.assign(line.querySelector("input"), { value: entry.key, checked: entry.checked });
    return line;
  }));
}

function checkInView({ day, match }) {
  const open = day.check_ins.find((one) => one.session === match[1]);
  if (!open) return [piece("t-no-check-in", {})];
  const made = piece("t-check-in", { when: weekday(open, day.clinic) });
  about(made, { session: open.session });
  made.querySelector("[name=hours_after]").value = open.hours_after;
  return [made];
}

function progressView({ day, known, warned }) {
  if (!known) return nothing();
  if (!day.progress) return [piece("t-no-progress", {})];
  const made = piece("t-progress", { words: warned ? "" : day.progress.words }); // beside a warning sign nothing else is said
  for (const sentence of day.progress.sentences) made.querySelector("ul").append(Object.assign(document.createElement("li"), { textContent: sentence }));
  return [made];
}

function weekday({ occurred_at: at }, { timezone: timeZone }) {
  return new Date(at).toLocaleDateString("en-GB", { weekday: "long", timeZone });
}

function about(form, facts) {
  Object.assign(form.dataset, facts);
}

function putIn(form, row) {
  for (const field of form.elements) {
    if (field.type === "radio") field.checked = field.value === String(row[field.name] ?? "");
    if (field.type === "checkbox") field.checked = row.medicines.includes(field.value);
  }
  form.elements.note.value = row.note;
}

