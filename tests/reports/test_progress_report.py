"""The progress report as a file: what it says, that it is accessible, and that it is always the same."""

import re
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from practice.body_views import BodyChart
from progress.charts import Trend
from reports.documents import facts as f
from reports.documents.progress_report import render_progress_report

from .report_facts import FIRST, LOGO, NOW, named, report, session, signed


def rendered(facts):
    return render_progress_report(facts, timestamp=NOW)


def reader(facts):
    return PdfReader(BytesIO(rendered(facts).pdf))


def words(facts):
    """The text of every page, without line ends and without the invisible marks of writing direction."""
    said = " ".join(page.extract_text() for page in reader(facts).pages)
    return re.sub(r"\s+", " ", re.sub("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", said))


def fonts(pdf):
    found = {}
    for page in pdf.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            found[font["/BaseFont"]] = font
    return found


def tags(element, found=None):
    found = [] if found is None else found
    if "/S" in element:
        found.append(element)
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        if hasattr(kid := kid.get_object(), "get"):
            tags(kid, found)
    return found


def structure(pdf):
    return tags(pdf.trailer["/Root"]["/StructTreeRoot"])


@pytest.fixture(scope="module")
def usual():
    return reader(report())


def test_it_says_who_where_they_stand_and_how_care_went():
    said = words(report())
    for expected in (
        "Harbor Physical Therapy", "(360) 555-0142", "Ada Testcase", "HC-0001", "G44.229", "Ana Reyes, PT, DPT",
        "28 Sep 2026 to 22 Nov 2026", "Goal met", "Responder at 50 %", "✓ met (7.5)", "no (10.2)", "not met (8)",
        "moderate → mild", "Headache days down from 20 to 9 in 28", "Headache days at most 10 in 28", "not met yet",
        "in situ, 5 min", "Pain 6 → 3.5. Looser at once", "Bruising, upper trapezius right", "gone after 5 days",
        "1 to 2 visits a week", "2 × 10, hold 10 s, daily", "17 of 20 days", "not reported",
        "Certified until 30 Nov 2026.",
    ):  # fmt: skip
        assert expected in said, expected


def test_values_of_drafts_carry_a_mark_that_a_footnote_explains():
    whole = report()
    marked = replace(whole.measures[0], latest_draft=True)
    goal = replace(whole.goals[0], draft=True)
    drafts = replace(whole, measures=(marked, *whole.measures[1:]), goals=(goal, *whole.goals[1:]),
                     standing=replace(whole.standing, responder_draft=True))  # fmt: skip
    said = words(drafts)
    assert f"{marked.latest:g} †" in said
    assert f"{goal.latest} †" in said
    assert f"{whole.standing.responder} †" in said
    assert "† from a note that is a draft, not signed." in said
    assert "†" not in words(whole)


def test_every_page_names_patient_record_and_number_of_pages(usual):
    for number, page in enumerate(usual.pages, start=1):
        said = page.extract_text()
        assert "Ada Testcase" in said
        assert "record HC-0001" in said
        assert f"Page {number} of {len(usual.pages)}" in said
        assert "Generated 22 Nov 2026 14:02 PST" in said


def test_pages_are_counted():
    document = rendered(report())
    assert document.pages == len(PdfReader(BytesIO(document.pdf)).pages) == 4


def test_a_draft_says_so_on_every_page_until_it_is_signed(usual):
    assert all("DRAFT" in page.extract_text() and "not signed" in page.extract_text() for page in usual.pages)
    said = words(signed())
    assert "DRAFT" not in said
    assert "the last one by Ana Reyes, PT, DPT on 22 Nov 2026 22:00 UTC" in said


def test_it_keeps_both_standards_and_embeds_its_fonts(usual):
    document = rendered(report())
    assert (document.standards, document.warnings) == (["ua-1", "a-2a"], [])
    for name, font in fonts(usual).items():
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor), name
        assert "NotoSans" in name


def test_it_is_tagged_and_has_title_and_language(usual):
    root = usual.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert usual.metadata.title == "Progress report, record HC-0001, 22 Nov 2026"
    assert usual.metadata.author == "Harbor Physical Therapy"


def test_the_name_of_the_patient_stays_out_of_the_metadata(usual):
    assert not [value for value in usual.metadata.values() if "Ada" in str(value)]


def test_headings_and_table_heads_are_marked_up(usual):
    kinds = [element["/S"] for element in structure(usual)]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") >= 7
    assert kinds.count("/Table") == 5
    assert kinds.count("/TH") >= 5 * 4


def test_every_figure_has_words_for_who_cannot_see_it(usual):
    alternatives = [element.get("/Alt") for element in structure(usual) if element["/S"] == "/Figure"]
    assert len(alternatives) == 8
    assert all(alternatives)
    assert any("Shaded band" in alternative for alternative in alternatives)
    body = next(alternative for alternative in alternatives if alternative.startswith("Body chart"))
    assert "From behind: Upper trapezius, right, high risk: 9 sessions; Upper trapezius, left" in body
    assert "Left side: Temporalis, left: 1 session." in body
    assert "Infraspinatus" not in body


@pytest.mark.parametrize(
    "name",
    ["Zoë Müller-Çelik", "Nguyễn Thị Ánh", "Łucja Żółć", "Ελένη Παππά", "Юлия Щукина", "王小明", "陳喆堃", "김민준"],
)
def test_names_print_as_they_are_written(name):
    assert name in words(named(name))
    assert rendered(named(name)).standards == ["ua-1", "a-2a"]


@pytest.mark.parametrize(("name", "face"), [("محمد عبد الرحمن", "NotoSansArabic"), ("שרה כהן", "NotoSansHebrew")])
def test_names_from_right_to_left_print_in_their_script(name, face):
    facts = named(name)
    pdf = reader(facts)
    letters = set(name) - {" "}
    assert letters <= set(words(facts))
    assert any(face in font for font in fonts(pdf))
    assert rendered(facts).standards == ["ua-1", "a-2a"]


def test_a_character_without_glyph_is_flagged_by_number_and_still_printed():
    document = rendered(named("Ada ᚠ"))
    assert document.standards == []
    assert "U+16A0" in document.warnings[0]
    assert "Ada" not in document.warnings[0]
    pdf = PdfReader(BytesIO(document.pdf))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert document.pages == 4


def test_the_same_facts_at_the_same_time_give_the_same_bytes():
    assert rendered(report()).pdf == rendered(report()).pdf
    later = render_progress_report(report(), timestamp=NOW + timedelta(minutes=1))
    assert later.pdf != rendered(report()).pdf
    assert later.content_hash == rendered(report()).content_hash


def test_the_hash_follows_the_content_and_not_the_signature():
    assert rendered(report()).content_hash == rendered(signed()).content_hash
    assert rendered(report()).content_hash != rendered(named("Someone Else")).content_hash
    assert rendered(report()).content_hash[:16] in words(report())


def test_four_threads_make_the_same_reports_as_one():
    many = [named(f"Patient {number}") for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        assert [d.pdf for d in pool.map(rendered, many)] == [rendered(facts).pdf for facts in many]


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("us-letter", (612, 792))])
def test_the_clinic_chooses_its_paper(paper, size):
    box = reader(report(paper=paper)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_an_episode_without_anything_yet_says_so():
    empty = dict.fromkeys(
        ("measures", "goals", "sessions", "alerts", "clocks", "targets_per_muscle", "adverse_events"), ()
    )
    bare = report(
        trends=(Trend("hit6", "HIT-6", (), 36, 78),),
        plan=None,
        body=f.BodyFacts(chart=BodyChart(()), regions=()),
        **empty,
    )
    said = words(bare)
    for expected in ("No measure has been recorded yet.", "There is nothing to draw yet.", "No plan is in force."):
        assert expected in said
    assert rendered(bare).standards == ["ua-1", "a-2a"]


@pytest.mark.parametrize("more", [{}, {"clocks": ()}, {"justification": "Rotation is still limited. " * 9}])
def test_the_signature_never_stands_alone_on_the_last_page(more):
    """Wherever the page ends: the course grows by one line after the other."""
    event = report().adverse_events
    for lines in range(1, 16):
        *_, last = reader(report(adverse_events=event * lines, **more)).pages
        said = last.extract_text().split("signature")[0]
        before = said.replace("Ana Reyes, PT, DPT", "").replace("Harbor Physical Therapy", "")
        end = "still limited" if more.get("justification") else "hour" if more else "Certified until 30 Nov 2026."
        assert end in before, (lines, said)


def test_the_head_of_the_session_table_repeats_and_nothing_is_lost_between_pages():
    course = tuple(replace(session(index % 10, 6), response=f"Answer number {index}.") for index in range(30))
    pages = [page.extract_text() for page in reader(report(sessions=course)).pages]
    on = [page for page in pages if "Answer number" in page]
    assert len(on) >= 4
    assert all("In / out" in page for page in on)
    assert all(f"Answer number {index}." in "".join(pages) for index in range(30))


def test_one_huge_session_is_printed_whole():
    said = words(report(sessions=(replace(session(0, 40), response="Word " * 2000),)))
    assert said.count("Word") == 2000
    assert said.count("0.30 × 40") == 40
    assert "continued" in said


def test_a_needle_count_that_differs_is_printed_as_it_is():
    wrong = replace(session(0, 1), targets=(replace(session(0, 1).targets[0], needles_out=1),))
    assert "2 / 1" in words(report(sessions=(wrong,)))


@pytest.mark.parametrize(
    "text", ['#panic("x")', "*bold* _it_ = $x$ @ref <label>", "</text><script>", "\\u{0}\x00\x07", "a" * 500]
)
def test_free_text_is_printed_and_never_run(text):
    event = f.AdverseEventFacts(on=FIRST, what=text, grade="mild")
    document = rendered(report(adverse_events=(event,), justification=text, clinic=f.Letterhead(name=text)))
    assert document.standards == ["ua-1", "a-2a"]
    assert text[:20].split("\x00")[0] in words(report(justification=text))


def png():
    """One teal pixel."""
    parts = ((b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(b"\x00\x0b\x5c\x5e")))
    chunks = (
        struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in (*parts, (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize("logo", [png(), b'<?xml version="1.0"?>' + LOGO, None])
def test_a_logo_of_either_kind_or_none_is_printed(logo):
    assert rendered(report(clinic=f.Letterhead(name="Summit", logo=logo))).standards == ["ua-1", "a-2a"]


def test_a_timestamp_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        render_progress_report(report(), timestamp=NOW.replace(tzinfo=None))
