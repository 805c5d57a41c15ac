// A typed date keeps its text field; a button beside it opens the device's own picker.
import { dayIn } from "./days.js";
import { announce, button, found, labelOf } from "./found.js";

function native(kind, input) {
  const made = document.createElement("input");
  made.type = kind;
  made.className = "picker-native";
  made.tabIndex = -1;
  made.setAttribute("aria-hidden", "true");
  made.addEventListener("change", () => {
    input.value = made.value.replace("T", " ");
    announce(input);
    input.focus();
  });
  return made;
}

function open(picker, input) {
  const [, typed, clock = ""] = input.value.trim().match(/^(.*?)(?:,? (\d\d:\d\d)(?::.*|[+-].*)?)?$/) ?? [];
  const day = dayIn(typed ?? "") ?? "";
  picker.value = picker.type === "date" ? day : day && clock && `${day}T${clock}`;
  if ("showPicker" in picker) picker.showPicker();
  else picker.click();
}

export function enhancePickers(root) {
  for (const box of found(root, "[data-picker]", "pickerReady")) {
    const input = box.querySelector("input");
    if (!input || input.type !== "text" || input.disabled) continue;
    const picker = native(box.dataset.picker, input);
    const opener = button("picker-open", `Choose a date: ${labelOf(input)}`, "calendar");
    opener.addEventListener("click", () => open(picker, input));
    box.append(opener, picker);
    box.classList.add("has-opener");
  }
}
