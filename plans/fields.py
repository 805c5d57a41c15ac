"""Which fields of each record people enter: read by forms and by the API alike."""

PLAN = (
    "starts_on",
    "duration_weeks",
    "visits_per_week",
    "times_per_day",
    "treatment_types",
    "interventions",
    "note",
)
GOAL = ("measure", "comparison", "target", "baseline", "due_on", "text")
CERTIFICATION = (
    "kind", "how", "certified_on", "duration_weeks", "certified_by", "referral_on", "taken_at", "taken_by", "read_back",
)  # fmt: skip
DOSE = ("sets", "reps", "hold_seconds", "per_day", "days_per_week")
CLINIC_EXERCISE = ("name", "kind", "purpose", "instructions", "precautions", "avoid", "muscles", "active", *DOSE)
EXERCISE_CONTENT = (
    "name", "kind", "purpose", "instructions", "precautions", "avoid", "muscles", "steps", "checklist",
)  # fmt: skip
PRESCRIPTION = ("exercise", *DOSE, "starts_on", "ends_on", "note", "precaution_reason")
ADHERENCE = ("on", "done", "reason")
DIARY_DAY = ("on", "headache", "intensity", "hours", "medicines", "note")
