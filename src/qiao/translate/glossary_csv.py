"""The glossary as files: CSV in and out, and DeepL's TSV out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from qiao.kit.refusals import Invalid, Refusal
from qiao.kit.text import clean
from qiao.people.commands import checked_lang
from qiao.translate.glossary import ANY, Entry
from qiao.translate.models import Lang

MAX_CSV_BYTES = 4 << 20
MAX_ROWS = 20_000
MAX_SOURCE_CHARS = 80
MAX_TARGET_CHARS = 200
COLUMNS = (
    "id", "source_lang", "target_lang", "source", "target", "match", "case_sensitive",
    "part_of_speech", "domain", "status", "note",
)  # fmt: skip

# What a spreadsheet would take for a formula is written with an apostrophe before it.
_FORMULA = ("=", "+", "-", "@", "\t")


class MatchUnknown(Invalid):
    """`match` is "term", "keep" or "slang". Facts: field."""

    code = "match_unknown"


class StatusUnknown(Invalid):
    """`status` is "approved", "proposed" or "retired". Facts: field."""

    code = "status_unknown"


class ColumnMissing(Invalid):
    """The file has no such column. Facts: column."""

    code = "column_missing"


class TooManyRows(Invalid):
    """Facts: max_rows."""

    code = "too_many_rows"


class NotText(Invalid):
    """The file is not UTF-8 text, or too large. Facts: max_bytes."""

    code = "not_text"


class Refused(NamedTuple):
    """A line of a file that says nothing usable, and why."""

    line: int
    code: str
    field: str


class Parsed(NamedTuple):
    """What a file says: entries, and lines that were refused."""

    entries: list[Entry]
    refused: list[Refused]


def checked_entry(
    *,
    source_lang: str,
    target_lang: str,
    source: str,
    target: str = "",
    match: str = "term",
    case_sensitive: bool = False,
    part_of_speech: str = "",
    domain: str = "",
    status: str = "approved",
    note: str = "",
) -> Entry:
    """Return an entry fit to be kept.

    Raises:
        MatchUnknown, StatusUnknown, LangUnknown, and those of `kit.text.clean`.
    """
    if match not in {"term", "keep", "slang"}:
        raise MatchUnknown(field="match")
    if status not in {"approved", "proposed", "retired"}:
        raise StatusUnknown(field="status")
    source = " ".join(_line(source, "source", MAX_SOURCE_CHARS, empty=False).split())
    if match == "keep":
        target = source
    return Entry(
        _lang(source_lang, "source_lang"),
        _lang(target_lang, "target_lang"),
        source,
        _line(target, "target", MAX_TARGET_CHARS, empty=False),
        match,  # type: ignore[arg-type]  # checked above
        case_sensitive,
        _line(part_of_speech, "part_of_speech", 40),
        _line(domain, "domain", 40),
        status,
        _line(note, "note", 300),
    )


def parse(data: bytes) -> Parsed:
    """Read a CSV file; columns may be in any order, and those not needed may be away.

    Raises:
        NotText, ColumnMissing, TooManyRows: nothing of the file can be used.
    """
    if len(data) > MAX_CSV_BYTES:
        raise NotText(max_bytes=MAX_CSV_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotText(max_bytes=MAX_CSV_BYTES) from None
    if "\0" in text:
        raise NotText(max_bytes=MAX_CSV_BYTES)
    reader = csv.DictReader(io.StringIO(text, newline=""))
    for column in ("source_lang", "target_lang", "source"):
        if column not in (reader.fieldnames or ()):
            raise ColumnMissing(column=column)
    parsed = Parsed([], [])
    try:
        for row in reader:
            if len(parsed.entries) + len(parsed.refused) >= MAX_ROWS:
                raise TooManyRows(max_rows=MAX_ROWS)
            given = {name: _unguarded(row.get(name) or "") for name in COLUMNS[1:]}
            if not any(given.values()):
                continue
            case_sensitive = given.pop("case_sensitive").strip().lower() in {"true", "1", "yes"}
            given["match"] = given["match"].strip() or "term"
            given["status"] = given["status"].strip() or "approved"
            try:
                parsed.entries.append(checked_entry(**given, case_sensitive=case_sensitive))
            except Refusal as no:
                field = str(no.facts.get("field", ""))
                parsed.refused.append(Refused(reader.line_num, no.code, field))
    except csv.Error:
        parsed.refused.append(Refused(reader.line_num, "line_broken", ""))
    return parsed


def write(rows: Iterable[tuple[str, Entry]]) -> str:
    """Write (id, entry) rows as CSV that `parse` reads back to the same."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for id_, entry in rows:
        cells = [id_, *entry]
        cells[6] = "true" if entry.case_sensitive else "false"
        writer.writerow([_guarded(str(cell)) for cell in cells])
    return out.getvalue()


def write_deepl(entries: Sequence[Entry], source: Lang, target: Lang) -> str:
    """Write the terms of one pair as DeepL reads them: a term, a tab, its translation."""
    lines: dict[str, str] = {}
    for pair in ((ANY, ANY), (ANY, target), (source, ANY), (source, target)):
        for entry in entries:
            fits = (entry.source_lang, entry.target_lang) == pair and entry.match != "slang"
            if fits and entry.status == "approved":
                lines[entry.source] = entry.said
    return "".join(f"{term}\t{said}\n" for term, said in lines.items())


def _lang(tag: str, field: str) -> Lang:
    return ANY if tag.strip() == ANY else Lang(checked_lang(tag.strip(), field=field))


def _line(text: str, field: str, max_chars: int, *, empty: bool = True) -> str:
    return clean(text, field=field, max_chars=max_chars, lines=False, empty=empty)


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA, "'")) else cell
