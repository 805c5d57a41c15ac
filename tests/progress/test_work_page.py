"""The page of the work list: a few of each kind at first, all of one kind when it is asked for."""

import html
import re

from progress.views.today import AT_FIRST
from tests.factories import patients

MORE = re.compile(r'href="([^"]+)">All \d+')


def test_a_long_kind_is_cut_and_says_so(cast, as_page):
    for _ in range(AT_FIRST + 2):
        patients.episode(cast, of=patients.patient(cast))
    first = as_page("ana").get("/work/?whose=mine").content.decode()
    assert f"All {AT_FIRST + 2}" in first
    assert f"The most pressing {AT_FIRST} are shown." in first
    whole = as_page("ana").get("/work/" + html.unescape(MORE.search(first)[1])).content.decode()
    assert first.count("/screening/new/") == AT_FIRST
    assert whole.count("/screening/new/") == AT_FIRST + 2
    assert "are shown." not in whole
