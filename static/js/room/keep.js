// On every page of a member who records sessions, while there is a network: keeps the patients of the day on this device, and the
// shell that shows them without one.
import { ownerHere } from "../device/people.js";
import { NotHere, openStore } from "../device/store.js";
import { keepDay } from "./day.js";

// Today, and where a session leads that was begun, signed or discarded.
const TELLS = /^\/(sessions\/.+|episodes\/[^/]+\/|patients\/[^/]+\/)?$/;

async function begin() {
  navigator.serviceWorker?.register("/worker.js", { updateViaCache: "none" }).catch(() => {});
  const store = await openStore(ownerHere(), { arrive: true });
  await store.tidy();
  window.addEventListener("online", () => keepDay(store));
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") keepDay(store); });
  await keepDay(store, { anew: TELLS.test(location.pathname) });
}

// The page comes first: this is for later, when there may be no network.
const start = () => begin().catch((problem) => { if (!(problem instanceof NotHere)) throw problem; });
const whenIdle = () => (window.requestIdleCallback ?? setTimeout)(start);
if (document.readyState === "complete") whenIdle();
else window.addEventListener("load", whenIdle, { once: true });
