"""The square's own stickers: drawn whole, named in every language of the app."""

from xml.etree.ElementTree import fromstring

import pytest

from qiao.media.stickers import DRAWN, own, picture

LANGS = {"en", "zh-Hans", "zh-Hant", "ja", "ko", "fr", "es", "pt", "ar", "lo"}


@pytest.mark.parametrize("name", DRAWN)
def test_each_is_a_drawing_without_anything_that_runs(name: str):
    drawn = picture(name)

    assert drawn is not None
    tags = {one.tag.rpartition("}")[2] for one in fromstring(drawn).iter()}
    assert tags & {"path", "circle", "ellipse"}
    assert not tags & {"script", "foreignObject", "image", "text", "style", "a"}
    assert b"href" not in drawn


def test_there_are_enough_and_each_is_named_in_ten_languages():
    assert len(own()) >= 24
    for one in own().values():
        assert set(one.names) == LANGS
        assert all(one.names.values())
    for lang in LANGS:
        assert len({one.names[lang] for one in own().values()}) == len(own())


def test_what_is_not_drawn_is_not_there():
    assert picture("none") is None
