// Three versions of a session become one: what only one side changed is taken, what both changed otherwise is asked. Flat entries.
import { sameValue } from "../device/values.js";
import { rowOf } from "./flat.js";

function pathsOf(...versions) {
  return [...new Set(versions.flatMap((version) => Object.keys(version)))];
}

// What belongs together: each path alone, but a whole row where one side took it away.
function unitsOf(base, mine, theirs) {
  const units = new Map();
  for (const path of pathsOf(mine, theirs, base)) {
    const row = rowOf(path);
    const unit = row && Boolean(mine[row]) !== Boolean(theirs[row]) ? row : path;
    units.set(unit, [...(units.get(unit) ?? []), path]);
  }
  return units;
}

function picked(version, paths) {
  return paths.map((path) => version[path] ?? null);
}

// → { merged, asked }: `merged` has mine where both changed; `asked` says where that was: [{ path, paths }].
// `sent` is what left this device without an answer: where the other side stands like that, it was us.
export function merge(base, mine, theirs, sent = null) {
  const merged = {};
  const asked = [];
  for (const [unit, paths] of unitsOf(base, mine, theirs)) {
    const [old, own, other] = [base, mine, theirs].map((version) => picked(version, paths));
    const echo = sent !== null && sameValue(picked(sent, paths), other);
    const taken = sameValue(own, old) && !echo ? theirs : mine;
    if (!sameValue(own, old) && !sameValue(other, old) && !sameValue(own, other) && !echo) asked.push({ path: unit, paths });
    for (const path of paths) if (path in taken) merged[path] = taken[path];
  }
  return { merged, asked };
}

// `version` with these paths as another one has them.
export function withPaths(version, other, paths) {
  const found = { ...version };
  for (const path of paths) {
    if (path in other) found[path] = other[path];
    else delete found[path];
  }
  return found;
}

// All paths below one: a row with what stands in it.
export function below(path, ...versions) {
  return pathsOf(...versions).filter((one) => one === path || one.startsWith(`${path}/`));
}
