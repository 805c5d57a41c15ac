"""Words that models store and rules decide by: choices without a model, so that rules know no database."""

from typing import Final

from django.db.models import TextChoices


class CredentialKind(TextChoices):
    """What a credential allows."""

    LICENCE = "licence", "Licence"
    COMPACT = "compact_privilege", "Compact privilege"
    NEEDLING = "needling_authority", "Needling authority"
    TRAINING = "needling_training", "Needling in supervised training"


# What licenses somebody in a state: domain.md (d), a compact privilege is per state and stored apart from a licence.
LICENCES: Final = (CredentialKind.LICENCE, CredentialKind.COMPACT)


class MuscleCounting(TextChoices):
    """What counts as one muscle; nothing public defines it, so a clinic chooses. Source: domain.md (c)."""

    MERGED = "merged", "Parts and sides of a muscle count once"
    PARTS_SEPARATE = "parts_separate", "Parts of a muscle count apart"
    SIDES_SEPARATE = "sides_separate", "Left and right count apart"
