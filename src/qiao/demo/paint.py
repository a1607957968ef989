"""The demo's pictures: drawn, and made into the two sizes that a square keeps."""

import io
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor

from PIL import Image

from qiao.demo.content import DemoMember, DemoNote
from qiao.media.models import Decoded

VARIANTS = 6
FULL_PX = 1080
CARD_PX = 540

Wanted = tuple[str, int]
"""A scene and a seed."""


def of_note(note: DemoNote) -> list[Wanted]:
    """Return the pictures of a note; a scene comes in a few variants only."""
    return [(scene, _seed(note.id, place)) for place, scene in enumerate(note.pictures)]


def of_member(member: DemoMember) -> Wanted:
    """Return a member's picture."""
    return member.picture, _seed(member.handle, 0)


def _seed(name: str, place: int) -> int:
    return (sum(name.encode()) + 7 * place) % VARIANTS


def paint(wanted: Wanted) -> Decoded:
    """Draw one picture. CPU work, about a quarter of a second."""
    from qiao.demo.pictures import draw

    image = Image.open(io.BytesIO(draw(*wanted, width=FULL_PX)))
    image.load()
    card = image.resize(
        (CARD_PX, round(image.height * CARD_PX / image.width)), Image.Resampling.BOX
    )
    return Decoded(_webp(card), _webp(image), image.width, image.height, "image/webp")


def _webp(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, "WEBP", quality=80, method=2)
    return out.getvalue()


def paint_all(wanted: Iterable[Wanted], *, processes: int = 2) -> Iterator[tuple[Wanted, Decoded]]:
    """Draw pictures in other processes, each once, in order."""
    todo = sorted(set(wanted))
    with ProcessPoolExecutor(processes) as pool:
        yield from zip(todo, pool.map(paint, todo, chunksize=4), strict=True)
