"""Tests of `demo/pictures`: every scene draws, the same each time, in a feed's proportions."""

from io import BytesIO

import pytest
from PIL import Image

from qiao.demo.pictures import SCENES, draw

PROMISED = (
    *("cat", "dog", "rabbit", "bird", "noodles", "dumplings", "bread", "cake", "tea", "coffee"),
    *("soup", "salad", "fruit", "rice", "kitchen", "room", "window", "desk", "books", "notebook"),
    *("makeup", "flowers", "plant", "garden", "city", "street", "night_city", "mountain", "sea"),
    *("train", "bicycle", "market", "park", "rain", "snow", "sunset", "letter", "receipt"),
    *("suitcase", "guitar", "bridge"),
)


def opened(picture: bytes) -> Image.Image:
    return Image.open(BytesIO(picture))


def test_every_promised_scene_is_there():
    assert sorted(SCENES) == sorted(PROMISED)


@pytest.mark.parametrize("scene", PROMISED)
def test_a_scene_draws_the_same_picture_twice(scene: str):
    once, again = draw(scene, 3, width=240), draw(scene, 3, width=240)

    assert once == again
    assert opened(once).format == "JPEG"
    assert opened(once).width == 240


@pytest.mark.parametrize("scene", PROMISED)
def test_no_scene_leaves_the_sheet_empty(scene: str):
    picture = opened(draw(scene, 4, width=240)).convert("L")

    darkest, lightest = picture.getextrema()
    assert lightest - darkest > 80


def test_seeds_make_different_pictures():
    pictures = {draw("cat", seed, width=240) for seed in range(12)}

    assert len(pictures) == 12


def test_what_was_drawn_before_does_not_matter():
    first = draw("tea", 1, width=240)

    draw("sea", 9, width=240)

    assert draw("tea", 1, width=240) == first


def test_proportions_stay_between_three_by_four_and_four_by_three():
    shapes = {opened(draw("sunset", seed, width=240)).size for seed in range(40)}

    assert shapes == {(240, 320), (240, 300), (240, 240), (240, 180)}


def test_the_width_is_the_callers():
    assert opened(draw("bird", 2)).width == 1200


def test_an_unknown_scene_is_refused_by_name():
    with pytest.raises(ValueError, match="'volcano'"):
        draw("volcano", 1)
