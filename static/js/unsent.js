// A form that was changed and not saved, or that came back with errors, asks before the page is left. Filters (method get) and data-unguarded forms do not.
import { found } from "./found.js";

const changed = new Set();

function warn(event) {
  for (const form of changed) if (!form.isConnected) changed.delete(form);
  if (changed.size) event.preventDefault();
}

// Where a page says when its form was saved, it says so only as long as that is all of it.
function sayUnsaved() {
  const said = document.querySelector("[data-unsaved]");
  if (said && said.textContent !== said.dataset.unsaved) said.textContent = said.dataset.unsaved;
}

export function guardUnsent(root) {
  for (const form of found(root, 'form[method="post"]:not([data-unguarded], [data-room])', "unsentReady")) {
    const isChanged = () => { changed.add(form); sayUnsaved(); };
    form.addEventListener("input", isChanged);
    form.addEventListener("change", isChanged);
    form.addEventListener("submit", (event) => { if (!event.defaultPrevented) changed.delete(form); });
    form.addEventListener("htmx:finally:request", (event) => { const { ctx } = event.detail; if (ctx.sourceElement === form && ctx.response?.status < 400) changed.delete(form); });
    if (form.querySelector(".error-summary")) changed.add(form);
    form.addEventListener("kept:dropped", () => changed.delete(form));
  }
}

window.addEventListener("beforeunload", warn);
