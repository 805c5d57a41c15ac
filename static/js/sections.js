// A long form in named sections: a strip of their names that stays on the screen, and how many numbers of a section are entered.
import { found } from "./found.js";

function nameOf(section) {
  return (section.querySelector("h2") ?? section.querySelector("summary")).textContent.trim();
}

function strip(form, sections) {
  const made = document.createElement("nav");
  made.className = "sections no-print";
  made.setAttribute("aria-label", "Sections of this form");
  for (const section of sections) {
    const link = document.createElement("a");
    link.href = `#${section.id}`;
    link.textContent = nameOf(section);
    made.append(link);
  }
  (form.closest("[data-sections-frame]") ?? form).before(made);
  document.documentElement.classList.add("has-sections");
  return made;
}

// The name of the current section stands in the middle of the strip as far as there is room; the page itself does not move.
function show(link) {
  const frame = link.parentElement;
  const left = link.offsetLeft - frame.offsetLeft - (frame.clientWidth - link.offsetWidth) / 2;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  frame.scrollTo({ left, behavior: still ? "instant" : "smooth" });
}

// The section that fills the upper part of the screen is the current one.
function follow(sections, links) {
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const link of links) {
        if (link.hash !== `#${entry.target.id}`) { link.removeAttribute("aria-current"); continue; }
        link.setAttribute("aria-current", "true");
        show(link);
      }
    }
  }, { rootMargin: "-20% 0px -70% 0px" });
  for (const section of sections) seen.observe(section);
}

function tellCount(section) {
  const entries = [...section.querySelectorAll("input[type=number]")];
  const said = document.createElement("span");
  said.className = "section-filled";
  section.querySelector("h2").append(said);
  const tell = () => { said.textContent = ` ${entries.filter((entry) => entry.value !== "").length} of ${entries.length}`; };
  section.addEventListener("input", tell);
  tell();
}

function enhanceSections(root) {
  for (const form of found(root, "form[data-sections]", "sectionsReady")) {
    const sections = [...form.querySelectorAll(".form-section[id]")];
    follow(sections, [...strip(form, sections).children]);
    for (const section of form.querySelectorAll("[data-counted]")) tellCount(section);
  }
}

enhanceSections(document);
document.addEventListener("htmx:after:process", (event) => {
  if (event.target instanceof Element) enhanceSections(event.target);
});
