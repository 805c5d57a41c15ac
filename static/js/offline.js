// A page that is open when the network goes says so by itself, and from when it is; a form that would be lost on its way stays here.
// The screen of a session and the patient's pages keep what is entered, and say so themselves.
import { ask } from "./device/requests.js";
import { ownerHere } from "./device/people.js";
import { toast } from "./toasts.js";

const AGAIN = 15_000; // milliseconds between looks, where the page lives on what it says
const PATIENCE = 5_000; // milliseconds after which a network that says nothing is none
const PLACE = "[data-connection]";
let looks = 0;

async function look() {
  const place = document.querySelector(PLACE);
  const mine = ++looks;
  const isHere = navigator.onLine && (await Promise.race([isAnswered(), silence()]));
  if (mine === looks) place.hidden = isHere;
}

async function isAnswered() {
  return (await ask(ownerHere(), { method: "GET", path: "me/" })).outcome !== "later";
}

function silence() {
  return new Promise((resolve) => setTimeout(() => resolve(false), PATIENCE));
}

// What is kept by its own page, or goes nowhere.
function isSafe(form) {
  return Boolean(form.dataset.entry || form.method !== "post" || document.querySelector("[data-room]"));
}

function keepForm(event) {
  if (navigator.onLine || isSafe(event.target)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  toast("No connection to the clinic: nothing was sent, and what you entered is still here.");
}

export function sayOffline() {
  const place = document.querySelector(PLACE);
  if (!place) return;
  for (const kind of ["offline", "online"]) addEventListener(kind, look);
  document.addEventListener("submit", keepForm, true);
  const isSeen = () => document.visibilityState === "visible";
  document.addEventListener("visibilitychange", () => { if (isSeen() && !place.hidden) look(); });
  setInterval(() => { if (isSeen() && ("looks" in place.dataset || !place.hidden)) look(); }, AGAIN);
}
