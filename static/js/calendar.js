// Arrow keys move between the fields of the calendar; Tab goes through them as everywhere.
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// The link at each row and column; an appointment of several half hours stands in each of its rows.
function fieldsOf(table) {
  const rows = [...table.tBodies[0].rows];
  const fields = rows.map(() => []);
  rows.forEach((row, at) => {
    let column = 0;
    for (const cell of [...row.cells].slice(1)) {
      while (fields[at][column]) column += 1;
      const link = cell.querySelector("a");
      for (let below = 0; below < cell.rowSpan && at + below < rows.length; below += 1) fields[at + below][column] = { link };
    }
  });
  return fields;
}

function placeOf(fields, link) {
  for (const [row, line] of fields.entries()) {
    const column = line.findIndex((field) => field?.link === link);
    if (column >= 0) return [row, column];
  }
  return null;
}

function neighbour(fields, link, [down, across]) {
  const [row, column] = placeOf(fields, link) ?? [];
  for (let at = row + down, side = column + across; fields[at]?.[side]; at += down, side += across) {
    const found = fields[at][side].link;
    if (found && found !== link) return found;
  }
  return null;
}

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const table = event.target.closest?.("[data-calendar]");
  if (!step || !table || !event.target.matches("td a")) return;
  const first = event.target.closest("td").querySelector("a");
  const found = neighbour(fieldsOf(table), first, step);
  if (!found) return;
  event.preventDefault();
  found.focus();
});
