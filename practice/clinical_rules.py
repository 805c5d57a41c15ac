"""docs/clinical-rules.md: every rule with its source, its function and its tests, written from the code itself."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from practice.code_graph import APPS, CodeGraph, Function, Module

HEAD: Final = """# The clinical rules

Written from the code by `manage.py clinical_rules`; a test fails when this page and the code differ, when a rule names
no source, or when no test reaches it. Do not edit it by hand.

A rule is a public function of a `rules/` package, or of `practice/rules.py` and `practice/jurisdictions.py`: it knows
no database and no clock. Its source is what its docstring says after `Source:`, else what the docstring of its module
says, written out. Letters in brackets are sections of the domain guide that the clinic's reference data were made with;
*project choice* means that nothing published decides it.

A test stands here when its file says so (`Rules:` in its docstring), or names the rule. Else it is one that expects a
code with which the rule refuses, or one that reaches the rule only *through* something else; both are marked.
"""
TITLES: Final = {
    "practice": "The practice", "patients": "Patients: screening, consent, assessment, episodes",
    "plans": "Plans, exercises and diary", "sessions": "Needling sessions and what follows them",
    "progress": "Progress", "reports": "Reports",
}  # fmt: skip
# Modules of rules that are no package: the clinic's own, and what a state's law says.
BESIDE: Final = frozenset({"practice.rules", "practice.jurisdictions"})
TESTS_NAMED: Final = 2
FAR: Final = 6
DECLARED: Final = re.compile(r"^Rules: ([\w.,\s]+)$", re.MULTILINE)
NAME: Final = re.compile(r"[\w.]*\w")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it says, on whose word, where it stands, and the tests that name it, perhaps through another."""

    app: str
    function: str
    path: str
    says: str
    source: str
    tests: tuple[str, ...]
    through: str = ""
    code: str = ""


def path_of_page() -> Path:
    """Where the page lies."""
    return Path(settings.BASE_DIR, "docs", "clinical-rules.md")


def rules() -> list[Rule]:
    """Every public function of every rules package, in the order of its file."""
    graph = CodeGraph(Path(settings.BASE_DIR))
    return [_rule(module, function, graph) for module in _modules(graph) for function in module.functions]


def text() -> str:
    """The whole page."""
    found = rules()
    parts = [HEAD]
    for app in APPS:
        if of_app := [rule for rule in found if rule.app == app]:
            parts += [f"## {TITLES[app]}\n", *_table(of_app)]
    return "\n".join(parts)


def _modules(graph: CodeGraph) -> Iterator[Module]:
    for app in APPS:
        prefix = f"{app}.rules."
        beside = {name for name in BESIDE if name.startswith(f"{app}.")}
        found = {name for name in graph.modules if name.startswith(prefix)} | (beside & graph.modules.keys())
        yield from (graph.modules[name] for name in sorted(found))


def _rule(module: Module, function: Function, graph: CodeGraph) -> Rule:
    said = ast.get_docstring(function) or ""
    source = _source(said) or _source(ast.get_docstring(module.tree) or "")
    name, code = f"{module.name}.{function.name}", ""
    tests, through = declared(name, graph), ""
    if not tests:
        tests, through = _tests(name, graph)
    if through and (by_code := _by_code(name, function, graph)):
        (tests, code), through = by_code, ""
    return Rule(
        app=module.name.partition(".")[0], function=function.name, path=module.path, says=_first_sentence(said),
        source=source, tests=tests, through=through, code=code,
    )  # fmt: skip


def declarations(graph: CodeGraph) -> dict[str, tuple[str, ...]]:
    """By path the rules that a test file says it is of: the dotted names after `Rules:` in its docstring."""
    said = {m.path: DECLARED.search(ast.get_docstring(m.tree) or "") for m in graph.modules.values() if m.is_test}
    return {path: tuple(NAME.findall(found.group(1))) for path, found in said.items() if found}


def declared(rule: str, graph: CodeGraph) -> tuple[str, ...]:
    """The test files that say they are of this rule."""
    return tuple(path for path, names in sorted(declarations(graph).items()) if rule in names)[:TESTS_NAMED]


def codes_of(function: Function) -> frozenset[str]:
    """The codes with which a rule refuses."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    at = {"require": 1, "Blocker": 0, "of": 0}
    named = ((getattr(call.func, "id", getattr(call.func, "attr", "")), call.args) for call in calls)
    found = (args[at[name]] for name, args in named if name in at and len(args) > at[name])
    return frozenset(arg.value for arg in found if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def owners(graph: CodeGraph) -> Counter[str]:
    """With how many rules each code is refused."""
    return Counter(code for module in _modules(graph) for one in module.functions for code in codes_of(one))


def _by_code(rule: str, function: Function, graph: CodeGraph) -> tuple[tuple[str, ...], str] | None:
    """The test files that expect most of the rule's codes, its own application first, and one of these codes.

    A code with which several rules refuse says nothing about one of them.
    """
    own = f"tests/{rule.partition('.')[0]}/"
    codes = frozenset(code for code in codes_of(function) if owners(graph)[code] == 1)
    expecting = {m.path: codes & m.quoted for m in graph.modules.values() if m.is_test and codes & m.quoted}
    if not expecting:
        return None
    ordered = sorted(expecting, key=lambda path: (not path.startswith(own), -len(expecting[path]), path))
    code = sorted(expecting[ordered[0]])[0]
    return tuple(path for path in ordered if code in expecting[path])[:TESTS_NAMED], code


def _source(docstring: str) -> str:
    _, _, after = docstring.partition("Source:")
    return " ".join(after.split("\n\n")[0].split()).rstrip(".")


def _first_sentence(docstring: str) -> str:
    before = " ".join(docstring.partition("Source:")[0].split("\n\n")[0].split())
    return re.split(r"(?<=[.;])\s(?=[A-Z])", before)[0].rstrip(".;")


def _tests(rule: str, graph: CodeGraph) -> tuple[tuple[str, ...], str]:
    """The nearest test files that lead to a rule, and the part of the product through which they do."""
    ring, seen = {rule: ""}, {rule}
    for _ in range(FAR):
        following: dict[str, str] = {}
        for name, through in ring.items():
            for namer in graph.namers.get(name, ()):
                of_tests = graph.module_of(namer).path.startswith("tests/")
                if namer not in seen and namer not in following:
                    following[namer] = through if of_tests else namer.rpartition(".")[2]
        found = {namer: through for namer, through in following.items() if graph.module_of(namer).is_test}
        if found:
            return _named(rule, found, graph)
        seen |= following.keys()
        ring = following
    return (), ""


def _named(rule: str, found: dict[str, str], graph: CodeGraph) -> tuple[tuple[str, ...], str]:
    """Tests of the rule's own application first, those of rules before those of doors."""
    own = f"tests/{rule.partition('.')[0]}/"
    through = {graph.module_of(namer).path: by for namer, by in sorted(found.items(), reverse=True)}
    ordered = sorted(through, key=lambda path: (not path.startswith(own), "test_rules_" not in path, path))
    chosen = [path for path in ordered if through[path] == through[ordered[0]]][:TESTS_NAMED]
    return tuple(chosen), through[ordered[0]]


def _table(found: list[Rule]) -> list[str]:
    lines = ["| rule | source | function | tests |", "|---|---|---|---|"]
    for rule in found:
        tests = ", ".join(f"[{Path(path).name}](../{path})" for path in rule.tests)
        through = f" through `{rule.through}`" if rule.through else f" by `{rule.code}`" if rule.code else ""
        cells = (rule.says, rule.source, f"[`{rule.function}`](../{rule.path})", tests + through)
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return [*lines, ""]
