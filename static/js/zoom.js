// Closer to the body chart: buttons, two fingers, a trackpad, and + - 0 on the keyboard; a closer picture is moved by dragging it.
// The marks keep near their size, so that neighbours come apart. What is said and chosen stays with static/js/body-chart.js.
import { button, found } from "./found.js";

const [WIDTH, HEIGHT] = [500, 600];
const MOST = 4;
const STEP = 1.5;
const STILL = 8; // pixels that a finger may move and still tap
const MARGIN = 40; // units that stay around a mark which has the focus

class Zoom {
  at = 1;
  x = 0;
  y = 0;
  fingers = new Map();
  gesture = null;

  constructor(view) {
    this.view = view;
    const title = view.closest("figure").querySelector("figcaption");
    this.closer = this.#button(title, "Closer", "plus", () => this.to(this.at * STEP));
    this.wider = this.#button(title, "Wider", "minus", () => this.to(this.at / STEP));
    view.addEventListener("pointerdown", (event) => this.#down(event));
    view.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, (event) => this.#up(event)); // also outside the picture
    view.addEventListener("click", (event) => this.#click(event), true);
    view.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    view.addEventListener("keydown", (event) => this.#key(event));
    view.addEventListener("focusin", (event) => this.#follow(event.target.closest(".body-mark")));
    addEventListener("beforeprint", () => this.to(1));
    this.#show();
  }

  // So many times as large, around a point of the picture; by itself around what has the focus, else the middle of what is seen.
  to(wanted, [x, y] = this.#middle()) {
    const next = Math.min(MOST, Math.max(1, wanted));
    const [right, down] = [(x - this.x) * this.at, (y - this.y) * this.at];
    this.at = next < 1.05 ? 1 : next;
    this.#put(x - right / this.at, y - down / this.at);
  }

  #button(title, words, icon, act) {
    const made = button("button is-small is-icon", `${words}: ${title.textContent.trim()}`, icon);
    made.addEventListener("click", act);
    title.append(made);
    return made;
  }

  #middle() {
    const mark = this.view.querySelector(".body-mark:focus");
    if (mark) return placeOf(mark);
    return [this.x + WIDTH / this.at / 2, this.y + HEIGHT / this.at / 2];
  }

  #put(x, y) {
    this.x = Math.min(WIDTH - WIDTH / this.at, Math.max(0, x));
    this.y = Math.min(HEIGHT - HEIGHT / this.at, Math.max(0, y));
    this.view.setAttribute("viewBox", [this.x, this.y, WIDTH / this.at, HEIGHT / this.at].map((number) => Number(number.toFixed(1))).join(" "));
    this.#show();
  }

  #show() {
    this.view.style.setProperty("--mark", (this.at ** -0.6).toFixed(3));
    this.view.classList.toggle("is-close", this.at > 1);
    this.closer.setAttribute("aria-disabled", String(this.at >= MOST));
    this.wider.setAttribute("aria-disabled", String(this.at === 1));
  }

  #point({ clientX, clientY }) {
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(this.view.getScreenCTM().inverse());
    return [x, y];
  }

  #down(event) {
    this.fingers.set(event.pointerId, event);
    this.moved = false;
    this.#begin();
  }

  // What the fingers hold: the points of the picture under them.
  #begin() {
    const held = [...this.fingers.values()];
    this.gesture = held.length ? { held: held.map((finger) => this.#point(finger)), from: held[0], apart: apart(held), at: this.at } : null;
  }

  #move(event) {
    if (!this.fingers.has(event.pointerId)) return;
    if (event.buttons === 0) { this.#up(event); return; } // let go where nobody heard of it
    this.fingers.set(event.pointerId, event);
    const fingers = [...this.fingers.values()];
    if (fingers.length === 2) this.#pinch(fingers);
    else if (fingers.length === 1 && this.at > 1) this.#drag(event);
  }

  #pinch(fingers) {
    this.moved = true;
    this.to(this.gesture.at * (apart(fingers) / this.gesture.apart), between(this.gesture.held));
  }

  #drag(event) {
    const { from, held } = this.gesture;
    if (!this.moved && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) < STILL) return;
    this.moved = true;
    this.view.setPointerCapture(event.pointerId);
    const [x, y] = this.#point(event);
    this.#put(this.x + held[0][0] - x, this.y + held[0][1] - y);
  }

  #up(event) {
    if (this.fingers.delete(event.pointerId)) this.#begin();
  }

  // A finger that moved the picture has not chosen a muscle.
  #click(event) {
    if (!this.moved) return;
    this.moved = false;
    event.stopImmediatePropagation();
  }

  #wheel(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.to(this.at * Math.exp(-event.deltaY / 200), this.#point(event));
  }

  #key(event) {
    const wanted = { "+": this.at * STEP, "=": this.at * STEP, "-": this.at / STEP, 0: 1 }[event.key];
    if (wanted === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.to(wanted);
  }

  // A mark that the keyboard comes to is seen; under a finger the picture stays where it is.
  #follow(mark) {
    if (!mark?.matches(":focus-visible") || this.at === 1) return;
    const [x, y] = placeOf(mark);
    const [wide, high] = [WIDTH / this.at, HEIGHT / this.at];
    const isIn = x > this.x + MARGIN && x < this.x + wide - MARGIN && y > this.y + MARGIN && y < this.y + high - MARGIN;
    if (!isIn) this.#put(x - wide / 2, y - high / 2);
  }
}

function placeOf(mark) {
  return [Number(mark.dataset.x), Number(mark.dataset.y)];
}

function apart([one, other]) {
  return other ? Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) : 0;
}

function between([one, other]) {
  return [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
}

function enhanceZoom(root) {
  for (const view of found(root, "[data-body-chart] .body-view > svg", "zoomReady")) new Zoom(view);
}

enhanceZoom(document);
document.addEventListener("htmx:after:process", (event) => {
  if (event.target instanceof Element) enhanceZoom(event.target);
});
