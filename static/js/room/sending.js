// What of a draft is sent next, what waits for a person, and which entries an answer of the API speaks of. No requests, no page.
import { sameValue } from "../device/values.js";
import { below, withPaths } from "./merge.js";
import { changes, listed, toBody } from "./flat.js";

const LISTS = ["targets", "measurements", "interventions", "adverse_events"];

// Rows without a name, a time that cannot be read, a yes without its list.
export function unfinishedOf(mine) {
  const rows = Object.keys(mine).filter((path) => path.split("/").length === 2 && path.includes("/?"));
  const unread = String(mine.occurred_at ?? "").startsWith("?") ? ["occurred_at"] : [];
  const unlisted = mine.adverse_events === "listed" && !listed(mine, "adverse_events").length ? ["adverse_events"] : [];
  return [...rows, ...unread, ...unlisted];
}

// What is here and complete, with the server's own values where somebody has to look first (`waits`, paths).
function sendable({ base, mine }, waits) {
  return waits.reduce((found, path) => withPaths(found, base, below(path, found, base)), mine);
}

// → { flat, request }, or null when nothing is to be sent. A repetition is the same request.
export function nextOf(draft, waits) {
  const flat = sendable(draft, waits);
  if (!draft.isMade) {
    if (!draft.isBegun || !flat.occurred_at) return null;
    const body = { id: draft.id, episode: draft.episode, ...toBody(flat) };
    return { flat, request: { method: "POST", path: "sessions/", body, key: draft.id } };
  }
  const body = changes(draft.base, flat);
  if (!Object.keys(body).length) return null;
  return { flat, request: { method: "PATCH", path: `sessions/${draft.id}/`, body, version: draft.version } };
}

// What stands here once the server has `flat` and answered `base`: what was entered since stays.
export function since(mine, flat, base) {
  const found = {};
  for (const path of new Set([...Object.keys(mine), ...Object.keys(base), ...Object.keys(flat)])) {
    const from = sameValue(mine[path], flat[path]) ? base : mine;
    if (path in from) found[path] = from[path];
  }
  return found;
}

export function valuesAt(flat, path) {
  return below(path, flat).sort().map((one) => [one, flat[one]]);
}

// Which entries were refused, with the server's words: path → { words, place, value }. Null when it is none that can be kept back alone.
export function refusedOf(errors, flat, isMade) {
  const found = new Map();
  for (const [field, words] of Object.entries(errors)) {
    const path = pathOf(field, flat);
    if (!path || path === "episode" || (path === "occurred_at" && !isMade)) return null;
    found.set(path, { words: words.join(" "), place: placeOf(field, flat), value: valuesAt(flat, path) });
  }
  return found.size ? found : null;
}

// 'targets[2].muscle' of what was sent → 'targets/trapezius_upper|left'.
function pathOf(field, flat) {
  const [, list, at] = field.match(/^(\w+)\[(\d+)\]/) ?? [];
  if (at !== undefined && LISTS.includes(list)) return listed(flat, list)[Number(at)] ?? "";
  return field.split(/[.[]/)[0].replace("__all__", "");
}

// The same to the last name: 'targets/trapezius_upper|left/muscle'.
export function placeOf(field, flat) {
  const last = field.match(/\.(\w+)$/)?.[1];
  return [pathOf(field, flat), ...(last ? [last] : [])].join("/");
}
