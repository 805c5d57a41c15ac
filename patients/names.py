"""How names are folded for search: lower case, without accents, apostrophes and hyphens, as words."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

LONGEST: Final = 80
ALIKE: Final = str.maketrans(dict.fromkeys("’‘‛ʼʻʹ`´＇", "'") | dict.fromkeys("‐‑‒–—−－", "-"))
TOKEN: Final = re.compile(r"[\w'-]+")
Way = tuple[str, ...]


def folded(text: str) -> str:
    """Lower case without accents: 'José Ångström' → 'jose angstrom'."""
    bare = unicodedata.normalize("NFKD", text.translate(ALIKE).casefold())
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


def ways_of(text: str) -> list[list[Way]]:
    """For each name in a text the ways in which it is written: "O'Hara-Smith" is oharasmith, ohara and smith, or
    o, hara and smith.
    """
    return [ways for token in TOKEN.findall(folded(text)) if (ways := list(dict.fromkeys(_ways_of(token))))]


def _ways_of(token: str) -> Iterator[Way]:
    pieces = _pieces(token)
    for way in (["".join(pieces)], pieces, re.findall(r"\w+", token)):
        if found := tuple(word[:LONGEST] for word in way if word):
            yield found


def _pieces(token: str) -> list[str]:
    return [bare for piece in token.split("-") if (bare := piece.replace("'", ""))]


def words_of(text: str) -> list[str]:
    """By which words the names in a text are found, each once: "O'Hara" → ['ohara', 'o', 'hara']."""
    return list(dict.fromkeys(word for ways in ways_of(text) for way in ways for word in way))


def plain_words(text: str) -> list[str]:
    """The words of a text as they are compared: "O'Hara-Smith" and 'Ohara Smith' are ['ohara', 'smith'] both."""
    pieces = (piece for token in TOKEN.findall(folded(text)) for piece in _pieces(token))
    return list(dict.fromkeys(piece[:LONGEST] for piece in pieces))
