"""Which fields of each record people enter: read by forms, by the API and by the services alike."""

from patients import fields as patients

VISIT = ("occurred_at", "minutes", "note")

SESSION = (
    "location",
    "indication",
    "position",
    "estim",
    "skin_prep",
    "gloves",
    "needle_brand",
    "needle_lot",
    "needle_expiry",
    "sharps_disposed",
    "rescreen",
    "consent_confirmed",
    "risk_explained",
    "precautions",
    "response",
    "education",
    "supervisor",
    "other_interventions",
    "interventions",
    "no_injection",
)

TARGET = (
    "muscle",
    "side",
    "points",
    "needles_in",
    "needles_out",
    "diameter_mm",
    "length_mm",
    "technique",
    "safeguard",
    "depth_mm",
    "dwell_minutes",
    "twitch",
    "familiar_pain",
    "risk_confirmed",
    "note",
    "copied_from",
)

# What may be copied from the last session: what was done, never what was counted, found or confirmed.
COPIED = ("muscle", "side", "diameter_mm", "length_mm", "technique", "safeguard", "depth_mm")

VISIT_NOTE = ("reason", "location", "rescreen", "interventions", "done", "response", "education")

MEASUREMENT = patients.MEASUREMENT

CHECK_IN = ("hours_after", "answered_at", "soreness", "relief", "headache", "warning_signs", "note")

# What the clinic adds to an answer that raised an alert.
FOLLOW_UP = ("followed_up_at", "follow_up", "called_at", "call")

ADVERSE_EVENT = (
    "kind",
    "grade",
    "attribution",
    "occurred_at",
    "description",
    "action_taken",
    "resolved_on",
)
