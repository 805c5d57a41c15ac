// The rows of a list in a form (muscles, findings, events), and what stands in them. A row keeps its fields, so they are looked for once:
// asking the document anew with every tap costs a slow tablet a visible moment.
const known = new WeakMap();

// Name → its controls, in one walk.
export function byName(fields, nameOf = (field) => field.name) {
  const found = new Map();
  for (const field of fields) {
    const name = nameOf(field);
    if (!found.has(name)) found.set(name, []);
    found.get(name).push(field);
  }
  return found;
}

// The controls of a row, by their names within it ('muscle' of 'targets-0-muscle').
export function inRow(row) {
  if (!known.has(row)) known.set(row, byName(row.querySelectorAll("[name]"), (field) => field.name.split("-").slice(2).join("-")));
  return known.get(row);
}

export function fieldsOf(row, name) {
  return inRow(row).get(name) ?? [];
}

export function entry(row, name) {
  return fieldsOf(row, name)[0];
}

// What is chosen of several; an answer that says nothing is none.
export function chosen(row, name) {
  return fieldsOf(row, name).find((one) => one.checked && one.value !== "");
}

// What stands in the list of a formset and is not taken away.
export function rowsOf(formset) {
  return [...formset.querySelector("[data-rows]").children].filter((row) => row.matches("[data-row]") && !row.hidden);
}

// The rows of the ledger of muscles.
export function targetsOf(form) {
  return rowsOf(form.querySelector("#targets [data-formset]"));
}

// Whether a change in a list says which muscle and side a row is of, or takes the row away.
export function namesRow({ target }) {
  return target.matches("[data-row]") || /-(muscle|side|DELETE)$/.test(target.name);
}
