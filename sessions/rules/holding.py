"""What a draft of a needling session keeps when it becomes a held visit: the patient was seen, nobody was needled.

Source: domain.md (a), 'Visit states': other exits are cancelled, no show, held (seen, not needled).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from practice.errors import RuleViolation

# What both notes say, and how it is told to people.
STAYS: Final = {
    "minutes": "minutes", "location": "place", "rescreen": "short re-screen", "measurements": "measurements",
    "interventions": "other treatment with its minutes", "other_interventions": "other treatment in words",
    "response": "response", "education": "advice", "note": "note", "adverse_events": "what went wrong",
}  # fmt: skip
# What only a note with needling says.
GOES: Final = {
    "targets": "muscles", "position": "position", "indication": "indication", "estim": "electrical stimulation",
    "consent_confirmed": "consent confirmed today", "risk_explained": "risks explained", "precautions": "precautions",
    "skin_prep": "skin preparation", "gloves": "gloves", "sharps_disposed": "sharps container",
    "needle_brand": "needle brand", "needle_lot": "needle lot", "needle_expiry": "needles' use-by date",
    "no_injection": "no substance injected", "supervisor": "supervisor",
}  # fmt: skip


def kept_in_words(written: Mapping[str, Any]) -> list[str]:
    """What was typed and still applies, in the order of the note."""
    return [words for name, words in STAYS.items() if written.get(name)]


def lost_in_words(written: Mapping[str, Any]) -> list[str]:
    """What was typed and does not apply where nobody was needled, in the order of the note."""
    return [words for name, words in GOES.items() if written.get(name)]


def require_not_needled(needled: Sequence[str]) -> None:
    """A muscle with needles in it was needled, whatever the note is called. `needled` are their names."""
    if needled:
        text = f"Needles were counted in {needled[0]}: this was a needling session."
        raise RuleViolation.of("was_needled", f"{text} Counted by mistake? Set its needles to 0 first.", "targets")
