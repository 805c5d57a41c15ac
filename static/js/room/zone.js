// Times of the clinic: what a person reads in the form ('2026-11-27 07:10') and the moment that it stands for.
import { dayIn } from "../days.js";

const TYPED = /^(?<day>.+?)(?:,? |T)(?<clock>\d\d:\d\d(?::\d\d)?)\s*(?<offset>Z|[+-]\d\d:\d\d)?$/i;
const HOUR = 3600_000;

// The clock on the clinic's wall at a moment, as if it were UTC.
function wall(at, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
  }).formatToParts(at);
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
}

// The moments that a clock on the wall can stand for: one; none or two where the clocks changed.
function readings(clock, zone) {
  const found = [-26, 26].map((hours) => clock - (wall(clock + hours * HOUR, zone) - (clock + hours * HOUR)));
  return [...new Set(found)].filter((at) => wall(at, zone) === clock);
}

// → the moment in ISO form; null when it is not written as one, or the clocks changed and it does not say which one is meant.
export function momentOf(text, zone) {
  const { day: typed, clock, offset } = text.trim().match(TYPED)?.groups ?? {};
  const day = typed && dayIn(typed);
  const wanted = day && Date.parse(`${day}T${clock}${offset?.toUpperCase() ?? "Z"}`);
  if (!wanted) return null;
  if (offset) return new Date(wanted).toISOString();
  const found = readings(wanted, zone);
  return found.length === 1 ? new Date(found[0]).toISOString() : null;
}

export function textOf(iso, zone) {
  const at = Date.parse(iso);
  const clock = wall(at, zone);
  const text = new Date(clock).toISOString().slice(0, 16).replace("T", " ");
  if (readings(clock, zone).length === 1) return text;
  const ahead = Math.round((clock - at) / 60_000);
  const two = (number) => String(Math.trunc(Math.abs(number))).padStart(2, "0");
  return `${text}${ahead < 0 ? "-" : "+"}${two(ahead / 60)}:${two(ahead % 60)}`;
}

// '12:04', on the clinic's clock.
export function clockOf(iso, zone) {
  return textOf(iso, zone).slice(11, 16);
}

// '12 Nov', on the clinic's calendar.
export function shortDay(iso, zone) {
  return new Date(`${textOf(iso, zone).slice(0, 10)}T12:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
}
