"""Which fields of a report people see: read by pages and by the API alike."""

ASKED = ("id", "kind", "format", "episode", "consent", "justification")

DERIVED = (
    "state",
    "progress",
    "problem",
    "requested_by",
    "requested_at",
    "finished_at",
    "pages",
    "sha256",
    "created_at",
    "updated_at",
)
