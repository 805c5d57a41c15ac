"""Which fields of each record people enter: read by forms and by the API alike."""

PATIENT = (
    "given_name",
    "family_name",
    "preferred_name",
    "pronouns",
    "sex",
    "date_of_birth",
    "phone",
    "email",
    "address",
    "emergency_contact",
    "no_reminders",
    "allergies",
    "acute_medicine",
)
APPOINTMENT = ("patient", "therapist", "starts_at", "ends_at", "kind", "episode", "note")
REQUEST = ("name", "phone", "email", "symptoms", "times", "wishes", "may_contact")
EPISODE = ("patient", "condition", "icd10", "therapist", "started_on", "payer_rule")
DISCHARGE = ("outcome", "discharge_summary", "discharged_on")
SCREENING = (
    "episode",
    "answered_at",
    "positive",
    "red_flags",
    "unanswered",
    "limited_muscles",
    "limited_sides",
    "precautions",
    "precaution_plans",
    "asked",
)
OVERRIDE = ("item", "holds_on", "reason")
CLEARANCE = ("item", "given_by", "given_on", "reason")
CONSENT = (
    "episode",
    "text_version",
    "scope",
    "regions",
    "areas",
    "signed_how",
    "signature",
    "signed_on",
    "signed_name",
    "guardian_name",
    "guardian_relation",
    "assent",
    "copy_given",
    "expires_on",
)
ASSESSMENT = (
    "complaint",
    "headache_side",
    "headache_quality",
    "triggers",
    "history",
    "medicines",
    "posture",
    "examination",
    "icd10",
    "impression",
)
ASSESSMENT_VISIT = ("minutes", "red_flags")
FINDING = ("muscle", "side", "taut_band", "familiar_pain", "tenderness", "referral", "note")
HEADACHE = (
    "name",
    "days_per_month",
    "months",
    "attack_hours",
    "usual_intensity",
    "worst_intensity",
    "where",
    "quality",
    "worse_with_activity",
    "nausea",
    "light",
    "sound",
    "aura",
    "aura_first",
    "aura_long",
    "aura_weakness",
    "triggers",
    "own_triggers",
    "onset",
    "medicine_days",
    "chosen",
    "answers",
)
MEASUREMENT = ("measure", "phase", "side", "value", "inputs", "diary_until")
ADDENDUM = ("text", "reason")
