"""What a member has beside words and pictures, for tests of moving house: a film with captions."""

from pathlib import Path

from qiao.kit.clock import DAY, SECOND, Micros
from qiao.kit.db import Database
from qiao.media.providers.folder import Folder
from qiao.media.video import store
from qiao.media.video.jobs import Workshop
from qiao.media.video.settings import VideoSettings
from qiao.notes.commands import publish
from qiao.notes.gate import OpenGate
from qiao.notes.models import checked_draft
from qiao.people.models import Caller
from qiao.translate.speech.captions import parse
from qiao.translate.speech.store import put_captions
from tests import make
from tests.media.video import clips
from tests.travel.things import VTT

MORE = 1
"""So many notes it makes."""
THEN = Micros(make.NOW + 100 * DAY)


async def fill_more(db: Database, blobs: Folder, folder: Path, ana: Caller) -> None:
    """Give ana what is not in `fill`."""
    await _film(db, blobs, folder, ana)


async def _film(db: Database, blobs: Folder, folder: Path, ana: Caller) -> None:
    """Send a film as the app does, let it be made, and show it in a note."""
    content = clips.clip(folder / "sent.mp4", seconds=1).read_bytes()
    settings = VideoSettings()
    video = await db.write(store.begin, ana.id, len(content), settings, now_us=THEN)
    (blobs.room(video.id) / "sent").write_bytes(content)
    await db.write(store.have_got, ana.id, video.id, 0, len(content), now_us=THEN)
    await db.write(store.have_all, ana.id, video.id, 500, now_us=THEN)
    await Workshop(db, blobs, clips.studio()).work()
    await db.write(
        put_captions, video.id, "pt", ana.id, parse(VTT), publish=True, now_us=THEN + SECOND
    )
    draft = checked_draft(title="", body="", topics=[], photos=[(video.id, "Hands, dough")])
    await db.write(publish, ana.id, draft, OpenGate(), now=Micros(THEN + 2 * SECOND), lang="und")
