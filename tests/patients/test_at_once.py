"""Two records merged while somebody else writes in them, and merges at the same moment."""

from django.utils import timezone

from patients.models import EpisodeOfCare, Patient, PatientMerge
from practice import scoping
from tests.factories import patients as make
from tests.plans.test_at_once import at_once
from tests.sessions.test_at_once import while_open


def two_records(cast):
    with scoping.clinic_in_force(cast.here.pk):
        twin = make.patient(cast, given_name="Pia", date_of_birth=cast.pia.date_of_birth)
        make.ready_episode(cast, of=twin)
    return cast.pia, twin


def test_the_same_merge_twice_at_once_is_done_once(committed):
    pia, twin = two_records(committed)
    assert at_once(committed, lambda: make.merge(committed, twin, kept=pia)) == ["done", "refused"]
    with scoping.clinic_in_force(committed.here.pk):
        assert PatientMerge.objects.count() == 1


def test_two_merges_against_each_other_leave_one_person(committed):
    pia, twin = two_records(committed)
    ways = iter([(pia, twin), (twin, pia)])

    def merged():
        kept, other = next(ways)
        make.merge(committed, other, kept=kept)

    assert at_once(committed, merged) == ["done", "refused"]
    with scoping.clinic_in_force(committed.here.pk):
        assert Patient.objects.filter(merged_into__isnull=True, given_name="Pia").count() == 1


def test_an_episode_begun_meanwhile_is_not_left_in_the_merged_record(committed):
    pia, twin = two_records(committed)
    later = while_open(
        committed, lambda: make.merge(committed, twin, kept=pia), lambda: make.episode(committed, of=twin)
    )
    assert later == ["RecordIsMerged"]
    with scoping.clinic_in_force(committed.here.pk):
        assert not EpisodeOfCare.objects.filter(patient=twin).exists()


def test_a_merge_waits_for_an_episode_that_begins(committed):
    pia, twin = two_records(committed)
    later = while_open(
        committed, lambda: make.episode(committed, of=twin), lambda: make.merge(committed, twin, kept=pia)
    )
    assert later == ["done"]
    with scoping.clinic_in_force(committed.here.pk):
        assert EpisodeOfCare.objects.filter(patient=pia).count() == 2


def test_an_episode_that_was_read_before_the_merge_is_changed_after_it(committed):
    pia, twin = two_records(committed)
    with scoping.clinic_in_force(committed.here.pk):
        read = EpisodeOfCare.objects.select_related("patient").get(patient=twin)
    later = while_open(
        committed,
        lambda: make.merge(committed, twin, kept=pia),
        lambda: make.services.refer_out(
            actor=committed.actor("ana"), episode=read, reason="Dr. Ola (synthetic)", now=timezone.now()
        ),
    )
    assert later == ["done"]
    with scoping.clinic_in_force(committed.here.pk):
        row = EpisodeOfCare.objects.get(pk=read.pk)
        assert (row.patient_id, row.state) == (pia.pk, "referred_out")


def test_two_desks_that_register_one_person_at_once_are_asked(committed):
    def register():
        make.patient(committed, given_name="Una", confirm_duplicate=False)

    assert at_once(committed, register) == ["done", "refused"]
