"""What Explore promised and what it kept, recomputed from the records of its pages."""

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, NamedTuple

import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from qiao.cli.common import Data, Failure, Json, must_be_current, run_async, settings_with

if TYPE_CHECKING:
    from qiao.feed.ladder.firsts import Audience
    from qiao.feed.ledger.board import Locals
    from qiao.feed.ledger.counting import Difference
    from qiao.feed.ledger.models import Line
    from qiao.settings import Settings

DAY_H = 24
SHOWN_DIFFERENCES = 20


class _Found(NamedTuple):
    lines: "list[Line]"
    firsts: "dict[str, Audience]"
    locals: "Locals"


def ledger(
    *,
    since: Annotated[
        str, Parameter(help="From when: 2026-11-27, 2026-11-27T18 (UTC), or hours back as 24h.")
    ] = "24h",
    until: Annotated[str, Parameter(help="Up to when, in the same way; now, if not given.")] = "",
    hours: Annotated[bool, Parameter(help="A line for each hour.", negative="")] = False,
    group: Annotated[
        str, Parameter(help="Only readers of this language, as `zh`; `-` for a line for each.")
    ] = "",
    verify: Annotated[
        bool,
        Parameter(
            help="Recount every hour whose records are kept; compare with the ledger's tables.",
            negative="",
        ),
    ] = False,
    json: Json = False,
    data: Data = None,
) -> None:
    """Show what Explore promised its readers and what it kept.

    Every served page leaves a record. This adds them up again from the first to the last, and asks
    no other table: how much of the pages was home, how much newcomers wrote, and how many pages
    broke the promise although they could have kept it. Nothing is written. Examples:

        qiao ledger
        qiao ledger --since 7d --group -
        qiao ledger --since 2026-11-27T18 --hours --group zh --json
        qiao ledger --verify
    """
    settings = settings_with(data)
    if verify:
        _verify(settings, json=json)
        return
    from qiao.kit.clock import now_us

    now_hour = now_us() // 3_600_000_000
    first = _hour(since, now_hour)
    last = _hour(until, now_hour) - 1 if until else now_hour
    if first > last:
        raise Failure(f"{since} is not before {until or 'now'}.", "Look at --since and --until.")
    found = run_async(_recount(settings, first, last))
    lines = [line for line in found.lines if group in ("", "-", line.group)]
    if json:
        sys.stdout.write(msgspec.json.encode(_as_json(found, lines, first, last)).decode() + "\n")
        return
    _print(found, lines, by_hour=hours, by_group=group == "-")


def _hour(text: str, now_hour: int) -> int:
    """Read a time as hours since 1970 (UTC)."""
    number, unit = text[:-1], text[-1:]
    if number.isdecimal() and unit in ("h", "d"):
        return now_hour - int(number) * (DAY_H if unit == "d" else 1)
    try:
        at = datetime.fromisoformat(text if "T" not in text or ":" in text else f"{text}:00")
    except ValueError as error:
        raise Failure(
            f"{text!r} is no time.", "Write 2026-11-27, 2026-11-27T18, or 24h, or 7d."
        ) from error
    at = at.replace(tzinfo=at.tzinfo or UTC)
    return int(at.timestamp()) // 3_600


async def _recount(settings: "Settings", first: int, last: int) -> _Found:
    from qiao.feed.ladder.firsts import audiences
    from qiao.feed.ledger.board import locals_of
    from qiao.feed.ledger.counting import recomputed
    from qiao.kit.clock import HOUR
    from qiao.kit.db import open_database

    await must_be_current(settings)
    database = await open_database(settings.url)
    try:
        lines = await recomputed(database, first, last)
        async with database.read() as tx:
            firsts = await audiences(tx, since_us=first * HOUR, until_us=(last + 1) * HOUR)
            return _Found(lines, firsts, await locals_of(tx, last + 1))
    finally:
        await database.close()


def _verify(settings: "Settings", *, json: bool) -> None:
    different, (first, last) = run_async(_differences(settings))
    if json:
        shown = {
            "first_hour": _written(first) if last >= first else None,
            "last_hour": _written(last) if last >= first else None,
            "hours": max(0, last - first + 1),
            "differences": [one._asdict() for one in different],
        }
        sys.stdout.write(msgspec.json.encode(shown).decode() + "\n")
    elif last < first:
        print("No hour is over and counted yet: there is nothing to compare.")
    else:
        print(f"{last - first + 1:,} hours recounted, {_written(first)} to {_written(last)} (UTC).")
        for one in different[:SHOWN_DIFFERENCES]:
            print(
                f"{_written(one.hour)} {one.group}: {one.name} is written as {one.written},"
                f" the records say {one.recomputed}"
            )
        if not different:
            print("The ledger says what the records say, to the digit.")
    if different:
        raise Failure(
            f"{len(different):,} counts differ.",
            "The records are right. Where pages were taken out by hand, the ledger cannot know.",
        )


async def _differences(settings: "Settings") -> "tuple[list[Difference], tuple[int, int]]":
    from qiao.feed.ledger.counting import differences
    from qiao.kit.clock import now_us
    from qiao.kit.db import open_database

    await must_be_current(settings)
    database = await open_database(settings.url)
    try:
        return await differences(database, now_us(), kept_days=settings.feed.pages_kept_days)
    finally:
        await database.close()


def _as_json(found: _Found, lines: "list[Line]", first: int, last: int) -> dict[str, object]:
    return {
        "since": _written(first),
        "until": _written(last + 1),
        "lines": [
            {"hour": _written(line.hour), "group": line.group, **line.sums._asdict()}
            for line in lines
        ],
        "firsts": {lang: of._asdict() for lang, of in sorted(found.firsts.items())},
        "locals": found.locals._asdict() | {"change": found.locals.change},
    }


def _print(found: _Found, lines: "list[Line]", *, by_hour: bool, by_group: bool) -> None:
    from qiao.feed.ladder.firsts import Audience
    from qiao.feed.ledger.models import Sums

    if not lines:
        print("No page of Explore is on record in this time.")
        return
    rows: dict[tuple[str, str], Sums] = {}
    for line in lines:
        key = (_written(line.hour) if by_hour else "", line.group if by_group else "all")
        rows[key] = rows.get(key, Sums()).plus(line.sums)
    table = Table(box=None, pad_edge=False)
    names = ["hour (UTC)"] if by_hour else []
    for name in (*names, "group", "pages", "cards", "home", "newcomers", "foreign", "broke"):
        table.add_column(name, justify="left" if name in (*names, "group") else "right")
    for (hour, of), sums in sorted(rows.items()):
        table.add_row(
            *([hour] if by_hour else []), of, f"{sums.pages:,}", f"{sums.cards:,}",
            _share(sums.home, sums.cards), _share(sums.newcomers, sums.cards),
            _share(sums.foreign_cards, sums.cards), f"{sums.broke:,} of {sums.promised:,}",
        )  # fmt: skip
    Console(highlight=False).print(table)
    firsts = Audience(*(sum(of) for of in zip(*found.firsts.values(), strict=True)))
    print(
        f"First audiences: {firsts.kept:,} of {firsts.due:,} notes got theirs within a day."
        if firsts.due
        else "First audiences: none fell due in this time."
    )
    print(_said_of(found.locals))


def _said_of(of: "Locals") -> str:
    if of.change is None:
        return "Locals' audience: there are no two weeks to compare yet."
    return (
        f"Locals' audience: {of.cards / of.notes:,.1f} cards a note this week,"
        f" {of.cards_before / of.notes_before:,.1f} in the week before ({of.change:+.1%})."
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


def _written(hour: int) -> str:
    return datetime.fromtimestamp(hour * 3_600, UTC).strftime("%Y-%m-%dT%H:00Z")
