// A patient's page that came from the clinic's server: keeps the day on the phone, and sends what is entered through it.
import { ownerHere } from "../device/people.js";
import { openStore, NotHere } from "../device/store.js";
import { Queue } from "../device/queue.js";
import { advise, adviseOnTicks, signsOf } from "./advice.js";
import { catchUp, takeForms } from "./sending.js";
import { showState } from "./strip.js";
import { showWarned } from "./warned.js";

let touched = false;

// Warning signs say here what to do, for another page may not come; the address is the one that says it again.
function next(form, entry, saved) {
  if (signsOf(entry).length) { adviseInPlace(form, entry); return false; }
  const told = form.dataset.entry === "check-in";
  const address = told && !saved ? `/me/kept/?told=${entry.request.id}` : form.dataset.next + (told ? `?told=${entry.request.id}` : "");
  const here = location.pathname + location.search;
  if (address.split("#")[0] !== here) location.assign(address);
  else { history.replaceState(null, "", address); location.reload(); }
  return true;
}

function adviseInPlace(form, entry) {
  advise(form, signsOf(entry), null);
  form.remove();
  history.replaceState(null, "", `/me/kept/?told=${entry.request.id}`);
}

async function begin() {
  navigator.serviceWorker?.register("/me/worker.js", { scope: "/me/", updateViaCache: "none" }).catch(() => {});
  const queue = new Queue(await openStore(ownerHere(), { arrive: true }));
  queue.addEventListener("change", () => showState(queue));
  takeForms(document, queue, next);
  await queue.store.tidy();
  await showWarned(queue.store);
  const flush = async () => { if ((await catchUp(queue)).sent && !touched) location.reload(); };
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") flush(); });
  document.addEventListener("input", () => { touched = true; });
  await flush();
}

adviseOnTicks(document, () => null);
begin().catch((problem) => { if (!(problem instanceof NotHere)) throw problem; });
