// On the sign-in page: that entries wait on this device for the member who made them.
import { lastOwner, openStore } from "./store.js";
import { Queue } from "./queue.js";

const place = document.querySelector("[data-device-waiting]");

async function tell() {
  const owner = await lastOwner();
  const left = owner ? await new Queue(await openStore(owner)).unsent() : 0;
  if (!left) return;
  place.querySelector("[data-unsent]").textContent = left === 1 ? "1 entry waits" : `${left} entries wait`;
  place.hidden = false;
}

tell().catch(() => {}); // a browser that keeps nothing has nothing to tell
