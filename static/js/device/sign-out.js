// Before a sign-out what waits on this device is sent: entries of the queue, and whatever a page knows how to send (drafts of
// sessions). What cannot be sent is counted, named and asked about, what stands on an open page alone too. Then everything of the member
// goes from here, key included; where that fails, the person is told, and decides.
import { ownerHere, tellLeft } from "./people.js";
import { NotHere, openStore } from "./store.js";
import { Queue, SAVED } from "./queue.js";

const senders = new Set();
const KINDS = [["entry", "entries", ({ state }) => state !== "draft"], ["session", "sessions", ({ state }) => state === "draft"]];
const AT_ONCE = 300; // milliseconds after which it is said that something is being sent
const PATIENCE = 5000; // milliseconds that all of it may take, before what is left is asked about

// `send(store)` sends what the queue does not know of (`store` is null where this browser keeps nothing); `lost()` → what the page
// alone has, and nobody has without it: { words, state }.
export function beforeSignOut(send, lost = () => []) {
  senders.add({ send, lost });
}

export function guardSignOut() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (new URL(form.action, location.href).pathname !== "/accounts/logout/" || form.dataset.leaving === "now") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.leaving) return;
    form.dataset.leaving = "asked";
    leave().then((may) => {
      form.dataset.leaving = may ? "now" : "";
      if (may) form.requestSubmit();
    });
  }, true);
}

// → whether the sign-out may go on; the device is empty of this member then, or they know that it is not.
async function leave() {
  const owner = ownerHere();
  if (!owner) return true; // nobody is signed in: a sign-in is broken off, and what waits goes on waiting
  try {
    if (!(await sent(owner)) || !(await agreed(owner))) return false;
    await anew(owner, (store) => store.forget());
  } catch (problem) {
    if (!(problem instanceof NotHere) && (await answerTo("sign-out-stuck")) !== "leave") return false;
  }
  tellLeft(owner);
  return true;
}

// Sends what waits, for a moment, and says so. → false when the person would rather stay.
async function sent(owner) {
  let told = 0;
  const said = new Promise((resolve) => { told = setTimeout(() => resolve(answerTo("sign-out-wait")), AT_ONCE); });
  const over = new Promise((resolve) => setTimeout(() => resolve("over"), PATIENCE));
  const answer = await Promise.race([sendAll(owner), said, over]);
  clearTimeout(told);
  document.getElementById("sign-out-wait")?.close();
  return answer !== "stay";
}

// What fails here is still on the device, and asked about.
async function sendAll(owner) {
  try {
    const store = await storeOf(owner);
    for (const { send } of senders) await send(store).catch(() => {});
    const queue = store && new Queue(store);
    if (await queue?.unsent()) await queue.send();
  } catch { /* told below */ }
}

// Whether nothing is left here, or may be lost.
async function agreed(owner) {
  const lost = [...senders].flatMap((one) => one.lost());
  let [left, keepsNothing] = [null, false]; // null: nobody knows
  try {
    left = [...(await anew(owner, (store) => store.work())).filter(({ state }) => state !== SAVED), ...lost];
  } catch (problem) {
    keepsNothing = problem instanceof NotHere;
    if (keepsNothing) left = lost;
  }
  return left?.length === 0 || sure(left, keepsNothing);
}

async function storeOf(owner) {
  try { return await openStore(owner); } catch (problem) { if (problem instanceof NotHere) return null; throw problem; }
}

// A connection to the device's database may be lost: then once more with a new one.
async function anew(owner, steps) {
  const once = async () => {
    const store = await openStore(owner);
    try { return await steps(store); } finally { store.close(); }
  };
  try {
    return await once();
  } catch (problem) {
    if (problem instanceof NotHere) throw problem;
    return once();
  }
}

// '1 entry and 2 sessions are'
function counted(left) {
  const told = KINDS.map(([one, many, isOne]) => [left.filter(isOne).length, one, many]).filter(([count]) => count);
  const words = told.map(([count, one, many]) => `${count} ${count === 1 ? one : many}`).join(" and ");
  return `${words} ${left.length === 1 ? "is" : "are"}`;
}

async function sure(left, keepsNothing) {
  const dialog = document.getElementById("sign-out-ask");
  if (!dialog) return false;
  dialog.querySelector("[data-keeps-nothing]").hidden = !keepsNothing;
  dialog.querySelector("[data-unsent]").textContent = left ? counted(left) : "Something may be";
  const names = (left ?? [{}]).map(({ words }) => Object.assign(document.createElement("li"), { textContent: words ?? "Cannot be opened any more" }));
  dialog.querySelector("[data-unsent-list]").replaceChildren(...names);
  return (await answerTo("sign-out-ask")) === "discard";
}

// → the value of the button that closed a dialog; 'stay' where it was left.
async function answerTo(id) {
  const dialog = document.getElementById(id);
  if (!dialog) return "stay";
  dialog.returnValue = "stay";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  return dialog.returnValue;
}
