"""Videos as they are kept: the only writer of `videos`."""

from collections.abc import Sequence

import msgspec

from qiao.kit.clock import DAY, HOUR, SECOND
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.kit.refusals import Refusal
from qiao.media import commands as media
from qiao.media.models import Decoded, Sha
from qiao.media.video.events import VideoReady, VideoSent
from qiao.media.video.models import (
    KIND,
    MAX_UNFINISHED,
    Made,
    State,
    Video,
    VideoAt,
    VideoBusy,
    VideoNotFound,
    VideoTooLarge,
    VideoTooMuch,
)
from qiao.media.video.settings import VideoSettings

KEPT_US = 48 * HOUR
"""A video that nothing came of is forgotten then."""

_COLUMNS = """
    id, owner_id, state, bytes, got, done_permille, reason, facts, poster_ms, film_sha, w, h, ms,
    sound, film_bytes, created_us, changed_us
"""
_ONE = Sql(f"select {_COLUMNS} from videos where id = :id")
_MINE = Sql(f"""
    select {_COLUMNS} from videos v where v.owner_id = :owner and not exists (
      select 1 from media m where m.id = v.id and m.used > 0
    ) order by v.id desc limit 50
""")
_NEXT = Sql("""
    select id from videos where state in ('waiting', 'working') order by changed_us limit 1
""")
_LATELY = Sql("""
    select count(*), coalesce(sum(bytes), 0), min(created_us),
           coalesce(sum(case when state in ('sending', 'waiting', 'working') then 1 else 0 end), 0)
    from videos where owner_id = :owner and created_us > :since_us
""")
_HOLD = Sql("update member_counts set notes = notes where member_id = :owner")
_BEGIN = Sql("""
    insert into videos (id, owner_id, state, bytes, created_us, changed_us)
    values (:id, :owner, 'sending', :bytes, :now_us, :now_us)
""")
_GOT = Sql("""
    update videos set got = :got, changed_us = :now_us
    where id = :id and state = 'sending' and got = :offset
""")
_AGAIN = Sql("""
    update videos set got = 0, changed_us = :now_us where id = :id and state = 'sending'
""")
_STAND = Sql("""
    update videos set state = :state, done_permille = 0, reason = :reason, facts = :facts,
      changed_us = :now_us where id = :id and state = :before
""")
_CHOOSE = Sql("update videos set poster_ms = :at_ms where id = :id")
_DONE = Sql("update videos set done_permille = :permille where id = :id and state = 'working'")
_KEEP = Sql("""
    update videos set film_sha = :sha, w = :w, h = :h, ms = :ms, sound = :sound,
      film_bytes = :bytes where id = :id and state = 'working'
""")
_FACE = Sql("update media set sha = :sha, w = :w, h = :h, bytes = :bytes where id = :id")
_POSTER = Sql("select sha from media where id = :id")
_USED = Sql("select used from media where id = :id")
_DROP = Sql("delete from videos where id = :id")
_DROP_MEDIA = Sql("delete from media where id = :id and used = 0")
_BRING = Sql("""
    insert into videos (id, owner_id, state, bytes, got, film_sha, w, h, ms, sound, film_bytes,
      created_us, changed_us)
    values (:id, :owner, 'ready', :bytes, :bytes, :sha, :w, :h, :ms, :sound, :bytes, :sent_us,
      :now_us)
""")
_WITHOUT_MEDIA = Sql("""
    select v.id, v.film_sha from videos v where v.id in (:ids...)
      and not exists (select 1 from media m where m.id = v.id)
""")
_LOST = Sql("""
    select v.id, v.film_sha from videos v
    where (v.state = 'ready' and not exists (select 1 from media m where m.id = v.id))
      or (v.state in ('sending', 'failed') and v.changed_us < :before_us)
    limit :most
""")


def _video(*row: object) -> Video:
    fields = list(row)
    fields[2] = State(str(row[2]))
    fields[13] = bool(row[13])
    return Video(*fields)  # type: ignore[arg-type]


async def video(tx: ReadTx, id: str) -> Video | None:
    """Return a video, whoever's it is."""
    return await tx.one_or_none(_video, _ONE, id=id)


async def own_video(tx: ReadTx, owner: str, id: str) -> Video:
    """Return one's own video; raises VideoNotFound."""
    found = await video(tx, id)
    if found is None or found.owner_id != owner:
        raise VideoNotFound
    return found


async def unused_videos(tx: ReadTx, owner: str) -> list[Video]:
    """Return a member's videos that no note shows yet, the newest first."""
    return await tx.all(_video, _MINE, owner=owner)


async def next_to_make(tx: ReadTx) -> str | None:
    """Return the video that has waited longest."""
    found = await tx.value(_NEXT)
    return None if found is None else str(found)


async def begin(
    tx: WriteTx, owner: str, bytes_: int, settings: VideoSettings, *, now_us: int
) -> Video:
    """Expect a video of so many bytes.

    Raises:
        VideoTooLarge, VideoTooMuch.
    """
    if not 0 < bytes_ <= settings.max_bytes:
        raise VideoTooLarge(max_bytes=settings.max_bytes, max_mb=settings.max_bytes // 1_000_000)
    await tx.run(_HOLD, owner=owner)  # who begins two at once is counted one after the other
    row = await tx.one_or_none(tuple, _LATELY, owner=owner, since_us=now_us - DAY)
    count, total, first_us, unfinished = row or (0, 0, None, 0)
    if unfinished >= MAX_UNFINISHED:
        raise VideoTooMuch(retry_s=60)
    if count >= settings.per_day or total + bytes_ > settings.bytes_per_day:
        raise VideoTooMuch(retry_s=max(1, ((first_us or now_us) + DAY - now_us) // SECOND))
    id_ = new_id(now_us)
    await tx.run(_BEGIN, id=id_, owner=owner, bytes=bytes_, now_us=now_us)
    return await own_video(tx, owner, id_)


async def have_got(
    tx: WriteTx, owner: str, id: str, offset: int, count: int, *, now_us: int
) -> Video:
    """Write down that `count` more bytes are on disk from `offset`; raises VideoAt."""
    if not await tx.run(_GOT, id=id, offset=offset, got=offset + count, now_us=now_us):
        raise VideoAt(got=(await own_video(tx, owner, id)).got)
    return await own_video(tx, owner, id)


async def begin_again(tx: WriteTx, owner: str, id: str, *, now_us: int) -> None:
    """What came is not what was sent: expect all of it once more."""
    found = await own_video(tx, owner, id)
    await tx.run(_AGAIN, id=found.id, now_us=now_us)


async def have_all(
    tx: WriteTx, owner: str, id: str, poster_ms: int | None, *, now_us: int
) -> Video:
    """All of it is here: let it be made. Raises VideoAt where some is missing."""
    found = await own_video(tx, owner, id)
    if found.state is not State.SENDING:
        return found
    if found.got != found.bytes:
        raise VideoAt(got=found.got)
    if poster_ms is not None:
        await tx.run(_CHOOSE, id=id, at_ms=poster_ms)
    await _stand(tx, found, State.WAITING, now_us=now_us)
    await tell(tx, VideoSent(id))
    return await own_video(tx, owner, id)


async def choose_poster(tx: WriteTx, owner: str, id: str, at_ms: int, *, now_us: int) -> Video:
    """Have another moment stand on the card, as long as no note shows the video.

    Raises:
        VideoBusy: a note shows it, or it is being made.
    """
    found = await own_video(tx, owner, id)
    if found.state not in (State.READY, State.SENDING) or await tx.count(_USED, id=id):
        raise VideoBusy
    await tx.run(_CHOOSE, id=id, at_ms=at_ms)
    if found.state is State.READY:
        await _stand(tx, found, State.WAITING, now_us=now_us)
        await tell(tx, VideoSent(id))
    return await own_video(tx, owner, id)


async def start(tx: WriteTx, id: str, *, now_us: int) -> Video | None:
    """Take a video in hand; None where there is nothing more to do."""
    found = await video(tx, id)
    if found is None or found.state not in (State.WAITING, State.WORKING):
        return None
    if found.state is State.WAITING:
        await _stand(tx, found, State.WORKING, now_us=now_us)
    return found


async def have_come(tx: WriteTx, id: str, permille: int) -> bool:
    """Write down how far it is; False where nobody wants it any more."""
    return await tx.run(_DONE, id=id, permille=permille) > 0


async def keep_film(tx: WriteTx, id: str, sha: Sha, made: Made) -> bool:
    """Write down the playable file; False where nobody wants it any more."""
    kept = await tx.run(
        _KEEP, id=id, sha=sha, w=made.w, h=made.h, ms=made.ms, sound=int(made.sound),
        bytes=made.bytes,
    )  # fmt: skip
    return kept > 0


async def finish(tx: WriteTx, id: str, poster: Decoded, *, now_us: int) -> Sha | None:
    """Its poster is kept too: it may stand in a note from now on. Returns the poster it had."""
    found = await video(tx, id)
    if found is None or found.state is not State.WORKING:
        return None
    before = await tx.value(_POSTER, id=id)
    face = Decoded(poster.card, poster.full, poster.w, poster.h, KIND)
    size = len(face.card) + len(face.full)
    if not await tx.run(_FACE, id=id, sha=face.sha, w=face.w, h=face.h, bytes=size):
        await media.add(tx, found.owner_id, face, now_us=now_us, id=id)
    await _stand(tx, found, State.READY, now_us=now_us)
    await tell(tx, VideoReady(id, found.owner_id))
    return None if before in (None, face.sha) else Sha(str(before))


async def bring(
    tx: WriteTx, owner: str, sha: Sha, made: Made, poster: Decoded, *, sent_us: int, now_us: int
) -> str:
    """Keep a film that came with a member's things, ready to be shown; return its id.

    Nobody is told and it counts for no day: it is as old as `sent_us`, its poster as `now_us`.
    """
    id_ = new_id(sent_us)
    await tx.run(
        _BRING, id=id_, owner=owner, sha=sha, w=made.w, h=made.h, ms=made.ms,
        sound=int(made.sound), bytes=made.bytes, sent_us=sent_us, now_us=now_us,
    )  # fmt: skip
    face = Decoded(poster.card, poster.full, poster.w, poster.h, KIND)
    await media.add(tx, owner, face, now_us=now_us, id=id_)
    return id_


async def give_up(tx: WriteTx, id: str, refusal: Refusal, *, now_us: int) -> None:
    """Say why it cannot be."""
    found = await video(tx, id)
    if found is not None and found.state is State.WORKING:
        await _stand(tx, found, State.FAILED, now_us=now_us, refusal=refusal)


async def remove(tx: WriteTx, owner: str, id: str) -> Video:
    """Forget a video that no note shows, and stop making it.

    Raises:
        VideoNotFound, VideoBusy.
    """
    found = await own_video(tx, owner, id)
    if await tx.count(_USED, id=id):
        raise VideoBusy
    for statement in (_DROP_MEDIA, _DROP):
        await tx.run(statement, id=id)
    return found


async def remove_without_media(tx: WriteTx, ids: Sequence[str]) -> list[Sha]:
    """Drop the rows of those of these whose media row is gone; return their films.

    The caller deletes those that no row names.
    """
    found = await tx.all(tuple, _WITHOUT_MEDIA, ids=list(ids)) if ids else []
    for id_, _ in found:
        await tx.run(_DROP, id=id_)
    return [Sha(str(sha)) for _, sha in found if sha]


async def remove_lost(tx: WriteTx, *, before_us: int, most: int = 200) -> list[tuple[str, Sha]]:
    """Drop the rows of videos whose note is gone, or of which nothing came since `before_us`.

    Returns ids and films; the caller empties their rooms, and deletes the films that no row names.
    """
    lost = await tx.all(tuple, _LOST, before_us=before_us, most=most)
    for id_, _ in lost:
        await tx.run(_DROP, id=id_)
    return [(str(id_), Sha(str(sha))) for id_, sha in lost]


async def _stand(
    tx: WriteTx, found: Video, state: State, *, now_us: int, refusal: Refusal | None = None
) -> None:
    facts = msgspec.json.encode(refusal.facts).decode() if refusal else "{}"
    await tx.run(
        _STAND, id=found.id, state=state, before=found.state, now_us=now_us, facts=facts,
        reason=refusal.code if refusal else "",
    )  # fmt: skip
