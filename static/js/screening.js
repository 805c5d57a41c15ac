// The full screen: how many questions are still open, and a way to the next of them. The answers themselves need no script.
const form = document.querySelector("[data-screening]");
const said = form.querySelector("[data-open-questions]");

function isOpen(row) {
  return !row.querySelector("input:checked") && !row.closest("[data-questions]").querySelector(".card-foot input").checked;
}

function toNext(open) {
  const link = document.createElement("a");
  const place = open[0].querySelector("[role=radiogroup]");
  link.href = `#${place.id}`;
  link.textContent = `${open.length} question${open.length === 1 ? "" : "s"} open`;
  return link;
}

function tell() {
  const open = [...form.querySelectorAll(".questions tbody tr")].filter(isOpen);
  said.replaceChildren(open.length ? toNext(open) : "Every question is answered");
}

form.addEventListener("change", tell);
tell();
