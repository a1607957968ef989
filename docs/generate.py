"""Writes docs/reference/ from the code. `--check` ends with 1 where a page is out of date."""

import difflib
import sys
from pathlib import Path

from pages import api, commands, events, metrics, refusals, settings

FOLDER = Path(__file__).parent / "reference"
PAGES = {
    "settings.md": settings.page,
    "api.md": api.page,
    "events.md": events.page,
    "refusals.md": refusals.page,
    "commands.md": commands.page,
    "metrics.md": metrics.page,
}
NOTE = (
    "<!-- Written by docs/generate.py from the code: change the code, then run `just docs`. -->\n\n"
)
SHOWN_LINES = 12


def main() -> int:
    """Write the pages, or with --check compare them."""
    check = "--check" in sys.argv[1:]
    stale = 0
    for name, page in PAGES.items():
        path = FOLDER / name
        wanted = NOTE + page().strip() + "\n"
        found = path.read_text(encoding="utf-8") if path.exists() else ""
        if found == wanted:
            continue
        stale += 1
        if check:
            _show(name, found, wanted)
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(wanted, encoding="utf-8")
            print(f"written: docs/reference/{name}")
    if check and stale:
        print("Run `just docs` and commit what it writes.")
    return 1 if check and stale else 0


def _show(name: str, found: str, wanted: str) -> None:
    lines = difflib.unified_diff(found.splitlines(), wanted.splitlines(), n=0, lineterm="")
    changed = [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    print(f"docs/reference/{name}: {len(changed)} lines differ")
    for line in changed[:SHOWN_LINES]:
        print(f"  {line[:160]}")
    if len(changed) > SHOWN_LINES:
        print("  ...")


if __name__ == "__main__":
    sys.exit(main())
