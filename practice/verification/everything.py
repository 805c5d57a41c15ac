"""Every clinic's records, trail and rows, one clinic after the other."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from practice import chain, scoping
from practice.models import Clinic
from practice.verification.records import lost, problems_of, sealed_rows
from practice.verification.rows import unseen_changes


@dataclass(slots=True)
class Verified:
    """How many signed records were looked at, what is wrong, and by clinic how far the chain of its trail goes."""

    records: int = 0
    findings: list[str] = field(default_factory=list)
    trails: dict[str, dict[str, Any]] = field(default_factory=dict)


def verify_everything(*, noted: Collection[str] = ()) -> Verified:
    """Look through all clinics. `noted` are hashes of trails from an earlier time; each must still be in a chain."""
    told, missing = Verified(), set(noted)
    for clinic in Clinic.objects.order_by("slug"):
        with scoping.clinic_in_force(clinic.pk):
            found: list[str] = []
            for row in sealed_rows():
                told.records += 1
                found += problems_of(row)
            found += [*lost(), *chain.broken(), *unseen_changes()]
            told.findings += [f"{clinic.slug}: {finding}" for finding in found]
            told.trails[clinic.slug] = chain.heads()
            missing -= {head for head in missing if chain.is_held(head)}
    told.findings += [f"No trail holds {head} any more" for head in sorted(missing)]
    return told
