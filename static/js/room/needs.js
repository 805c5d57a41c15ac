// What a draft needs a person for, in words: the first thing for the bar, the whole of it for the dialog.
import { sameValue } from "../device/values.js";
import { changes } from "./flat.js";

// → { words, place? } of the first thing that keeps something from being sent; null when nothing does.
export function firstNeed(draft, words, fields) {
  const { trouble, asked, held, unfinished } = draft.needs;
  if (trouble) return { words: TROUBLES[trouble.kind].short(trouble) };
  if (asked.length) return { words: `${asked.length === 1 ? words.label(asked[0].path) : `${asked.length} answers`} changed here and elsewhere.` };
  if (held.length) return { words: `${words.label(held[0][1].place)}. ${held[0][1].words}`, place: placeOf(held[0][1].place, fields) };
  if (unfinished.length) return { words: unfinishedWords(unfinished[0], fields), place: placeOf(unfinished[0], fields) };
  return null;
}

function placeOf(path, fields) {
  const control = fields.controlOf(path);
  const found = control?.matches("[data-row]") ? control.querySelector("input:not([type=hidden]), select") : control;
  return `#${found?.id || "targets"}`;
}

function unfinishedWords(path, fields) {
  if (path === "occurred_at") return "Enter the time as 22 Nov 2026 14:30 or 2026-11-22 14:30; where the clocks changed, with its offset as 2026-11-01 01:30-07:00.";
  if (path === "adverse_events") return "List what went wrong, or answer that nothing did.";
  const list = path.startsWith("targets/") ? "targets" : "events";
  const row = fields.controlOf(path);
  if (row && fields.isTwice(row, list)) return "A row is there twice. Keep one and add its needles up.";
  if (list === "events") return "Choose what happened, or remove the row.";
  return "Choose the muscle and the side, or remove the row.";
}

const TROUBLES = {
  signed: {
    short: () => "this note was signed elsewhere meanwhile.",
    title: "Signed elsewhere meanwhile",
    intro: "A signed note never changes. What you entered and the note does not have stands below: add it as an addendum, or discard it.",
  },
  gone: {
    short: () => "the draft was discarded elsewhere, or the patient is not in this clinic any more.",
    title: "The draft is not there any more",
    intro: "It was discarded elsewhere, or the patient is not in this clinic any more. What you entered still stands here.",
  },
  moved: {
    short: () => "the patient is not in this clinic any more.",
    title: "The patient is not in this clinic any more",
    intro: "What you entered still stands here. Hand it to those who treat the patient now, then discard it here.",
  },
  refused: {
    short: ({ detail }) => detail || "the clinic's server refused it.",
    title: "It was refused",
    intro: "What you entered still stands here.",
  },
};

// What stands here and not at the server, in words.
export function leftWords(draft, words) {
  const fields = Object.keys(changes(draft.base, draft.mine));
  if (!fields.length) return [];
  const all = new Set([...Object.keys(draft.mine), ...Object.keys(draft.base)]);
  const found = [...all].filter((path) => fields.includes(path.split("/")[0]) && !sameValue(draft.mine[path], draft.base[path]) && draft.mine[path] !== true);
  return found.map((path) => ({ label: words.label(path), value: words.value([path], [draft.mine[path] ?? null]) }));
}

// The dialog for what cannot be sent as it is.
export function troubleOf(draft, words, { again, retry, open, discard }) {
  const { title, intro } = TROUBLES[draft.trouble.kind];
  const ways = {
    signed: [discard, { label: "Open the signed note", tone: "is-primary", act: open }],
    gone: [discard, { label: "Keep it as a new draft", tone: "is-primary", act: again }],
    moved: [discard, { label: "Try again", act: retry }],
    refused: [discard, { label: "Try again", tone: "is-primary", act: retry }],
  };
  const buttons = [{ label: "Decide later" }, ...ways[draft.trouble.kind]];
  return { title, intro: [intro, draft.trouble.detail].filter(Boolean).join(" "), entries: leftWords(draft, words), buttons };
}
