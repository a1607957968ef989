"""refusals.md: every code the API answers with when it says no."""

import re

from pages.words import SLICES, doc, slice_of, subclasses, table
from qiao.kit.http import problems
from qiao.kit.refusals import Refusal

INTRO = """# Refusals

A refusal is an answer: a problem document (RFC 9457, `application/problem+json`) with a stable
`code` and `facts`. There is no prose in it; a client says it in the reader's language. Where one
field is to blame, `fields` names it with the same code.

```json
{
  "type": "https://qiao.invalid/problems/password_too_short",
  "title": "Not acceptable",
  "status": 422,
  "code": "password_too_short",
  "facts": {"field": "password", "min_chars": 15},
  "fields": [{"field": "password", "code": "password_too_short", "facts": {"min_chars": 15}}]
}
```

`retry_s` among the facts is also sent as the header `Retry-After`.

"""

EDGE = """
## Before a slice is asked

What cannot be read as the request it should be never reaches a slice. With `invalid_request`,
`fields` says `missing` or `wrong_type` for each field.

"""


def page() -> str:
    """Write the page."""
    rows: dict[tuple[str, int], tuple[str, ...]] = {}
    order = {name: i for i, name in enumerate(SLICES)}
    found = sorted(
        subclasses(Refusal),
        key=lambda r: (r.code, order.get(slice_of(r.__module__), 99), r.__name__),
    )
    for refusal in found:
        if "code" not in vars(refusal):
            continue  # it answers with the code of the one above it
        means, facts = _parts(refusal)
        row = (f"`{refusal.code}`", str(refusal.status), means, facts, slice_of(refusal.__module__))
        rows.setdefault((refusal.code, refusal.status), row)
    edge = [(f"`{code}`", str(status)) for status, code in sorted(problems._CODES.items())]  # noqa: SLF001
    edge.append(("`our_mistake`", "500"))
    heads = ("code", "status", "meaning", "facts", "slice")
    return INTRO + table(heads, rows.values()) + EDGE + table(("code", "status"), edge)


def _parts(refusal: type[Refusal]) -> tuple[str, str]:
    """Split a docstring into what it means and which facts come with it."""
    means, _, facts = doc(refusal).partition("Facts:")
    if not means.strip():
        means = re.sub(r"(?<!^)(?=[A-Z])", " ", refusal.__name__).capitalize() + "."
    return means.strip(), facts.strip().rstrip(".")
