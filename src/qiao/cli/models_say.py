"""What the command line says about models: troubles with what to do next, sizes, tables."""

from typing import Any

from rich.markup import escape
from rich.table import Table

from qiao.cli.common import Failure
from qiao.kit.refusals import Refusal

GUIDE = "docs/guides/translate-more-languages.md"

_TROUBLES: dict[str, tuple[str, str]] = {
    "model_unknown": (
        "There is no model {pair!r} in the list.",
        "qiao models list shows all; they are named as zh-en.",
    ),
    "manifest_unreadable": (
        "The list of models {path} cannot be read: {why}.",
        "Look at QIAO_TRANSLATE__MODELS_LIST.",
    ),
    "model_not_installed": ("{pair} is not installed.", "qiao models list shows what is."),
    "mirror_unset": (
        "No mirror is set, so there is nowhere to fetch from.",
        (
            "Set QIAO_TRANSLATE__MODELS_MIRROR (or --mirror) to an address that serves the models. "
            "Mozilla, who made them, asks squares to re-host them rather than to use its servers: "
            f"{GUIDE} says how. Files that you have already: qiao models import."
        ),
    ),
    "mirror_lacks": (
        "{host} does not have {file} ({status}).",
        (
            "Is the mirror's address right, and does it have this version? The path is in "
            "qiao models list --json."
        ),
    ),
    "mirror_down": (
        "{host} cannot be reached or breaks off again and again ({why}).",
        "What has come is kept: the same command later goes on from there.",
    ),
    "model_damaged": (
        "{file} is not what is pinned: its SHA-256 differs. Nothing was installed.",
        (
            "The mirror has another version, or something changed the file on its way. Try again, "
            "then tell the mirror's keeper."
        ),
    ),
    "no_room": (
        "The disk is too full.",
        "Make room, or name another place with QIAO_TRANSLATE__NEURAL__MODELS_DIR.",
    ),
    "folder_unusable": (
        "The models folder cannot be written: {why}.",
        "Run this as the user who runs the square.",
    ),
    "model_busy": (
        "Another process is changing {pair} now.",
        "Perhaps the square is fetching it: qiao models list shows how far it is.",
    ),
    "archive_unreadable": (
        "This cannot be read: {why}.",
        "Give a folder or a tar archive (plain, gz, bz2 or xz).",
    ),
}

_STRANGE = {
    "page": "{host} answered with a web page instead of {file}",
    "size": "{host} has a {file} of another size",
    "other_host": "{host} sends on to another host, {to}",
    "redirects": "{host} sends in circles",
    "status": "{host} answered with status {status}",
    "address": "the mirror's address cannot be used",
}


def failure(refusal: Refusal) -> Failure:
    """Say a refusal in a sentence, and what to do."""
    facts = refusal.facts
    if refusal.code == "mirror_strange":
        what = _STRANGE[str(facts["why"])].format_map(_Facts(facts))
        next_ = "Look at the mirror's address with a browser. It starts with https:// or http://."
        if facts["why"] == "other_host":
            next_ = f"If you trust {facts.get('to')}, name it as the mirror."
        return Failure(f"{what[:1].upper()}{what[1:]}.", next_)
    what, next_ = _TROUBLES.get(refusal.code, (refusal.code, ""))
    if refusal.code == "no_room" and "needed_mb" in facts:
        what = "The disk is too full: {needed_mb} MB are needed, {free_mb} MB are free."
    return Failure(what.format_map(_Facts(facts)), next_)


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"


def size(count: int) -> str:
    """Say a size as people read it: "70 MB"."""
    return f"{count / 1e6:.0f} MB" if count >= 1_000_000 else f"{max(1, count // 1000)} kB"


def printable(name: str) -> str:
    """Return a name that somebody else chose, as it may be shown on a terminal."""
    return escape("".join(c if c.isprintable() else "?" for c in name))


def name_of(lang: str) -> str:
    """Return a language's English name."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(lang, sep="-").get_display_name("en") or lang
    except (UnknownLocaleError, ValueError):
        return lang


def table(rows: list[dict[str, Any]], *, with_needs: bool) -> Table:
    """Show models as a table."""
    shown = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    shown.add_column("model")
    shown.add_column("translates")
    shown.add_column("state")
    shown.add_column("size", justify="right")
    if with_needs:
        shown.add_column("members", justify="right")
        shown.add_column("notes waiting", justify="right")
    for row in rows:
        cells = [
            f"[bold]{row['pair']}[/]" if row["installed"] else row["pair"],
            f"{name_of(row['source'])} → {name_of(row['target'])}",
            _state(row),
            size(row["size_bytes"]) if row["size_bytes"] else "",
        ]
        if with_needs:
            cells += [_count(row["members_who_read"]), _count(row["notes_waiting"])]
        shown.add_row(*cells)
    return shown


def _state(row: dict[str, Any]) -> str:
    state = str(row["state"])
    colour = {"installed": "green", "shipped": "green", "own": "green", "failed": "red"}.get(state)
    if state in ("begun", "fetching", "wanted") and row["size_bytes"]:
        state = f"{state} {row['done_bytes'] / row['size_bytes']:.0%}"
    return f"[{colour}]{state}[/]" if colour else state


def _count(number: int) -> str:
    return f"{number:,}" if number else ""
