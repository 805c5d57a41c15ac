// What this phone says about what was entered, on every page of the patient: saved, saved on this phone, needs you.
import { icon } from "../found.js";
import { NEEDS, SAVED } from "../device/queue.js";
import { momentInWords, dayOnCalendar, wordsOf } from "./words.js";

export const SAYS = {
  waiting: ["clock", "is-watch", "Saved on this phone"],
  saved: ["check", "is-good", "Saved"],
  needs: ["watch", "is-stop", "Needs you"],
  unreadable: ["watch", "is-stop", "Cannot be opened any more"],
};

const NEW = 60_000; // what was saved within this many milliseconds stays in sight, wherever one is on the page
const SEEN = 8_000;

let said = ""; // what the strip says now

export function badge(state) {
  const [name, tone, words] = SAYS[state];
  const mark = document.createElement("span");
  mark.className = `state ${tone}`;
  mark.append(icon(name), words);
  return mark;
}

export async function showState(queue) {
  const strip = document.querySelector("[data-device-strip]");
  if (!strip) return;
  const entries = await queue.entries();
  const needs = entries.filter((entry) => entry.state === NEEDS || entry.state === "unreadable").length;
  const waits = entries.filter((entry) => entry.state === "waiting").length;
  strip.removeAttribute("data-new");
  const last = entries.filter((entry) => entry.state === SAVED).sort((one, other) => other.at - one.at)[0];
  if (needs) fill(strip, "needs", `${needs === 1 ? "1 entry needs" : `${needs} entries need`} you.`, "Look at it", "/me/kept/");
  else if (waits && queue.held === "sign-in") fill(strip, "waiting", `${counted(waits)} on this phone. Sign in again to send ${waits === 1 ? "it" : "them"}.`, "Sign in", `/accounts/login/?next=${encodeURIComponent(location.pathname)}`);
  else if (waits) fill(strip, "waiting", `${counted(waits)} on this phone. ${waits === 1 ? "It goes" : "They go"} to the clinic when there is a network.`, "See what waits", "/me/kept/");
  else if (last) {
    fill(strip, "saved", `${wordsOf(last, await dayOnCalendar(queue.store))} · ${momentInWords(last.at)}`);
    if (Date.now() - last.at < NEW) keepInSight(strip);
  }
  else strip.hidden = true;
}

function keepInSight(strip) {
  strip.setAttribute("data-new", "");
  setTimeout(() => strip.removeAttribute("data-new"), SEEN);
}

function counted(number) {
  return number === 1 ? "1 entry is" : `${number} entries are`;
}

// Written anew only where it says something else: it is read out, and its link may have the focus.
function fill(strip, state, words, label, address) {
  const leads = address && location.pathname !== address;
  const says = [state, words, leads && address].join("|");
  if (!strip.hidden && says === said) return;
  said = says;
  strip.replaceChildren(badge(state), ` ${words} `);
  strip.hidden = false;
  strip.dataset.deviceStrip = state;
  if (!leads) return;
  const link = document.createElement("a");
  link.href = address;
  link.textContent = label;
  strip.append(link);
}
