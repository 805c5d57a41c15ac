// A search over a long list of chips, folded until it is wanted; what is chosen stays in sight.
import { found } from "./found.js";

let made = 0;

function searchChips(details) {
  const chips = [...details.querySelectorAll(".chip:has(input[type=checkbox])")];
  const box = document.createElement("div");
  box.className = "field";
  box.innerHTML = '<label class="field-label"></label><input type="search" autocomplete="off"><span class="field-hint" role="status"></span>';
  const [label, input, told] = box.children;
  label.htmlFor = input.id = made++ ? `chip-search-${made}` : "chip-search";
  label.textContent = details.dataset.chipSearch;
  details.querySelector(".more-body").prepend(box);
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const chip of chips) chip.hidden = !chip.querySelector("input").checked && !words.every((word) => chip.textContent.toLowerCase().includes(word));
    const left = chips.filter((chip) => !chip.hidden).length;
    told.textContent = words.length ? `${left} of ${chips.length} shown` : "";
  });
}

for (const details of found(document, "[data-chip-search]", "searchReady")) searchChips(details);
