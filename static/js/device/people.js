// Who is at this device: each page of a signed-in member says so to what is kept here and to the other pages that are open.
import { openStore } from "./store.js";

const channel = new BroadcastChannel("device-people");

// The membership of the page's member; '' on a page of nobody.
export function ownerHere() {
  return document.querySelector('meta[name="kept-by"]')?.content.split(" ")[0] ?? "";
}

// From here on this member is the one at the device: what another one has read goes (docs/adr/0025).
export async function arrive() {
  const owner = ownerHere();
  if (!owner) return;
  try {
    const store = await openStore(owner, { arrive: true });
    store.close();
  } catch { /* a browser that keeps nothing */ }
  channel.postMessage({ arrived: owner });
}

export function tellLeft(owner) {
  channel.postMessage({ left: owner });
}

// `steps({ arrived?, left? })` with the member who came or signed out, on another page of this browser.
export function onPeople(steps) {
  channel.addEventListener("message", ({ data }) => steps(data));
}

// A page of a member who has signed out elsewhere shows nothing of them any more.
export function followSignOut() {
  onPeople(({ left }) => {
    if (left && left === ownerHere()) location.assign(`/accounts/login/?next=${encodeURIComponent(location.pathname)}`);
  });
}
