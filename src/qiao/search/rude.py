"""Words that the square does not repeat in a list of what many search for. Searching goes on."""

import tomllib
from functools import cache
from importlib.resources import files

from qiao.search.asking import read


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    rows = tomllib.loads((files(__package__) / "rude.toml").read_text(encoding="utf-8"))
    spaced, unspaced = set[str](), set[str]()
    for word in rows["words"]:
        asked = read(word)
        (unspaced if asked.groups[0].pairs else spaced).add(asked.text)
    return frozenset(spaced), frozenset(unspaced)


def is_rude(query: str) -> bool:
    """Say whether a query, folded, has one of the words; in unspaced scripts anywhere in it."""
    spaced, unspaced = _words()
    return any(word in spaced for word in query.split()) or any(word in query for word in unspaced)
