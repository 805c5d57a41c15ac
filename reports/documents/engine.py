"""Typesets a document with typst: fonts from the project, data by value, the same bytes for the same input."""

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

DOCUMENTS = Path(__file__).parent
FONTS = DOCUMENTS.parent / "fonts"

Standard = Literal["ua-1", "a-2a"]
ACCESSIBLE: tuple[Standard, ...] = ("ua-1", "a-2a")
# UA-1 and A-2 both forbid a character without a glyph, so a document with one can promise neither; it stays tagged.
TAGGED_ONLY: tuple[Standard, ...] = ()

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LONG_WORD = re.compile(r"(\S{30})(?=\S)")

_AS_IT_IS = frozenset({"svg", "logo", "hash", "short_hash"})

_here = threading.local()
_PAGE_COUNT = re.compile(rb"/Type/Pages/Count (\d+)")
_MISSING_TEXT = re.compile(r'the text `"(.+?)"` could not be displayed')


@dataclass(frozen=True, slots=True)
class RenderedDocument:
    """A finished PDF; `standards` are those it keeps, `warnings` say in words what is wrong with it."""

    pdf: bytes
    pages: int
    standards: list[str]
    warnings: list[str]
    content_hash: str


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _compiler() -> typst.Compiler:
    """One compiler a thread: a shared one refuses to be used twice at once. The fonts are shared."""
    if not hasattr(_here, "compiler"):
        _here.compiler = typst.Compiler(root=DOCUMENTS, font_paths=_fonts(), ignore_system_fonts=True)
    compiler: typst.Compiler = _here.compiler
    return compiler


def typeset(template: str, content: Mapping[str, Any], *, content_hash: str, timestamp: datetime) -> RenderedDocument:
    """Fill `template` (a file beside this module) with `content`; `timestamp` must know its offset."""
    inputs = {"content": json.dumps(_printable(content), ensure_ascii=False)}
    try:
        pdf, warnings = _compile(template, inputs, ACCESSIBLE, timestamp)
        standards = ACCESSIBLE
    except typst.TypstError as refusal:
        missing = _MISSING_TEXT.search(refusal.message)
        if missing is None:
            raise
        pdf, warnings = _compile(template, inputs, TAGGED_ONLY, timestamp)
        standards = TAGGED_ONLY
        warnings.insert(0, _about_glyphs(missing[1]))
    return RenderedDocument(pdf, _pages(pdf), list(standards), warnings, content_hash)


def _printable(value: Any) -> Any:
    """The same content without control characters, and with places where an endless word may break."""
    if isinstance(value, str):
        return _LONG_WORD.sub("\\1\u200b", _CONTROLS.sub("", value))
    if isinstance(value, Mapping):
        return {key: each if key in _AS_IT_IS else _printable(each) for key, each in value.items()}
    return [_printable(each) for each in value] if isinstance(value, list) else value


def _about_glyphs(text: str) -> str:
    """Which character is missing, by number: the text itself may be a name and must not reach a log."""
    numbers = ", ".join(f"U+{ord(character):04X}" for character in text)
    return f"No bundled font has a glyph for {numbers}; the document is tagged, but not PDF/UA-1 or PDF/A-2a."


def _compile(
    template: str, inputs: dict[str, str], standards: tuple[Standard, ...], timestamp: datetime
) -> tuple[bytes, list[str]]:
    offset = timestamp.utcoffset()
    if offset is None:
        raise ValueError("The timestamp of a document must know its time zone.")
    pdf, warnings = _compiler().compile_with_warnings(
        input=DOCUMENTS / template,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=list(standards),
        timestamp=timestamp.astimezone(timezone(offset)).replace(microsecond=0),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst returned no PDF.")
    return pdf, [warning.message for warning in warnings]


def _pages(pdf: bytes) -> int:
    """The tree of pages may have branches; its root counts them all."""
    return max((int(count) for count in _PAGE_COUNT.findall(pdf)), default=0)
