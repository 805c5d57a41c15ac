// The full screen: what is still open, and a way to the next of it; an area answered yes opens its list of muscles. The answers need no script,
// and neither does the field for what is done about a yes: the style sheet shows it.
const form = document.querySelector("[data-screening]");
const said = form.querySelector("[data-open-questions]");

function isOpen(row) {
  return !row.querySelector("input:checked") && !row.closest("[data-questions]").querySelector(".card-foot input").checked;
}

function below(row, kind) {
  if (!row.querySelector('input[value="yes"]').checked) return null;
  let next = row.nextElementSibling;
  while (next && !next.matches(`[data-question], ${kind}`)) next = next.nextElementSibling;
  return next?.matches(kind) ? next : null;
}

function areaOf(row) {
  return below(row, "[data-area]");
}

function emptyPlanOf(row) {
  const plan = below(row, "[data-plan]")?.querySelector("textarea");
  return plan && !plan.value.trim() ? plan : null;
}

function lacksMuscles(row) {
  return Boolean(areaOf(row)?.matches("[data-needs]")) && !areaOf(row).querySelector("input[type=checkbox]:checked");
}

function toNext(place, words) {
  const link = document.createElement("a");
  link.href = `#${place.id}`;
  link.textContent = words;
  return link;
}

function whatIsOpen(rows) {
  const open = rows.filter(isOpen);
  if (open.length) return toNext(open[0].querySelector("[role=radiogroup]"), `${open.length} question${open.length === 1 ? "" : "s"} open`);
  const plan = rows.map(emptyPlanOf).find(Boolean);
  if (plan) return toNext(plan, "Write what you do about it");
  const lacking = rows.find(lacksMuscles);
  return lacking ? toNext(areaOf(lacking).querySelector("fieldset"), "Choose the muscles not to be needled") : "Every question is answered";
}

function tell() {
  said.replaceChildren(whatIsOpen([...form.querySelectorAll("[data-question]")]));
}

form.addEventListener("change", (event) => {
  const row = event.target.closest("[data-question]");
  if (row && areaOf(row)) areaOf(row).querySelector("details").open = true;
  tell();
});
form.addEventListener("input", (event) => {
  if (event.target.closest("[data-plan]")) tell();
});
for (const row of form.querySelectorAll("[data-question]")) if (areaOf(row)) areaOf(row).querySelector("details").open = true;
tell();
