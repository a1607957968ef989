"""What comes beside notes: comments' pictures, boards, questions' ends, herself, what two wrote."""

import json
from pathlib import Path
from typing import Any

import pytest

from qiao.kit.db import Database, Sql
from qiao.media.providers.folder import Folder
from qiao.media.stickers import own
from qiao.notes.keeping import change_board, collect, first_board
from qiao.people.bios import put_bio
from qiao.people.commands import ProfileChange, change_profile, follow
from qiao.people.models import MemberId
from qiao.travel.packing.pack import pack
from qiao.travel.shelf import Shelf
from qiao.travel.unpacking import keeping
from qiao.travel.unpacking.halves import name_of
from qiao.travel.unpacking.jobs import attend
from qiao.travel.unpacking.models import Arrival, Wanted
from tests import make
from tests.media.video import clips
from tests.travel.things import InThisProcess, painted
from tests.travel.unpacking.test_equal import LATER, arrive
from tests.travel.unpacking.test_hostile import media_line, note, parcel

AT = "2025-01-01T00:00:00Z"
STICKER = next(iter(own()))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "brought.zip"


@pytest.fixture
def blobs(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "media")


def jsonl(*rows: dict[str, Any]) -> bytes:
    return "\n".join(map(json.dumps, rows)).encode()


def comment(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "note": "note-1", "at": AT, "body": f"said {name}"} | more


async def rows(db: Database, sql: str) -> list[tuple[Any, ...]]:
    async with db.read() as tx:
        return await tx.all(tuple, Sql(sql))


async def undo(db: Database, blobs: Folder, folder: Path, arrival: Arrival) -> None:
    await db.write(keeping.take_back, arrival.id, arrival.member)
    await attend(db, blobs, Shelf(folder / "travel"), InThisProcess(), arrival.id, pause_s=0)


# ---- Comments


async def test_comments_come_with_their_pictures_and_stickers(
    database: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana = await make.member(database, "ana_q")
    pictures = [{"media": f"m{n}", "alt": "steam"} for n in range(4)]
    parcel(
        path,
        [note()],
        **{
            "qiao/media.jsonl": "\n".join(
                media_line(f"m{n}", f"media/m{n}.webp") for n in range(4)
            ).encode(),
            **{f"media/m{n}.webp": painted(n) for n in range(4)},
            "qiao/comments.jsonl": jsonl(
                comment("c1", body="", photos=pictures),
                comment("c2", body="", sticker=STICKER),
                comment("c3", sticker="nobody-has-it"),
                comment("c4", body="", sticker="../../nobody"),
            ),
        },
    )

    arrival = await arrive(database, blobs, tmp_path, ana, path, Wanted("as_was"))

    found = await rows(
        database,
        "select c.body, c.sticker, count(m.media_id) from comments c"
        " left join comment_media m on m.comment_id = c.id group by c.id, c.body, c.sticker"
        " order by c.body, c.sticker",
    )
    # no more pictures than a comment may have; a sticker that is not here leaves the words
    assert found == [("", "", 3), ("", STICKER, 0), ("said c3", "", 0)]
    assert arrival.plan.comments == 3
    assert arrival.plan.left == {"stickers_elsewhere": 2}

    again = await arrive(database, blobs, tmp_path, ana, path, Wanted("as_was"))
    assert len(await rows(database, "select id from comments")) == 3
    assert again.state == "here"

    await undo(database, blobs, tmp_path, arrival)
    for table in ("comments", "comment_media", "media", "brought"):
        assert await rows(database, f"select 1 from {table}") == [], table
    assert not list((tmp_path / "media").rglob("*.webp"))


async def test_a_comment_that_was_taken_down_does_not_come_back_for_everybody(
    sqlite: Database, blobs: Folder, path: Path, tmp_path: Path
):
    """A note may come for herself alone; below a note of hers there is no such place."""
    ana = await make.member(sqlite, "ana_q")
    said = [comment(f"c{n}", standing=of) for n, of in enumerate(("removed", "held", "limited"))]
    parcel(path, [note()], **{"qiao/comments.jsonl": jsonl(*said)})

    arrival = await arrive(sqlite, blobs, tmp_path, ana, path, Wanted("as_was"))

    assert await rows(sqlite, "select body from comments") == [("said c2",)]
    assert arrival.plan.comments == 1
    assert arrival.plan.left == {"comments_taken_down": 2}


async def test_no_film_stands_below_a_note(
    sqlite: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana = await make.member(sqlite, "ana_q")
    film = clips.clip(tmp_path / "film.mp4", seconds=1).read_bytes()
    parcel(
        path,
        [note(photos=[{"media": "m0"}])],
        **{
            "qiao/media.jsonl": media_line("m0", "media/m0.webp", "video").encode(),
            "media/m0.webp": painted(1),
            "media/m0.mp4": film,
            "qiao/comments.jsonl": jsonl(comment("c1", photos=[{"media": "m0"}])),
        },
    )

    arrival = await arrive(
        sqlite, blobs, tmp_path, ana, path, Wanted("as_was"), films=clips.studio()
    )

    assert arrival.plan.left == {"video_alone": 1}
    assert await rows(sqlite, "select kind from notes") == [("video",)]
    assert await rows(sqlite, "select id from comments") == []


# ---- Boards


def boards(path: Path) -> Path:
    return parcel(
        path,
        [note()],
        **{
            "qiao/boards.jsonl": jsonl(
                {"id": "b0", "title": "", "first": True, "at": AT, "open": True},
                {"id": "b1", "title": "Loaves", "first": False, "at": AT, "open": True},
                {"id": "b2", "title": "Mine", "first": False, "at": AT},
            )
        },
    )


BOARDS = "select title, first, open from boards order by title"


async def test_an_open_board_is_open_only_where_all_comes_as_it_was(
    database: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana, bo = await make.member(database, "ana_q"), await make.member(database, "bob")
    boards(path)

    arrival = await arrive(database, blobs, tmp_path, ana, path, Wanted("as_was"))
    assert await rows(database, BOARDS) == [("", 1, 1), ("Loaves", 0, 1), ("Mine", 0, 0)]
    await undo(database, blobs, tmp_path, arrival)
    assert await rows(database, BOARDS) == [("", 1, 0)]
    await arrive(database, blobs, tmp_path, bo, path, Wanted("private"))
    assert {row[2] for row in await rows(database, BOARDS)} == {0}


async def test_what_she_keeps_here_is_opened_to_nobody(
    sqlite: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana, bo = await make.member(sqlite, "ana_q"), await make.member(sqlite, "bob")
    his = await make.note(sqlite, bo)
    await sqlite.write(collect, ana.id, his, now=make.NOW)
    boards(path)

    await arrive(sqlite, blobs, tmp_path, ana, path, Wanted("as_was"))

    assert ("", 1, 0) in await rows(sqlite, BOARDS)


async def test_a_board_that_she_opened_herself_stays_open(
    sqlite: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana = await make.member(sqlite, "ana_q")
    board = await sqlite.write(first_board, ana.id, make.NOW)
    await sqlite.write(change_board, ana.id, board, open=True)
    boards(path)

    arrival = await arrive(sqlite, blobs, tmp_path, ana, path, Wanted("as_was"))
    await undo(sqlite, blobs, tmp_path, arrival)

    assert await rows(sqlite, BOARDS) == [("", 1, 1)]


# ---- Questions


def asking(path: Path, *figures: dict[str, Any], **more: Any) -> Path:
    """Make a file with a question for money, two comments below it, and figures."""
    question = {"note": "note-1", "answer": "", "answer_of": "", "outcome": ""} | more
    return parcel(
        path,
        [note(1, asks={"unit": "money"}), note(2)],
        **{
            "qiao/comments.jsonl": jsonl(
                comment("c1"), comment("c2"), comment("c3", note="note-2")
            ),
            "qiao/questions.jsonl": jsonl(question),
            "qiao/figures.jsonl": jsonl(*figures),
        },
    )


def figure(name: str = "c1", **more: Any) -> dict[str, Any]:
    given = {"comment": name, "note": "note-1", "place": "Lisbon", "amount": 1.5, "currency": "EUR"}
    return given | more


async def test_a_question_comes_with_its_number_and_what_came_of_it(
    database: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana = await make.member(database, "ana_q")
    asking(path, figure(), figure("c2", place="Porto"), outcome="c2", answer="not-hers")

    for _ in range(2):
        arrival = await arrive(database, blobs, tmp_path, ana, path, Wanted("as_was"))

    assert await rows(database, "select place, amount, currency from comment_figures") == [
        ("Lisbon", 1.5, "EUR")
    ]
    assert await rows(
        database,
        "select c.body, q.accepted_id from note_questions q join comments c on c.id = q.outcome_id",
    ) == [("said c2", "")]
    # the answer that helped was somebody else's
    assert arrival.plan.left == {"answers_elsewhere": 1}
    told = {row[0] for row in await rows(database, "select name from events")}
    assert not told & {"OutcomeTold", "AnswerAccepted", "CommentPublished", "CommentEdited"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": -1},
        {"amount": 1e30},
        {"amount": "3"},
        {"currency": "XYZ"},
        {"currency": "<b>"},
        {"place": ""},
        {"place": "x" * 200},
        {"place": "Lisbon\u202e"},
        {"comment": "c3"},
        {"comment": "nobody's"},
    ],
)
async def test_a_number_that_could_not_be_given_here_does_not_come(
    wrong: dict[str, Any], sqlite: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana = await make.member(sqlite, "ana_q")
    asking(path, figure(**wrong))

    arrival = await arrive(sqlite, blobs, tmp_path, ana, path, Wanted("as_was"))

    assert arrival.state == "here"
    assert await rows(sqlite, "select place from comment_figures") == []
    assert sum(arrival.plan.left.values()) == 1


@pytest.mark.parametrize("outcome", ["c3", "nobody's", "note-1"])
async def test_what_came_of_it_is_a_comment_of_hers_below_the_question(
    outcome: str, sqlite: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana = await make.member(sqlite, "ana_q")
    asking(path, outcome=outcome)

    await arrive(sqlite, blobs, tmp_path, ana, path, Wanted("as_was"))

    assert await rows(sqlite, "select outcome_id from note_questions") == [("",)]


# ---- Herself


def herself(path: Path, *bios: dict[str, Any], **chosen: Any) -> Path:
    profile = {"handle": "ana_q", "name": "Ana", "joined": AT}
    return parcel(
        path,
        [note()],
        **{
            "qiao/member.jsonl": jsonl(profile),
            "qiao/chosen.jsonl": jsonl(chosen),
            "qiao/bios.jsonl": jsonl(*bios),
        },
    )


async def test_bios_and_what_she_learns_come_where_she_wants_her_profile(
    database: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana, bo = await make.member(database, "ana_q"), await make.member(database, "bob")
    await database.write(put_bio, ana.id, "fr", "Avant", now=make.NOW)
    bios = [{"lang": lang, "body": f"in {lang}", "at": AT} for lang in ("pt", "fr")]
    herself(path, *bios, learns=["ja"], hides=["counts"])

    arrival = await arrive(database, blobs, tmp_path, ana, path, Wanted("as_was", profile=True))
    await arrive(database, blobs, tmp_path, bo, path, Wanted("as_was"))

    mine = f"from members where id = '{ana.id}'"
    assert await rows(database, "select lang, body from member_bios order by lang") == [
        ("fr", "in fr"),
        ("pt", "in pt"),
    ]
    assert await rows(database, f"select learns, hides {mine}") == [('["ja"]', '["counts"]')]
    await undo(database, blobs, tmp_path, arrival)
    # what she wrote anew stays; what was not here before goes
    assert await rows(database, "select lang from member_bios") == [("fr",)]


async def test_her_word_on_what_the_square_believes_comes_too(
    database: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana = await make.member(database, "ana_q")
    said = [
        {"about": "lang", "value": "ja", "answer": "yes", "at": AT},
        {"about": "topic", "value": "bread", "answer": "no", "at": AT},
        {"about": "topic", "value": "nobody-knows", "answer": "no", "at": AT},
        {"about": "everything", "value": "x", "answer": "yes", "at": AT},
    ]
    parcel(
        path,
        [note(topics=["bread"])],
        **{
            "qiao/member.jsonl": jsonl({"handle": "ana_q", "joined": AT}),
            "qiao/circle_said.jsonl": jsonl(*said),
        },
    )

    arrival = await arrive(database, blobs, tmp_path, ana, path, Wanted("as_was", profile=True))

    found = await rows(database, "select about, value, answer from circle_said order by about")
    assert found == [("lang", "ja", "yes"), ("topic", "bread", "no")]
    assert arrival.plan.left == {"profile": 2}


async def test_what_is_hidden_here_stays_hidden_and_only_what_can_be_is(
    sqlite: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana = await make.member(sqlite, "ana_q")
    await sqlite.write(change_profile, MemberId(ana.id), ProfileChange(hides=("followers",)))
    many = [{"lang": f"x{n:02d}", "body": "x", "at": AT} for n in range(15)]
    herself(
        path,
        {"lang": "pt", "body": "a\u202eb", "at": AT},
        {"lang": "no such", "body": "x", "at": AT},
        {"lang": "ko", "body": "x" * 5_000, "at": AT},
        *many,
        hides=["following", "<script>", "everything"],
    )

    arrival = await arrive(sqlite, blobs, tmp_path, ana, path, Wanted("as_was", profile=True))

    assert arrival.state == "here"
    assert await rows(sqlite, "select hides from members") == [('["followers", "following"]',)]
    assert len(await rows(sqlite, "select lang from member_bios")) <= 12
    assert arrival.plan.left["profile"] >= 3


# ---- What two wrote


def half(**more: Any) -> dict[str, Any]:
    said = {"note": "joint-1", "lang": "en", "title": "", "body": "My half", "alts": [], "at": AT}
    return said | {"with": "bob", "topics": ["bread"]} | more


async def test_what_two_wrote_comes_as_hers_and_names_the_other(
    database: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana, bo = await make.member(database, "ana_q"), await make.member(database, "bob")
    halves = [
        half(),
        half(note="joint-2", standing="removed"),
        half(note="joint-3", body="", title="x" * 100),
    ]
    parcel(path, [note(1, together="bob")], **{"qiao/together.jsonl": jsonl(*halves)})

    first = await arrive(database, blobs, tmp_path, ana, path, Wanted("as_was"))
    again = await arrive(database, blobs, tmp_path, ana, path, Wanted("as_was"))

    found = await rows(
        database,
        "select author_id, with_id, title, body, audience from notes order by body, audience",
    )
    assert [row[:2] for row in found] == [(ana.id, "")] * 4
    assert [row[2:] for row in found] == [
        ("", "Bread 1\n\n+ bob@there.example", "public"),
        ("", "My half\n\n+ bob@there.example", "private"),
        ("", "My half\n\n+ bob@there.example", "public"),
        ("", f"{'x' * 100}\n\n+ bob@there.example", "public"),
    ]
    assert first.plan.left == {"written_together": 4, "taken_down_elsewhere": 1}
    assert again.plan.already == 4
    # whoever has that handle here may be somebody else: nothing is his
    counts = f"select notes from member_counts where member_id = '{bo.id}'"
    assert await rows(database, counts) == [(0,)]
    await undo(database, blobs, tmp_path, first)
    assert await rows(database, "select id from notes") == []


@pytest.mark.parametrize(
    ("handle", "square", "named"),
    [
        ("bob", "https://there.example", "bob@there.example"),
        ("bob", "https://there.example:8443/x", "bob@there.example"),
        ("bob", "https://a@evil.example", "bob@evil.example"),
        ("bob", "javascript:alert(1)", "bob"),
        ("bob", "https://<script>", "bob"),
        ("bob", "https://[::1", "bob"),
        ("<b>bob</b>", "https://there.example", ""),
        ("bob\n@ana", "https://there.example", ""),
        ("", "https://there.example", ""),
    ],
)
def test_the_other_is_named_in_letters_that_do_nothing(handle: str, square: str, named: str):
    assert name_of(handle, square) == named


async def test_her_own_note_of_two_is_here_already(sqlite: Database, blobs: Folder, tmp_path: Path):
    """Her own file comes back to where it is of: nothing comes twice, as whichever of the two."""
    from qiao.notes.gate import OpenGate
    from qiao.notes.joint_drafts import publish_both
    from qiao.notes.models import checked_draft

    ana, bo = await make.member(sqlite, "ana_q"), await make.member(sqlite, "bob")
    draft = checked_draft(title="", body="Her half", topics=["bread"], photos=[])
    await sqlite.write(
        publish_both, ana.id, draft, bo.id, "fr", "", "Sa moitié", OpenGate(), lang="en",
        now=make.NOW,
    )  # fmt: skip
    for who in (ana, bo):
        file = tmp_path / f"{who.handle}.zip"
        await pack(sqlite, blobs, who.id, file, square="https://home.example", now=LATER)
        arrival = await arrive(sqlite, blobs, tmp_path, who, file, Wanted("as_was"))
        assert (arrival.plan.notes, arrival.plan.already) == (1, 1)
        assert arrival.plan.left["written_together"] == 1

    assert await rows(sqlite, "select body from notes") == [("Her half",)]


async def test_each_of_two_takes_her_own_half_along(
    database: Database, blobs: Folder, tmp_path: Path
):
    from qiao.notes import joint_drafts as joint
    from qiao.notes.gate import OpenGate

    ana, bo = await make.member(database, "ana_q"), await make.member(database, "bob")
    for one, two in ((ana, bo), (bo, ana)):
        await database.write(follow, MemberId(one.id), MemberId(two.id), now=make.NOW)
    draft = await database.write(joint.invite, ana.id, "bob", "en", now=make.NOW)
    await database.write(joint.join, bo.id, draft, "fr", now=make.NOW)
    for who, lang, body in ((ana, "en", "Her half"), (bo, "fr", "Sa moitié")):
        await database.write(
            joint.save, who.id, draft, title="", body=body, lang=lang, base=0, now=make.NOW
        )
    await database.write(joint.set_topics, ana.id, draft, ["pão"], rev=2, now=make.NOW)
    for who in (ana, bo):
        await database.write(joint.say_yes, who.id, draft, OpenGate(), rev=3, now=make.NOW)
    bodies = []
    for number, who in enumerate((ana, bo)):
        file = tmp_path / f"{who.handle}.zip"
        await pack(database, blobs, who.id, file, square="https://home.example", now=LATER)
        other = await make.member(database, f"away_{number}")
        arrival = await arrive(database, blobs, tmp_path, other, file, Wanted("as_was"))
        mine = f"where n.author_id = '{other.id}'"
        bodies += await rows(
            database,
            "select n.body, n.lang, n.with_id, t.slug, n.at_us from notes n"
            f" join note_topics t on t.note_id = n.id {mine}",
        )
        assert arrival.plan.left["written_together"] == 1

    assert bodies == [
        ("Her half\n\n+ bob@home.example", "en", "", "pão", make.NOW),
        ("Sa moitié\n\n+ ana_q@home.example", "fr", "", "pão", make.NOW),
    ]
