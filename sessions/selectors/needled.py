"""Whether a visit had needles: the safety of a patient asks, and does not know the sessions."""

from django.db.models import Exists, OuterRef

from patients.selectors.safety import NEEDLED
from sessions.models import Target


@NEEDLED.answered_by
def was_needled(visit: OuterRef) -> Exists:
    """Whether a needle went in; what was only planned, or treated otherwise, is no needling."""
    return Exists(Target.objects.filter(session=visit, needles_in__gt=0))
