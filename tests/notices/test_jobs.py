"""What members are told of what others did, and what they are not told."""

from qiao.kit.clock import now_us
from qiao.kit.db import Database, Sql, WriteTx
from qiao.notes.commands import delete_note, set_audience, set_standing
from qiao.notes.comment_edits import edit_comment
from qiao.notes.comments import delete_comment, like_comment
from qiao.notes.editing import edit_note
from qiao.notes.gate import OpenGate
from qiao.notes.keeping import collect, like, unlike
from qiao.notes.models import Audience, Standing, checked_draft
from qiao.notices import commands
from qiao.notices.models import Channels, Choices
from qiao.people.blocks import block
from qiao.people.circles import Circle, WhoMay
from qiao.people.commands import follow, unfollow
from qiao.people.may import choose_who_may
from qiao.people.mutes import mute_word
from tests import make
from tests.notices.make import Teller


async def test_likes_of_one_note_are_one_notice(database: Database, teller: Teller):
    ana = await make.member(database, "ana")
    note = await make.note(database, ana, title="Bread")
    others = [await make.member(database, f"other_{n}") for n in range(5)]
    for other in others:
        await database.write(like, other.id, note, now=now_us())
    await database.write(collect, others[0].id, note, now=now_us())

    await teller.tell()

    kept, liked = sorted(await teller.box(ana, "likes"), key=lambda notice: notice.kind)
    assert (liked.kind, liked.people, len(liked.actors)) == ("like", 5, 3)
    assert liked.actors[0].handle == "other_4"
    assert liked.note is not None
    assert liked.note.title == "Bread"
    assert (kept.kind, kept.people) == ("collect", 1)
    assert await teller.unread(ana) == (2, 0, 0, 0)


async def test_what_runs_twice_tells_once(database: Database, teller: Teller):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana)
    await database.write(like, bo.id, note, now=now_us())
    await make.comment(database, bo, note)
    await database.write(follow, bo.id, ana.id, now=now_us())
    assert await teller.tell() == [ana.id] * 3

    assert await teller.tell(again=True) == []

    assert await teller.unread(ana) == (1, 1, 1, 0)


async def test_what_is_taken_back_is_told_no_longer(database: Database, teller: Teller):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana)
    await database.write(like, bo.id, note, now=now_us())
    await database.write(follow, bo.id, ana.id, now=now_us())
    comment = await make.comment(database, bo, note)
    await teller.tell()

    await database.write(unlike, bo.id, note)
    await database.write(unfollow, bo.id, ana.id)
    await database.write(delete_comment, bo.id, comment)
    await teller.tell()

    assert await teller.unread(ana) == (0, 0, 0, 0)
    assert not await teller.box(ana, "likes")
    assert not await teller.box(ana, "follows")
    assert not await teller.box(ana, "words")


async def test_nobody_rings_twice_with_one_like(database: Database, teller: Teller):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana)
    await database.write(like, bo.id, note, now=now_us())
    await teller.tell()
    await database.write(commands.see, ana.id, box="likes", kind=None, until_us=now_us())

    for _ in range(3):
        await database.write(unlike, bo.id, note)
        await teller.tell()
        await database.write(like, bo.id, note, now=now_us())
        assert await teller.tell() == []

    assert await teller.unread(ana) == (0, 0, 0, 0)
    [liked] = await teller.box(ana, "likes")
    assert liked.people == 1


async def test_nobody_is_told_of_her_own_deeds(database: Database, teller: Teller):
    ana = await make.member(database, "ana")
    note = await make.note(database, ana, "by me, @ana")
    await database.write(like, ana.id, note, now=now_us())
    comment = await make.comment(database, ana, note, "and @ana again")
    await database.write(like_comment, ana.id, comment, now=now_us())

    assert await teller.tell() == []


async def test_a_comment_is_told_to_whom_it_answers_mentions_and_stands_below(
    database: Database, teller: Teller
):
    ana, bo, cy, di = [await make.member(database, h) for h in ("ana", "bob", "cyd", "dia")]
    note = await make.note(database, ana)
    first = await make.comment(database, bo, note, "When?")
    below = await make.comment(database, cy, note, "Now", parent=first)
    await teller.tell()

    await make.comment(database, di, note, "@bob @ana @nobody yes", parent=below)
    await teller.tell()

    assert [n.kind for n in await teller.box(ana)] == ["mention", "comment", "comment"]
    assert [n.kind for n in await teller.box(bo)] == ["mention", "answer"]
    [answered] = await teller.box(cy)
    assert answered.kind == "answer"
    assert answered.comment is not None
    assert answered.comment.excerpt.startswith("@bob")


async def test_a_mention_in_a_note_is_told_to_whoever_may_see_it(
    database: Database, teller: Teller
):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana, "With @bob at the lake")
    await teller.tell()
    assert await teller.unread(bo) == (0, 0, 1, 0)

    await database.write(set_standing, "note", note, Standing.HELD)
    await teller.tell()

    assert await teller.unread(bo) == (0, 0, 0, 0)
    assert not await teller.box(bo)


async def test_what_is_held_is_told_when_it_is_let_go(database: Database, teller: Teller):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana)
    comment = await make.comment(database, bo, note)
    await database.write(set_standing, "comment", comment, Standing.HELD)
    assert await teller.tell() == []

    await database.write(set_standing, "comment", comment, Standing.PUBLIC)

    assert await teller.tell() == [ana.id]


async def test_the_first_answer_to_a_first_note_is_marked(database: Database, teller: Teller):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana)
    await make.comment(database, ana, note, "anybody?")
    await make.comment(database, bo, note, "me!")
    await make.comment(database, bo, note, "and again")
    second = await make.note(database, ana)
    await make.comment(database, bo, second, "this too")

    await teller.tell()

    told = await teller.box(ana)
    assert len(told) == 3
    [marked] = [notice for notice in told if notice.first]
    assert marked.note is not None
    assert marked.note.id == note


async def test_a_deleted_note_takes_its_notices_along(database: Database, teller: Teller):
    ana, bo, cy = [await make.member(database, handle) for handle in ("ana", "bob", "cyd")]
    note = await make.note(database, ana, "for @cyd")
    await database.write(like, bo.id, note, now=now_us())
    comment = await make.comment(database, bo, note)
    await make.comment(database, cy, note, "so do I", parent=comment)
    await teller.tell()

    await database.write(delete_note, ana.id, note)
    await teller.tell()

    for who in (ana, bo, cy):
        assert await teller.unread(who) == (0, 0, 0, 0)


async def test_whoever_is_blocked_or_muted_rings_nobody(database: Database, teller: Teller):
    ana, bo, cy = [await make.member(database, handle) for handle in ("ana", "bob", "cyd")]
    note = await make.note(database, ana)

    async def part(tx: WriteTx) -> None:
        await tx.run(
            Sql("insert into blocks (by_id, of_id, at_us) values (:by, :of, 1)"),
            by=bo.id, of=ana.id,
        )  # fmt: skip
        await tx.run(
            Sql("insert into mutes (member_id, kind, value, at_us) values (:m, 'member', :v, 1)"),
            m=ana.id, v=cy.id,
        )  # fmt: skip

    for who in (bo, cy):
        await database.write(follow, who.id, ana.id, now=now_us())
        await database.write(like, who.id, note, now=now_us())
    await database.write(part)

    assert await teller.tell() == []
    assert await teller.unread(ana) == (0, 0, 0, 0)


async def test_a_block_takes_back_what_was_told(database: Database, teller: Teller):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana)
    await make.comment(database, bo, note)
    await database.write(follow, bo.id, ana.id, now=now_us())
    await teller.tell()
    assert await teller.unread(ana) == (0, 1, 1, 0)

    await database.write(block, ana.id, bo.id, now=now_us())
    await teller.tell()

    assert await teller.unread(ana) == (0, 0, 0, 0)
    assert not await teller.box(ana)


async def test_a_mention_in_a_note_for_others_is_not_told(database: Database, teller: Teller):
    ana, bo, cy = [await make.member(database, handle) for handle in ("ana", "bob", "cyd")]
    note = await make.note(database, ana, "between @bob and me, not @cyd")
    await teller.tell()
    assert (await teller.unread(bo), await teller.unread(cy)) == ((0, 0, 1, 0), (0, 0, 1, 0))

    await database.write(set_audience, ana.id, note, Audience.CHOSEN, ["bob"])
    await teller.tell()

    assert [len(await teller.box(who)) for who in (bo, cy)] == [1, 0]
    assert await teller.unread(cy) == (0, 0, 0, 0)


async def test_a_muted_word_rings_nobody(database: Database, teller: Teller):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    await database.write(mute_word, ana.id, "spoiler", now=now_us())
    note = await make.note(database, ana)
    await make.comment(database, bo, note, "A SPOILER: it rises")
    await make.comment(database, bo, note, "It rises")

    await teller.tell()

    [notice] = await teller.box(ana)
    assert notice.comment is not None
    assert notice.comment.excerpt == "It rises"


async def test_the_bell_counts_only_what_was_chosen(database: Database, teller: Teller):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    choices = Choices(likes=Channels(bell=False))
    await database.write(commands.choose, ana.id, choices)
    note = await make.note(database, ana)
    await database.write(like, bo.id, note, now=now_us())
    await make.comment(database, bo, note)

    await teller.tell()

    assert await teller.unread(ana) == (0, 0, 1, 0)
    assert len(await teller.box(ana, "likes")) == 1


async def test_what_is_old_is_no_news(database: Database, teller: Teller):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana)
    await database.write(like, bo.id, note, now=make.NOW - 40 * 86_400_000_000)

    assert await teller.tell() == []


async def test_seeing_a_box_leaves_what_came_after(database: Database, teller: Teller):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana)
    await make.comment(database, bo, note)
    await teller.tell()
    until = now_us()
    await make.comment(database, bo, note, "one more")
    await teller.tell()

    await database.write(commands.see, ana.id, box="words", kind=None, until_us=until)

    assert [n.fresh for n in await teller.box(ana)] == [True, False]


async def test_a_long_box_is_read_page_by_page(database: Database, teller: Teller):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana)
    for n in range(25):
        await make.comment(database, bo, note, f"number {n}")
    await teller.tell()

    from qiao.notices import queries

    async with database.read() as tx:
        first, cursor, _ = await queries.box(tx, ana.id, "words", lang="en")
        then, end, _ = await queries.box(tx, ana.id, "words", lang="en", cursor=cursor)

    assert (len(first), len(then), end) == (20, 5, None)
    assert len({notice.id for notice in (*first, *then)}) == 25


async def test_a_mention_reaches_only_whom_it_may(database: Database, teller: Teller):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    await database.write(choose_who_may, ana.id, WhoMay(mention=Circle.FOLLOWING))
    note = await make.note(database, bo, "With @ana at the lake")
    below = await make.note(database, ana, "Alone")
    await make.comment(database, bo, note, "@ana look")
    await make.comment(database, bo, below, "@ana look")

    await teller.tell()

    # below her own note it is told as the comment that it is
    assert [notice.kind for notice in await teller.box(ana)] == ["comment"]
    await database.write(follow, ana.id, bo.id, now=now_us())
    await make.comment(database, bo, note, "@ana now")
    await teller.tell()
    assert [notice.kind for notice in await teller.box(ana)] == ["mention", "comment"]


async def test_words_written_anew_are_told_to_those_they_name_now(
    database: Database, teller: Teller
):
    ana, bo, cy = [await make.member(database, handle) for handle in ("ana", "bob", "cyd")]
    note = await make.note(database, ana, "with @bob")
    top = await make.comment(database, cy, note)
    answer = await make.comment(database, bo, note, "first", parent=top)
    to_answer = await make.comment(database, ana, note, "yes @cyd", parent=answer)
    await teller.tell()
    assert [one.kind for one in await teller.box(bo, "words")] == ["answer", "mention"]

    draft = checked_draft(title="", body="with @cyd", topics=[], photos=[])
    await database.write(edit_note, ana.id, note, draft, OpenGate(), now=make.moment())
    await database.write(
        edit_comment, ana.id, to_answer, "yes indeed", OpenGate(), now=make.moment()
    )
    await teller.tell()

    # he was answered by name of the comment, and stays so; the note names somebody else
    assert [one.kind for one in await teller.box(bo, "words")] == ["answer"]
    told = {(one.kind, one.note.id) for one in await teller.box(cy, "words") if one.note}
    assert ("mention", note) in told
