"""Only a sha is a sha."""

import pytest

from qiao.media.blobs import parse_sha
from qiao.media.models import Size, address


def test_a_sha_is_taken_as_it_is() -> None:
    sha = parse_sha("0123456789abcdef" * 4)

    assert sha is not None
    assert address(sha, Size.CARD) == f"/media/{sha}/card.webp"


@pytest.mark.parametrize(
    "text",
    ["", "..", "a" * 63, "a" * 65, "A" * 64, "../" * 21 + "a", "a" * 64 + "\n", "\u0660" * 64],
)
def test_nothing_else_becomes_a_path(text: str) -> None:
    assert parse_sha(text) is None
