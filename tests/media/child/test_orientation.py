"""The one fact read from EXIF is right, or 1."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.media.child.orientation import orientation


def exif(order: str, value: int) -> bytes:
    mark = b"II*\0" if order == "<" else b"MM\0*"
    maker = struct.pack(order + "HHII", 0x010F, 2, 4, 0)
    turn = struct.pack(order + "HHIHH", 0x0112, 3, 1, value, 0)
    return mark + struct.pack(order + "IH", 8, 2) + maker + turn


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("value", range(1, 9))
def test_both_byte_orders_are_read(order: str, value: int) -> None:
    assert orientation(exif(order, value)) == value
    assert orientation(b"Exif\0\0" + exif(order, value)) == value


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_a_turn_that_is_none_means_upright(value: int) -> None:
    assert orientation(exif("<", value)) == 1


@given(st.sampled_from([b"", b"II*\0", b"MM\0*", b"Exif\0\0II*\0"]), st.binary(max_size=200))
def test_any_bytes_have_an_answer(start: bytes, rest: bytes) -> None:
    assert 1 <= orientation(start + rest) <= 8
