"""Reading a picture's own claims never fails in any way but the two it names."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qiao.media.child.headers import Broken, Header, NotAnImage, kind_of, read_header

from .. import gallery

STARTS = [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"GIF89a"]


@pytest.mark.parametrize(
    ("data", "header"),
    [
        (gallery.encoded(gallery.picture(70, 50), "JPEG"), Header("jpeg", 70, 50, 1)),
        (gallery.encoded(gallery.picture(70, 50), "PNG"), Header("png", 70, 50, 1)),
        (gallery.encoded(gallery.picture(70, 50), "WEBP"), Header("webp", 70, 50, 1)),
        (
            gallery.encoded(gallery.picture(70, 50), "WEBP", lossless=True),
            Header("webp", 70, 50, 1),
        ),
        (gallery.encoded(gallery.picture(70, 50), "GIF"), Header("gif", 70, 50, 1)),
        (gallery.apng(5), Header("png", 64, 48, 5)),
        (gallery.webp_animated(6), Header("webp", 64, 48, 6)),
        (gallery.gif_animated(150), Header("gif", 16, 16, 150)),
        (gallery.png_60_megapixels(), Header("png", 8000, 7500, 1)),
        (gallery.jpeg_from_a_phone(), Header("jpeg", 120, 80, 1)),
    ],
)
def test_kind_size_and_frames_are_read_without_decoding(data: bytes, header: Header) -> None:
    assert read_header(data) == header


def test_frames_are_counted_to_two_hundred() -> None:
    assert read_header(gallery.gif_animated(500)).frames == 200


@given(st.sampled_from(STARTS), st.binary(max_size=300))
@example(b"GIF89a", b"\x01\0\x01\0\0\0\0\x2c")
@example(b"\xff\xd8\xff", b"\xff" * 40)
def test_any_bytes_are_a_header_or_broken(start: bytes, rest: bytes) -> None:
    try:
        header = read_header(start + rest)
    except Broken:
        return

    assert header.w > 0 and header.h > 0 and 1 <= header.frames <= 200


@given(st.binary(max_size=40))
def test_bytes_without_a_known_start_are_not_an_image(data: bytes) -> None:
    if kind_of(data[:12]):
        return

    with pytest.raises(NotAnImage):
        read_header(data)
