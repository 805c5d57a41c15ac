"""Which fields of the clinic's own records people enter: read by forms and by the API alike."""

CLINIC = (
    "name",
    "address",
    "phone",
    "email",
    "timezone",
    "jurisdiction",
    "paper",
    "counting_policy",
    "payer_rule",
    "own_report_every",
    "own_certification_days",
    "minimum_age",
    "calendar_names",
    "remind_hours",
    "takes_requests",
    "emergency_number",
    "opening_hours",
)
INVITED = ("name", "suffix", "roles")
MEMBER = (*INVITED, "working_hours")
CREDENTIAL = (
    "kind", "profession", "jurisdiction", "number", "issued_on", "expires_on", "next_check_on", "suspended_on",
)  # fmt: skip
