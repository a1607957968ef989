"""Naming people while one writes, over HTTP: whoever talks below the same note comes first."""

from litestar import Response, get
from litestar.params import FromQuery

from qiao.kit.http import Db, json, shows
from qiao.kit.refusals import NotFound
from qiao.notes import queries, views
from qiao.notes.api import NoteCards, entry_for
from qiao.people.door import SignedIn
from qiao.people.naming import named


@get("/api/v1/members", responses=shows(views.People))
async def members_named(
    me: SignedIn, db: Db, cards: NoteCards, prefix: FromQuery[str], note: FromQuery[str] = ""
) -> Response[bytes]:
    """Suggest whom to mention: people of the note, then followed ones, then anybody."""
    async with db.read() as tx:
        here: list[str] = []
        if note:
            try:
                await entry_for(cards, tx, note, me)
                here = await queries.speakers(tx, note)
            except NotFound:
                pass  # it went while she wrote; people are still there
        return json(views.People(await named(tx, prefix, reader=me.id, here=here)))


ROUTES = [members_named]
