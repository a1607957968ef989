"""Not reading one momo any more, within one thread, over HTTP."""

from litestar import delete, put
from litestar.params import FromPath

from qiao.kit.clock import now_us
from qiao.kit.http import Db
from qiao.kit.refusals import NotFound
from qiao.notes.api import NoteCards, entry_for
from qiao.people import mutes
from qiao.people.door import SignedIn
from qiao.people.models import MemberId
from qiao.people.momo import alias


@put("/api/v1/notes/{note:str}/momos/{number:int}/mute", status_code=204)
async def mute_momo(
    note: FromPath[str], number: FromPath[int], me: SignedIn, db: Db, cards: NoteCards
) -> None:
    """Mute a momo by her number: her comments in this thread are folded, no notice comes of them.

    It holds for this thread; who she is, nobody is told.
    """
    if number < 1:
        raise NotFound
    async with db.read() as tx:
        await entry_for(cards, tx, note, me)
    # whether there is such a number yet does not matter, nor whether it is one's own
    await db.write(mutes.mute_member, me.id, MemberId(alias(note, number)), now=now_us())


@delete("/api/v1/notes/{note:str}/momos/{number:int}/mute", status_code=204)
async def unmute_momo(note: FromPath[str], number: FromPath[int], me: SignedIn, db: Db) -> None:
    """Mute a momo no longer."""
    await db.write(mutes.unmute_member, me.id, MemberId(alias(note, number)))


ROUTES = [mute_momo, unmute_momo]
