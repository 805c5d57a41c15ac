// The shell's own page: which part of the patient's day it shows, and what happens when the network is back.
import { AGAIN, cameBackJustNow } from "../device/back.js";
import { followPeople } from "../device/people.js";
import { lastOwner, openStore, NotHere } from "../device/store.js";
import { Queue } from "../device/queue.js";
import { asItStands } from "./day.js";
import { adviseOnTicks } from "./advice.js";
import { catchUp, dayOnPhone, takeForms } from "./sending.js";
import { showState } from "./strip.js";
import { show } from "./views.js";
import { warnedOf } from "./warned.js";

const HERE = "/me/kept/";
let touched = false;
let leaving = false; // on the way back to the pages of the server: nothing may hold that up

// Without network the address changes and is shown anew; what was entered stands in it with its state.
function next(form, entry, saved) {
  if (leaving) return true;
  const told = form.dataset.entry === "check-in" ? `${HERE}?told=${entry.request.id}` : form.dataset.next || location.href;
  if (saved) location.assign(form.dataset.entry === "check-in" ? `${location.pathname}?told=${entry.request.id}` : told);
  else { history.pushState(null, "", told); window.dispatchEvent(new Event("popstate")); }
  return saved;
}

async function begin() {
  const owner = await lastOwner();
  followPeople(owner);
  if (!owner) { show(null, { day: asItStands(null, []), entries: [], known: false }); return; }
  const queue = new Queue(await openStore(owner));
  await queue.store.tidy();
  const draw = async () => {
    const [read, entries] = [await queue.store.recall("day"), await queue.entries()];
    const warned = await warnedOf(queue.store);
    show(queue, { day: asItStands(read?.value, entries), entries, warned, known: Boolean(read), from: read?.from });
    await showState(queue);
  };
  adviseOnTicks(document, () => dayOnPhone(queue));
  takeForms(document, queue, next);
  document.addEventListener("input", () => { touched = true; });
  window.addEventListener("popstate", () => { touched = false; draw(); });
  queue.addEventListener("change", () => { if (!touched) draw(); else showState(queue); });
  const back = async () => {
    if (!navigator.onLine || document.visibilityState !== "visible") return;
    const { reached } = await catchUp(queue);
    if (location.pathname === HERE) await draw();
    else if (reached && !touched && !cameBackJustNow()) { leaving = true; location.reload(); }
  };
  window.addEventListener("online", back);
  document.addEventListener("visibilitychange", back);
  setInterval(back, AGAIN);
  await draw();
  await back();
}

begin().catch((problem) => {
  if (!(problem instanceof NotHere)) throw problem;
  show(null, { day: asItStands(null, []), entries: [], known: false });
});
