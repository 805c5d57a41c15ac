// Dialogs in which a person decides: which of two values holds, and what becomes of what cannot be sent.
function made(tag, text = "", attributes = {}) {
  const found = document.createElement(tag);
  found.textContent = text;
  for (const [name, value] of Object.entries(attributes)) found.setAttribute(name, value);
  return found;
}

function open(title, intro, parts, buttons) {
  const dialog = made("dialog", "", { class: "dialog", "aria-labelledby": "room-title" });
  const body = made("form", "", { class: "dialog-body", method: "dialog", "data-unguarded": "" });
  const row = made("div", "", { class: "form-actions" });
  for (const { label, act, tone = "" } of buttons) {
    const button = made("button", label, { type: "button", class: `button ${tone}`.trim() });
    button.addEventListener("click", () => { if (act?.(dialog) !== false) dialog.close(); });
    row.append(button);
  }
  body.append(made("h2", title, { id: "room-title" }), made("p", intro), ...parts, row);
  dialog.append(body);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

function side(name, value, words, checked) {
  const label = made("label", "", { class: "check" });
  const input = made("input", "", { type: "radio", name, value, ...(checked ? { checked: "" } : {}) });
  label.append(input, made("span", words));
  return label;
}

// Both values of each entry; the person picks. `entries`: [{ path, label, mine, theirs }] → onChosen({ path: 'mine' | 'theirs' })
export function askWhichHolds(entries, onChosen) {
  const groups = entries.map(({ path, label, mine, theirs }, at) => {
    const group = made("fieldset", "", { class: "field", "data-asked": path });
    group.append(made("legend", label), side(`asked-${at}`, "mine", `Here: ${mine}`, true), side(`asked-${at}`, "theirs", `Elsewhere: ${theirs}`, false));
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
  const list = made("ul", "", { class: "stack is-tight", "data-left": "" });
  for (const { label, value } of entries) {
    const item = made("li");
    item.append(made("strong", `${label}: `), value);
    list.append(item);
  }
  open(title, intro, entries.length ? [list] : [], buttons);
}
