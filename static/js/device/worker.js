// A device without network: pages come from the clinic's server first; where it does not answer, the shell does, a page
// without any record that is filled from what this device has sealed. WORKER stands before this text: `name` and `version` of
// the cache, the shell's `page`, which paths it can draw (`draws`) and which are none of its business (`leaves`).
const CACHE = `${WORKER.name}-${WORKER.version}`;
const [DRAWS, LEAVES] = [WORKER.draws, WORKER.leaves].map((pattern) => new RegExp(pattern));
const PATIENCE = 6000; // milliseconds that a page may take where a network is there in name only
const NOBODY_HOME = new Set([502, 503, 504]);
const BY_CONTENT = /\.[0-9a-f]{12}\.[a-z]+$/; // as the server names them, in production
const POINTS_TO = [/(?:href|src)="([^"#?]+)/g, /\bfrom "([^"]+)"/g, /url\(["']?([^"')#]+)/g];

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => event.waitUntil(leaveOldOnes().then(() => self.clients.claim())));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || LEAVES.test(pathname)) return;
  if (request.mode === "navigate") event.respondWith(DRAWS.test(pathname) ? page(request) : other(request));
  else if (isShells(pathname)) event.respondWith(asset(request));
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

// A page that needs the server may take its time; where there is no network, the shell says so.
async function other(request) {
  try { return await fetch(request); } catch { return (await shell()) ?? Response.error(); }
}

function silence() {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE));
}

async function shell() {
  return (await caches.open(CACHE)).match(WORKER.page);
}

// What is kept under a name that says what is in it is what the server has: no network, however weak, is asked for it.
async function asset(request) {
  const kept = await (await caches.open(CACHE)).match(request, { ignoreSearch: true });
  if (kept && BY_CONTENT.test(new URL(request.url).pathname)) return kept;
  const asked = fetch(request);
  asked.catch(() => {}); // told below
  try {
    return (await Promise.race([asked, silence()])) ?? kept ?? (await asked);
  } catch {
    return kept ?? Response.error();
  }
}

// The shell and everything that it points to, and what that points to: nothing else is ever put into a cache.
async function fill() {
  const cache = await caches.open(CACHE);
  const waiting = [new URL(WORKER.page, location.origin).href];
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
  return /^\/static\/.+\.(css|js|svg|png|webmanifest)$/.test(path);
}

async function leaveOldOnes() {
  for (const name of await caches.keys()) if (name.startsWith(`${WORKER.name}-`) && name !== CACHE) await caches.delete(name);
}
