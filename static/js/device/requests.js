// One request of this device to the public API, and what its answer means for work that is kept.
const BASE = "/api/v1/";
const PATIENCE = 20_000; // milliseconds
const LATER = new Set([408, 425, 429]);

// → { outcome, status, body, version }: 'saved', 'later' (nobody answered), 'sign-in', or 'refused' (a problem document).
export async function ask(owner, { method, path, body, version, key }) {
  let answer;
  try {
    answer = await fetch(BASE + path, {
      method, headers: headersFor(owner, { body, version, key, method }), body: body && JSON.stringify(body),
      credentials: "same-origin", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return { outcome: "later", status: 0, body: null };
  }
  const told = await bodyOf(answer);
  return { outcome: outcomeOf(answer.status, told), status: answer.status, body: told, version: versionOf(answer), at: answer.headers.get("Date") };
}

function headersFor(owner, { body, version, key, method }) {
  const headers = { Accept: "application/json", "Myoplan-Membership": owner };
  if (body) headers["Content-Type"] = "application/json";
  if (method !== "GET") headers["X-CSRFToken"] = token();
  if (version !== undefined && version !== null) headers["If-Match"] = `"${version}"`;
  if (key) headers["Idempotency-Key"] = key;
  return headers;
}

// The token against forgery that this browser has now; '' before there is one.
export function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

function outcomeOf(status, told) {
  if (status >= 200 && status < 300) return "saved";
  if (status === 401 || (status === 403 && told?.detail?.startsWith("CSRF"))) return "sign-in";
  return status >= 500 || LATER.has(status) ? "later" : "refused";
}

function versionOf(answer) {
  const found = answer.headers.get("ETag")?.match(/"(\d+)"/);
  return found ? Number(found[1]) : null;
}

async function bodyOf(answer) {
  try { return await answer.json(); } catch { return null; }
}
