"""The unit examples of the reference about signing a note, each through the API; their words are not ours, their codes
are those of the contract.
"""

import re

import pytest

from patients.models import Consent
from practice.models import Credential
from tests.factories import patients
from tests.factories.sessions import TARGET, signable_session, signed_session, treatable_episode
from tests.reference_tables import UNIT_EXAMPLES

CODES = {
    "needle_count_mismatch": "needle_count_mismatch", "do_not_needle_muscle": "do_not_needle",
    "no_consent": "consent_missing", "license_or_endorsement": "license_or_endorsement",
    "red_flag_open": "red_flag_open",
}  # fmt: skip
NOTES = {example["input"]: example["expect"] for example in UNIT_EXAMPLES["note_validation"]}
CANNOT = "cannot sign: "


def targets_of(told):
    """The muscle and the counts that an example names."""
    counts = {name: int(number) for name, number in re.findall(r"(needles_(?:in|out)) (\d+)", told)}
    muscle = re.findall(r"muscle (\w+)", told)
    known = {"needles_out": counts.get("needles_in", 2), **counts}
    return [{**TARGET, **known, **({"muscle": muscle[0]} if muscle else {})}]


def session_of(cast, told):
    """A note that is complete but for what the example says."""
    if told.startswith("no consent"):
        episode = patients.episode(cast, icd10=["G44.229"])
        patients.screening(cast, episode)
        assert not Consent.objects.filter(episode=episode).exists()
        return signable_session(cast, episode)
    if told.startswith("clinician not authorised"):
        Credential.objects.filter(membership=cast.members["ana"]).exclude(kind="licence").delete()
    if told.startswith("red flag positive"):
        flagged = {"changes": True, "positive": ["myelo_hand_gait"]}
        return signable_session(cast, treatable_episode(cast), rescreen=flagged)
    return signable_session(cast, treatable_episode(cast), targets=targets_of(told))


@pytest.mark.parametrize("told", [told for told, expect in NOTES.items() if expect.startswith(CANNOT)])
def test_a_note_of_the_examples_cannot_be_signed(cast, api, told):
    answer = api("ana").post(f"sessions/{session_of(cast, told).pk}/sign/")
    assert answer.status_code == 409
    code = CODES[NOTES[told].removeprefix(CANNOT)]
    assert code in {blocker["code"] for blocker in answer.json()["blockers"]}


def test_a_signed_note_is_not_edited_and_an_addendum_is_offered(cast, api):
    assert NOTES["edit of a signed note"] == "rejected; offer addendum"
    session = signed_session(cast)
    tag = api("ana").get(f"sessions/{session.pk}/")["ETag"]
    refused = api("ana").patch(f"sessions/{session.pk}/", {"note": "Changed."}, HTTP_IF_MATCH=tag)
    assert refused.status_code == 409
    assert "addendum" in refused.json()["detail"].lower()
    added = api("ana").post(f"sessions/{session.pk}/addenda/", {"text": "As I remember it.", "reason": "Left out"})
    assert added.status_code == 201


def test_every_example_is_taken():
    assert len(NOTES) == 6
    assert {expect.removeprefix(CANNOT) for expect in NOTES.values() if expect.startswith(CANNOT)} == set(CODES)
