// Finds the elements a behaviour belongs to, each of them once, the root itself included.
export function found(root, selector, name) {
  const all = [...root.querySelectorAll(selector)];
  if (root instanceof Element && root.matches(selector)) all.unshift(root);
  return all.filter((element) => {
    if (element.closest("template") || element.dataset[name] === "on") return false;
    element.dataset[name] = "on";
    return true;
  });
}

// Many calls, one piece of work: before the next paint, however often something changes until then.
export function oncePerFrame(work) {
  let asked = 0;
  return () => { asked ||= requestAnimationFrame(() => { asked = 0; work(); }); };
}

// Many calls, one piece of work: after the next paint, so that a finger sees at once what it did; `now()` does it at once where
// it waits. A page that is not painted (another tab is in front) does it soon all the same.
export function oncePerPaint(work) {
  let timer = 0;
  const now = () => {
    if (!timer) return;
    clearTimeout(timer);
    timer = 0;
    work();
  };
  const later = () => {
    if (timer) return;
    timer = setTimeout(now, 100);
    requestAnimationFrame(() => setTimeout(now));
  };
  return Object.assign(later, { now, waits: () => timer > 0 });
}

// Says of a field that was set by a script what a hand would have said: totals, marks and guards hear of it.
export function announce(field) {
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
}

const SVG = "http://www.w3.org/2000/svg";

// An icon of the sprite that the page already uses, so that the address (and its hash) stands in one place.
export function icon(name) {
  const sprite = document.querySelector("use")?.getAttribute("href")?.split("#")[0] ?? "";
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  picture.append(use);
  return picture;
}

export function button(className, label, iconName) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.setAttribute("aria-label", label);
  made.append(icon(iconName));
  return made;
}

// The label of a field; the one that stands in its box is found without a walk over the whole page, and before its row is part of it.
export function labelFor(input) {
  return input.closest(".field")?.querySelector(`label[for="${CSS.escape(input.id)}"]`) ?? input.labels?.[0];
}

// An element with its words and attributes.
export function part(tag, text = "", attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

export function labelOf(input) {
  const label = labelFor(input);
  return (label?.firstChild?.textContent ?? input.name).trim();
}
