"""Pictures that are odd, hostile or none, made here byte by byte; nothing is fetched or kept."""

import io
import random
import struct
import zlib

from PIL import Image


def picture(w: int = 64, h: int = 48, mode: str = "RGB") -> Image.Image:
    """Four corners of four colours on a slope of grey: shows if it was turned or recoloured."""
    made = Image.linear_gradient("L").resize((w, h)).convert("RGB")
    corner = (max(1, w // 4), max(1, h // 4))
    for colour, at in (
        ((255, 0, 0), (0, 0)),
        ((0, 255, 0), (w - corner[0], 0)),
        ((0, 0, 255), (0, h - corner[1])),
        ((255, 255, 0), (w - corner[0], h - corner[1])),
    ):
        made.paste(Image.new("RGB", corner, colour), at)
    return made.convert(mode)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(w: int, h: int, *, depth: int, colour: int, pixels: bytes, extra: bytes = b"") -> bytes:
    """A PNG written by hand; `pixels` are its rows, each behind a filter byte."""
    header = struct.pack(">IIBBBBB", w, h, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + extra
        + chunk(b"IDAT", zlib.compress(pixels, 1))
        + chunk(b"IEND", b"")
    )


def png_60_megapixels() -> bytes:
    return png(8000, 7500, depth=1, colour=0, pixels=bytes(1001) * 7500)


def png_16_bits() -> bytes:
    """A slope from black, left, to white, right, in 16 bits of grey."""
    row = b"\0" + b"".join(struct.pack(">H", x * 65535 // 255) for x in range(256))
    return png(256, 8, depth=16, colour=0, pixels=row * 8)


def png_that_inflates_to_200_mb() -> bytes:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(200)) + packer.flush()
    header = struct.pack(">IIBBBBB", 100, 100, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def png_with_packed_text(megabytes: int) -> bytes:
    packed = zlib.compress(bytes(megabytes << 20))
    text = chunk(b"zTXt", b"Comment\0\0" + packed)
    return png(8, 8, depth=8, colour=0, pixels=bytes(9) * 8, extra=text)


def png_with_plain_text(megabytes: int) -> bytes:
    text = chunk(b"tEXt", b"Comment\0" + b"x" * (megabytes << 20))
    return png(8, 8, depth=8, colour=0, pixels=bytes(9) * 8, extra=text)


def png_palette_with_a_hole() -> bytes:
    """A palette of red and a see-through black; the left half is the hole."""
    made = Image.new("P", (40, 40), 1)
    made.putpalette([255, 0, 0, 0, 0, 0])
    made.paste(0, (20, 0, 40, 40))
    return encoded(made, "PNG", transparency=1)


def apng(frames: int = 5) -> bytes:
    turned = [picture().rotate(degrees) for degrees in range(1, frames)]
    return encoded(picture(), "PNG", save_all=True, append_images=turned)


def gif_animated(frames: int, w: int = 16, h: int = 16) -> bytes:
    """A moving GIF: a first frame by Pillow, then the same frame again and again, by hand."""
    first = encoded(Image.new("P", (w, h)), "GIF")
    start = first.index(b"\x2c\0\0\0\0")
    head, frame = first[:start], first[start:-1]
    return head + frame * frames + b"\x3b"


def gif_with_a_page_in_it() -> bytes:
    return encoded(picture(), "GIF", comment=b"<script>alert(1)</script>") + (
        b"<html><body onload=alert(1)></body></html>"
    )


def gif_larger_inside_than_it_says() -> bytes:
    """The screen says 1 by 1, the frame 20,000 by 20,000."""
    honest = bytearray(encoded(picture(16, 16), "GIF"))
    honest[6:10] = struct.pack("<HH", 1, 1)
    at = honest.index(b"\x2c\0\0\0\0")
    honest[at + 5 : at + 9] = struct.pack("<HH", 20_000, 20_000)
    return bytes(honest)


def webp_animated(frames: int = 6) -> bytes:
    turned = [picture().rotate(degrees * 9) for degrees in range(1, frames)]
    return encoded(picture(), "WEBP", save_all=True, append_images=turned)


def webp_that_claims(w: int, h: int) -> bytes:
    """An extended WebP whose canvas is only claimed."""
    inner = encoded(picture(8, 8), "WEBP")[12:]
    claim = b"\0" * 4 + (w - 1).to_bytes(3, "little") + (h - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + claim + inner
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg_from_a_phone(orientation: int = 6) -> bytes:
    """A photo with the place where it was taken, the camera's name and a small copy of itself."""
    exif = Image.Exif()
    exif[0x010F] = "SecretCameraMaker"
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 49.0), 3: "E", 4: (121.0, 28.0, 0.0)})
    return encoded(
        picture(120, 80),
        "JPEG",
        exif=exif.tobytes(),
        xmp=b"<x:xmpmeta>SecretXmp</x:xmpmeta>",
        comment=b"SecretComment",
        quality=95,
    )


def jpeg_cmyk() -> bytes:
    return encoded(picture(mode="CMYK"), "JPEG")


def jpeg_cut_short() -> bytes:
    whole = encoded(picture(400, 300), "JPEG")
    return whole[: len(whole) // 2]


def jpeg_with_many_segments() -> bytes:
    whole = encoded(picture(), "JPEG")
    return whole[:2] + b"\xff\xe5\x00\x02" * 200_000 + whole[2:]


def jpeg_with_exif_going_in_circles() -> bytes:
    """The folder's offset points to itself and it claims 65,535 entries."""
    exif = b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x69\x87\x04\0\x01\0\0\0\x08\0\0\0" * 40
    return encoded(picture(), "JPEG", exif=exif)


def profile_with_red_and_blue_exchanged() -> bytes:
    """An ICC profile, version 2, linear, whose first channel is sRGB's blue and third its red."""

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(v * 65536)) for v in values)

    def text(words: bytes) -> bytes:
        return b"desc\0\0\0\0" + struct.pack(">I", len(words) + 1) + words + bytes(79)

    gamma = b"curv\0\0\0\0" + struct.pack(">IHH", 1, 563, 0)  # 2.2 in 8.8 fixed point
    tags = {
        b"desc": text(b"Exchanged"),
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.1431, 0.0606, 0.7141),
        b"gXYZ": xyz(0.3851, 0.7169, 0.0971),
        b"bXYZ": xyz(0.4360, 0.2225, 0.0139),
        b"rTRC": gamma,
        b"gTRC": gamma,
        b"bTRC": gamma,
    }
    at = 128 + 4 + 12 * len(tags)
    table, bodies = struct.pack(">I", len(tags)), b""
    for name, body in tags.items():
        padded = body + bytes(-len(body) % 4)
        table += name + struct.pack(">II", at + len(bodies), len(body))
        bodies += padded
    head = struct.pack(
        ">I4sI4s4s4s", at + len(bodies), b"    ", 0x02100000, b"mntr", b"RGB ", b"XYZ "
    )
    head += bytes(12) + b"acsp" + bytes(28) + xyz(0.9642, 1.0, 0.8249)[8:]
    return head + bytes(128 - len(head)) + table + bodies


def svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><circle r="9"/></svg>'


def damaged(data: bytes, seed: int) -> bytes:
    """`data` with some bytes changed, doubled or lost, the first twelve left as they are."""
    chance = random.Random(seed)
    made = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(12, len(made))
        length = chance.randint(1, 8)
        made[at : at + length] = chance.choice(
            (chance.randbytes(length), b"", made[at : at + length] * 2, b"\xff" * length)
        )
    return bytes(made)
