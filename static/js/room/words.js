// Entries in the words of the form: what a path is called, and what a value says.
import { textOf } from "./zone.js";

const EMPTY = "nothing";

export class Words {
  constructor(sessionForm) {
    this.of = sessionForm;
    this.muscles = new Map(JSON.parse(document.getElementById("hazards")?.textContent ?? "[]").map(({ key, name }) => [key, name]));
  }

  // 'Upper trapezius, left: needles in'
  label(path) {
    const [list, key, name] = path.split("/");
    if (list === "targets" || list === "adverse_events") {
      const row = this.#row(list, key);
      return name ? `${row}: ${lower(this.#named(path) ?? plain(name))}` : row;
    }
    return this.#named(path) ?? plain(path.split("/").join(" "));
  }

  // The same for several paths of one row: 'Needles in 2, twitch yes'.
  value(paths, values) {
    if (paths.length === 1) return this.#single(paths[0], values[0]);
    const told = paths.map((path, at) => [path, values[at]]).filter(([, value]) => value !== null && value !== true);
    if (values.every((value) => value === null)) return "removed";
    return told.map(([path, value]) => `${lower(plain(path.split("/").at(-1)))} ${this.#single(path, value)}`).join(", ") || "there";
  }

  #single(path, value) {
    if (value === null || value === undefined) return EMPTY;
    if (value === true) return "yes";
    if (value === false) return "no";
    if (path === "occurred_at") return value.startsWith("?") ? value.slice(1) : textOf(value, this.of.zone);
    if (typeof value === "object") return String(value.value ?? JSON.stringify(value.inputs));
    return this.#chosen(path, value) ?? String(value);
  }

  #chosen(path, value) {
    const control = this.of.controlOf(path);
    const found = control?.type === "radio"
      ? this.of.form.querySelector(`[name="${CSS.escape(control.name)}"][value="${CSS.escape(String(value))}"]`)?.closest("label")
      : [...(control?.options ?? [])].find((option) => option.value === String(value));
    return found?.textContent.trim();
  }

  #row(list, key) {
    if (key.startsWith("?")) return list === "targets" ? "A muscle without name or side" : "Something that went wrong";
    const [first, side] = key.split("|");
    if (list === "targets") return `${this.muscles.get(first) ?? plain(first)}, ${side}`;
    return plain(first);
  }

  #named(path) {
    const control = this.of.controlOf(path);
    if (!control || control.matches("[data-row]")) return null;
    const told = control.type === "radio" || (control.type === "checkbox" && !control.closest(".check"))
      ? control.closest("fieldset")?.querySelector("legend")
      : control.labels?.[0];
    return told?.firstChild?.textContent?.trim() || told?.textContent.trim() || null;
  }
}

function plain(name) {
  const words = name.replaceAll(/[_|]/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function lower(text) {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
