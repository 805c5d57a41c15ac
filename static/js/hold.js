// Picked up by a finger or a pen: something is held for a moment, then it follows the pointer and is put down where that is lifted. What moves
// at once is scrolling, and stays that. The mouse has the browser's own drag and drop.
const HOLD = 400; // milliseconds until it is picked up
const STILL = 8; // pixels that a finger may move meanwhile
const EDGE = 56; // pixels from the edge of the screen, or of what scrolls aside, within which it scrolls along
const SPEED = 9; // pixels at a time
const ABOVE = 44; // pixels that the words stand above the finger

class Hold {
  constructor({ thing, over, moves, drops }) {
    Object.assign(this, { over, moves, drops, wanted: thing, thing: null, pointer: null, lifted: false, label: null });
    document.addEventListener("pointerdown", (event) => this.#down(event));
    document.addEventListener("pointermove", (event) => this.#move(event));
    document.addEventListener("pointerup", (event) => this.#up(event));
    document.addEventListener("pointercancel", (event) => event.pointerId === this.pointer && this.#letGo());
    for (const kind of ["touchmove", "touchend"]) document.addEventListener(kind, (event) => this.#keep(event), { passive: false });
    for (const kind of ["contextmenu", "dragstart"]) document.addEventListener(kind, (event) => this.thing && event.preventDefault(), true);
    document.addEventListener("click", (event) => this.#click(event), true);
  }

  #down(event) {
    this.handled = false;
    if (this.thing) return this.#letGo(); // a second finger: it was not meant
    const thing = event.pointerType === "mouse" || !event.isPrimary ? null : event.target.closest?.(this.wanted);
    if (!thing) return;
    Object.assign(this, { thing, pointer: event.pointerId, x: event.clientX, y: event.clientY });
    thing.draggable = false; // else the browser drags it by itself, in a way of its own on each device
    this.timer = setTimeout(() => this.#lift(), HOLD);
  }

  #lift() {
    this.lifted = true;
    this.thing.classList.add("is-held");
    this.label = document.createElement("div");
    this.label.className = "held-label";
    document.body.append(this.label);
    navigator.vibrate?.(10);
    this.#show();
    this.#scrollAlong();
  }

  #move(event) {
    if (event.pointerId !== this.pointer) return;
    if (!this.lifted) {
      if (Math.hypot(event.clientX - this.x, event.clientY - this.y) > STILL) this.#letGo();
      return;
    }
    [this.x, this.y] = [event.clientX, event.clientY];
    this.#show();
  }

  #show() {
    this.label.textContent = this.moves(this.thing, this.#below());
    const half = this.label.offsetWidth / 2;
    this.label.style.left = `${Math.min(innerWidth - half - 8, Math.max(half + 8, this.x))}px`;
    this.label.style.top = `${Math.max(ABOVE, this.y) - ABOVE}px`;
  }

  #below() {
    return document.elementFromPoint(this.x, this.y)?.closest(this.over) ?? null;
  }

  // At an edge what lies beyond it comes, as long as the finger stays there.
  #scrollAlong() {
    if (!this.lifted) return;
    const aside = this.thing.closest("[data-scrolls]")?.getBoundingClientRect();
    const across = aside ? towards(this.x, Math.max(0, aside.left), Math.min(innerWidth, aside.right)) : 0;
    const down = towards(this.y, 0, innerHeight);
    if (across) this.thing.closest("[data-scrolls]").scrollLeft += across;
    if (down) scrollBy(0, down);
    if (across || down) this.#show();
    requestAnimationFrame(() => this.#scrollAlong());
  }

  #up(event) {
    if (event.pointerId !== this.pointer) return;
    const [thing, place] = [this.thing, this.lifted ? this.#below() : null];
    this.#letGo();
    if (place) this.drops(thing, place);
  }

  #letGo() {
    clearTimeout(this.timer);
    this.handled = this.lifted;
    this.thing.draggable = true;
    this.thing.classList.remove("is-held");
    this.label?.remove();
    this.moves(this.thing, null);
    Object.assign(this, { thing: null, pointer: null, lifted: false, label: null });
  }

  // What is held neither scrolls the page nor becomes a click when it is put down.
  #keep(event) {
    if ((this.lifted || this.handled) && event.cancelable) event.preventDefault();
  }

  #click(event) {
    if (!this.handled) return;
    this.handled = false;
    event.preventDefault();
    event.stopPropagation();
  }
}

function towards(at, from, to) {
  if (at < from + EDGE) return -SPEED;
  return at > to - EDGE ? SPEED : 0;
}

// `thing` and `over` are selectors; `moves(thing, place)` marks the place (null for none) and answers what the words by the finger say;
// `drops(thing, place)` is what happens in the end.
export function holdAndMove(told) {
  return new Hold(told);
}
