"""Versions of what the square learnt: kept, judged, used, compared. One of them at most is used."""

from datetime import UTC, datetime
from typing import Literal, NamedTuple

from qiao.feed.events import FeedLearnt
from qiao.kit.clock import SECOND
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.refusals import NotFound

State = Literal["used", "kept", "declined"]
"""used: readers see it · kept: it was used, or may be · declined: it was not better, or worse for
some."""


class VersionRow(NamedTuple):
    """One version; `report` is JSON (`learning/square/report.py`)."""

    version: str
    made_us: int
    seen_seq: int  # of the event log: what happened up to here it has seen
    state: State
    sha: str  # of its file; "" when the file was removed to make room
    report: str


_COLUMNS = "version, made_us, seen_seq, state, sha, report"
_USED = Sql(f"select {_COLUMNS} from feed_models where state = 'used'")
_ALL = Sql(f"select {_COLUMNS} from feed_models order by made_us desc, version desc")
_ONE = Sql(f"select {_COLUMNS} from feed_models where version = :version")
_KEEP = Sql(f"""
    insert into feed_models ({_COLUMNS})
    values (:version, :made_us, :seen_seq, :state, :sha, :report)
""")
_REST = Sql("update feed_models set state = 'kept' where state = 'used'")
_USE = Sql("update feed_models set state = 'used' where version = :version")
_EMPTY = Sql("update feed_models set sha = '' where version = :version")


def name_of(now_us: int, *, refreshed: bool = False) -> str:
    """Return the name of a version: when it was made, in UTC; refreshed ones end with r."""
    made = datetime.fromtimestamp(now_us / SECOND, UTC)
    return made.strftime("%Y%m%d-%H%M%S") + "r" * refreshed


def is_refreshed(version: str) -> bool:
    """Say whether a version is another one with new neighbours, and was not judged itself."""
    return version.endswith("r")


async def version_used(tx: ReadTx) -> VersionRow | None:
    """Return the version that readers see, None where nothing was learnt or it was turned off."""
    return await tx.one_or_none(VersionRow, _USED)


async def versions(tx: ReadTx) -> list[VersionRow]:
    """Return all, newest first."""
    return await tx.all(VersionRow, _ALL)


async def version_called(tx: ReadTx, version: str) -> VersionRow:
    """Return one.

    Raises:
        NotFound: there is none of this name.
    """
    row = await tx.one_or_none(VersionRow, _ONE, version=version)
    if row is None:
        raise NotFound
    return row


async def keep_version(tx: WriteTx, row: VersionRow, *, keep: int) -> list[str]:
    """Write a new version down; used ones are told of. Return the shas of files to remove.

    Of files the newest `keep` stay, and the one that is used; rows stay for ever: they are small,
    and tell how the feed came to be what it is.
    """
    if row.state == "used":
        await tx.run(_REST)
    await tx.run(_KEEP, **row._asdict())
    if row.state == "used":
        await tell(tx, FeedLearnt(row.version))
    with_file = [old for old in await versions(tx) if old.sha]
    stay = {old.sha for old in with_file if old.state == "used"}
    for old in with_file:
        if len(stay) < keep:
            stay.add(old.sha)
    gone = [old for old in with_file if old.sha not in stay]
    for old in gone:
        await tx.run(_EMPTY, version=old.version)
    return sorted({old.sha for old in gone})


async def use_version(tx: WriteTx, version: str) -> VersionRow:
    """Use a version from now on, whatever was said of it.

    Raises:
        NotFound: there is none of this name, or its file was removed.
    """
    row = await version_called(tx, version)
    if not row.sha:
        raise NotFound
    await tx.run(_REST)
    await tx.run(_USE, version=version)
    await tell(tx, FeedLearnt(version))
    return row._replace(state="used")


async def use_none(tx: WriteTx) -> None:
    """Use no version: the feed works from content, topics and what each reader did."""
    await tx.run(_REST)
    await tell(tx, FeedLearnt(""))
