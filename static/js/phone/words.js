// What is said about days, moments and entries. Words that depend on the day are made when they are shown: tomorrow
// 'today' is yesterday.

export function dayInWords(on, today) {
  if (on === today) return "Today";
  return new Date(`${on}T12:00:00`).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" }).replace(",", "");
}

// Moments are told by the clinic's clock, as its server tells them; until its zone was read, by the phone's.
let timeZone;

export function tellTimesOf(clinic) {
  timeZone = clinic?.timezone || timeZone;
}

export function clock(moment) {
  return new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone });
}

export function dayThere(moment = new Date()) {
  return new Date(moment).toLocaleDateString("sv", { timeZone });
}

// With its day, unless that is this very day in the clinic.
export function momentInWords(moment) {
  const on = dayThere(moment);
  return on === dayThere() ? clock(moment) : `${dayInWords(on, null)}, ${clock(moment)}`;
}

export function headacheInWords({ headache, intensity }) {
  if (!headache) return "no headache";
  return intensity ? `headache, ${intensity} of 10` : "headache";
}

export function sorenessInWords(soreness) {
  return soreness === null ? "a warning sign, soreness not asked" : `soreness ${soreness} of 10`;
}

// An entry in words, its day in front where it is about one.
export function wordsOf({ about = "", words }, today) {
  const [kind, ...named] = about.split(":");
  const on = { diary: named[0], adherence: named[1] }[kind];
  if (!words || !on || (kind === "adherence" && on === today)) return words;
  return `${dayInWords(on, today)}: ${words}`;
}

export function dayHere(moment = new Date()) {
  return moment.toLocaleDateString("sv");
}

// The clinic's day as it was read; past midnight nothing that was read holds any more, and the phone's calendar has to do.
export async function dayOnCalendar(store) {
  const day = (await store.recall("day"))?.value;
  tellTimesOf(day?.clinic);
  return day?.today ?? dayHere();
}
