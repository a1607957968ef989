"""What somebody types, as conditions that each engine's text search understands."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from qiao.kit.db.sql import Engine
from qiao.search.tokens import MAX_WORD_CHARS, pairs, pieces, roots

MAX_GROUPS = 12
MAX_PAIRS = 24
PREFIX_FROM = 3
"""A word of so many letters also finds those that begin with it."""
SINGULAR_FROM = 4


@dataclass(frozen=True)
class Group:
    """One thing asked for. `words`: any of them will do; `pairs`: of an unspaced run, all."""

    text: str  # folded
    words: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    prefix: bool = False

    def marks(self) -> tuple[str, ...]:
        """Return what to look for in a text that was found."""
        return self.words or (self.text,)


@dataclass(frozen=True)
class Asked:
    """A query, read."""

    text: str  # as one canonical line: queries that ask for the same are the same
    groups: tuple[Group, ...]
    typed: str = ""  # as it was typed, for who reads meaning
    meant: dict[str, str] = field(default_factory=dict)  # mistyped word -> what was looked for

    def with_meant(self, meant: dict[str, tuple[str, ...]]) -> "Asked":
        """Return the query with other words beside those that nobody uses."""
        groups = tuple(
            Group(g.text, (*g.words, *meant[g.text]), g.pairs, g.prefix)
            if g.text in meant and g.words
            else g
            for g in self.groups
        )
        return Asked(
            self.text, groups, self.typed, {word: others[0] for word, others in meant.items()}
        )


def read(query: str) -> Asked:
    """Read a query; one without letters or digits has no groups."""
    groups: list[Group] = []
    line, end = "", 0
    for piece in pieces(query):
        # two scripts without a space between are one word to who types them
        line += (" " if line and piece.start > end else "") + piece.text
        end = piece.end
        if piece.unspaced:
            groups.append(Group(piece.text, pairs=tuple(pairs(piece.text)[:MAX_PAIRS])))
            continue
        word = piece.text[:MAX_WORD_CHARS]
        more = (word, *roots(word), *_singular(word))
        groups.append(Group(word, words=more, prefix=len(word) >= PREFIX_FROM))
    kept = {group.text: group for group in groups}
    return Asked(line, tuple(kept.values())[:MAX_GROUPS], " ".join(query.split()))


def _singular(word: str) -> tuple[str, ...]:
    if len(word) < SINGULAR_FROM or not word.isascii():
        return ()
    if word.endswith("ies"):
        return (word[:-3] + "y", word[:-1])
    return (word[:-1],) if word.endswith("s") and not word.endswith("ss") else ()


def condition(groups: Sequence[Group], engine: Engine, *, every: bool) -> str:
    """Return the text of a MATCH (SQLite) or a tsquery (PostgreSQL): every group, or any."""
    token = _fts5 if engine == "sqlite" else _tsquery
    also, either = (" AND ", " OR ") if engine == "sqlite" else (" & ", " | ")
    made = []
    for group in groups:
        if group.pairs:
            parts = [token(pair, prefix=False) for pair in group.pairs]
            made.append("(" + (also if every else either).join(parts) + ")")
        else:
            parts = [token(word, prefix=False) for word in group.words]
            if group.prefix:
                parts.append(token(group.words[0], prefix=True))
            made.append("(" + either.join(parts) + ")")
    return (also if every else either).join(made)


def _fts5(token: str, *, prefix: bool) -> str:
    return f'"{token}"' + ("*" if prefix else "")


def _tsquery(token: str, *, prefix: bool) -> str:
    return f"'{token}'" + (":*" if prefix else "")


def document(title: Sequence[str], topics: Sequence[str], body: Sequence[str]) -> str:
    """Return the tsvector text of a note, title and topics weighing more than the body."""
    made: list[str] = []
    place = 0
    for weight, found in (("A", title), ("B", topics), ("D", body)):
        for token in found:
            place = min(place + 1, 16_000)
            made.append(f"'{token}':{place}{weight}")
    return " ".join(made)
