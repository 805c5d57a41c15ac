// What is typed into a form and not sent yet survives a sign-in that ends meanwhile, and that of a long form (`data-keeps`) a
// closed tab too. It is sealed with a key that only the pages of the member who typed it carry, in this tab or, of a long form,
// in this browser; it comes back to that member, and goes with a sign-out, with another member's sign-in, after twelve
// hours, and as soon as it is saved.
import { memberHere } from "./device/people.js";
import { announce, found } from "./found.js";

const PREFIX = "kept:";
const WAIT = 200;
const NOT_KEPT = /^csrfmiddlewaretoken$|-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/;
const LASTS = 12 * 3600 * 1000;
const turns = new WeakMap(); // which seal of a form is the newest: no other is written, whichever is ready first
let isOver = false; // after a sign-out, here or in another tab, this page keeps nothing more
const channel = "BroadcastChannel" in window ? new BroadcastChannel("kept") : null;
const { owner, secret } = memberHere();
const key = secret && crypto.subtle
  ? crypto.subtle.importKey("raw", bytesOf(secret), "AES-GCM", false, ["encrypt", "decrypt"])
  : null;

function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function textOf(bytes) {
  return btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
}

function shelfOf(form) {
  return "keeps" in form.dataset ? localStorage : sessionStorage;
}

// All that is kept, each with its shelf and name; null for what cannot be read.
function everything() {
  return [sessionStorage, localStorage].flatMap((shelf) =>
    Object.keys(shelf).filter((name) => name.startsWith(PREFIX)).map((name) => ({ shelf, name, record: recordAt(shelf, name) })));
}

function recordAt(shelf, name) {
  try { return JSON.parse(shelf.getItem(name)); } catch { return null; }
}

function wipe() {
  isOver = true;
  for (const { shelf, name } of everything()) shelf.removeItem(name);
}

function nameOf(form) {
  return `${PREFIX}${new URL(form.action, location.href).pathname}`;
}

function here() {
  return location.pathname + location.search;
}

function versionOf(form) {
  return form.elements.version?.value ?? "";
}

// A page without the key: the sign-in ended, or the form was refused before anybody looked at it. What is kept waits.
function strand() {
  for (const { shelf, name, record } of everything()) if (record) shelf.setItem(name, JSON.stringify({ ...record, stranded: true }));
}

// Only what waits for this very member stays: what the end of a sign-in left, and long forms until they are saved.
function tidy() {
  for (const { shelf, name, record } of everything()) {
    const waits = record && (record.stranded || (shelf === localStorage && !hasArrived(record)));
    if (!waits || record.owner !== owner || Date.now() - record.at > LASTS) shelf.removeItem(name);
  }
}

// What was sent has led to another page; where the same one is back, its version tells (`comeBack`).
function hasArrived({ sent, page }) {
  return sent && page !== here();
}

function entriesOf(form) {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
}

function nextTurn(form) {
  turns.set(form, (turns.get(form) ?? 0) + 1);
  return turns.get(form);
}

async function keep(form, { sent = false } = {}) {
  const turn = nextTurn(form);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const typed = new TextEncoder().encode(JSON.stringify(entriesOf(form)));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, typed);
  if (isOver || !form.isConnected || turns.get(form) !== turn) return;
  const record = { owner, page: here(), version: versionOf(form), sent, at: Date.now(), iv: textOf(iv), sealed: textOf(sealed) };
  try { shelfOf(form).setItem(nameOf(form), JSON.stringify(record)); } catch { drop(form); } // no room: the page still asks before it is left
}

async function opened(record) {
  try {
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytesOf(record.iv) }, await key, bytesOf(record.sealed));
    return JSON.parse(new TextDecoder().decode(text));
  } catch {
    return null;
  }
}

function growRows(form, values) {
  for (const [name, [wanted]] of values) {
    const prefix = name.match(/^(.+)-TOTAL_FORMS$/)?.[1];
    const adder = prefix && form.querySelector(`[data-formset="${CSS.escape(prefix)}"] [data-add-row]`);
    const total = form.elements[name];
    while (adder && Number(total.value) < Math.min(Number(wanted), 100)) adder.click();
  }
}

// What was chosen or typed; true when that is not what the field shows now.
function fill(field, values) {
  if (field.type === "checkbox" || field.type === "radio") {
    const before = field.checked;
    field.checked = (values.get(field.name) ?? []).includes(field.value);
    return before !== field.checked;
  }
  if (!values.has(field.name)) return false;
  const before = field.value;
  if (field.multiple) for (const option of field.options) option.selected = values.get(field.name).includes(option.value);
  else field.value = values.get(field.name)[0];
  return field.multiple || before !== field.value;
}

// Nothing of this form is kept, also not what is being sealed at this moment.
function drop(form) {
  nextTurn(form);
  shelfOf(form).removeItem(nameOf(form));
}

function putBack(form, entries) {
  const values = new Map();
  for (const [name, value] of entries) values.set(name, [...(values.get(name) ?? []), value]);
  growRows(form, values);
  const fields = [...form.elements].filter((field) => field.name && field.willValidate !== undefined && !NOT_KEPT.test(field.name));
  const changed = fields.filter((field) => field.type !== "submit" && field.type !== "button" && fill(field, values));
  for (const field of changed) if (field.type !== "radio" || field.checked) announce(field);
}

function say(form) {
  const made = document.querySelector("template[data-kept-notice]")?.content.cloneNode(true);
  if (!made) return;
  form.prepend(made);
  const notice = form.querySelector("[data-kept-said]");
  notice.querySelector("[data-kept-drop]").addEventListener("click", () => {
    drop(form);
    form.dispatchEvent(new Event("kept:dropped", { bubbles: true }));
    location.reload();
  });
  notice.focus();
}

async function comeBack(form) {
  const record = recordAt(shelfOf(form), nameOf(form));
  if (!record || record.owner !== owner || (!record.stranded && !waitsFor(form, record))) return;
  const entries = await opened(record);
  shelfOf(form).removeItem(nameOf(form));
  if (!entries) return;
  putBack(form, entries);
  say(form);
  await keep(form);
}

// Whether a long form lacks what is kept of it: not when it came back with what was refused, and not when that was saved.
function waitsFor(form, { sent, version }) {
  if (!("keeps" in form.dataset) || form.querySelector(".error-summary")) return false;
  const saved = sent && version !== versionOf(form);
  if (saved) drop(form);
  return !saved;
}

function follow(form) {
  let waiting = 0, touched = false;
  const now = () => { clearTimeout(waiting); touched = true; keep(form); };
  const gone = () => { clearTimeout(waiting); drop(form); };
  form.addEventListener("input", () => { clearTimeout(waiting); touched = true; waiting = setTimeout(now, WAIT); });
  form.addEventListener("change", now);
  form.addEventListener("submit", () => { if (touched) { clearTimeout(waiting); keep(form, { sent: true }); } }); // the last word before Enter too: sealed while it is on its way
  form.addEventListener("kept:elsewhere", gone); // on this device, in the queue
  form.addEventListener("htmx:finally:request", (event) => {
    const { sourceElement, response } = event.detail.ctx ?? {};
    if (sourceElement === form && response?.status === 200 && !response.headers?.get("HX-Redirect")) gone();
  });
}

export function keepTyped(root) {
  if (!key) return;
  for (const form of found(root, 'form[method="post"]:not([data-unguarded], [data-room])', "keptReady")) {
    if (form.querySelector('[type="password"]')) continue;
    follow(form);
    comeBack(form);
  }
}

function leadBack() {
  const { record } = everything().find((kept) => kept.record?.stranded) ?? {};
  for (const link of record ? document.querySelectorAll("a[data-kept-back]") : []) {
    link.href = record.page;
    link.textContent = "Back to what I typed";
  }
}

export function beginKeeping() {
  if (owner) tidy();
  else { strand(); leadBack(); }
  document.addEventListener("submit", (event) => {
    if (new URL(event.target.action, location.href).pathname !== "/accounts/logout/") return;
    wipe();
    channel?.postMessage("signed out");
  });
  channel?.addEventListener("message", wipe);
}
