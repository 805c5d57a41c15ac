// Where somebody looks in a session stays where it is: while a notice goes, and when another page takes the place of this one.
const PLACE = "room:place"; // in this tab
const MARKS = "#session-form :is(section, fieldset, input, select, textarea)[id]";
const HANDS = ["pointerdown", "wheel", "keydown"];
const SETTLES = 3000; // milliseconds that a page may take until nothing moves in it any more

// The first thing of the form that is seen whole.
function atTop() {
  return [...document.querySelectorAll(MARKS)].find((one) => one.checkVisibility() && topOf(one) >= 0);
}

function topOf(mark) {
  return mark.getBoundingClientRect().top;
}

function put(mark, top) {
  scrollBy({ top: topOf(mark) - top, behavior: "instant" });
}

// Changes something above without moving what is looked at.
export function still(change) {
  const mark = atTop();
  const before = mark && topOf(mark);
  change();
  if (mark) put(mark, before);
}

// For the page that follows.
export function keepPlace() {
  const mark = atTop();
  if (!mark) return;
  sessionStorage.setItem(PLACE, JSON.stringify([mark.id, topOf(mark)]));
  history.scrollRestoration = "manual";
}

// As the page before left it, until a hand moves it or nothing grows any more.
export function findPlace() {
  const [id, top] = JSON.parse(sessionStorage.getItem(PLACE) ?? "[]");
  sessionStorage.removeItem(PLACE);
  history.scrollRestoration = "auto";
  const mark = id && document.getElementById(id);
  if (!mark) return;
  const growth = new ResizeObserver(() => put(mark, top));
  const end = () => growth.disconnect();
  growth.observe(document.querySelector("main"));
  for (const hand of HANDS) addEventListener(hand, end, { once: true, capture: true });
  setTimeout(end, SETTLES);
}
