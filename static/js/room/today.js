// Today without network: who is expected, the open drafts, and what waits on this device, as rows that lead to the session.
import { piece, same, settle } from "../device/pieces.js";
import { STATE } from "./shelf.js";
import { clockOf, textOf } from "./zone.js";

export const newAt = (episode) => `/episodes/${episode}/sessions/new/`;
export const draftAt = (session) => `/sessions/${session}/`;

// `day` as day.js keeps it (null when there is none), `work` of the store, `kinds` the words for kinds of visits. → elements; what says
// the same as before is the same element, so that looking again takes no focus away.
export function todayOf(day, work, kinds) {
  const waiting = work.filter(({ state }) => state === STATE || state === "unreadable");
  const found = waiting.length ? [listOf("Not sent yet", waiting.map(waitingRow))] : [];
  if (!day) return found.length ? found : [still("t-nothing")];
  const begun = new Map(day.drafts.toReversed().map((draft) => [draft.episode, draft]));
  const booked = day.appointments.flatMap((row) => expected(day, row, begun, kinds));
  const known = new Set(day.appointments.map(({ patient }) => patient));
  const drafts = day.drafts.map((draft) => ({ key: draft.id, time: textOf(draft.occurred_at, day.timezone), name: draft.name, to: draftAt(draft.id), state: "draft" }));
  const others = day.episodes.filter(({ id, patient }) => !known.has(patient) && !begun.has(id));
  found.push(booked.length ? listOf("Appointments", booked) : still("t-empty-list"));
  if (drafts.length) found.push(listOf("Notes to sign", drafts));
  if (others.length) found.push(listOf("Also in your care today", others.map(({ id, name, condition_name: sub }) => ({ key: id, name, sub, to: newAt(id) }))));
  return found;
}

// A row for each course of care of the patient: a session is of one of them.
function expected({ episodes, timezone }, { id: key, patient, name, starts_at: at, kind, state }, begun, kinds) {
  const [time, own] = [clockOf(at, timezone), episodes.filter((one) => one.patient === patient)];
  if (!own.length) return [{ key, time, name, sub: `${kinds[kind]}, no course of care yet`, state }];
  return own.map(({ id, condition_name: care }) => {
    const draft = begun.get(id);
    return { key: `${key} ${id}`, time, name, sub: `${kinds[kind]}, ${care}${draft ? ", draft begun" : ""}`, to: draft ? draftAt(draft.id) : newAt(id), state };
  });
}

function waitingRow({ seq: key, state, session, episode, version, words }) {
  if (state === "unreadable") return { key, name: "A session", state };
  return { key, name: words, to: version === null ? newAt(episode) : draftAt(session), state: "here" };
}

function rowOf({ time, name, sub, to, state }) {
  const row = piece("t-row", { time, name, sub });
  const link = row.querySelector("a");
  if (to) link.href = to;
  if (state) row.querySelector("[data-state]").append(piece(`t-state-${state}`, {}));
  return row;
}

function listOf(title, rows) {
  const list = same(`list ${title}`, null, () => piece("t-list", { title }));
  settle(list.querySelector("ul"), rows.map((row) => same(`${title} ${row.key}`, row, () => rowOf(row))));
  return list;
}

function still(id) {
  return same(id, null, () => piece(id, {}));
}
