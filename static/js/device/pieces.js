const made = new Map();

// The piece that was made under a name before, while its facts are the same: it stays on the page, focus and all.
export function same(name, facts, make) {
  const says = JSON.stringify(facts);
  if (made.get(name)?.says !== says) made.set(name, { says, piece: make() });
  return made.get(name).piece;
}

// Puts the pieces into a place; what stands there already is not moved.
export function settle(place, pieces) {
  for (const old of [...place.childNodes]) if (!pieces.includes(old)) old.remove();
  pieces.forEach((one, at) => { if (place.childNodes[at] !== one) place.insertBefore(one, place.childNodes[at] ?? null); });
}

// A piece of a shell (a page without records): a copy of one of its templates, its words put into [data-fill]; what has no words is taken out.
export function piece(id, words) {
  const copy = document.getElementById(id).content.firstElementChild.cloneNode(true);
  for (const spot of copy.querySelectorAll("[data-fill]")) {
    const text = words[spot.dataset.fill];
    if (text) spot.textContent = text;
    else spot.remove();
  }
  return copy;
}
