// From a patient's form to the clinic: on the phone first, then sent; the next page says the truth about it.
import { ask } from "../device/requests.js";
import { NoRoom } from "../device/store.js";
import { SAVED } from "../device/queue.js";
import { advise, askLess, signsIn, signsOf } from "./advice.js";
import { entryOf, knowingBefore } from "./entries.js";
import { showState } from "./strip.js";
import { learn, remember } from "./warned.js";

const NO_ROOM = "This phone has no room left, so your entry is NOT saved. Leave this page open, free some room or find a network, then tap again.";

// Takes over what forms with data-entry send. `go(form, entry, saved)` leads on from there: → whether to another page.
// A form that is under way is not taken a second time, however long its request takes.
export function takeForms(root, queue, go) {
  const underWay = new WeakSet();
  root.addEventListener("submit", async (event) => {
    const form = event.target, alone = document.body.hasAttribute("data-shell");
    if (!form.dataset?.entry) return;
    if (underWay.has(form)) event.preventDefault();
    if (event.defaultPrevented) return;
    askLess(form);
    if (!alone && !form.checkValidity()) return;
    event.preventDefault();
    if (alone && !form.reportValidity()) { delete form.dataset.sent; return; }
    underWay.add(form);
    try {
      if (!(await taken(form, entryOf(form, event.submitter), queue, go))) delete form.dataset.sent;
    } catch (problem) {
      delete form.dataset.sent;
      if (!(problem instanceof NoRoom)) throw problem;
      withoutRoom(form, event.submitter, alone, await dayOnPhone(queue));
    } finally {
      underWay.delete(form);
    }
  });
}

// What is dangerous waits for no answer: it leads on at once, and is sent behind that.
async function taken(form, wanted, queue, go) {
  const day = await dayOnPhone(queue);
  const entry = await queue.add(knowingBefore(wanted, day));
  if (signsOf(entry).length) await remember(queue.store, entry, day);
  form.dispatchEvent(new Event("kept:elsewhere"));
  const sending = queue.send();
  if (signsOf(entry).length) return go(form, entry, false);
  await sending;
  return go(form, entry, (await queue.entries()).find((one) => one.seq === entry.seq)?.state === SAVED);
}

// With a network the server takes it at once; without one nothing is kept, and the page stays as it is.
function withoutRoom(form, submitter, alone, day) {
  if (signsIn(form).length) advise(form, signsIn(form), day);
  if (!alone && navigator.onLine) { form.dataset.entry = ""; form.requestSubmit(submitter); return; }
  tell(form, NO_ROOM);
}

export async function dayOnPhone(queue) {
  return (await queue.store.recall("day"))?.value;
}

// Why it did not go, at the top of the form.
function tell(form, words) {
  const told = form.querySelector("[data-not-gone]") ?? form.insertBefore(Object.assign(document.createElement("p"), { className: "field-error" }), form.firstChild);
  told.dataset.notGone = "";
  told.setAttribute("role", "alert");
  told.textContent = words;
}

// Sends what waits and reads the day anew. → { sent, reached }: whether something was sent that the page does not show
// yet, and whether the clinic's server answered at all.
export async function catchUp(queue) {
  const before = await queue.unsent();
  if (before) await queue.send();
  const sent = (await queue.unsent()) < before;
  const reached = await readDay(queue.store);
  await showState(queue);
  return { sent, reached };
}

async function readDay(store) {
  const { outcome, body } = await ask(store.owner, { method: "GET", path: "my-day/" });
  if (outcome !== "saved") return outcome !== "later";
  try {
    await store.keep("day", body, Date.parse(body.ends_at) - Date.parse(body.now));
    await learn(store, body);
  } catch (problem) {
    if (!(problem instanceof NoRoom)) throw problem; // the day cannot be shown without network then; nothing entered is lost
  }
  return true;
}
