"""Asking whether a square is healthy, and what to do where it is not."""

import shutil
import sys
from dataclasses import asdict, dataclass
from typing import Literal

import msgspec
from rich.console import Console
from rich.table import Table

from qiao.cli.common import Data, Json, no_square_yet, run_async, settings_with
from qiao.settings import Settings

MIN_DISK_SHARE = 0.1


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `what_next` is empty where it is well."""

    name: str
    state: Literal["well", "warning", "broken"]
    found: str
    what_next: str = ""


def check(*, data: Data = None, json: Json = False) -> None:
    """Look whether a square is healthy, and say what to do where it is not.

    Ends with 0 when all is well, 1 when something is broken.
    """
    findings = run_async(_look(settings_with(data)))
    if json:
        sys.stdout.write(msgspec.json.encode([asdict(f) for f in findings]).decode() + "\n")
    else:
        table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
        marks = {"well": "[green]well[/]", "warning": "[yellow]look[/]", "broken": "[red]broken[/]"}
        for finding in findings:
            text = finding.found + (f"\n→ {finding.what_next}" if finding.what_next else "")
            table.add_row(marks[finding.state], finding.name, text)
        Console().print(table)
    sys.exit(any(finding.state == "broken" for finding in findings))


async def _look(settings: Settings) -> list[Finding]:
    from qiao.media.sandbox import Sandbox

    findings = [_disk(settings), _app()]
    findings += await _database(settings)
    layers = await Sandbox().strength()
    strong = bool(layers.get("seccomp") or layers.get("landlock"))
    named = ", ".join(name for name, on in layers.items() if on) or "nothing"
    findings.append(
        Finding(
            "picture sandbox",
            "well" if strong else "warning",
            f"pictures are decoded behind: {named}",
            "" if strong else "Run on a Linux kernel with seccomp or Landlock.",
        )
    )
    findings.append(await _videos(settings))
    return findings


async def _videos(settings: Settings) -> Finding:
    from qiao.assemble import studio
    from qiao.media.video.program import codings

    if not settings.video.offered:
        return Finding("videos", "well", "not offered, by QIAO_VIDEO__OFFERED")
    films = studio(settings)
    if films is None:
        what_next = "Install the extra (pip install 'qiao[video]') or the system's ffmpeg."
        return Finding("videos", "warning", "not offered: there is no ffmpeg", what_next)
    try:
        coding = await codings(films.program)
    except OSError as error:
        return Finding("videos", "broken", f"{films.program}: {error}", "Look at the program.")
    if coding is None:
        found = "only H.264 and AAC are taken: this ffmpeg writes nothing that browsers play"
        return Finding("videos", "warning", found, "Install the extra: pip install 'qiao[video]'.")
    return Finding("videos", "well", f"made playable by {films.program.name}, {coding.pictures[1]}")


def _disk(settings: Settings) -> Finding:
    folder = (
        settings.data_dir if settings.data_dir.exists() else settings.data_dir.absolute().parent
    )
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    free = usage.free / usage.total
    found = f"{usage.free / 1e9:.1f} GB free ({free:.0%})"
    if free < MIN_DISK_SHARE:
        return Finding("disk", "warning", found, "Make room, or move the data folder (--data).")
    return Finding("disk", "well", found)


def _app() -> Finding:
    from qiao.web.static import StaticApp

    if StaticApp().built:
        return Finding("web app", "well", "built")
    return Finding("web app", "broken", "not built", "Run script/serve, or install a wheel.")


async def _database(settings: Settings) -> list[Finding]:
    from qiao.kit.clock import now_us
    from qiao.kit.db import Sql, open_database
    from qiao.kit.lanes import lane_health
    from qiao.migrations import behind
    from qiao.people.queries import has_operator
    from qiao.reactions import LANES

    if no_square_yet(settings):
        missing = f"there is none in {settings.data_dir}"
        return [Finding("database", "broken", missing, "Run qiao serve, or choose with --data.")]
    try:
        database = await open_database(settings.url)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what was found
        return [
            Finding(
                "database",
                "broken",
                f"{type(error).__name__}: {error}",
                "Look at QIAO_DATABASE_URL.",
            )
        ]
    try:
        if await behind(database):
            return [Finding("database", "broken", "behind this version", "Run qiao migrate.")]
        findings = [Finding("database", "well", database.engine)]
        async with database.read() as tx:
            if database.engine == "sqlite":
                sound = str(await tx.value(Sql("pragma quick_check(1)")))
                if sound != "ok":
                    findings.append(
                        Finding(
                            "database file",
                            "broken",
                            sound,
                            "Stop the square and restore a backup.",
                        )
                    )
            operator = await has_operator(tx)
            for lane in await lane_health(tx, LANES, now_us=now_us()):
                late = lane.oldest_s > 60
                found = f"{lane.depth} waiting, oldest {lane.oldest_s:.0f} s, {lane.dead} given up"
                what_next = ""
                if late:
                    what_next = (
                        "Is the square running? qiao serve starts a worker, qiao work one more."
                    )
                elif lane.dead:
                    what_next = "The log says why (reaction_failed)."
                state: Literal["well", "warning"] = "warning" if what_next else "well"
                findings.append(Finding(f"lane {lane.name}", state, found, what_next))
        findings.append(
            Finding("operator", "well", "there is one")
            if operator
            else Finding(
                "operator",
                "warning",
                "nobody yet",
                "Open the one-time link that qiao serve prints.",
            )
        )
        return findings
    finally:
        await database.close()
