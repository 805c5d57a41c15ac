// The rows of the ledger of muscles, and what stands in them.
export function entry(row, name) {
  return row.querySelector(`[name$="-${name}"]`);
}

export function chosen(row, name) {
  return row.querySelector(`[name$="-${name}"]:checked:not([value=""])`);
}

export function targetsOf(form) {
  return [...form.querySelectorAll("[data-rows] > [data-target]")].filter((row) => !row.hidden);
}
