// The form seen as changes to what the server has: what it cannot show (a measurement of another program, seconds of a time)
// and what nobody touched stays as it is there.
import { sameValue } from "../device/values.js";

export class View {
  // `base` is what the server has, as far as is known; the form shows it now.
  constructor(form, base = {}) {
    this.form = form;
    this.base = base;
    this.shown = form.read();
  }

  // A new session is nowhere yet: everything that the form shows is a change.
  static ofNew(form) {
    const view = new View(form);
    view.shown = {};
    return view;
  }

  mine() {
    const now = this.form.read();
    const mine = {};
    for (const path of new Set([...Object.keys(now), ...Object.keys(this.base)])) {
      const from = sameValue(now[path], this.shown[path]) ? this.base : now;
      if (path in from) mine[path] = from[path];
    }
    return mine;
  }

  // From now on the server has `base`, and the form shows `mine`.
  rebase(base, mine) {
    this.form.write(mine);
    const now = this.form.read();
    this.base = base;
    this.shown = {};
    for (const path of new Set([...Object.keys(now), ...Object.keys(base), ...Object.keys(mine)])) {
      if (path.includes("/?")) continue;
      const shown = sameValue(mine[path], base[path]) ? now[path] : base[path];
      if (shown !== undefined) this.shown[path] = shown;
    }
  }
}
