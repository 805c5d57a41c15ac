"""The page of clinical rules says what the code does, and no rule stands without a source or a test."""

import re
import textwrap
from pathlib import Path

import pytest
from django.conf import settings

from practice import clinical_rules
from practice.code_graph import CodeGraph


@pytest.fixture(scope="module")
def rules():
    return clinical_rules.rules()


def test_the_page_of_rules_says_what_the_code_says():
    said = clinical_rules.path_of_page().read_text(encoding="utf-8").splitlines()
    is_so = clinical_rules.text().splitlines()
    missing, extra = sorted(set(is_so) - set(said)), sorted(set(said) - set(is_so))
    assert said == is_so, f"run manage.py clinical_rules; missing: {missing}, no longer so: {extra}"


def test_every_rule_names_its_source(rules):
    assert [f"{rule.path}: {rule.function}" for rule in rules if not rule.source] == []


# A source that only leads to another text: whoever reads the page does not see that one.
REFERS = re.compile(r"\bas (above|below|before|for|in|there|`)|\bsee (above|below|`)", re.IGNORECASE)


@pytest.mark.parametrize(
    ("source", "refers"),
    [("as above", True), ("As for `begun_by`", True), ("project choice, as for drafts", True), ("see `changes`", True),
     ("as `changes`: how far", True), ("domain.md (a)", False), ("measures.json, `mcid`; as a project choice", False)],
)  # fmt: skip
def test_which_sources_only_lead_to_another(source, refers):
    assert bool(REFERS.search(source)) is refers


def test_every_source_is_written_out(rules):
    assert [f"{rule.path}: {rule.function}: {rule.source}" for rule in rules if REFERS.search(rule.source)] == []


def test_the_rules_of_the_practice_itself_stand_on_the_page(rules):
    shown = {rule.function for rule in rules if rule.path in ("practice/rules.py", "practice/jurisdictions.py")}
    assert {"in_force", "licence_blockers", "warning_step", "credential_state", "row_on", "state_rule"} <= shown
    assert {"is_withdrawn", "require_not_withdrawn"} <= {rule.function for rule in rules}


def test_every_rule_is_reached_by_a_test(rules):
    assert [f"{rule.path}: {rule.function}" for rule in rules if not rule.tests] == []


# So many rules no test file says it is of, or names: they are reached through something else, or by a code, alone.
MOST_THROUGH = 0


def test_every_rule_has_a_test_of_its_own(rules):
    reached = [f"{rule.path}: {rule.function}" for rule in rules if rule.through or rule.code]
    assert len(reached) <= MOST_THROUGH, reached


def test_a_test_says_it_is_of_rules_that_there_are(rules):
    known = {f"{rule.path.removesuffix('.py').replace('/', '.')}.{rule.function}" for rule in rules}
    said = clinical_rules.declarations(CodeGraph(Path(settings.BASE_DIR)))
    assert {name for names in said.values() for name in names} - known == set()
    shown = {(path, name) for path, names in said.items() for name in names}
    assert len(shown) > 5


@pytest.mark.parametrize(
    ("function", "test"),
    [("require_closable", "test_close_adverse_event.py"), ("require_known_steps", "test_close_adverse_event.py"),
     ("require_copied_from", "test_bad_input.py"), ("require_signature", "test_consent_scope.py")],
)  # fmt: skip
def test_a_rule_leads_to_the_test_that_says_it_is_of_it(rules, function, test):
    [rule] = [rule for rule in rules if rule.function == function]
    assert [path.rpartition("/")[2] for path in rule.tests] == [test]
    assert (rule.through, rule.code) == ("", "")


def test_every_rule_says_what_it_holds(rules):
    assert [f"{rule.path}: {rule.function}" for rule in rules if not rule.says] == []


def test_who_names_whom_is_read_through_the_doors_of_packages(tmp_path):
    for path, text in {
        "patients/__init__.py": "",
        "patients/rules/__init__.py": "from patients.rules.age import is_old",
        "patients/rules/age.py": "def is_old(age): return age > 90\ndef _hidden(): return is_old(1)",
        "patients/services.py": "from patients import rules\ndef greet(age): return rules.is_old(age)",
        "tests/test_greeting.py": "from patients.services import greet\ndef test_it(): assert not greet(3)",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(textwrap.dedent(text))
    graph = CodeGraph(tmp_path)
    assert graph.namers["patients.rules.age.is_old"] == ["patients.rules.age._hidden", "patients.services.greet"]
    assert graph.namers["patients.services.greet"] == ["tests.test_greeting.test_it"]
    assert [function.name for function in graph.modules["patients.rules.age"].functions] == ["is_old"]
