"""Which risks a consent explains: those of the structures beneath the muscles of the regions agreed to.

Source: muscles.json `region` and `structures_at_risk`; domain.md (b) 6.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any


def regions_of(muscles: Iterable[Mapping[str, Any]]) -> list[str]:
    """The regions in which something may be needled, in the catalogue's order."""
    return list(dict.fromkeys(muscle["region"] for muscle in muscles if not muscle["do_not_needle"]))


def risks_of(
    muscles: Iterable[Mapping[str, Any]], areas: Collection[str], risks: Iterable[Mapping[str, Any]]
) -> list[str]:
    """The keys of the risks in some regions, in the table's order; no region named stands for all of them.

    Source: muscles.json `structures_at_risk`; consent.json `risks` says which structures stand for which risk.
    """
    structures = [
        structure.lower()
        for muscle in muscles
        if not muscle["do_not_needle"] and (not areas or muscle["region"] in areas)
        for structure in muscle["structures_at_risk"]
    ]
    return [
        risk["key"]
        for risk in risks
        if any(word in structure for word in risk["structures"] for structure in structures)
    ]
