"""Cards for links over HTTP: an author lets them go."""

from litestar import delete
from litestar.params import FromPath

from qiao.kit.http import Db
from qiao.notes import web_links
from qiao.people.door import SignedIn


@delete("/api/v1/notes/{note:str}/link", status_code=204)
async def remove_note_card(note: FromPath[str], me: SignedIn, db: Db) -> None:
    """Show no card for the link in one's own note; the link stays."""
    await db.write(web_links.remove_card, me.id, "note", note)


@delete("/api/v1/comments/{comment:str}/link", status_code=204)
async def remove_comment_card(comment: FromPath[str], me: SignedIn, db: Db) -> None:
    """Show no card for the link in one's own comment; the link stays."""
    await db.write(web_links.remove_card, me.id, "comment", comment)


ROUTES = [remove_note_card, remove_comment_card]
