// A piece of a shell (a page without records): a copy of one of its templates, its words put into [data-fill]; what has no words is taken out.
export function piece(id, words) {
  const made = document.getElementById(id).content.firstElementChild.cloneNode(true);
  for (const spot of made.querySelectorAll("[data-fill]")) {
    const text = words[spot.dataset.fill];
    if (text) spot.textContent = text;
    else spot.remove();
  }
  return made;
}
