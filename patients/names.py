"""How names are folded for search: lower case, without accents, as words."""

import re
import unicodedata


def folded(text: str) -> str:
    """Lower case without accents: 'José Ångström' → 'jose angstrom'."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


def words_of(text: str) -> list[str]:
    """The folded words of a text, each once, in order: "O'Hara-Smith, Ann" → ['o', 'hara', 'smith', 'ann']."""
    return list(dict.fromkeys(word[:80] for word in re.findall(r"\w+", folded(text))))
