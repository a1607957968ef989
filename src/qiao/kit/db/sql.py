"""One SQL text for both engines, and the little in which they differ.

Parameters are named, `:name`; `(:names...)` takes a list. Text that only one engine speaks has no
place elsewhere: what differs in types and clauses is written here.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

Engine = Literal["sqlite", "postgresql"]
Value = str | int | float | bytes | None
Param = Value | Sequence[Value]

_PARAM = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)(\.\.\.)?")

_TYPES: dict[Engine, dict[str, str]] = {
    "sqlite": {
        "{id}": "TEXT",
        "{text}": "TEXT",
        "{bytes}": "BLOB",
        "{int}": "INTEGER",
        "{real}": "REAL",
        "{seq}": "INTEGER PRIMARY KEY AUTOINCREMENT",
        "{rowless}": " WITHOUT ROWID",
    },
    "postgresql": {
        "{id}": 'TEXT COLLATE "C"',
        "{text}": "TEXT",
        "{bytes}": "BYTEA",
        "{int}": "BIGINT",
        "{real}": "DOUBLE PRECISION",
        "{seq}": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        "{rowless}": "",
    },
}


def ddl(text: str, engine: Engine) -> str:
    """Fill in the type words of a schema text: {id} {text} {bytes} {int} {real} {seq} {rowless}."""
    for word, type_name in _TYPES[engine].items():
        text = text.replace(word, type_name)
    return text


class Sql:
    """A statement, written beside the function that runs it."""

    __slots__ = ("_lists", "_made", "text")

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self._lists = tuple(m[1] for m in _PARAM.finditer(text) if m[2])
        self._made: dict[tuple[Engine, tuple[int, ...]], str] = {}

    def __add__(self, more: "Sql | str") -> "Sql":
        return Sql(f"{self.text}\n{more.text if isinstance(more, Sql) else more}")

    def bound(self, engine: Engine, params: Mapping[str, Param]) -> tuple[str, Mapping[str, Param]]:
        """Return the text for `engine` and its parameters, lists spread out.

        A list is filled up to a power of two with its last value, so that a statement has few
        texts and stays in the engines' statement caches; an empty list matches nothing.
        """
        if not self._lists:
            return self._text(engine, ()), params
        flat: dict[str, Param] = {k: v for k, v in params.items() if k not in self._lists}
        sizes = []
        for name in self._lists:
            values = list(params[name] or ())  # type: ignore[arg-type]
            size = 1 << max(0, len(values) - 1).bit_length()
            last = values[-1] if values else None
            values += [last] * (size - len(values))
            flat |= {f"{name}_{i}": v for i, v in enumerate(values)}
            sizes.append(size)
        return self._text(engine, tuple(sizes)), flat

    def _text(self, engine: Engine, sizes: tuple[int, ...]) -> str:
        key = (engine, sizes)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._make(engine, dict(zip(self._lists, sizes, strict=True)))
        return made

    def _make(self, engine: Engine, sizes: Mapping[str, int]) -> str:
        one = ":{}" if engine == "sqlite" else "%({})s"
        text = self.text if engine == "sqlite" else self.text.replace("%", "%%")

        def put(match: re.Match[str]) -> str:
            name = match[1]
            if not match[2]:
                return one.format(name)
            return ", ".join(one.format(f"{name}_{i}") for i in range(sizes[name]))

        return _PARAM.sub(put, text)
