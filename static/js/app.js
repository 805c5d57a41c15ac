// What every page runs: each behaviour is found by its data attribute, on load and after a partial update.
import { found } from "./found.js";
import { enhanceDialogs } from "./dialogs.js";
import { enhanceNumbers } from "./numbers.js";
import { enhancePickers } from "./pickers.js";
import { enhanceFormsets } from "./formsets.js";
import { enhanceLists } from "./combobox.js";
import { enhanceMenus } from "./menus.js";
import { guardUnsent } from "./unsent.js";
import { arrive, followSignOut } from "./device/people.js";
import { guardSignOut } from "./device/sign-out.js";
import { beginKeeping, keepTyped } from "./kept.js";
import { sayOffline } from "./offline.js";
import { configureRequests } from "./requests.js";
import { measureBanner } from "./banner.js";
import { sendOnce } from "./once.js";
import { listenForToasts } from "./toasts.js";

function markPrefilled(root) {
  for (const field of root.querySelectorAll("[data-prefilled]")) {
    if (!field.matches(".field")) continue;
    field.addEventListener("input", () => {
      field.removeAttribute("data-prefilled");
      field.classList.remove("is-prefilled");
      field.querySelector("[data-prefilled-note]")?.remove();
    }, { once: true });
  }
}

// The clinic's server says what to put right, at the field and in the summary; the browser's own bubbles stay away.
function leaveCheckingToTheServer(root) {
  for (const form of found(root, "form.form", "checkingReady")) form.noValidate = true;
}

export function enhance(root) {
  enhanceNumbers(root);
  enhancePickers(root);
  enhanceLists(root);
  enhanceFormsets(root, enhance);
  enhanceDialogs(root);
  enhanceMenus(root);
  guardUnsent(root);
  measureBanner(root);
  markPrefilled(root);
  leaveCheckingToTheServer(root);
}

guardSignOut();
followSignOut();
arrive();
configureRequests();
sendOnce();
listenForToasts();
sayOffline();
beginKeeping();
enhance(document);
keepTyped(document);
document.querySelector("[data-focus]:not([data-still] *)")?.focus();
document.addEventListener("htmx:after:process", (event) => {
  if (event.target === document.body || !(event.target instanceof Element)) return;
  enhance(event.target);
  keepTyped(event.target);
  event.target.querySelector("[data-focus]")?.focus();
});
