// What a device asks of the API, one request an entry of the queue (queue.js): how it is made, how two become one, what takes it back.
import { ask } from "./requests.js";
import { sameValue } from "./values.js";

// A UUID of version 7: ids that a device makes sort by the time of their making.
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = Date.now();
  for (let at = 5; at >= 0; at -= 1) { bytes[at] = time % 256; time = Math.floor(time / 256); }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// What can be asked of the API. `collection` is a path below /api/v1/ that ends with a slash.
// `createOnce` is for what can be entered and not changed afterwards; `before` of a change is what an undo gives back.
export const create = (collection, body, id = newId()) => ({ verb: "create", collection, id, body });
export const createOnce = (collection, body, id = newId()) => ({ ...create(collection, body, id), once: true });
export const change = (collection, id, version, body, before = null) => ({ verb: "change", collection, id, version, body, before });
export const remove = (collection, id, version) => ({ verb: "remove", collection, id, version });
export const act = (collection, id, action, body, version = null) => ({ verb: "act", collection, id, action, body, version });

export function asked({ id, request }) {
  const { verb, collection, body, version, action } = request;
  const one = `${collection}${request.id}/`;
  if (verb === "create") return { method: "POST", path: collection, body: { id: request.id, ...body } };
  if (verb === "change") return { method: "PATCH", path: one, body, version };
  if (verb === "remove") return { method: "DELETE", path: one, version };
  return { method: "POST", path: `${one}${action}/`, body: body ?? {}, version, key: id };
}

// One request that stands for both, where the first never left; null where they have to follow each other.
export function merged(old, wanted) {
  if (old.verb === "act" || wanted.verb === "act") {
    return old.verb === wanted.verb && old.id === wanted.id && old.action === wanted.action ? wanted : null;
  }
  if (wanted.verb === "remove") return null;
  if (old.once) return sameAnswer(old.body, wanted.body) ? old : { ...old, body: wanted.body };
  if (old.verb === "remove") return old.version ? change(old.collection, old.id, old.version, wanted.body) : null;
  return { ...old, body: { ...old.body, ...wanted.body } };
}

// Of some values those that a body names too: what stood there before it.
export function sameNames(body, values) {
  return Object.fromEntries(Object.keys(body).map((name) => [name, values[name]]));
}

// What takes a request back that may have left; null where nothing can, or nothing has to.
export function undone(request) {
  if (request?.verb === "create" && !request.once) return remove(request.collection, request.id);
  return request?.before ? change(request.collection, request.id, request.version, request.before) : null;
}

export function insisted({ request, theirs, problem }) {
  if (request.once) return { ...request, id: newId() };
  const before = theirs && request.body && sameNames(request.body, theirs);
  if (theirs && request.verb === "create") return change(request.collection, theirs.id, theirs.version, request.body, before);
  if (problem?.status === 404 && request.verb === "change") return create(request.collection, request.body);
  if (theirs) return { ...request, version: theirs.version, ...(request.verb === "change" ? { before } : {}) };
  return request.verb === "create" ? { ...request, id: newId() } : request;
}

export function goneOn(later, before, { id, version }) {
  if (before.verb === "remove") return later;
  if (later.once) return later;
  if (later.verb === "create") return change(later.collection, id, version, later.body, before.body);
  if (later.id !== id) return later;
  return { ...later, version: version ?? later.version, ...(later.before ? { before: { ...later.before, ...before.body } } : {}) };
}

// A refusal may be the echo of an answer that was lost: when the server has what was sent, it is saved.
export async function compared(owner, entry, answer) {
  const { verb, collection, body } = entry.request;
  if (verb === "remove" && answer.status === 404) return { outcome: "saved", body: null, version: null };
  const mayBeMine = answer.status === 412 || (entry.request.once && answer.status === 409);
  const where = answer.body?.existing ?? (mayBeMine ? entry.request.id : null);
  if (!where) return answer;
  const stands = await ask(owner, { method: "GET", path: `${collection}${where}/` });
  if (stands.outcome !== "saved") return stands.outcome === "refused" ? answer : stands;
  const same = verb !== "remove" && verb !== "act" && sameAnswer(body, stands.body);
  if (same) return stands;
  return { ...answer, theirs: { ...stands.body, id: where, version: stands.version } };
}

// The moment of an answer is no part of what was answered: a second tap is later than the first.
function sameAnswer(mine, theirs) {
  return Object.keys(mine).every((name) => name === "answered_at" || sameValue(mine[name], theirs[name]));
}
