"""Changing what a member likes and keeps: likes, boards."""

from qiao.kit.clock import Micros
from qiao.kit.db import Sql, WriteTx, tell
from qiao.kit.ids import named_id, new_id
from qiao.kit.refusals import Invalid, NotFound
from qiao.kit.text import clean
from qiao.notes.events import NoteCollected, NoteLiked, NoteUncollected, NoteUnliked
from qiao.notes.models import MAX_BOARD_CHARS
from qiao.notes.visibility import Where, visible

MAX_BOARDS = 200

_SEEN = Sql("select n.id from notes n where n.id = :note and " + visible("n", where=Where.DIRECT))
_LIKE = Sql("""
    insert into likes (member_id, note_id, at_us) values (:member, :note, :now_us)
    on conflict (member_id, note_id) do nothing
""")
_UNLIKE = Sql("delete from likes where member_id = :member and note_id = :note")
_COUNT_LIKES = Sql("update note_counts set likes = likes + :step where note_id = :note")
_LIKES = Sql("select likes from note_counts where note_id = :note")
_MAKE_BOARD = Sql("""
    insert into boards (id, owner_id, title, first, at_us)
    values (:id, :owner, :title, :first, :now_us) on conflict (id) do nothing
""")
_CHANGE_BOARD = Sql("""
    update boards set title = coalesce(:title, title), open = coalesce(:open, open)
    where id = :board and owner_id = :owner
""")
_BOARDS = Sql("select count(*) from boards where owner_id = :owner")
_OWN_BOARD = Sql("select id from boards where id = :board and owner_id = :owner")
_FIRST_BOARD = Sql("select id from boards where owner_id = :owner and first = 1")
_COLLECT = Sql("""
    insert into collects (member_id, note_id, board_id, at_us)
    values (:member, :note, :board, :now_us) on conflict (member_id, note_id) do nothing
""")
_WHICH_BOARD = Sql("select board_id from collects where member_id = :member and note_id = :note")
_MOVE = Sql("""
    update collects set board_id = :board
    where member_id = :member and note_id = :note and board_id = :before
""")
_UNCOLLECT = Sql("delete from collects where member_id = :member and note_id = :note")
_COUNT_BOARD = Sql("update boards set notes = notes + :step where id = :board")
_COUNT_COLLECTS = Sql("update note_counts set collects = collects + :step where note_id = :note")
_COLLECTS = Sql("select collects from note_counts where note_id = :note")


class TooManyBoards(Invalid):
    """Facts: max_boards."""

    code = "too_many_boards"


async def _must_see(tx: WriteTx, member: str, note: str) -> None:
    if await tx.value(_SEEN, note=note, reader=member, reviewer=0) is None:
        raise NotFound


async def like(tx: WriteTx, member: str, note: str, *, now: Micros) -> int:
    """Like a note; return its likes. Liking twice is fine. Raises NotFound."""
    await _must_see(tx, member, note)
    if await tx.run(_LIKE, member=member, note=note, now_us=now):
        if not await tx.run(_COUNT_LIKES, note=note, step=1):
            # deleted in the meantime, by a transaction that this one waited for
            raise NotFound
        await tell(tx, NoteLiked(note, member))
    return await tx.count(_LIKES, note=note)


async def unlike(tx: WriteTx, member: str, note: str) -> int:
    """Like a note no longer; return its likes. Doing so twice is fine. Raises NotFound."""
    await _must_see(tx, member, note)
    if await tx.run(_UNLIKE, member=member, note=note):
        await tx.run(_COUNT_LIKES, note=note, step=-1)
        await tell(tx, NoteUnliked(note, member))
    return await tx.count(_LIKES, note=note)


async def make_board(tx: WriteTx, owner: str, title: str, *, now: Micros) -> str:
    """Make a board and return its id; raises TooManyBoards and those of `kit.text.clean`."""
    title = clean(title, field="title", max_chars=MAX_BOARD_CHARS, lines=False, empty=False)
    if await tx.count(_BOARDS, owner=owner) >= MAX_BOARDS:
        raise TooManyBoards(max_boards=MAX_BOARDS)
    board = new_id(now)
    await tx.run(_MAKE_BOARD, id=board, owner=owner, title=title, first=0, now_us=now)
    return board


async def change_board(
    tx: WriteTx, owner: str, board: str, *, title: str | None = None, open: bool | None = None
) -> None:
    """Give one's board another title, or open it to everybody or oneself alone.

    Raises:
        NotFound: it is not hers. Those of `kit.text.clean`.
    """
    if title is not None:
        title = clean(title, field="title", max_chars=MAX_BOARD_CHARS, lines=False, empty=False)
    if not await tx.run(
        _CHANGE_BOARD,
        board=board,
        owner=owner,
        title=title,
        open=None if open is None else int(open),
    ):
        raise NotFound


async def first_board(tx: WriteTx, owner: str, now: Micros) -> str:
    """Return the board that everybody has, made where it is not there yet."""
    found = await tx.value(_FIRST_BOARD, owner=owner)
    if found is not None:
        return str(found)
    # an id of its own name, so that two at once make one; a title in no language: the app shows
    # its own word for the first board
    board = named_id(0, f"first board of {owner}")
    await tx.run(_MAKE_BOARD, id=board, owner=owner, title="", first=1, now_us=now)
    return board


async def collect(
    tx: WriteTx, member: str, note: str, *, now: Micros, board: str | None = None
) -> int:
    """Keep a note in one's board, or move it there; return how many keep it.

    Raises:
        NotFound: the note is not there for this member, or the board is not hers.
    """
    await _must_see(tx, member, note)
    if board is None:
        board = await first_board(tx, member, now)
    elif await tx.value(_OWN_BOARD, board=board, owner=member) is None:
        raise NotFound(field="board")
    if await tx.run(_COLLECT, member=member, note=note, board=board, now_us=now):
        if not await tx.run(_COUNT_COLLECTS, note=note, step=1):
            raise NotFound
        await tx.run(_COUNT_BOARD, board=board, step=1)
        await tell(tx, NoteCollected(note, member))
    else:
        before = str(await tx.value(_WHICH_BOARD, member=member, note=note))
        if before != board and await tx.run(
            _MOVE, member=member, note=note, board=board, before=before
        ):
            await tx.run(_COUNT_BOARD, board=before, step=-1)
            await tx.run(_COUNT_BOARD, board=board, step=1)
    return await tx.count(_COLLECTS, note=note)


async def uncollect(tx: WriteTx, member: str, note: str) -> int:
    """Keep a note no longer; return how many keep it. Doing so twice is fine.

    What has gone out of her sight since can still be put away, without a word about others.

    Raises:
        NotFound: she neither keeps nor sees it.
    """
    board = await tx.value(_WHICH_BOARD, member=member, note=note)
    if board is None:
        await _must_see(tx, member, note)
    elif await tx.run(_UNCOLLECT, member=member, note=note):
        await tx.run(_COUNT_COLLECTS, note=note, step=-1)
        await tx.run(_COUNT_BOARD, board=str(board), step=-1)
        await tell(tx, NoteUncollected(note, member))
        if await tx.value(_SEEN, note=note, reader=member, reviewer=0) is None:
            return 0
    return await tx.count(_COLLECTS, note=note)
