// What to do about warning signs, said at once, network or not: the clinic's words for each sign, emergencies first.
import { piece } from "../device/pieces.js";
import { clock, dayInWords, dayThere, tellTimesOf } from "./words.js";

const SENT = "Your answer was sent at";
const NOT_SENT = "Your answer is on this phone and not with the clinic yet.";
const MAY_NOT = ": it may not have your answer yet";
const UNTIL = "This stays here until the clinic has followed it up.";

export function signsOf(entry) {
  return entry.request?.body?.warning_signs ?? [];
}

export function signsIn(form) {
  return new FormData(form).getAll("warning_signs");
}

// The words and the numbers: of the day as it was read, without it those that came with the page.
export function wordsFor(day) {
  const page = JSON.parse(document.getElementById("advice")?.textContent ?? "{}");
  return {
    warning_signs: day?.warning_signs?.length ? day.warning_signs : page.warning_signs ?? [],
    clinic: { emergency: day?.clinic?.emergency || page.emergency, phone: day?.clinic?.phone || page.phone },
  };
}

// → the piece that says it. `more`: what else is said (`sent`), and of what the clinic does not have (`wait`).
export function adviceOn(signs, day, more = {}) {
  const { warning_signs: known, clinic } = wordsFor(day);
  const found = known.filter((one) => signs.includes(one.sign));
  const made = piece(found.some((one) => one.emergency) ? "t-emergency" : "t-call-clinic", { number: clinic.emergency, phone: clinic.phone, ...more });
  for (const one of found) made.querySelector("ul").append(Object.assign(document.createElement("li"), { textContent: one.text }));
  for (const [name, number] of Object.entries(clinic)) {
    const link = made.querySelector(`[data-call="${name}"]`);
    if (number && link) link.href = `tel:${number}`;
    else link?.remove();
  }
  return made;
}

// What stands as long as the clinic has not followed it up: see warned.js.
export function standingAdvice({ signs, sent, waits, day }) {
  tellTimesOf(day?.clinic);
  const at = sent && `${SENT} ${clock(sent)}, ${dayInWords(dayThere(sent), null)}. ${UNTIL}`;
  const made = adviceOn(signs, day, { wait: sent ? "" : MAY_NOT, sent: waits ? NOT_SENT : at });
  made.dataset.warned = "";
  if (!waits) made.removeAttribute("role"); // it stood here before: nothing new
  return made;
}

// Says it above everything that this phone says about itself, once, and leads eye and focus there.
export function advise(form, signs, day) {
  document.querySelector("[data-advice]")?.remove();
  const advice = Object.assign(adviceOn(signs, day, { wait: MAY_NOT }), { tabIndex: -1 });
  advice.dataset.advice = "";
  (document.querySelector("[data-device-strip]") ?? form).before(advice);
  advice.scrollIntoView({ block: "center" });
  advice.focus({ preventScroll: true });
}

// Says it as soon as a sign is ticked, below the signs, and asks for nothing more then. `readDay()` → the day, if any.
export function adviseOnTicks(root, readDay) {
  const say = async (form) => {
    const day = await readDay();
    const signs = form.isConnected ? signsIn(form) : [];
    askLess(form);
    const before = form.querySelector("[data-ticked]");
    if (!signs.length) { before?.remove(); return; }
    const advice = adviceOn(signs, day);
    advice.dataset.ticked = "";
    if (before) before.replaceWith(advice);
    else form.querySelector("[name=warning_signs]").closest("fieldset").after(advice);
    if (!before) advice.scrollIntoView({ block: "nearest" });
  };
  root.addEventListener("change", ({ target }) => { if (target.name === "warning_signs") say(target.form); });
  for (const form of root.querySelectorAll('form[data-entry="check-in"]')) if (signsIn(form).length) say(form);
}

// A sign is an answer by itself: soreness holds nothing back then. Not asked is not 0.
export function askLess(form) {
  const signs = signsIn(form);
  for (const choice of form.querySelectorAll("[name=soreness]")) choice.required = !signs.length;
}
