// The page around the form: it becomes the page of the draft with the first save, and keeps its token in step with the sign-in.
import { token } from "../device/requests.js";
import { placeOf } from "./sending.js";

export const NOBODY = "00000000-0000-0000-0000-000000000000"; // in addresses of a draft that has no id yet
const MADE = "room:made"; // in this tab: the address of the new session, and the one that its first save gave it

// The first save may be answered while the page is being loaded anew: then it goes on as the page of the draft.
export function followReload() {
  const [from, to] = JSON.parse(sessionStorage.getItem(MADE) ?? "[]");
  const isReload = performance.getEntriesByType("navigation")[0]?.type === "reload";
  if (isReload && from === location.pathname) location.replace(to);
}

// From the first save on this is the page of the draft: reloading it, or leaving without a script, goes on there.
export function showMade(form, draft, address) {
  form.querySelector('[name="version"]').value = draft.version;
  for (const place of document.querySelectorAll("[data-room-made]")) place.hidden = false;
  for (const place of document.querySelectorAll("[data-room-new]")) place.hidden = true;
  if (location.pathname === address) return;
  sessionStorage.setItem(MADE, JSON.stringify([location.pathname, address]));
  history.replaceState(null, "", address);
  for (const link of document.querySelectorAll('a[href*="back="]')) link.setAttribute("href", withWayBack(link.href));
  form.action = address;
  form.dispatchEvent(new Event("room:made"));
}

// A sign-in in another window gives this browser another token than the one that the page was made with.
export function renewToken(form) {
  const now = token();
  if (!now || form.method !== "post") return;
  const made = () => form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "csrfmiddlewaretoken" }));
  (form.querySelector('[name="csrfmiddlewaretoken"]') ?? made()).value = now; // a page that was kept without network has none
}

// The form of another record leads back here (practice/doors/returning.py); a page that leads nowhere back does not mind.
function withWayBack(url) {
  const led = new URL(url, location.href);
  led.searchParams.set("back", location.pathname);
  return `${led.pathname}${led.search}`;
}

// Where something that the API says of a draft is settled: another record, or a field of the form.
export function wayTo({ code, field }, { told, fields, form, draft }) {
  const elsewhere = told.places[code] ?? told.places[field];
  if (elsewhere) return withWayBack(elsewhere);
  const control = fields.controlOf(placeOf(field, draft.base)) ?? form.querySelector(`[name="${CSS.escape(field)}"]`);
  if (!control) return "#targets";
  return `#${(control.closest("fieldset.has-chips") ?? control.closest(".combo") ?? control).id || "targets"}`;
}
