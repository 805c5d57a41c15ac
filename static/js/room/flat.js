// A session as flat entries, path → value: 'minutes' → 30, 'targets/trapezius_upper|left/needles_in' → 2. Form, device and API
// meet here: two versions are compared path by path. A path that ends in the name of a row has the value true; nothing is null.
import { sameValue } from "../device/values.js";

const PLAIN = [
  "minutes", "location", "indication", "position", "skin_prep", "gloves", "needle_brand", "needle_lot", "needle_expiry",
  "sharps_disposed", "consent_confirmed", "precautions", "response", "other_interventions", "supervisor", "no_injection", "note",
];
const TEXTS = new Set(["location", "indication", "position", "skin_prep", "needle_brand", "needle_lot", "precautions", "response", "other_interventions", "note"]);
const TARGET = [
  "points", "needles_in", "needles_out", "diameter_mm", "length_mm", "technique", "safeguard", "depth_mm", "dwell_minutes", "twitch",
  "familiar_pain", "risk_confirmed", "note", "copied_from",
];
const TARGET_TEXTS = new Set(["technique", "safeguard", "twitch", "note"]);
const EVENT = ["grade", "attribution", "occurred_at", "description", "action_taken", "resolved_on"];
const EVENT_TEXTS = ["description", "action_taken"]; // cleared, they are sent empty
const ESTIM = ["frequency_hz", "pulse_us", "minutes", "intensity", "leads", "device"];
const SETS = ["risk_explained", "education"];
const ROW = /^((?:targets|adverse_events|interventions)\/[^/]+|estim)(\/|$)/;

// Answers that say nothing are null: an empty text, a box that is not ticked. 'No' to a question stays false.
function told(value) {
  return value === "" || value === undefined ? null : value;
}

export function moment(text) {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

// The row that a path belongs to ('targets/x|left', 'estim'); '' for what stands alone.
export function rowOf(path) {
  return path.match(ROW)?.[1] ?? "";
}

// The names of the rows of a list, in their order; those without a muscle or side yet begin with '?'.
export function rows(flat, list) {
  const inside = Object.keys(flat).filter((path) => path.startsWith(`${list}/`) && flat[path] === true && path.split("/").length === 2);
  return inside.map((path) => path.slice(list.length + 1));
}

export function fromDocument(document) {
  const flat = { occurred_at: moment(document.occurred_at) };
  for (const name of PLAIN) flat[name] = told(document[name]) === false ? null : told(document[name]);
  for (const name of SETS) for (const text of document[name] ?? []) flat[`${name}/${text}`] = true;
  flat["rescreen/changes"] = document.rescreen?.changes ?? null;
  flat["rescreen/note"] = told(document.rescreen?.note);
  for (const key of document.rescreen?.positive ?? []) flat[`rescreen/positive/${key}`] = true;
  if (document.estim) addRow(flat, "estim", { ...document.estim, leads: (document.estim.leads ?? []).join("\n") }, ESTIM);
  for (const { measure, phase, side, value, inputs, diary_until } of document.measurements ?? []) {
    const origin = { ...(inputs ? { inputs } : {}), ...(diary_until ? { diary_until } : {}) };
    flat[`measurements/${measure}|${phase}|${side ?? ""}`] = Object.keys(origin).length ? { value, ...origin } : value;
  }
  for (const target of document.targets ?? []) {
    addRow(flat, `targets/${target.muscle}|${target.side}`, { ...target, risk_confirmed: target.risk_confirmed || null }, TARGET);
  }
  for (const { key, minutes, note } of document.interventions ?? []) addRow(flat, `interventions/${key}`, { minutes, note }, ["minutes", "note"]);
  flat.adverse_events = document.adverse_events === null ? null : document.adverse_events?.length ? "listed" : "none";
  for (const event of document.adverse_events ?? []) addRow(flat, `adverse_events/${event.key}`, event, EVENT);
  return flat;
}

function addRow(flat, path, values, names) {
  flat[path] = true;
  for (const name of names) if (told(values[name]) !== null) flat[`${path}/${name}`] = values[name];
}

function rowIn(flat, path, names, texts = new Set()) {
  return Object.fromEntries(names.map((name) => [name, flat[`${path}/${name}`] ?? (texts.has(name) ? "" : null)]));
}

function set(flat, prefix) {
  return Object.keys(flat).filter((path) => path.startsWith(`${prefix}/`) && flat[path] === true).map((path) => path.slice(prefix.length + 1));
}

function filled(row) {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== ""));
}

// The paths of what a list of the body holds, in its order: the API names rows by number.
export function listed(flat, list) {
  if (list === "measurements") return Object.keys(flat).filter((path) => path.startsWith("measurements/") && flat[path] !== null);
  return rows(flat, list).filter((name) => !name.startsWith("?")).map((name) => `${list}/${name}`);
}

function measured(flat) {
  return listed(flat, "measurements").map((path) => {
    const [measure, phase, side] = path.slice("measurements/".length).split("|");
    const value = flat[path];
    return { measure, phase, ...(side ? { side } : {}), ...(typeof value === "object" ? value : { value }) };
  });
}

function rescreened(flat) {
  const changes = flat["rescreen/changes"] ?? null;
  const positive = set(flat, "rescreen/positive").sort();
  const note = flat["rescreen/note"];
  if (changes === null && !positive.length && !note) return null;
  return { changes, positive, ...(note ? { note } : {}) };
}

function went(flat) {
  const found = listed(flat, "adverse_events").map((path) => ({
    key: path.split("/")[1], ...filled(rowIn(flat, path, EVENT)), ...rowIn(flat, path, EVENT_TEXTS, new Set(EVENT_TEXTS)),
  }));
  if (flat.adverse_events === "none") return [];
  return flat.adverse_events === "listed" && found.length ? found : null;
}

function stimulated(flat) {
  if (!flat.estim) return null;
  const { leads, ...settings } = filled(rowIn(flat, "estim", ESTIM));
  return { ...settings, leads: leads ? leads.split("\n").map((lead) => lead.trim()).filter(Boolean) : [] };
}

// The session as the API takes it. What lies in no path is in no field: the id and the episode are the caller's.
export function toBody(flat) {
  const body = { occurred_at: flat.occurred_at };
  for (const name of PLAIN) body[name] = flat[name] ?? (TEXTS.has(name) ? "" : null);
  for (const name of SETS) body[name] = set(flat, name);
  body.rescreen = rescreened(flat);
  body.estim = stimulated(flat);
  body.measurements = measured(flat);
  body.targets = listed(flat, "targets").map((path) => {
    const [muscle, side] = path.slice("targets/".length).split("|");
    const row = rowIn(flat, path, TARGET, TARGET_TEXTS);
    return { muscle, side, ...row, risk_confirmed: row.risk_confirmed === true };
  });
  body.interventions = listed(flat, "interventions").map((path) => ({ key: path.split("/")[1], ...filled(rowIn(flat, path, ["minutes", "note"])) }));
  body.adverse_events = went(flat);
  return body;
}

// The fields of the API in which two versions differ, as the later one has them.
export function changes(before, after) {
  const [old, now] = [toBody(before), toBody(after)];
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => !sameValue(old[name], value)));
}
