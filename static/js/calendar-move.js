// An appointment is dragged to a free time, by mouse or, held for a moment, by finger or pen: it is moved through the public API, and can be
// taken back. The form 'Move or change' does the same by keyboard; a time that has to be confirmed leads there.
import { ownerHere } from "./device/people.js";
import { ask } from "./device/requests.js";
import { holdAndMove } from "./hold.js";
import { momentOf } from "./room/zone.js";
import { toast } from "./toasts.js";

const TO_CONFIRM = "outside_hours";
const SLOT = "[data-appointment]";
const FIELD = "[data-calendar] td[data-at]";
let dragged = null;

function fieldAt(event) {
  return dragged && event.target.closest?.(FIELD);
}

function mark(field) {
  for (const each of document.querySelectorAll("[data-calendar] .is-drop")) each.classList.remove("is-drop");
  field?.classList.add("is-drop");
}

// The table as it stands now, with the place where one looked at it.
async function renew() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("results");
  if (fresh) document.getElementById("results").replaceWith(fresh);
}

function wordsOf({ outcome, body }) {
  if (outcome === "sign-in") return "You are signed out. Sign in again, then move it.";
  if (outcome === "later") return "No answer from the clinic's server: nothing was moved.";
  return body?.blockers?.[0]?.message ?? Object.values(body?.errors ?? {}).flat()[0] ?? body?.detail ?? "It was not moved.";
}

function change(id, body, version) {
  return ask(ownerHere(), { method: "PATCH", path: `appointments/${id}/`, body, version });
}

async function move({ id, name }, { at, therapist, with: who }, zone) {
  const now = await ask(ownerHere(), { method: "GET", path: `appointments/${id}/` });
  const moved = now.outcome === "saved" ? await change(id, { starts_at: momentOf(at, zone), therapist }, now.version) : now;
  if (moved.outcome !== "saved") {
    if (moved.body?.blockers?.some(({ code }) => code === TO_CONFIRM)) location.assign(`/appointments/${id}/move/?at=${at}&therapist=${therapist}`);
    else toast(wordsOf(moved));
    return;
  }
  await renew();
  const { starts_at, ends_at, therapist: before } = now.body;
  const undo = async () => {
    const back = await change(id, { starts_at, ends_at, therapist: before, outside_hours: true }, moved.version);
    if (back.outcome === "saved") await renew();
    toast(back.outcome === "saved" ? `${name} stays where it was` : wordsOf(back));
  };
  toast(`${name} moved to ${at.slice(11)}, ${who}`, { undo });
}

function appointmentOf(slot) {
  return { id: slot.dataset.appointment, name: slot.querySelector(".slot-name").textContent };
}

function put(appointment, field) {
  move(appointment, field.dataset, field.closest("[data-calendar]").dataset.zone);
}

function wordsAbout(slot, field) {
  return field ? `${field.dataset.at.slice(11)}, ${field.dataset.with}` : appointmentOf(slot).name;
}

document.addEventListener("dragstart", (event) => {
  const slot = event.target.closest?.(SLOT);
  if (!slot) return;
  dragged = appointmentOf(slot);
  event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragover", (event) => {
  const field = fieldAt(event);
  mark(field);
  if (field) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const field = fieldAt(event);
  if (!field) return;
  event.preventDefault();
  put(dragged, field);
});
document.addEventListener("dragend", () => { dragged = null; mark(null); });
holdAndMove({
  thing: SLOT,
  over: FIELD,
  moves: (slot, field) => { mark(field); return wordsAbout(slot, field); },
  drops: (slot, field) => put(appointmentOf(slot), field),
});
