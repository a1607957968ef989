"""Looking at pictures that are kept."""

from collections.abc import Collection

from qiao.kit.db import ReadTx, Sql
from qiao.media.models import Media, MediaId, Sha

_COLUMNS = "id, owner_id, sha, w, h, bytes, kind, created_us, used"
_BY_IDS = Sql(f"select {_COLUMNS} from media where id in (:ids...)")
_IN_USE = Sql("""
    select (select count(*) from media where sha = :sha)
      + (select count(*) from videos where film_sha = :sha)
""")


def _media(
    id_: str,
    owner_id: str,
    sha: str,
    w: int,
    h: int,
    size_bytes: int,
    kind: str,
    created_us: int,
    used: int,
) -> Media:
    return Media(MediaId(id_), owner_id, Sha(sha), w, h, size_bytes, kind, created_us, used)


async def by_ids(tx: ReadTx, ids: Collection[MediaId]) -> dict[MediaId, Media]:
    """Those of `ids` that exist, by id. Whoever may see the note may see its pictures."""
    if not ids:
        return {}
    found = await tx.all(_media, _BY_IDS, ids=list(ids))
    return {media.id: media for media in found}


async def is_kept(tx: ReadTx, sha: Sha) -> bool:
    """Whether any row names this picture or film; two members may have sent the same one."""
    return await tx.count(_IN_USE, sha=sha) > 0
