// Before a sign-out what waits on this device is sent; what cannot be sent is counted and asked about. Then everything
// of the member goes from here, key included.
import { openStore } from "./store.js";
import { Queue } from "./queue.js";

// A page that guards the sign-out by itself (`data-guards-sign-out`: drafts of sessions, which it can send) does it alone.
export function guardSignOut() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (document.querySelector("script[data-guards-sign-out]")) return;
    if (new URL(form.action, location.href).pathname !== "/accounts/logout/" || form.dataset.leaving === "now") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.leaving) return;
    form.dataset.leaving = "asked";
    leave().catch(() => true).then((may) => {
      form.dataset.leaving = may ? "now" : "";
      if (may) form.requestSubmit();
    });
  }, true);
}

// → whether the sign-out may go on; the device is empty of this member then.
async function leave() {
  const owner = document.querySelector('meta[name="kept-by"]')?.content.split(" ")[0];
  if (!owner) return true; // nobody is signed in: a sign-in is broken off, and what waits goes on waiting
  const store = await openStore(owner);
  const queue = new Queue(store);
  if (await queue.unsent()) await queue.send();
  const left = await queue.unsent();
  if (left && !(await sure(left))) return false;
  await store.forget();
  return true;
}

function sure(left) {
  const dialog = document.getElementById("sign-out-ask");
  if (!dialog) return Promise.resolve(false);
  dialog.querySelector("[data-unsent]").textContent = left === 1 ? "1 entry is" : `${left} entries are`;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "discard"), { once: true }));
}
