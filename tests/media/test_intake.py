"""From a stranger's bytes to two files under one name."""

import asyncio
from pathlib import Path

import pytest

from qiao.kit.refusals import Refusal
from qiao.media.intake import take_in
from qiao.media.models import Size
from qiao.media.providers.folder import Folder
from qiao.media.sandbox import Sandbox

from . import gallery


def test_a_photo_is_decoded_and_kept(tmp_path: Path) -> None:
    blobs = Folder(tmp_path)

    made = asyncio.run(take_in(Sandbox(), blobs, gallery.jpeg_from_a_phone()))

    assert asyncio.run(blobs.get(made.sha, Size.CARD)) == made.card
    assert asyncio.run(blobs.get(made.sha, Size.FULL)) == made.full


def test_what_is_refused_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        asyncio.run(take_in(Sandbox(), Folder(tmp_path), gallery.svg()))

    assert list(tmp_path.iterdir()) == []
