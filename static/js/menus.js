// A <details> menu closes on Escape, and when the pointer or the focus goes elsewhere.
import { found } from "./found.js";

export function enhanceMenus(root) {
  for (const menu of found(root, "details[data-menu]", "menuReady")) {
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
    document.addEventListener("pointerdown", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  }
}
