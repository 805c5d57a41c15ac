// Turns a long <select> into a list with search (the ARIA combobox pattern); the select stays, hidden, and is what is sent.
import { announce, found, labelFor, labelOf } from "./found.js";

const LONG = 9;
let made = 0;

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

class Combobox {
  constructor(select) {
    this.select = select;
    this.options = [...select.options].filter((option) => option.value !== "");
    this.active = -1;
    this.shown = [];
    this.build();
    this.listen();
    this.showChosen();
  }

  build() {
    const id = `combo-${++made}`;
    this.box = document.createElement("div");
    this.box.className = "combo";
    this.input = Object.assign(document.createElement("input"), { type: "text", autocomplete: "off", id: `${id}-input` });
    this.list = Object.assign(document.createElement("ul"), { className: "combo-list", id: `${id}-list`, hidden: true });
    this.list.setAttribute("role", "listbox");
    const label = labelFor(this.select);
    this.list.setAttribute("aria-label", labelOf(this.select));
    const said = { role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(said)) this.input.setAttribute(name, value);
    for (const name of ["aria-describedby", "aria-invalid", "aria-required", "required"]) {
      if (this.select.hasAttribute(name)) this.input.setAttribute(name, this.select.getAttribute(name));
    }
    this.input.disabled = this.select.disabled;
    this.input.placeholder = "Type to search";
    this.takeName(label);
    this.box.append(this.input, this.list);
    this.select.after(this.box);
    this.select.hidden = true;
    this.select.required = false;
  }

  // The visible field takes the id, so that the label and the summary of errors lead to it.
  takeName(label) {
    const id = this.select.id;
    if (!id) return;
    this.select.id = `${id}_choice`;
    this.input.id = id;
    if (label) label.htmlFor = id;
  }

  listen() {
    this.input.addEventListener("input", () => {
      this.open(this.input.value);
      if (this.input.value === "") this.activate(-1);
    });
    this.input.addEventListener("click", () => this.open(""));
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("blur", () => this.leave());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) this.choose(this.shown[Number(item.dataset.at)]);
    });
    this.select.addEventListener("change", () => this.showChosen());
  }

  showChosen() {
    const chosen = this.select.selectedOptions[0];
    this.input.value = chosen && chosen.value !== "" ? chosen.label.trim() : "";
  }

  open(typed) {
    const words = folded(typed).split(/\s+/).filter(Boolean);
    this.shown = this.options.filter((option) => words.every((word) => folded(option.label).includes(word)));
    this.draw();
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    const chosen = this.shown.indexOf(this.select.selectedOptions[0]);
    this.activate(typed ? 0 : chosen);
  }

  draw() {
    let group = null;
    const items = [];
    this.shown.forEach((option, at) => {
      const parent = option.parentElement;
      if (parent instanceof HTMLOptGroupElement && parent !== group) items.push(this.groupItem(parent.label));
      group = parent;
      items.push(this.item(option, at));
    });
    if (!items.length) items.push(this.noneItem());
    this.list.replaceChildren(...items);
  }

  item(option, at) {
    const item = document.createElement("li");
    item.className = "combo-option";
    item.id = `${this.list.id}-${at}`;
    item.dataset.at = at;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(option.selected));
    item.textContent = option.label;
    return item;
  }

  groupItem(label) {
    const item = document.createElement("li");
    item.className = "combo-group";
    item.setAttribute("role", "presentation");
    item.textContent = label;
    return item;
  }

  noneItem() {
    const item = document.createElement("li");
    item.className = "combo-none";
    item.setAttribute("role", "option");
    item.setAttribute("aria-disabled", "true");
    item.textContent = "Nothing matches. Try fewer letters.";
    return item;
  }

  activate(at) {
    this.active = at >= 0 && at < this.shown.length ? at : -1;
    for (const item of this.list.querySelectorAll(".is-active")) item.classList.remove("is-active");
    const item = this.active < 0 ? null : this.list.querySelector(`[data-at="${this.active}"]`);
    if (!item) { this.input.removeAttribute("aria-activedescendant"); return; }
    item.classList.add("is-active");
    this.input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  choose(option) {
    if (!option) return;
    this.select.value = option.value;
    this.close();
    announce(this.select);
  }

  close() {
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  // Leaving an emptied field takes the choice back; leaving half a word restores what was chosen.
  leave() {
    if (this.input.value.trim() === "" && this.select.value !== "") {
      this.select.value = "";
      this.select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.close();
    this.showChosen();
  }

  key(event) {
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) { this.open(""); return; }
      const step = event.key === "ArrowDown" ? 1 : -1;
      const count = this.shown.length;
      this.activate(this.active < 0 && step < 0 ? count - 1 : (this.active + step + count) % count);
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      this.choose(this.shown[this.active]);
    } else if (event.key === "Escape" && isOpen) {
      event.stopPropagation();
      this.close();
      this.showChosen();
    } else if (event.key === "Tab" && isOpen && this.active >= 0) {
      this.choose(this.shown[this.active]);
    }
  }
}

export function enhanceLists(root) {
  for (const select of found(root, ".field select:not([multiple], [data-plain])", "listReady")) {
    if ("search" in select.dataset || select.options.length > LONG) new Combobox(select);
  }
}
