// What a patient sends from a form, as an entry for the queue: what it is about, the words for it, the API's request.
import { act, change, create, remove } from "../device/queue.js";

const READERS = { diary: diaryOf, "take-back": takenBackOf, adherence: adherenceOf, "check-in": checkInOf, checklist: checklistOf };
const DONE = { done: "done", partly: "partly done", not_done: "not done" };

// A form says with data-entry which one it is, and with data-id and data-version which row it changes, if any.
export function entryOf(form, submitter) {
  return READERS[form.dataset.entry](new FormData(form, submitter), form.dataset);
}

export function dayInWords(on, today) {
  if (on === today) return "Today";
  return new Date(`${on}T12:00:00`).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" }).replace(",", "");
}

export function headacheInWords({ headache, intensity }) {
  if (!headache) return "no headache";
  return intensity ? `headache, ${intensity} of 10` : "headache";
}

function diaryOf(sent, { id, version, today }) {
  const on = sent.get("on"), headache = sent.get("headache") === "true";
  const body = { on, headache, intensity: null, hours: null, medicines: [], note: "" };
  if (headache) Object.assign(body, { intensity: number(sent, "intensity"), hours: number(sent, "hours"), medicines: sent.getAll("medicines"), note: sent.get("note") ?? "" });
  return { about: `diary:${on}`, words: `${dayInWords(on, today)}: ${headacheInWords(body)}`, request: saved("diary-days/", id, version, body) };
}

function takenBackOf(sent, { id, version, today }) {
  const on = sent.get("on");
  return { about: `diary:${on}`, words: `${dayInWords(on, today)}: taken back`, request: remove("diary-days/", id, Number(version)) };
}

function adherenceOf(sent, { id, version, prescription, name }) {
  const body = { prescription, on: sent.get("on"), done: sent.get("done"), reason: sent.get("reason") ?? "" };
  return { about: `adherence:${prescription}:${body.on}`, words: `${name}: ${DONE[body.done]}`, request: saved("adherence/", id, version, body) };
}

function checkInOf(sent, { session }) {
  const hours = Number(sent.get("hours_after"));
  const body = {
    session, hours_after: hours, answered_at: new Date().toISOString(), soreness: number(sent, "soreness"),
    relief: number(sent, "relief"), headache: truth(sent.get("headache")), warning_signs: sent.getAll("warning_signs"), note: sent.get("note") ?? "",
  };
  return { about: `check-in:${session}:${hours}`, words: `Check-in after your session: soreness ${body.soreness} of 10`, request: create("check-ins/", body) };
}

function checklistOf(sent, { prescription, version, name }) {
  const body = { checked: sent.getAll("checked") };
  return { about: `checklist:${prescription}`, words: `Checklist of ${name}`, request: act("prescriptions/", prescription, "checklist", body, Number(version)) };
}

function saved(collection, id, version, body) {
  return id ? change(collection, id, Number(version), body) : create(collection, body);
}

function number(sent, name) {
  const value = sent.get(name);
  return value === null || value === "" ? null : Number(value);
}

function truth(value) {
  return { true: true, false: false, True: true, False: false, yes: true, no: false }[value] ?? null;
}
