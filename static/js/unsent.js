// A form that was changed and not saved, or that came back with errors, asks before the page is left. Filters (method get) and data-unguarded forms do not.
import { found } from "./found.js";

const changed = new Set();

function warn(event) {
  for (const form of changed) if (!form.isConnected) changed.delete(form);
  if (changed.size) event.preventDefault();
}

export function guardUnsent(root) {
  for (const form of found(root, 'form[method="post"]:not([data-unguarded], [data-room])', "unsentReady")) {
    form.addEventListener("input", () => changed.add(form));
    form.addEventListener("change", () => changed.add(form));
    form.addEventListener("submit", (event) => { if (!event.defaultPrevented) changed.delete(form); });
    form.addEventListener("htmx:finally:request", (event) => { const { ctx } = event.detail; if (ctx.sourceElement === form && ctx.response?.status < 400) changed.delete(form); });
    if (form.querySelector(".error-summary")) changed.add(form);
    form.addEventListener("kept:dropped", () => changed.delete(form));
  }
}

window.addEventListener("beforeunload", warn);
