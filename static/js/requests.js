// htmx, as this product uses it: a sign-in that ended says so instead of an empty page; the CSRF token with every write, answers of 4xx are shown, 5xx and a lost line keep what was there and say so.
import { toast } from "./toasts.js";

const SAFE = /^(GET|HEAD|OPTIONS)$/i;

export function configureRequests() {
  document.addEventListener("htmx:config:request", (event) => {
    const { request } = event.detail.ctx;
    const token = document.querySelector('meta[name="csrf-token"]')?.content;
    if (token && !SAFE.test(request.method)) request.headers["X-CSRFToken"] = token;
  });
  document.addEventListener("htmx:before:response", (event) => {
    const { request, response } = event.detail.ctx;
    if (!leadsToSignIn(response.raw)) return;
    event.preventDefault();
    if (SAFE.test(request.method)) location.assign(response.raw.url);
    else toast("You were signed out, and nothing was saved. Sign in again in another tab, then save here once more.");
  });
  document.addEventListener("htmx:response:error", (event) => {
    if (event.detail.ctx.response.status >= 500) toast("That did not work. Nothing was changed; please try again.");
  });
  document.addEventListener("htmx:error", (event) => {
    if (!isReplaced(event.detail)) toast("No answer from the clinic's server. What you typed is still here.");
  });
}

// A search that was given up for what was typed since: its answer is on its way.
function isReplaced({ ctx, error }) {
  return error?.name === "AbortError" && Boolean(ctx?.sourceElement?.matches("[hx-sync$=replace]"));
}

function leadsToSignIn(answer) {
  return answer?.redirected && new URL(answer.url).pathname === "/accounts/login/";
}
