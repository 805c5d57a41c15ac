// <button data-opens="id"> opens the <dialog id>; [data-closes] inside closes it. The browser keeps the focus inside and gives it back.
import { found } from "./found.js";

export function enhanceDialogs(root) {
  for (const opener of found(root, "[data-opens]", "opensReady")) {
    opener.addEventListener("click", () => document.getElementById(opener.dataset.opens)?.showModal());
  }
  for (const closer of found(root, "dialog [data-closes]", "closesReady")) {
    closer.addEventListener("click", () => closer.closest("dialog").close());
  }
}
