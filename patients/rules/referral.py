"""What an open red flag asks of whoever reads it, in words: an emergency call, a referral today, or a referral.

Source: screening.json, `actions` and `result_rule` 1 and 2; domain.md (a), 'referred_out'; the words are a
project choice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

EMERGENCY, URGENT, REFER = "emergency", "refer_urgent", "refer"
TITLES: Final = {
    EMERGENCY: "Red flag: call 911",
    URGENT: "Red flag: refer today",
    REFER: "Red flag: refer",
}  # the gravest first
TEXTS: Final = {
    EMERGENCY: "Do not needle. Call 911 and stay with the patient until help is there; a patient who is not here is "
    "told to call at once. Then refer, and name who receives the patient.",
    URGENT: "Do not needle. Speak with a physician or an emergency department on the same day, refer, and name who "
    "receives the patient.",
    REFER: "Do not needle. Write to or telephone the responsible clinician, refer, and name who receives the patient.",
}
SHORT: Final = {EMERGENCY: "emergency", URGENT: "same-day contact", REFER: "refer"}


@dataclass(frozen=True, slots=True)
class Referral:
    """What the gravest of the open red flags asks for, and each flag with what it asks by itself."""

    action: str
    title: str
    text: str
    flags: tuple[tuple[str, str], ...]

    @property
    def is_emergency(self) -> bool:
        """Whether the emergency number is to be called."""
        return self.action == EMERGENCY


def referral_for(keys: Iterable[str], screening: Mapping[str, Any]) -> Referral | None:
    """What open red flags ask for; None without one. A flag that the form does not know asks for a referral."""
    known = {flag["key"]: flag for flag in screening["red_flags"]}
    asked = [(_label(key, known), known.get(key, {}).get("action", REFER)) for key in keys]
    action = next((one for one in TITLES if one in {found for _, found in asked}), None)
    if action is None:
        return None
    gravest_first = sorted(asked, key=lambda flag: list(TITLES).index(flag[1]))
    flags = tuple((label, SHORT[found]) for label, found in gravest_first)
    return Referral(action, TITLES[action], TEXTS[action], flags)


def _label(key: str, known: Mapping[str, Mapping[str, Any]]) -> str:
    return str(known[key]["label"]) if key in known else key.replace("_", " ").capitalize()
