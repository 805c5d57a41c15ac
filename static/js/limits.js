// Where the screening keeps needles out, as the clinic's server worked it out (sessions/rules/limits.py): told by the page, or by what a
// device keeps of the patient. A muscle that is ruled out says so as soon as it is chosen, on the chart and in its row.
import { chosen, entry } from "./rows.js";

const told = document.querySelector("script#room");
const followers = [];
let words = new Map();
if (told) hear(JSON.parse(told.textContent).limits ?? []);

function hear(limits) {
  words = new Map(limits.map((limit) => [`${limit.muscle} ${limit.side}`, limit.words]));
}

// `limits`: { muscle, side, words } of each muscle and side; side is '' for as long as nobody has said which.
export function tellLimits(limits) {
  hear(limits);
  for (const follow of followers) follow();
}

// Calls back now and whenever other limits are told.
export function followLimits(follow) {
  followers.push(follow);
  follow();
}

// → why no needle goes in, or ''.
export function limitOf(muscle, side) {
  return words.get(`${muscle} ${side}`) ?? "";
}

export function limitIn(row) {
  return limitOf(entry(row, "muscle")?.value, chosen(row, "side")?.value ?? "");
}
