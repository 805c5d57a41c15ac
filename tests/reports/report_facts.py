"""One plausible progress report, to be changed a little by each test."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from practice.body_views import BodyChart, Mark, View
from progress.charts import Bar, Event, Point, Trend
from reports.documents import facts as f

PACIFIC = timezone(-timedelta(hours=8), "PST")
NOW = datetime(2026, 11, 22, 14, 2, tzinfo=PACIFIC)
FIRST = date(2026, 9, 28)
LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><circle cx="20" cy="20" r="18" fill="#0b5c5e"/>'
    b'<path d="M8 22q6-8 12 0t12 0" fill="none" stroke="#fff" stroke-width="3"/></svg>'
)
MUSCLES = ("Upper trapezius", "Splenius capitis", "Suboccipitals", "Levator scapulae", "Temporalis")


def week(number, extra=0):
    return FIRST + timedelta(days=7 * number + extra)


SESSION_DAYS = tuple(week(number // 2, 3 * (number % 2)) for number in range(1, 11))


def trend(key, label, values, minimum, maximum, **more):
    points = tuple(Point(week(index * 8 // max(len(values) - 1, 1)), value) for index, value in enumerate(values))
    return Trend(key, label, points, minimum, maximum, sessions=SESSION_DAYS,
                 plan_changes=(Event(week(4), "Strengthening added"),),
                 adverse_events=(Event(week(1, 4), "Bruising, upper trapezius"),), **more)  # fmt: skip


def target(index):
    return f.TargetFacts(
        muscle=MUSCLES[index % 5], side=("right", "left", "bilateral")[index % 3], needles_in=2, needles_out=2,
        size="0.30 × 40", technique=("pistoning", "in situ, 5 min")[index % 2],
        twitch=("yes", "no", "not sought")[index % 3], familiar_pain=index % 2 == 0,
    )  # fmt: skip


def session(index, count):
    return f.SessionFacts(
        on=SESSION_DAYS[index], therapist="Ana Reyes, PT", targets=tuple(target(index + n) for n in range(count)),
        response="Looser at once, mild ache for a day.", pain_before=6 - index * 0.5, pain_after=3.5 - index * 0.3,
        signed=index != 9,
    )  # fmt: skip


def measure(label, unit_words, baseline, latest, **more):
    change = round(latest - baseline, 1)
    given = {"lower_is_better": True, "mcid": None, "mcid_met": None, "mdc": None, "reliable_change": None, **more}
    return f.MeasureFacts(
        label=label, unit_words=unit_words, baseline=baseline, baseline_on=FIRST, latest=latest, latest_on=week(8),
        change=change, percent_change=round(100 * change / baseline, 1), **given,
    )  # fmt: skip


MEASURES = (
    measure("Headache days", "in 28", 20, 9),
    measure("Average pain (NPRS)", "of 10", 5.7, 2, mcid=2, mcid_met=True, mdc=2.4, reliable_change=True),
    measure("Neck disability (NDI)", "of 50", 18, 8, mcid=7.5, mcid_met=True, mdc=10.2, reliable_change=False,
            band_baseline="moderate", band_latest="mild"),
    measure("Headache impact (HIT-6)", "", 64, 58, mcid=8, mcid_met=False, band_baseline="severe impact",
            band_latest="substantial impact"),
    measure("Specific function (PSFS)", "of 10", 4, 7.7, lower_is_better=False, mcid=2, mcid_met=True, mdc=2.1,
            reliable_change=True),
    measure("Rotation, left", "°", 68, 76, lower_is_better=False, mdc=7, reliable_change=True),
)  # fmt: skip
TRENDS = (
    trend("headache_days_28", "Headache days", (20, 15, 9), 0, 28, unit_words="in 28", goal=10),
    trend("nprs_average", "Average pain", (5.7, 5.3, 4.7, None, 4, 3.7, 3, 2.3, 2), 0, 10, unit_words="of 10", mcid=2,
          mdc=2.4, mcid_met=True),
    trend("ndi_raw", "Neck disability (NDI)", (18, 13, 8), 0, 50, unit_words="of 50", mcid=7.5, mdc=10.2),
    trend("hit6", "Headache impact (HIT-6)", (64, 60, 58), 36, 78, mcid=8, mcid_met=False, goal=56),
    trend("psfs", "Specific function", (4, 5.3, 7.7), 0, 10, unit_words="of 10", lower_is_better=False, mcid=2),
)  # fmt: skip


BODY = f.BodyFacts(
    chart=BodyChart((
        View("posterior", "From behind", "_parts/body/posterior.html", (
            Mark("trapezius_upper", "right", "Upper trapezius", "high", False, 330, 280, "9", "9 sessions"),
            Mark("trapezius_upper", "left", "Upper trapezius", "high", False, 170, 280, "2", "2 sessions"),
            Mark("infraspinatus", "left", "Infraspinatus", "standard", False, 120, 390))),
        View("left", "Left side", "_parts/body/lateral.html",
             (Mark("temporalis", "left", "Temporalis", "standard", False, 280, 150, "1", "1 session"),), mirrored=True),
        View("anterior", "From the front", "_parts/body/anterior.html", ()),
    )),
    regions=(Bar("shoulder girdle", 11), Bar("scalp / temple", 1)),
)  # fmt: skip


def report(**changes):
    whole = f.ProgressReportFacts(
        clinic=f.Letterhead(name="Harbor Physical Therapy", address=("12 Quay Street", "Port Townsend, WA 98368"),
                            phone="(360) 555-0142", logo=LOGO),
        patient=f.PatientFacts(name="Ada Testcase", record_number="HC-0001", born_on=date(1985, 3, 4),
                               pronouns="she/her"),
        episode=f.EpisodeFacts(
            condition="Chronic tension-type headache",
            diagnoses=(f.Diagnosis(code="G44.229", words="Chronic tension-type headache, not intractable"),
                       f.Diagnosis(code="M79.18", words="Myalgia, other site")),
            therapist=f.Clinician(name="Ana Reyes", credential="PT, DPT"), started_on=FIRST, covers_from=FIRST,
            covers_to=date(2026, 11, 22), treatment_days=10, referred_by="Dr. June Park",
        ),
        standing=f.Standing(
            tone="good", status="Goal met",
            sentence="Headache days fell from 20 to 9 in 28 days, and pain and disability changed by more than the"
                     " smallest change that matters.",
            responder="Responder at 50 %: headache days are down by 55 %.",
        ),
        measures=MEASURES, trends=TRENDS,
        goals=(f.GoalFacts(words="Headache days at most 10 in 28", latest="9", met=True, due_on=week(8)),
               f.GoalFacts(words="HIT-6 at most 56", latest="58", met=False, due_on=week(10)),
               f.GoalFacts(words="Sleep through five nights a week", latest="–", met=None)),
        sessions=tuple(session(index, 2 + index % 4) for index in range(10)),
        targets_per_muscle=tuple(Bar(muscle, 9 - 2 * index) for index, muscle in enumerate(MUSCLES)),
        body=BODY,
        adverse_events=(f.AdverseEventFacts(on=week(1, 4), what="Bruising, upper trapezius right", grade="mild",
                                            action="Cold pack, advice", outcome="gone after 5 days"),),
        plan=f.PlanFacts(
            frequency="1 to 2 visits a week", duration="8 weeks", starts_on=FIRST, planned_until=date(2026, 11, 30),
            certified_until=date(2026, 11, 30),
            prescriptions=(
                f.PrescriptionFacts(name="Deep neck flexor nods", kind="exercise", dose="2 × 10, hold 10 s, daily",
                                    done_days=17, due_days=20),
                f.PrescriptionFacts(name="Scapular setting", kind="exercise", dose="3 × 12, three days a week",
                                    done_days=12, due_days=20),
                f.PrescriptionFacts(name="Screen at eye height", kind="posture habit", dose="a check every hour")),
        ),
        alerts=(f.Notice(name="Billing", state="Check", tone="watch",
                         words="The number of muscles depends on the payer's way of counting."),),
        clocks=(f.Notice(name="Progress report", state="Due", tone="watch", words="10 of 10 treatment days."),
                f.Notice(name="Certification", state="In force", tone="good", words="Certified until 30 Nov 2026.")),
    )  # fmt: skip
    return replace(whole, **changes)


def signed(**changes):
    by = f.Clinician(name="Ana Reyes", credential="PT, DPT")
    signature = f.Signature(by=by, at=datetime(2026, 11, 22, 22, 0, tzinfo=UTC))
    return report(signature=signature, **changes)


def named(name, **changes):
    return report(patient=f.PatientFacts(name=name, record_number="HC-0002"), **changes)
