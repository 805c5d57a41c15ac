// What a patient sends from a form, as an entry for the queue: what it is about, the words for it, the API's request.
import { act, change, create, createOnce, remove, sameNames } from "../device/asking.js";
import { headacheInWords, sorenessInWords } from "./words.js";

const READERS = { diary: diaryOf, "take-back": takenBackOf, adherence: adherenceOf, "check-in": checkInOf, checklist: checklistOf };
const DONE = { done: "done", partly: "partly done", not_done: "not done" };

// A form says with data-entry which one it is, and with data-id and data-version which row it changes, if any.
export function entryOf(form, submitter) {
  return READERS[form.dataset.entry](new FormData(form, submitter), form.dataset);
}

// With what the clinic has for this day of the diary, as it was read: an undo gives that back.
export function knowingBefore(entry, read) {
  const { verb, id, version, body } = entry.request;
  const row = verb === "change" && read?.diary.find((one) => one.id === id && one.version === version);
  return row ? { ...entry, request: { ...entry.request, before: sameNames(body, row) } } : entry;
}

function diaryOf(sent, { id, version }) {
  const on = sent.get("on"), headache = sent.get("headache") === "true";
  const body = { on, headache, intensity: null, hours: null, medicines: [], note: "" };
  if (headache) Object.assign(body, { intensity: number(sent, "intensity"), hours: number(sent, "hours"), medicines: sent.getAll("medicines"), note: sent.get("note") ?? "" });
  return { about: `diary:${on}`, words: headacheInWords(body), request: saved("diary-days/", id, version, body) };
}

function takenBackOf(sent, { id, version }) {
  const on = sent.get("on");
  return { about: `diary:${on}`, words: "taken back", request: remove("diary-days/", id, Number(version)) };
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
  return { about: `check-in:${session}:${hours}`, words: `Check-in after your session: ${sorenessInWords(body.soreness)}`, request: createOnce("check-ins/", body) };
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
