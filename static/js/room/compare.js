// Dialogs in which a person decides: which of two values holds, and what becomes of what cannot be sent.
import { part } from "../found.js";
import { troubleOf } from "./needs.js";

function open(title, intro, parts, buttons) {
  const dialog = part("dialog", "", { class: "dialog", "aria-labelledby": "room-title" });
  const body = part("form", "", { class: "dialog-body", method: "dialog", "data-unguarded": "" });
  const row = part("div", "", { class: "form-actions" });
  for (const { label, act, tone = "" } of buttons) {
    const button = part("button", label, { type: "button", class: `button ${tone}`.trim() });
    button.addEventListener("click", () => { if (act?.(dialog) !== false) dialog.close(); });
    row.append(button);
  }
  body.append(part("h2", title, { id: "room-title" }), part("p", intro), ...parts, row);
  dialog.append(body);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

function side(name, value, words, checked) {
  const label = part("label", "", { class: "check" });
  const input = part("input", "", { type: "radio", name, value, ...(checked ? { checked: "" } : {}) });
  label.append(input, part("span", words));
  return label;
}

// Both values of each entry; the person picks. `entries`: [{ path, label, mine, theirs }] → onChosen({ path: 'mine' | 'theirs' })
export function askWhichHolds(entries, onChosen) {
  const groups = entries.map(({ path, label, mine, theirs }, at) => {
    const group = part("fieldset", "", { class: "field", "data-asked": path });
    group.append(part("legend", label), side(`asked-${at}`, "mine", `Here: ${mine}`, true), side(`asked-${at}`, "theirs", `Elsewhere: ${theirs}`, false));
    return group;
  });
  const chosen = (dialog) => onChosen(Object.fromEntries(
    [...dialog.querySelectorAll("[data-asked]")].map((group) => [group.dataset.asked, group.querySelector(":checked").value]),
  ));
  open(
    "Changed in two places", "Somebody changed the same on another device, or in another window. Choose what holds; everything else is put together already.",
    groups, [{ label: "Decide later" }, { label: "Keep what is chosen", tone: "is-primary", act: chosen }],
  );
}

// What is on this device and cannot be sent as it is, in words, with the ways on.
export function tellWhatIsLeft({ title, intro, entries, buttons }) {
  const list = part("ul", "", { class: "stack is-tight", "data-left": "" });
  for (const { label, value } of entries) {
    const item = part("li");
    item.append(part("strong", `${label}: `), value);
    list.append(item);
  }
  open(title, intro, entries.length ? [list] : [], buttons);
}

// What a person has to decide about a draft: which of two values holds, or what becomes of what cannot be sent.
// `discard` and `open` are what the page does where the person chooses so.
export function decide(draft, words, { discard, open }) {
  if (draft.asked.length && !draft.trouble) {
    const entries = draft.asked.map(({ path, paths, theirs }) => ({
      path, label: words.label(path), theirs: words.value(paths, theirs), mine: words.value(paths, paths.map((one) => draft.mine[one] ?? null)),
    }));
    askWhichHolds(entries, (choices) => draft.settle(choices));
    return;
  }
  const retry = () => { draft.trouble = null; draft.send(); };
  const gone = { label: "Discard what I entered", tone: "is-stop", act: discard };
  tellWhatIsLeft(troubleOf(draft, words, { again: () => draft.again(), retry, open, discard: gone }));
}
