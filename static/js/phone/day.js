// The day as the phone knows it: what was read last, with what was entered since laid over it.
import { SAVED } from "../device/queue.js";

const LAYERS = { diary: overDiary, adherence: overExercises, checklist: overChecklists, "check-in": overCheckIns };

export function asItStands(read, entries) {
  const day = structuredClone(read ?? { today: null, diary: [], exercises: [], check_ins: [], appointments: [], warning_signs: [], progress: null, clinic: {} });
  for (const entry of entries) {
    const [kind] = entry.about?.split(":") ?? [];
    if (entry.state !== SAVED && LAYERS[kind]) LAYERS[kind](day, entry, entry.about.split(":").slice(1));
  }
  return day;
}

function overDiary(day, { request, state }, [on]) {
  const known = day.diary.find((row) => row.on === on);
  day.diary = day.diary.filter((row) => row.on !== on);
  const undoable = request.verb !== "change" || Boolean(request.before);
  if (request.verb !== "remove") day.diary.push({ ...known, ...request.body, state, undoable });
}

function overExercises(day, { request, state }, [prescription, on]) {
  const found = day.exercises.find((item) => item.prescription === prescription);
  if (found && on === day.today) found.reported = { ...found.reported, ...request.body, state };
}

function overChecklists(day, { request, state }, [prescription]) {
  const found = day.exercises.find((item) => item.prescription === prescription);
  if (!found) return;
  found.checklistState = state;
  for (const item of found.checklist) item.checked = request.body.checked.includes(item.key);
}

function overCheckIns(day, entry, [session, hours]) {
  day.check_ins = day.check_ins.filter((one) => one.session !== session || String(one.hours_after) !== hours);
}
