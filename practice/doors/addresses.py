"""Every address of the running system with its methods and who may use each: read from it, never written twice."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from practice.access import GRANTS, Permission, Role

FOREIGN = ("admin/", "accounts/", "_allauth/")
Needs = tuple[Permission, ...] | None


@dataclass(frozen=True)
class Address:
    """One address and method. `needs`: one of them opens it, () is every member, None is nobody or everybody."""

    path: str
    method: str
    kind: str
    name: str
    needs: Needs
    view: Any

    @property
    def roles(self) -> list[Role]:
        """The roles to which it opens."""
        if self.needs is None:
            return []
        return [role for role in Role if not self.needs or GRANTS[role].intersection(self.needs)]

    @property
    def is_detail(self) -> bool:
        """Whether it is about one row."""
        return "<" in self.path


def addresses() -> list[Address]:
    """All of the product's own addresses; those of admin site and sign-in are their libraries'."""
    found: list[Address] = []
    for path, pattern in _patterns(get_resolver()):
        if path.startswith(FOREIGN) or path.startswith("^"):
            continue
        view = pattern.callback
        of_view = _of_resource(view) if hasattr(view, "actions") else _of_page(view)
        for method, kind, needs in of_view:
            found.append(Address(path, method, kind, pattern.name or "", needs, view))
    return found


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern, path)
        else:
            yield path, pattern


def _of_resource(view: Any) -> Iterator[tuple[str, str, Needs]]:
    for method, action in view.actions.items():
        if method != "head":
            yield method.upper(), "api", view.cls.needs_for(action)


def _of_page(view: Any) -> Iterator[tuple[str, str, Needs]]:
    kind = "page" if getattr(view, "is_page", False) else "open"
    for method in _methods(view):
        yield method, kind, getattr(view, "needs" if method == "GET" else "writes", None)


def _methods(view: Any) -> list[str]:
    """The methods that `require_http_methods` lets through; GET where nothing is said."""
    while view is not None:
        closed_over = inspect.getclosurevars(view).nonlocals if inspect.isfunction(view) else {}
        if "request_method_list" in closed_over:
            return [method for method in closed_over["request_method_list"] if method != "HEAD"]
        view = getattr(view, "__wrapped__", None)
    return ["GET"]
