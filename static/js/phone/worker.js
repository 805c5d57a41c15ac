// The patient's phone without network: pages come from the clinic's server first; where it does not answer, the shell
// does, a page without any record that is filled from what this device has sealed. VERSION stands before this text.
const CACHE = `phone-${VERSION}`;
const SHELL = "/me/kept/";
const PATIENCE = 6000; // milliseconds that a page may take where a network is there in name only
const NOBODY_HOME = new Set([502, 503, 504]);
const POINTS_TO = [/(?:href|src)="([^"#?]+)/g, /\bfrom "([^"]+)"/g, /url\(["']?([^"')#]+)/g];

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => event.waitUntil(leaveOldOnes().then(() => self.clients.claim())));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (isShells(new URL(request.url).pathname)) event.respondWith(asset(request));
});

async function page(request) {
  const asked = fetch(request);
  asked.catch(() => {}); // told below, also when it fails after the shell has taken its place
  try {
    const answer = await Promise.race([asked, silence()]);
    return !answer || NOBODY_HOME.has(answer.status) ? (await shell()) ?? await asked : answer;
  } catch {
    return (await shell()) ?? Response.error();
  }
}

function silence() {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE));
}

async function shell() {
  return (await caches.open(CACHE)).match(SHELL);
}

async function asset(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request, { ignoreSearch: true })) ?? Response.error();
  }
}

// The shell and everything that it points to, and what that points to: nothing else is ever put into a cache.
async function fill() {
  const cache = await caches.open(CACHE);
  const waiting = [new URL(SHELL, location.origin).href];
  const seen = new Set(waiting);
  while (waiting.length) {
    const address = waiting.pop();
    const answer = await fetch(address, { cache: "no-cache", credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(`not there: ${new URL(address).pathname}`);
    await cache.put(address, answer.clone());
    for (const found of await pointedTo(answer, address)) if (!seen.has(found)) { seen.add(found); waiting.push(found); }
  }
}

async function pointedTo(answer, address) {
  if (!/html|javascript|css/.test(answer.headers.get("Content-Type") ?? "")) return [];
  const text = await answer.text();
  const named = POINTS_TO.flatMap((pattern) => [...text.matchAll(pattern)].map((found) => new URL(found[1], address)));
  return named.filter((found) => found.origin === location.origin && isShells(found.pathname)).map((found) => found.href);
}

function isShells(path) {
  return /\.(css|js|svg|png|webmanifest)$/.test(path) && !path.startsWith("/me/");
}

async function leaveOldOnes() {
  for (const name of await caches.keys()) if (name.startsWith("phone-") && name !== CACHE) await caches.delete(name);
}
