// Whether two values of the API say the same; nothing and null are one.
export function sameValue(one, other) {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
