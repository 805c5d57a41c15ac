// From a patient's form to the clinic: on the phone first, then sent; the next page says the truth about it.
import { ask } from "../device/requests.js";
import { NoRoom } from "../device/store.js";
import { SAVED } from "../device/queue.js";
import { entryOf } from "./entries.js";
import { showState } from "./strip.js";

// Takes over what forms with data-entry send. `go(form, entry, saved)` leads on from there.
export function takeForms(root, queue, go) {
  root.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset?.entry || event.defaultPrevented) return;
    const alone = document.body.hasAttribute("data-shell");
    if (!form.checkValidity() && !alone) return;
    event.preventDefault();
    delete form.dataset.sent;
    if (alone && !form.reportValidity()) return;
    try {
      const entry = await queue.add(entryOf(form, event.submitter));
      await queue.send();
      go(form, entry, (await queue.entries()).find((one) => one.seq === entry.seq)?.state === SAVED);
    } catch (problem) {
      if (!(problem instanceof NoRoom)) throw problem;
      withoutRoom(form, event.submitter, alone);
    }
  });
}

// With a network the server takes it at once; without one nothing is kept, and the page stays as it is.
function withoutRoom(form, submitter, alone) {
  if (!alone && navigator.onLine) { form.dataset.entry = ""; form.requestSubmit(submitter); return; }
  const words = "This phone has no room left, so your entry is NOT saved. Leave this page open, free some room or find a network, then tap again.";
  const told = form.querySelector("[data-no-room]") ?? form.insertBefore(Object.assign(document.createElement("p"), { className: "field-error" }), form.firstChild);
  told.dataset.noRoom = "";
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
  } catch (problem) {
    if (!(problem instanceof NoRoom)) throw problem; // the day cannot be shown without network then; nothing entered is lost
  }
  return true;
}
