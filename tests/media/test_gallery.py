"""What comes out for each picture of the gallery: a clean pair, or a refusal by name."""

import asyncio
import io
from collections.abc import Callable

import pytest
from PIL import Image

from qiao.kit.refusals import Refusal
from qiao.media.models import Decoded, DecodeLimits
from qiao.media.sandbox import Sandbox

from . import gallery


def decode(data: bytes) -> Decoded:
    return asyncio.run(Sandbox().decode(data))


def refusal(data: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        decode(data)
    return caught.value


def opened(webp: bytes) -> Image.Image:
    return Image.open(io.BytesIO(webp), formats=["WEBP"])


def chunks(webp: bytes) -> list[bytes]:
    found, at = [], 12
    while at < len(webp):
        found.append(webp[at : at + 4])
        size = int.from_bytes(webp[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    return found


def near(pixel: object, colour: tuple[int, ...], within: int = 40) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= within for a, b in zip(pixel, colour, strict=True))


def assert_clean(made: Decoded) -> None:
    for body, most in ((made.card, (540, 1600)), (made.full, (1440, 2048))):
        image = opened(body)
        image.load()
        assert chunks(body) == [b"VP8 "]
        assert image.mode == "RGB"
        assert image.width <= most[0] and image.height <= most[1]
    assert opened(made.full).size == (made.w, made.h)


REFUSED: list[tuple[str, Callable[[], bytes]]] = [
    ("media_too_many_pixels", gallery.png_60_megapixels),
    ("media_too_many_pixels", lambda: gallery.encoded(Image.new("1", (12_001, 1)), "PNG")),
    ("media_too_many_pixels", lambda: gallery.encoded(Image.new("1", (1, 12_001)), "PNG")),
    ("media_too_many_pixels", lambda: gallery.gif_animated(500, 1200, 1000)),
    ("media_too_many_pixels", gallery.gif_larger_inside_than_it_says),
    ("media_too_many_pixels", lambda: gallery.webp_that_claims(16_000, 16_000)),
    ("media_not_an_image", lambda: b"This is a text that was called picture.jpg.\n" * 9),
    ("media_not_an_image", gallery.svg),
    ("media_not_an_image", lambda: b""),
    ("media_not_an_image", lambda: gallery.encoded(gallery.picture(), "BMP")),
    ("media_not_an_image", lambda: gallery.encoded(gallery.picture(), "TIFF")),
    ("media_not_an_image", lambda: b"%!PS-Adobe-3.0\nshowpage\n"),
    ("media_not_an_image", lambda: b"#EXTM3U\nconcat:file:///etc/passwd\n"),
    ("media_broken", gallery.jpeg_cut_short),
    ("media_broken", lambda: b"\xff\xd8\xff"),
    ("media_broken", lambda: b"\xff\xd8\xff\xe0" + bytes(400)),
    ("media_broken", lambda: gallery.encoded(gallery.picture(), "GIF")[:40]),
    ("media_broken", lambda: gallery.encoded(gallery.picture(), "WEBP")[:60]),
    ("media_broken", lambda: gallery.encoded(gallery.picture(), "PNG")[:70]),
    ("media_broken", lambda: gallery.png(0, 9, depth=8, colour=0, pixels=b"")),
    ("media_broken", lambda: gallery.png_with_packed_text(100)),
    ("media_too_large", lambda: b"\xff\xd8\xff" + bytes(21 << 20)),
]


@pytest.mark.parametrize(("code", "make"), REFUSED)
def test_what_is_not_taken_is_refused_by_its_name(code: str, make: Callable[[], bytes]) -> None:
    assert refusal(make()).code == code


TAKEN: list[tuple[str, Callable[[], bytes]]] = [
    ("png", lambda: gallery.encoded(gallery.picture(1, 1), "PNG")),
    ("png", lambda: gallery.encoded(gallery.picture(12_000, 1), "PNG")),
    ("png", gallery.apng),
    ("png", gallery.png_16_bits),
    ("png", gallery.png_palette_with_a_hole),
    ("png", gallery.png_that_inflates_to_200_mb),
    ("png", lambda: gallery.png_with_plain_text(5)),
    ("png", lambda: gallery.encoded(Image.new("LA", (30, 30), (90, 128)), "PNG")),
    ("png", lambda: gallery.encoded(Image.new("1", (30, 30)), "PNG")),
    ("png", lambda: gallery.encoded(gallery.picture(), "PNG", transparency=(255, 0, 0))),
    ("jpeg", gallery.jpeg_cmyk),
    ("jpeg", gallery.jpeg_from_a_phone),
    ("jpeg", gallery.jpeg_with_many_segments),
    ("jpeg", gallery.jpeg_with_exif_going_in_circles),
    ("jpeg", lambda: gallery.encoded(gallery.picture(mode="L"), "JPEG")),
    ("jpeg", lambda: gallery.encoded(gallery.picture(900, 700), "JPEG", progressive=True)),
    ("gif", lambda: gallery.gif_animated(500)),
    ("gif", gallery.gif_with_a_page_in_it),
    ("webp", gallery.webp_animated),
    ("webp", lambda: gallery.encoded(gallery.picture(mode="RGBA"), "WEBP", lossless=True)),
]


@pytest.mark.parametrize(("kind", "make"), TAKEN)
def test_what_is_odd_but_a_picture_becomes_a_clean_pair(
    kind: str, make: Callable[[], bytes]
) -> None:
    made = decode(make())

    assert made.kind == kind
    assert_clean(made)


def test_a_refusal_of_pixels_says_how_many_there_were_and_may_be() -> None:
    facts = refusal(gallery.png_60_megapixels()).facts

    assert facts == {"w": 8000, "h": 7500, "max_pixels": 50_000_000}


def test_a_photo_is_turned_upright_and_tells_nothing_else_about_itself() -> None:
    made = decode(gallery.jpeg_from_a_phone(orientation=6))

    full = opened(made.full)
    assert (made.w, made.h) == (80, 120)
    assert near(full.getpixel((75, 5)), (255, 0, 0))
    assert near(full.getpixel((5, 5)), (0, 0, 255))
    for secret in (b"Exif", b"Secret", b"http", b"GPS"):
        assert secret not in made.card + made.full


@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_of_the_eight_ways_to_hold_a_camera_ends_upright(orientation: int) -> None:
    from PIL import ImageOps

    photo = gallery.jpeg_from_a_phone(orientation)
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(photo)))

    full = opened(decode(photo).full)

    w, h = expected.size
    assert full.size == (w, h)
    for at in ((5, 5), (w - 5, 5), (5, h - 5), (w - 5, h - 5)):
        expected_pixel = expected.getpixel(at)
        assert isinstance(expected_pixel, tuple)
        assert near(full.getpixel(at), expected_pixel)


def test_a_turned_photo_fills_the_page_as_an_upright_one_does() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = gallery.encoded(gallery.picture(4000, 3000), "JPEG", exif=exif.tobytes())

    made = decode(lying)

    assert (made.w, made.h) == (1440, 1920)


def test_large_pictures_shrink_and_small_ones_stay() -> None:
    large = decode(gallery.encoded(gallery.picture(3000, 9000), "JPEG"))
    small = decode(gallery.encoded(gallery.picture(300, 200), "JPEG"))

    assert (large.w, large.h) == (683, 2048)
    assert opened(large.card).size == (534, 1600)
    assert (small.w, small.h) == opened(small.card).size == (300, 200)


def test_sixteen_bits_of_grey_keep_their_slope() -> None:
    full = opened(decode(gallery.png_16_bits()).full)

    assert near(full.getpixel((2, 4)), (2, 2, 2), within=6)
    assert near(full.getpixel((128, 4)), (128, 128, 128), within=6)
    assert near(full.getpixel((253, 4)), (253, 253, 253), within=6)


def test_what_is_see_through_becomes_white() -> None:
    full = opened(decode(gallery.png_palette_with_a_hole()).full)

    assert near(full.getpixel((4, 20)), (255, 255, 255), within=6)
    assert near(full.getpixel((36, 20)), (255, 0, 0))


def test_the_inks_of_print_become_the_colours_of_a_screen() -> None:
    full = opened(decode(gallery.jpeg_cmyk()).full)

    assert near(full.getpixel((4, 4)), (255, 0, 0), within=60)
    assert near(full.getpixel((60, 44)), (255, 255, 0), within=60)


def test_of_a_moving_picture_the_first_frame_is_kept() -> None:
    for data in (gallery.apng(), gallery.webp_animated()):
        full = opened(decode(data).full)

        assert getattr(full, "n_frames", 1) == 1
        assert near(full.getpixel((4, 4)), (255, 0, 0), within=60)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_in_other_colours_is_turned_into_srgb(kind: str) -> None:
    profile = gallery.profile_with_red_and_blue_exchanged()
    photo = gallery.encoded(gallery.picture(), kind, icc_profile=profile, quality=95)

    made = decode(photo)

    assert_clean(made)
    full = opened(made.full)
    assert near(full.getpixel((4, 4)), (0, 0, 255), within=60)
    assert near(full.getpixel((4, 44)), (255, 0, 0), within=60)


def test_a_colour_profile_of_nonsense_is_ignored() -> None:
    photo = gallery.encoded(gallery.picture(), "PNG", icc_profile=b"nonsense" * 99)

    assert_clean(decode(photo))


def test_damaged_pictures_are_refused_by_name_or_come_out_clean() -> None:
    """Thirty-two of them; the same each time."""
    whole = [
        gallery.jpeg_from_a_phone(),
        gallery.apng(),
        gallery.webp_animated(),
        gallery.gif_animated(3),
    ]
    hurt = [gallery.damaged(whole[seed % 4], seed) for seed in range(32)]
    sandbox_answers: list[Decoded | BaseException] = []

    async def all_of_them() -> None:
        sandbox = Sandbox(at_once=2, max_waiting=len(hurt))
        answers = await asyncio.gather(*map(sandbox.decode, hurt), return_exceptions=True)
        sandbox_answers.extend(answers)

    asyncio.run(all_of_them())

    for answer in sandbox_answers:
        if isinstance(answer, Decoded):
            assert_clean(answer)
        else:
            assert isinstance(answer, Refusal), answer
            assert answer.code in ("media_broken", "media_too_many_pixels")


def test_a_square_may_take_less() -> None:
    limits = DecodeLimits(max_pixels=1000, max_bytes=100_000)

    with pytest.raises(Refusal) as caught:
        asyncio.run(Sandbox(limits).decode(gallery.encoded(gallery.picture(), "PNG")))

    assert caught.value.facts == {"w": 64, "h": 48, "max_pixels": 1000}
