"""What the pages share: how types, docstrings and tables are written, and finding the code."""

import ast
import inspect
import pkgutil
import types
import typing
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any

import msgspec

import qiao

SLICES = (
    "people", "topics", "media", "notes", "translate", "search", "review", "feed", "travel",
    "operator", "web", "kit",
)  # fmt: skip
"""The order in which pages tell of the slices."""

# they run when they are imported: Alembic's environment, and the steps beside it
_NOT_IMPORTED = ("qiao.migrations.", "qiao.__main__")

_PLAIN = {str: "text", bytes: "text", int: "whole number", float: "number", bool: "yes or no"}


@cache
def import_everything() -> None:
    """Load every module, so that every subclass is known."""
    for found in pkgutil.walk_packages(qiao.__path__, "qiao."):
        if not found.name.startswith(_NOT_IMPORTED):
            import_module(found.name)


def slice_of(module: str) -> str:
    """Return the slice a module stands in: `qiao.notes.api` is of `notes`."""
    return module.split(".")[1]


def by_slice(things: Iterable[type]) -> list[tuple[str, list[type]]]:
    """Group classes by slice, slices in their order, classes by name."""
    groups: dict[str, list[type]] = {}
    for thing in sorted(things, key=lambda t: (t.__name__, t.__module__)):
        groups.setdefault(slice_of(thing.__module__), []).append(thing)
    known = {name: i for i, name in enumerate(SLICES)}
    return sorted(groups.items(), key=lambda g: (known.get(g[0], len(known)), g[0]))


def subclasses(of: type) -> Iterator[type]:
    """Walk all classes that stand below one, each once."""
    import_everything()
    seen: set[type] = set()
    waiting = list(of.__subclasses__())
    while waiting:
        each = waiting.pop()
        if each not in seen and each.__module__.startswith("qiao."):
            seen.add(each)
            waiting += each.__subclasses__()
            yield each


def doc(thing: object) -> str:
    """Return a docstring as one paragraph."""
    return " ".join((inspect.getdoc(thing) or "").split())


def first_line(thing: object) -> tuple[str, str]:
    """Return a docstring's first sentence and what follows it."""
    head, _, rest = (inspect.getdoc(thing) or "").partition("\n\n")
    return " ".join(head.split()), rest.strip()


def attribute_docs(owner: type) -> dict[str, str]:
    """Return the sentence written under each attribute of a class."""
    try:
        body = ast.parse(inspect.cleandoc("\n" + inspect.getsource(owner))).body[0]
    except (OSError, SyntaxError):
        return {}
    assert isinstance(body, ast.ClassDef)
    found = {}
    for said, under in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(said, ast.AnnAssign)
            and isinstance(said.target, ast.Name)
            and isinstance(under, ast.Expr)
            and isinstance(under.value, ast.Constant)
        ):
            found[said.target.id] = " ".join(str(under.value.value).split())
    return found


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a Markdown table; nothing where there are no rows."""
    kept = [[cell.replace("|", r"\|") for cell in row] for row in rows]
    if not kept:
        return ""
    lines = [heads, ["---"] * len(heads), *kept]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def bare(kind: Any) -> Any:
    """Return a type without Annotated and NewType around it."""
    while True:
        if typing.get_origin(kind) is typing.Annotated:
            kind = typing.get_args(kind)[0]
        elif isinstance(kind, typing.NewType):
            kind = kind.__supertype__
        else:
            return kind


def type_name(kind: Any, shared_names: Collection[str] = ()) -> str:
    """Write a type as one reads it in JSON."""
    kind = bare(kind)
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if kind is type(None):
        return "null"
    if kind in _PLAIN:
        return _PLAIN[kind]
    if origin is typing.Literal:
        return " | ".join(f"`{value}`" for value in inner)
    if origin in (typing.Union, types.UnionType):
        parts = [type_name(i, shared_names) for i in inner if i is not msgspec.UnsetType]
        return " | ".join(dict.fromkeys(parts))
    if origin in (list, tuple) or (origin and issubclass(origin, Sequence)):
        parts = [type_name(i, shared_names) for i in inner if i is not Ellipsis]
        return f"list of {', '.join(parts)}" if parts else "list"
    if origin and issubclass(origin, Mapping):
        return f"object of {type_name(inner[1], shared_names)}"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return " | ".join(f"`{each.value}`" for each in kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return shape_name(kind, shared_names)
    return str(getattr(kind, "__name__", kind)).replace("Path", "folder").replace("Any", "anything")


def shape_name(shape: type, shared_names: Collection[str] = ()) -> str:
    """Return a shape's name, with its slice where two slices use the same one."""
    if shape.__name__ in shared_names:
        return f"{slice_of(shape.__module__)}.{shape.__name__}"
    return shape.__name__
