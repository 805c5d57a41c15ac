// One tap for what is the same in every row, or at every visit: it fills what has no answer yet, says how much, and can be taken back.
import { announce } from "./found.js";
import { limitIn } from "./limits.js";
import { chosen, entry, targetsOf } from "./rows.js";
import { toast } from "./toasts.js";

// Sets one entry as a hand would, so that totals, marks and the guard hear of it.
function put(field, value) {
  if (field.type === "radio" || field.type === "checkbox") field.checked = value;
  else field.value = value;
  announce(field);
}

function tick(form, name, value) {
  const box = form.querySelector(`input[name="${name}"]${value ? `[value="${value}"]` : ""}`);
  if (box && !box.checked) put(box, true);
}

// Settings of the stimulation say that it was used.
function tickWithSettings(form) {
  form.addEventListener("input", ({ target }) => {
    if (target.name?.startsWith("estim_") && target.type !== "checkbox" && target.value !== "") tick(form, "estim_used");
  });
}

function unanswered(form, name) {
  return !form.querySelector(`[name="${name}"]:checked:not([value=""])`);
}

function box(form, name, value) {
  return form.querySelector(`[name="${name}"]${value ? `[value="${value}"]` : ""}`);
}

// Whether as many needles are known to have come out as went in, in every muscle, and nothing went wrong with them.
function isAccounted(form) {
  const same = targetsOf(form).filter((row) => entry(row, "muscle").value).every((row) => {
    const [into, out] = ["needles_in", "needles_out"].map((name) => entry(row, name).value);
    return into === "0" || (into !== "" && into === out);
  });
  return same && !box(form, "events_answer", "listed").checked;
}

// What is the same at most visits, as [entry, words]: no finding stands among it, and nothing of the needles while they are not accounted for.
const USUAL = {
  safety: (form) => [
    unanswered(form, "changes") && [box(form, "changes", "false"), "nothing changed"],
    [box(form, "consent_confirmed"), "agreed to needling again"],
    ...[...form.querySelectorAll('[name="risk_explained"]')].map((one) => [one, "all of these risks explained"]),
  ],
  closing: (form) => {
    const accounted = isAccounted(form);
    return [
      accounted && unanswered(form, "events_answer") && [box(form, "events_answer", "none"), "nothing went wrong"],
      unanswered(form, "skin_prep") && [box(form, "skin_prep", "alcohol"), "alcohol"],
      [box(form, "gloves"), "gloves"],
      accounted && [box(form, "sharps_disposed"), "sharps container"],
      [box(form, "education", "aftercare sheet"), "aftercare sheet"],
      [box(form, "no_injection"), "nothing injected"],
    ];
  },
};

// All of it at once, where nothing is answered yet: what was set is listed, and can be taken back.
function offerUsual(form) {
  for (const button of form.querySelectorAll("[data-usual]")) {
    const { usual } = button.dataset;
    button.hidden = false;
    form.querySelector(`[data-usual-said="${usual}"]`).hidden = false;
    button.addEventListener("click", () => {
      const set = USUAL[usual](form).filter((pair) => pair && pair[0] && !pair[0].checked);
      const left = usual === "closing" && !isAccounted(form) ? "The needles are not accounted for: say yourself what went wrong, and where they are." : "";
      // Words that the button itself bears are the therapist's, with the tap; nothing else ever writes a response.
      const { response } = form.elements;
      const says = response.value === "" ? button.dataset.says : "";
      if (!set.length && !says) { toast(left || "All of it has an answer already."); return; }
      for (const [field] of set) put(field, true);
      if (says) put(response, says);
      const listed = [...new Set(set.map(([, said]) => said)), ...(says ? [`response “${says}”`] : [])];
      const undo = () => {
        for (const [field] of set) put(field, false);
        if (says) put(response, "");
      };
      toast([`Set: ${listed.join(", ")}.`, left].filter(Boolean).join(" "), { undo });
    });
  }
}

const POSITIONS = ["prone", "side-lying", "supine", "seated"];

// The choice of a row that lies in the catalogue's range: the shortest needle, the thickest usual one.
function within(row, name, range, takesLast) {
  const found = [...row.querySelectorAll(`[name$="-${name}"]`)].filter(({ value }) => value !== "" && Number(value) >= range.min && Number(value) <= range.max);
  return found.at(takesLast ? -1 : 0);
}

// Needle and position as the catalogue has them; a high-risk muscle is for the therapist alone to say.
function offerUsualNeedles(form, hazards) {
  form.querySelector("[data-usual-needles]").addEventListener("click", () => {
    const rows = targetsOf(form).map((row) => [row, hazards.get(entry(row, "muscle").value)]).filter(([, hazard]) => hazard?.length && hazard.diameter);
    const usual = rows.filter(([row, hazard]) => !hazard.high_risk && !hazard.do_not_needle && !limitIn(row));
    const open = usual.flatMap(([row, { length, diameter }]) => [
      !chosen(row, "length_mm") && within(row, "length_mm", length, false),
      !chosen(row, "diameter_mm") && within(row, "diameter_mm", diameter, true),
      openEntry(row, "technique", "pistoning"),
    ]);
    const position = POSITIONS.find((name) => usual.length && usual.every(([, hazard]) => hazard.position.includes(name)));
    if (position && unanswered(form, "position")) open.push(form.querySelector(`[name="position"][value="${position}"]`));
    const said = "Needles as usual";
    fill(open.filter(Boolean).map((field) => [field, field.value]), rows.length > usual.length ? `${said}; say the high-risk ones yourself` : said);
  });
}

function offerAll(form) {
  for (const button of form.querySelectorAll("[data-tick-all]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const box of form.querySelectorAll(`[name="${button.dataset.tickAll}"]`)) if (!box.checked) put(box, true);
    });
  }
}

function offerPhrases(form) {
  for (const group of form.querySelectorAll("[data-phrases]")) {
    const field = form.elements[group.dataset.phrases];
    group.hidden = false;
    for (const button of group.querySelectorAll("[data-phrase]")) {
      button.addEventListener("click", () => put(field, [field.value.trim(), button.textContent].filter(Boolean).join(" ")));
    }
  }
}

// The entry that a value for all muscles goes to; null where the row has an answer already.
function openEntry(row, name, value) {
  if (name.startsWith("needles")) return entry(row, name).value === "" ? entry(row, name) : null;
  return chosen(row, name) ? null : row.querySelector(`[name$="-${name}"][value="${CSS.escape(value)}"]`);
}

function fill(pairs, said) {
  if (!pairs.length) { toast("Every muscle has an answer already."); return; }
  for (const [field, value] of pairs) put(field, field.type === "radio" ? true : value);
  const undo = () => { for (const [field] of pairs) put(field, field.type === "radio" ? false : ""); };
  const rows = new Set(pairs.map(([field]) => field.closest("[data-target]")).filter(Boolean)).size;
  toast(`${said} (${rows} muscle${rows === 1 ? "" : "s"})`, { undo });
}

function offerForAll(form) {
  for (const button of form.querySelectorAll("[data-fill]")) {
    button.addEventListener("click", () => {
      const pairs = button.dataset.fill.split(" ").map((name, at) => [name, button.dataset.value.split(" ")[at]]);
      const rows = targetsOf(form).filter((row) => entry(row, "muscle").value && !limitIn(row));
      const open = rows.flatMap((row) => pairs.map(([name, value]) => [openEntry(row, name, value), value]));
      fill(open.filter(([field]) => field), button.dataset.said);
    });
  }
  form.querySelector("[data-all-out]").addEventListener("click", () => {
    const open = targetsOf(form).filter((row) => entry(row, "needles_in").value && !entry(row, "needles_out").value);
    fill(open.map((row) => [entry(row, "needles_out"), entry(row, "needles_in").value]), "Needles out as counted");
  });
}

export function offerQuickAnswers(form, hazards) {
  tickWithSettings(form);
  offerUsual(form);
  offerUsualNeedles(form, hazards);
  offerAll(form);
  offerPhrases(form);
  offerForAll(form);
}
