"""Who names whom in the project's code, read from its source text and never run."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

APPS: Final = ("practice", "patients", "plans", "sessions", "progress", "reports")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file: its dotted name, its text as a tree, and what its imports stand for."""

    name: str
    path: str
    tree: ast.Module
    imports: dict[str, str] = field(default_factory=dict)

    @cached_property
    def defined(self) -> frozenset[str]:
        """The names that the file defines at its top level."""
        return frozenset(name for statement in self.tree.body for name in _names_of(statement))

    @property
    def functions(self) -> list[Function]:
        """The public functions, in the order of the file."""
        found = (statement for statement in self.tree.body if isinstance(statement, Function))
        return [function for function in found if not function.name.startswith("_")]

    @cached_property
    def quoted(self) -> frozenset[str]:
        """Every string that stands in the file."""
        found = (node.value for node in ast.walk(self.tree) if isinstance(node, ast.Constant))
        return frozenset(value for value in found if isinstance(value, str))

    @property
    def is_test(self) -> bool:
        """Whether the file holds tests; factories and the cast do not."""
        return self.path.startswith("tests/") and Path(self.path).name.startswith("test_")

    def uses(self) -> Iterator[tuple[str, str]]:
        """What each statement names: (name of the definition, dotted target)."""
        for statement in self.tree.body:
            targets = set(self._targets(statement))
            for name in _names_of(statement) or [""]:
                yield from ((f"{self.name}.{name}" if name else self.name, target) for target in targets)

    def _targets(self, statement: ast.stmt) -> Iterator[str]:
        for node in ast.walk(statement):
            dotted = _dotted(node)
            base, _, rest = dotted.partition(".")
            if base in self.imports:
                yield f"{self.imports[base]}.{rest}".rstrip(".")
            elif base in self.defined:
                yield f"{self.name}.{base}"


class CodeGraph:
    """The modules of a project, and for every definition those who name it."""

    def __init__(self, root: Path) -> None:
        """Reads the applications and the tests below a directory."""
        paths = [path for place in (*APPS, "tests") for path in sorted((root / place).rglob("*.py"))]
        found = (_module(path, root) for path in paths if "migrations" not in path.parts)
        self.modules = {module.name: module for module in found}

    @cached_property
    def namers(self) -> dict[str, list[str]]:
        """For each definition, the definitions whose text names it, in the order of their names."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for module in self.modules.values():
            for user, target in module.uses():
                if (known := self._known(target)) and known != user:
                    found[known].add(user)
        return {target: sorted(users) for target, users in found.items()}

    def module_of(self, definition: str) -> Module:
        """The file of a definition."""
        return self.modules.get(definition) or self.modules[definition.rpartition(".")[0]]

    def _known(self, target: str, depth: int = 5) -> str | None:
        """The definition that a dotted name stands for, through the doors of packages that hand it on."""
        parts = target.split(".")
        for length in range(len(parts) - 1, 0, -1):
            module = self.modules.get(".".join(parts[:length]))
            if module is None:
                continue
            name = parts[length]
            if name in module.defined:
                return f"{module.name}.{name}"
            if name in module.imports and depth:
                return self._known(".".join([module.imports[name], *parts[length + 1 :]]), depth - 1)
            return None
        return None


def _module(path: Path, root: Path) -> Module:
    relative = path.relative_to(root)
    name = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return Module(name, relative.as_posix(), tree, _imports(tree))


def _imports(tree: ast.Module) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _names_of(statement: ast.stmt) -> list[str]:
    if isinstance(statement, Function | ast.ClassDef):
        return [statement.name]
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _dotted(node: ast.AST) -> str:
    """'safety.is_urgent' for an attribute of a name, the name itself for a name, '' for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""
