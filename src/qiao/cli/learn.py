"""What the square learnt from its own log: versions, how they were judged, which one is used."""

import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import cyclopts
import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from qiao.cli.common import Data, Failure, Json, must_be_current, run_async, settings_with
from qiao.settings import Settings

if TYPE_CHECKING:
    from qiao.feed.versions import VersionRow
    from qiao.kit.db import Database

learn = cyclopts.App(
    name="learn",
    help="""What the square learnt from what its members read and like.

A new version is made every few hours, in a process of its own. Readers see it only if it finds
more of what they liked than the one before, on likes that neither was told of, and is worse for
no circle of readers (by language, and by how long they have been here).""",
)

Result = TypeVar("Result")
out = Console(highlight=False)
WHY = {
    "better": "better",
    "not_better": "not better than what is used",
    "worse_for_some": "worse for",
    "nothing_to_judge_by": "nothing to judge it by yet",
    "refreshed": "new neighbours for a version that is used",
    "failed": "failed",
}
REFUSED = {
    "too_little": "There is too little to learn from yet.",
    "nothing_used": "No version is used, so there is nothing to refresh.",
    "nothing_new": "Nothing was liked since the last one was made.",
    "no_such_version": "There is no such version, or its file was removed to make room.",
}


@learn.command(name="list")
def list_(*, json: Json = False, data: Data = None) -> None:
    """Show every version, newest first: what was said of it, and which one is used."""
    from qiao.feed.versions import versions

    async def look(_: Settings, database: "Database") -> "list[VersionRow]":
        async with database.read() as tx:
            return await versions(tx)

    rows = _with_square(data, look)
    if json:
        _print([_told(row) for row in rows])
        return
    if not rows:
        out.print("Nothing was learnt yet. The feed works from content, topics and each taste.")
        return
    table = Table("version", "state", "NDCG@20", "judged by", "why", box=None, pad_edge=False)
    for row in rows:
        report = msgspec.json.decode(row.report)
        verdict = report.get("verdict") or {}
        score = f"{verdict['before']:.3f} → {verdict['after']:.3f}" if verdict else ""
        who = f"{verdict['members']} members" if verdict else ""
        state = f"[bold]{row.state}[/bold]" if row.state == "used" else row.state
        table.add_row(
            row.version, state + ("" if row.sha else " (no file)"), score, who, _why(report)
        )
    out.print(table)


@learn.command
def now(
    *,
    refresh: Annotated[
        bool, Parameter(negative="", help="Only new neighbours for notes with new likes.")
    ] = False,
    json: Json = False,
    data: Data = None,
) -> None:
    """Make a version now, and use it if it is better. Minutes, for tens of thousands of notes."""
    report = _lesson(data, "refresh" if refresh else "learn", quiet=json)
    if json:
        _print(report)
        return
    out.print(f"Version [bold]{report['version']}[/bold]: {_why(report)}.")
    if report.get("verdict"):
        _show(report["verdict"])
    spent = sum(report["cpu_s"].values())
    out.print(f"{spent:.0f} s of CPU, at most {report['peak_mb']:.0f} MB.")


@learn.command
def compare(
    before: Annotated[str, Parameter(help='A version; "none" for the feed without any.')],
    after: Annotated[str, Parameter(help="The version to hold beside it.")],
    *,
    json: Json = False,
    data: Data = None,
) -> None:
    """Judge one version beside another by the likes kept back from both."""
    names = tuple("" if name == "none" else name for name in (before, after))
    verdict = _lesson(data, "compare", versions=(names[0], names[1]), quiet=json)
    if json:
        _print(verdict)
        return
    _show(verdict)


@learn.command
def use(
    version: Annotated[str, Parameter(help="Which one, as `qiao learn list` names it.")],
    *,
    json: Json = False,
    data: Data = None,
) -> None:
    """Use a version from now on, whatever was said of it; every process hears of it at once."""
    from qiao.feed.versions import use_version
    from qiao.kit.refusals import NotFound

    async def change(_: Settings, database: "Database") -> "VersionRow":
        return await database.write(use_version, version)

    try:
        row = _with_square(data, change)
    except NotFound as error:
        raise Failure(
            f"There is no version {version!r}, or its file was removed to make room.",
            "qiao learn list shows them all.",
        ) from error
    if json:
        _print(_told(row))
        return
    out.print(f"Version [bold]{version}[/bold] is used. The next better one replaces it.")


@learn.command
def off(*, json: Json = False, data: Data = None) -> None:
    """Use no version: the feed works from content, topics and what each reader did.

    A better version is used again when one is made; QIAO_FEED__LEARN=false makes none.
    """
    from qiao.feed.versions import use_none

    async def change(_: Settings, database: "Database") -> None:
        await database.write(use_none)

    _with_square(data, change)
    if json:
        _print({"used": None})
        return
    out.print("No version is used.")


def _lesson(
    data: Any,
    kind: Literal["learn", "refresh", "compare"],
    *,
    versions: tuple[str, str] = ("", ""),
    quiet: bool,
) -> dict[str, Any]:
    from qiao.assemble import learned_files
    from qiao.feed.lessons import Lesson, LessonFailed, LessonRefused, take
    from qiao.kit.clock import now_us

    settings = settings_with(data)
    run_async(must_be_current(settings))
    lesson = Lesson(
        kind,
        settings.url,
        str(learned_files(settings).root),
        now_us(),
        settings.feed.model_dump(),
        versions,
    )
    columns = (TextColumn("{task.description:>12}"), BarColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=Console(stderr=True), disable=quiet) as bar:
            steps: dict[str, Any] = {}

            def show(step: str, done: int, of: int) -> None:
                if step not in steps:
                    steps[step] = bar.add_task(step)
                bar.update(steps[step], completed=done, total=of)

            return run_async(take(lesson, show))
    except LessonRefused as refused:
        facts = ", ".join(f"{name}: {value}" for name, value in refused.facts.items())
        needs = (
            f"It takes {settings.feed.learn_min_deeds} likes, comments and kept notes by"
            f" {settings.feed.learn_min_members} members (QIAO_FEED__LEARN_MIN_DEEDS,"
            " QIAO_FEED__LEARN_MIN_MEMBERS)."
        )
        what = REFUSED.get(refused.code, refused.code)
        raise Failure(
            f"{what} ({facts})" if facts else what,
            needs if refused.code == "too_little" else "qiao learn list shows what there is.",
        ) from refused
    except LessonFailed as failed:
        raise Failure("Learning failed.", str(failed)) from failed


def _with_square(data: Any, use: Callable[[Settings, "Database"], Awaitable[Result]]) -> Result:
    from qiao.kit.db import open_database

    settings = settings_with(data)

    async def opened() -> Result:
        await must_be_current(settings)
        database = await open_database(settings.url)
        try:
            return await use(settings, database)
        finally:
            await database.close()

    return run_async(opened())


def _show(verdict: dict[str, Any]) -> None:
    against = verdict["against"] or "no version"
    out.print(
        f"Beside {against}, on {verdict['pairs']} likes of {verdict['members']} members that"
        f" neither was told of:\nNDCG@20 {verdict['before']:.3f} → {verdict['after']:.3f}"
        f" (difference {verdict['low']:+.3f} to {verdict['high']:+.3f}),"
        f" Recall@20 {verdict['recall_before']:.3f} → {verdict['recall_after']:.3f}"
    )
    table = Table("circle", "members", "NDCG@20", "difference", "", box=None, pad_edge=False)
    for circle in verdict["circles"]:
        table.add_row(
            circle["name"],
            str(circle["members"]),
            f"{circle['before']:.3f} → {circle['after']:.3f}",
            f"{circle['low']:+.3f} to {circle['high']:+.3f}",
            "[bold]worse[/bold]" if circle["high"] < 0 else "",
        )
    out.print(table)


def _why(report: dict[str, Any]) -> str:
    why = WHY.get(str(report["why"]), str(report["why"]))
    if report["why"] == "worse_for_some":
        return f"{why} {', '.join(report['worse_for'])}"
    if report["why"] == "failed":
        return f"{why}: {report.get('error', '')}"
    return why


def _told(row: "VersionRow") -> dict[str, Any]:
    return row._asdict() | {"report": msgspec.json.decode(row.report)}


def _print(shown: object) -> None:
    sys.stdout.write(msgspec.json.encode(shown).decode() + "\n")
