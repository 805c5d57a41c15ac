// Before a sign-out what waits on this device is sent: entries of the queue, and whatever a page knows how to send (drafts of
// sessions). What cannot be sent is counted, named and asked about. Then everything of the member goes from here, key included.
import { ownerHere, tellLeft } from "./people.js";
import { openStore } from "./store.js";
import { Queue, SAVED } from "./queue.js";

const senders = new Set();
const KINDS = [["entry", "entries", ({ state }) => state !== "draft"], ["session", "sessions", ({ state }) => state === "draft"]];

// `steps(store)` send what the queue does not know of.
export function beforeSignOut(steps) {
  senders.add(steps);
}

export function guardSignOut() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
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
  const owner = ownerHere();
  if (!owner) return true; // nobody is signed in: a sign-in is broken off, and what waits goes on waiting
  const store = await openStore(owner);
  for (const steps of senders) await steps(store);
  const queue = new Queue(store);
  if (await queue.unsent()) await queue.send();
  const left = (await queue.entries()).filter(({ state }) => state !== SAVED);
  if (left.length && !(await sure(left))) return false;
  await store.forget();
  tellLeft(owner);
  return true;
}

// '1 entry and 2 sessions are'
function counted(left) {
  const told = KINDS.map(([one, many, isOne]) => [left.filter(isOne).length, one, many]).filter(([count]) => count);
  const words = told.map(([count, one, many]) => `${count} ${count === 1 ? one : many}`).join(" and ");
  return `${words} ${left.length === 1 ? "is" : "are"}`;
}

function sure(left) {
  const dialog = document.getElementById("sign-out-ask");
  if (!dialog) return Promise.resolve(false);
  dialog.querySelector("[data-unsent]").textContent = counted(left);
  const names = left.map(({ words }) => Object.assign(document.createElement("li"), { textContent: words ?? "Cannot be opened any more" }));
  dialog.querySelector("[data-unsent-list]").replaceChildren(...names);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "discard"), { once: true }));
}
