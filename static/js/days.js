// Days as people type them: as the product shows them (6 Oct 1985), as 1985-10-06, and as 10/6/1985. The server reads them alike
// (practice/formats).
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const LONG = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const WAYS = [
  /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})$/,
  /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})$/,
  /^(?<day>\d{1,2}) (?<name>[a-z]+),? (?<year>\d{4})$/i,
  /^(?<name>[a-z]+) (?<day>\d{1,2}),? (?<year>\d{4})$/i,
];

// → '1985-10-06'; null when the text is no day that there is.
export function dayIn(text) {
  const found = WAYS.map((way) => text.trim().match(way)?.groups).find(Boolean);
  if (!found) return null;
  const month = found.name ? monthOf(found.name.toLowerCase()) : Number(found.month);
  const at = new Date(Date.UTC(Number(found.year), month - 1, Number(found.day)));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === Number(found.day) ? at.toISOString().slice(0, 10) : null;
}

function monthOf(name) {
  return Math.max(MONTHS.indexOf(name), LONG.indexOf(name)) + 1;
}
