"""settings.md: everything an operator can set."""

import inspect
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pages.words import attribute_docs, doc, table, type_name
from qiao.settings import Settings

INTRO = """# Settings

Every setting has a default that works on a laptop. Set one as an environment variable, or in a
file `qiao.toml` in the folder the square is started from; the command line wins over the
environment, the environment over the file. A name in the file that is not listed here is refused
at the start.

```toml
# qiao.toml
name = "Harbour Square"
public_url = "https://square.example.org"

[review] max_notes_per_hour = 20

[translate.neural]
idle_unload_s = 120.0
```
"""


def page() -> str:
    """Write the page."""
    return INTRO + "".join(_section(Settings, ()))


def _section(model: type[BaseModel], path: tuple[str, ...]) -> list[str]:
    sentences = attribute_docs(model)
    rows, deeper = [], []
    for name, field in model.model_fields.items():
        kind = field.annotation
        if inspect.isclass(kind) and issubclass(kind, BaseModel):
            deeper += _section(kind, (*path, name))
            continue
        variable = "QIAO_" + "__".join((*path, name)).upper()
        rows.append(
            (
                f"`{name}`",
                f"`{variable}`",
                _kind(field),
                _default(field.default),
                sentences.get(name, ""),
            )
        )
    title = f"`[{'.'.join(path)}]`" if path else "The square"
    said = f"{doc(model)}\n\n" if path else ""
    heads = ("name", "variable", "type", "default", "")
    return [f"\n## {title}\n\n{said}{table(heads, rows)}", *deeper]


def _kind(field: FieldInfo) -> str:
    limits = []
    for rule in field.metadata:
        for sign, word in (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<")):
            if (limit := getattr(rule, sign, None)) is not None:
                limits.append(f"{word} {limit}")
    return " ".join([type_name(field.annotation).replace(" | null", ""), *limits])


def _default(value: Any) -> str:
    match value:
        case None | "":
            return "empty"
        case Path():
            return f"`{value.as_posix()}`"
        case tuple():
            return ", ".join(f"`{each}`" for each in value)
        case _:
            return f"`{value}`"
