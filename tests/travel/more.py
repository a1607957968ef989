"""What a member has beside words and pictures, for tests of moving house.

A film with captions, a question with its number and what came of it, comments with pictures and
stickers, an open board, bios, what she learns and hides.
"""

from pathlib import Path

from qiao.kit.clock import DAY, SECOND, Micros
from qiao.kit.db import Database
from qiao.media.providers.folder import Folder
from qiao.media.stickers import own
from qiao.media.video import store
from qiao.media.video.jobs import Workshop
from qiao.media.video.settings import VideoSettings
from qiao.notes.asking import tell_outcome
from qiao.notes.commands import publish
from qiao.notes.comments import publish_comment
from qiao.notes.figures import give
from qiao.notes.gate import OpenGate
from qiao.notes.keeping import change_board, collect, make_board
from qiao.notes.models import CommentThings, Photo, Question, Unit, checked_draft
from qiao.people.bios import put_bio
from qiao.people.commands import ProfileChange, change_profile
from qiao.people.models import Caller, MemberId
from qiao.translate.speech.captions import parse
from qiao.translate.speech.store import put_captions
from tests import make
from tests.media.video import clips
from tests.travel.things import VTT, kept_picture

MORE = 3
"""So many notes it makes."""
THEN = Micros(make.NOW + 100 * DAY)


def after(seconds: int) -> Micros:
    return Micros(THEN + seconds * SECOND)


async def fill_more(db: Database, blobs: Folder, folder: Path, ana: Caller) -> None:
    """Give ana what is not in `fill`."""
    await film(db, blobs, folder, ana)
    await herself(db, ana)
    await question(db, ana)
    await talk(db, blobs, ana)


async def film(db: Database, blobs: Folder, folder: Path, ana: Caller) -> None:
    """Send a film as the app does, let it be made, and show it in a note."""
    content = clips.clip(folder / "sent.mp4", seconds=1).read_bytes()
    settings = VideoSettings()
    video = await db.write(store.begin, ana.id, len(content), settings, now_us=THEN)
    (blobs.room(video.id) / "sent").write_bytes(content)
    await db.write(store.have_got, ana.id, video.id, 0, len(content), now_us=THEN)
    await db.write(store.have_all, ana.id, video.id, 500, now_us=THEN)
    await Workshop(db, blobs, clips.studio()).work()
    await db.write(put_captions, video.id, "pt", ana.id, parse(VTT), publish=True, now_us=after(1))
    draft = checked_draft(title="", body="", topics=[], photos=[(video.id, "Hands, dough")])
    await db.write(publish, ana.id, draft, OpenGate(), now=after(2), lang="und")


async def herself(db: Database, ana: Caller) -> None:
    """Say who she is in two more languages, and what she learns and hides."""
    await db.write(put_bio, ana.id, "pt", "Faço pão.", now=after(3))
    await db.write(put_bio, ana.id, "zh-Hans", "我烤面包。", now=after(4))
    change = ProfileChange(learns=("ja", "lo"), hides=("followers", "counts"))
    await db.write(change_profile, MemberId(ana.id), change)


async def question(db: Database, ana: Caller) -> str:
    """Ask for numbers, give her own, and tell what came of it; return the note."""
    asks = Question(Unit.MONEY)
    draft = checked_draft(title="Flour?", body="A kilo.", topics=[], photos=[], asks=asks)
    note = await db.write(publish, ana.id, draft, OpenGate(), now=after(10), lang="en")
    await db.write(
        give, ana.id, note, OpenGate(), value=1.25, place="Lisbon", currency="EUR",
        line="At the mill", now=after(11),
    )  # fmt: skip
    await db.write(
        tell_outcome, ana.id, note, "I bought ten kilos", OpenGate(), now=after(12)
    )  # fmt: skip
    return str(note)


async def talk(db: Database, blobs: Folder, ana: Caller) -> str:
    """Say something with pictures and a sticker below a note, and keep it in an open board."""
    draft = checked_draft(title="", body="Open the oven", topics=[], photos=[])
    note = await db.write(publish, ana.id, draft, OpenGate(), now=after(20), lang="en")
    pictures = [await kept_picture(db, blobs, ana, 90_000 + n) for n in range(2)]
    shown = CommentThings(tuple(Photo(one, "Steam") for one in pictures))
    sticker = CommentThings(sticker=next(iter(own())))
    for seconds, body, things in ((21, "Look", shown), (22, "", sticker)):
        await db.write(
            publish_comment, ana.id, note, body, OpenGate(), now=after(seconds), lang="en",
            things=things,
        )  # fmt: skip
    board = await db.write(make_board, ana.id, "For everybody", now=after(23))
    await db.write(change_board, ana.id, board, open=True)
    await db.write(collect, ana.id, note, now=after(24), board=board)
    return str(note)
