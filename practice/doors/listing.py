"""Lists of the API: keyset pages and filters that refuse what they do not know."""

from base64 import b64decode
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import parse_qs

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from practice.doors.kinds import is_moment

PAGE_SIZE, MOST = 50, 200
OF_LISTS = ("cursor", "page_size")
NOT_OURS = {"cursor": ["This cursor is not one of ours. Start again without it."]}


class KeysetPagination(CursorPagination):
    """`{"next", "previous", "results"}`, by keyset, at most 200 a page; a viewset names its `ordering`."""

    page_size = PAGE_SIZE
    max_page_size = MOST
    page_size_query_param = "page_size"

    def get_ordering(self, request: Request, queryset: "QuerySet[Any]", view: Any) -> tuple[str, ...]:
        """The order of the viewset; the address cannot change it."""
        return tuple(getattr(view, "ordering", ("-id",)))

    def get_page_size(self, request: Request) -> int:
        """The size asked for, refused when it is not a number from 1 to 200."""
        return size_asked(request)

    def decode_cursor(self, request: Request) -> Any:
        """The cursor, refused when nobody could have been given it."""
        try:
            found = super().decode_cursor(request)
        except (NotFound, ValueError):
            raise ValidationError(NOT_OURS) from None
        if found is not None and not _could_be_ours(request.query_params[self.cursor_query_param]):
            raise ValidationError(NOT_OURS)
        in_time = self.ordering[0].endswith("_at")
        if in_time and found is not None and found.position is not None and not is_moment(found.position):
            raise ValidationError(NOT_OURS)
        return found


def size_asked(request: Request) -> int:
    """The size of a page that is asked for, refused when it is not a number from 1 to 200."""
    asked = request.query_params.get("page_size")
    if asked is None:
        return PAGE_SIZE
    if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked[:9]) <= MOST:
        raise ValidationError({"page_size": [f"Send a number from 1 to {MOST}."]})
    return int(asked)


def whole(request: Request, results: Sequence[Any], known: Iterable[str] = ()) -> dict[str, Any]:
    """A list that always comes whole, in the envelope of every list; refuses filters other than the `known` ones."""
    refuse_unknown(request, known)
    if "cursor" in request.query_params:
        raise ValidationError(NOT_OURS)
    size_asked(request)
    return {"next": None, "previous": None, "results": results}


def refuse_unknown(request: Request, known: Iterable[str], *, of_lists: Iterable[str] = OF_LISTS) -> set[str]:
    """The filters that are asked for; refused where one does not exist. What is no list names none in `of_lists`."""
    asked = set(request.query_params) - {"format", *of_lists}
    if unknown := sorted(asked - set(known)):
        raise ValidationError({name: ["There is no such filter."] for name in unknown})
    return asked


def _could_be_ours(cursor: str) -> bool:
    """Whether it says a place in a list; DRF reads any other text as the beginning."""
    try:
        said = b64decode(cursor, validate=True).decode("ascii")
    except ValueError:
        return False
    return bool(set(parse_qs(said, keep_blank_values=True)) & {"o", "r", "p"})


class StrictFilterBackend(DjangoFilterBackend):  # type: ignore[misc]
    """Refuses filters that do not exist instead of ignoring them."""

    def filter_queryset(self, request: Request, queryset: "QuerySet[Any]", view: Any) -> "QuerySet[Any]":
        """As django-filter's, after a look at the names."""
        filterset_class = self.get_filterset_class(view, queryset)
        asked = refuse_unknown(request, filterset_class.base_filters if filterset_class else ())
        if any("\0" in value for value in request.query_params.values()):
            raise ValidationError({"__all__": ["A filter contains a NUL character."]})
        if not asked:
            return queryset  # no form has to be built to find that nothing is in it
        return super().filter_queryset(request, queryset, view)  # type: ignore[no-any-return]
