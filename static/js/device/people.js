// Who is at this device: each page of a signed-in member says so to what is kept here and to the other pages that are open.
import { ask } from "./requests.js";
import { openStore } from "./store.js";

const channel = new BroadcastChannel("device-people");
const [TRIES, WAIT] = [20, 500]; // how often, and after how many milliseconds, it is asked whether a sign-out is done

// The membership of the page's member, and the secret of this page's forms (see kept.js); '' on a page of nobody.
export function memberHere() {
  const [owner = "", secret = ""] = document.querySelector('meta[name="kept-by"]')?.content.split(" ") ?? [];
  return { owner, secret };
}

export function ownerHere() {
  return memberHere().owner;
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

// On a page of a member who signs out in another one nothing of them is shown from now on. It is left once the sign-out is done: a page
// that was loaded anew before that would read everything again.
async function leaveAfter(owner, go) {
  document.querySelector("main").hidden = true;
  for (let tries = 0; tries < TRIES; tries += 1) {
    if ((await ask(owner, { method: "GET", path: "me/" })).outcome === "sign-in") break;
    await new Promise((resolve) => setTimeout(resolve, WAIT));
  }
  go();
}

export function followSignOut() {
  channel.addEventListener("message", ({ data: { left } }) => {
    if (left && left === ownerHere()) leaveAfter(left, () => location.assign(`/accounts/login/?next=${encodeURIComponent(location.pathname)}`));
  });
}

// A shell shows the day of one member (null: of nobody): it is drawn anew when they sign out, or somebody else arrives.
export function followPeople(owner) {
  channel.addEventListener("message", ({ data: { arrived, left } }) => {
    if (left && left === owner) leaveAfter(left, () => location.reload());
    else if (arrived && arrived !== owner) location.reload();
  });
}
