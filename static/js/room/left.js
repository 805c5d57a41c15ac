// On every page of a member who records sessions: sends what an earlier page left on this device, also before a sign-out, and says
// what cannot be sent (docs/adr/0026).
import { ownerHere } from "../device/people.js";
import { beforeSignOut } from "../device/sign-out.js";
import { openStore } from "../device/store.js";
import { icon } from "../found.js";
import { toast } from "../toasts.js";
import { tellWhatIsLeft } from "./compare.js";
import { Draft } from "./draft.js";
import { troubleOf } from "./needs.js";
import { left } from "./shelf.js";
import { Words } from "./words.js";

function addressOf(draft) {
  return draft.isMade ? `/sessions/${draft.id}/` : `/episodes/${draft.episode}/sessions/new/`;
}

function draftOf(owner, entry) {
  return new Draft({ ...entry, owner, id: entry.session });
}

async function sendOne(store, entry) {
  const draft = draftOf(store.owner, entry);
  if (draft.isMade) await draft.look();
  await draft.send();
  if (draft.isUnsent) return draft;
  await store.drop(entry.seq);
  toast(`Sent: the session of ${entry.words}`);
  return null;
}

function part(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function show(store, entry, draft) {
  const box = part("div", "", { class: "notice is-watch", "data-left-here": "", role: "status" });
  const inner = part("div", "");
  inner.append(part("p", "A session on this device is not sent yet", { class: "notice-title" }), part("p", entry.words));
  inner.append(draft.trouble ? look(store, entry, draft, box) : part("a", "Open it", { href: addressOf(draft) }));
  box.append(icon("watch"), inner);
  document.querySelector("main .page")?.prepend(box);
}

function look(store, entry, draft, box) {
  const words = new Words({ controlOf: () => null, zone: entry.zone });
  const drop = async () => { await store.drop(entry.seq); box.remove(); };
  const ways = {
    again: async () => { await draft.again(); if (!draft.isUnsent) { await drop(); location.assign(addressOf(draft)); } },
    retry: () => location.reload(),
    open: () => location.assign(addressOf(draft)),
    discard: { label: "Discard what I entered", tone: "is-stop", act: drop },
  };
  const button = part("button", "Look at it", { type: "button", class: "button is-small" });
  button.addEventListener("click", () => tellWhatIsLeft(troubleOf(draft, words, ways)));
  return button;
}

async function sendWhatIsLeft(store) {
  for (const entry of await left(store)) {
    const draft = await sendOne(store, entry);
    if (draft) show(store, entry, draft);
  }
}

async function begin() {
  const owner = ownerHere();
  if (!owner) return;
  let store;
  try { store = await openStore(owner, { arrive: true }); } catch { return; }
  beforeSignOut(async (here) => { for (const entry of await left(here)) await sendOne(here, entry); });
  if (!document.querySelector("[data-room]")) await sendWhatIsLeft(store);
}

begin();
