// The shell's own page: which part of the patient's day it shows, and what happens when the network is back.
import { lastOwner, openStore, NotHere } from "../device/store.js";
import { Queue } from "../device/queue.js";
import { asItStands } from "./day.js";
import { catchUp, takeForms } from "./sending.js";
import { showState } from "./strip.js";
import { show } from "./views.js";

const HERE = "/me/kept/";
let touched = false;
let leaving = false; // on the way back to the pages of the server: nothing may hold that up

// Without network the address changes and is shown anew; what was entered stands in it with its state.
function next(form, entry, saved) {
  if (leaving) return;
  const told = form.dataset.entry === "check-in" ? `${HERE}?told=${entry.request.id}` : form.dataset.next || location.href;
  if (saved && form.dataset.entry === "check-in") location.assign(`${location.pathname}?told=${entry.request.id}`);
  else if (saved) location.assign(told);
  else { history.pushState(null, "", told); window.dispatchEvent(new Event("popstate")); }
}

async function begin() {
  const owner = await lastOwner();
  if (!owner) { show(null, { day: asItStands(null, []), entries: [], known: false }); return; }
  const queue = new Queue(await openStore(owner));
  await queue.store.tidy();
  const draw = async () => {
    const [read, entries] = [await queue.store.recall("day"), await queue.entries()];
    show(queue, { day: asItStands(read?.value, entries), entries, known: Boolean(read), from: read?.from });
    await showState(queue);
  };
  takeForms(document, queue, next);
  document.addEventListener("input", () => { touched = true; });
  window.addEventListener("popstate", () => { touched = false; draw(); });
  queue.addEventListener("change", () => { if (!touched) draw(); else showState(queue); });
  const back = async () => {
    await catchUp(queue);
    if (location.pathname === HERE) await draw();
    else if (navigator.onLine && !touched) { leaving = true; location.reload(); }
  };
  window.addEventListener("online", back);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible" && navigator.onLine) catchUp(queue); });
  await draw();
  if (navigator.onLine) await catchUp(queue).then(draw);
}

begin().catch((problem) => {
  if (!(problem instanceof NotHere)) throw problem;
  show(null, { day: asItStands(null, []), entries: [], known: false });
});
