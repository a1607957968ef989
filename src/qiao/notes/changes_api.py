"""Waiting over HTTP for what changes about open notes."""

from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.params import FromQuery, QueryParameter

from qiao.kit.http import Db, Injected, json, shows
from qiao.kit.refusals import Invalid
from qiao.notes.changes import Change, Changes, What, shown
from qiao.people.door import AnyRequest, Reader

MAX_NOTES = 20
MAX_WAIT_S = 25.0

HouseChanges = Annotated[Changes, Injected]


class TooManyNotes(Invalid):
    """Facts: field, max_notes."""

    code = "too_many_notes"


class ChangeView(msgspec.Struct, frozen=True):
    """A note, and what to look at again."""

    note: str
    what: What


class ChangesView(msgspec.Struct, frozen=True):
    """What has changed; ask again with `since` = `seq`."""

    seq: int
    changed: list[ChangeView]


@get("/api/v1/changes", responses=shows(ChangesView))
async def changes(
    request: AnyRequest,
    reader: Reader,
    db: Db,
    changes: HouseChanges,
    notes: FromQuery[str] = "",
    since: Annotated[int | None, QueryParameter(ge=0, le=1 << 53)] = None,
    wait_s: Annotated[float, QueryParameter(ge=0, le=MAX_WAIT_S)] = MAX_WAIT_S,
) -> Response[bytes]:
    """Say what has changed about notes (ids, with commas) since `since`, as soon as it does.

    Answers with nothing after `wait_s`, and at once where `since` is not given.
    """
    asked = [note for note in notes.split(",") if note]
    if len(asked) > MAX_NOTES:
        raise TooManyNotes(field="notes", max_notes=MAX_NOTES)
    found: list[Change] = []
    if asked and since is not None:
        caller = reader.id if reader else (request.client.host if request.client else "")
        found = await changes.wait(asked, since, caller=caller, wait_s=wait_s)
    seq = changes.seq
    if found:
        async with db.read() as tx:
            found = await shown(
                tx,
                found,
                reader=reader.id if reader else None,
                reviewer=bool(reader and reader.operator),
            )
    return json(ChangesView(seq, [ChangeView(*change) for change in found]))


ROUTES = [changes]
