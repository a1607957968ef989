"""Colours as every screen shows them: a photo with its own colour profile is turned into sRGB.

Phones photograph in Display P3; without this their reds would fade when the profile is dropped.
"""

import io
import sys

from PIL import Image


def load() -> None:
    """Import the colour engine. Only where a picture needs it: it costs 10 ms and is large."""
    from PIL import ImageCms

    ImageCms.createProfile("sRGB")


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Turn `image`, with `profile` embedded, into sRGB; as it is where the profile is unusable."""
    # Looked up, not imported: by now no file can be read.
    cms = sys.modules.get("PIL.ImageCms")
    if cms is None or image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return image
    try:
        source = cms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in cms.getProfileDescription(source).lower():
            return image
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        made: Image.Image = cms.profileToProfile(
            image, source, cms.createProfile("sRGB"), outputMode=mode
        )
    except (cms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return made
