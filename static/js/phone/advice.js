// What to do about warning signs, said at once, network or not: the clinic's words for each sign, emergencies first.
import { piece } from "../device/pieces.js";

export function signsOf(entry) {
  return entry.request?.body?.warning_signs ?? [];
}

// → the piece that says it. `day` is the day as it was read; without it the words stand that came with the page.
export function adviceOn(signs, day) {
  const page = JSON.parse(document.getElementById("advice").textContent);
  const found = (day?.warning_signs?.length ? day.warning_signs : page.warning_signs).filter((one) => signs.includes(one.sign));
  const numbers = { emergency: day?.clinic?.emergency || page.emergency, phone: day?.clinic?.phone || page.phone };
  const made = piece(found.some((one) => one.emergency) ? "t-emergency" : "t-call-clinic", { number: numbers.emergency });
  for (const one of found) made.querySelector("ul").append(Object.assign(document.createElement("li"), { textContent: one.text }));
  for (const [name, number] of Object.entries(numbers)) {
    const link = made.querySelector(`[data-call="${name}"]`);
    if (number && link) link.href = `tel:${number}`;
    else link?.remove();
  }
  return made;
}

// Says it in front of a form, once, and leads eye and focus there.
export function advise(form, signs, day) {
  document.querySelector("[data-advice]")?.remove();
  const advice = Object.assign(adviceOn(signs, day), { tabIndex: -1 });
  advice.dataset.advice = "";
  form.before(advice);
  advice.scrollIntoView({ block: "center" });
  advice.focus({ preventScroll: true });
}
