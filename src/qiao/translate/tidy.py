"""Text as an engine can read it: normal form for keys, plain letters for stylised ones."""

from __future__ import annotations

import hashlib
import re
import unicodedata

import msgspec

from qiao.translate.models import Passage, TextHash
from qiao.translate.spans import spans

# Characters that draw nothing and would make two equal texts two keys. ZWJ (200D) is here too:
# for a key it does not matter that a family emoji falls into its members.
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\ufe00-\ufe0f\u202a-\u202e\u2066-\u2069]"
)
_ZERO_WIDTH_INSIDE_WORDS = re.compile("[\u00ad\u200b\u2060\ufeff]")
_SPACES = re.compile(r"[^\S\n]+")

_SMALL_CAPS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True))
# "Martian" Chinese of the 2000s: look-alike characters for everyday ones. Most are real but rare;
# a text is only rewritten if it has one that no ordinary text has.
_MARTIAN_SIGNS = dict(
    zip(
        "莪沵伱祢卟芣媞湜嘚菂凪兲芐苐莈吥洧苼倁檤溡堠僦彵旳薆僾嘫喓崾恏詪莂嚸鈊吢孒亽咊啝罘莋洳侞",
        "我你你你不不是是的的风天下第没不有生知道时候就他的爱爱然要要好很别点心心了人和和不作如如",
        strict=True,
    )
)
_MARTIAN = _MARTIAN_SIGNS | dict(
    zip(
        "昰嘟烸莓厷ㄋ甡ㄖ沒冇鈈過谁汃囍囙噯嗳嬡眞",
        "是都每每公了生日没没不过谁人喜因爱爱爱真",
        strict=True,
    )
)
# marks that stay by themselves in NFC: no letter of a language carries them
_HEAPED = re.compile("(?<=[A-Za-z\u00c0-\u024f\u1e00-\u1eff])[\u0300-\u036f]")
_MARKS = re.compile("[\u0300-\u036f\u0489\u20d0-\u20ff]")
_SQUARED_RUN = re.compile("[\U0001f170-\U0001f189]{2,}")
_STYLED = re.compile(
    "[\U0001d400-\U0001d7cb\uff21-\uff3a\uff41-\uff5a\u24b6-\u24e9\u2100-\u214f"
    "\U0001f130-\U0001f149\U0001f150-\U0001f169ᴀ-ᴢʀʙɢʜɪʟɴʏꜰꜱ]"
)


def normal_form(text: str) -> str:
    """Fold what a reader cannot see: NFC, no invisible characters, single spaces."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return _SPACES.sub(" ", text).strip()


def text_hash(passage: Passage) -> TextHash:
    """Name a passage by what it says; the key of the translation memory."""
    fields = [normal_form(passage.title), normal_form(passage.body)]
    fields += [normal_form(alt) for alt in passage.alt]
    # surrogatepass: half a surrogate pair from a broken client must still have a key
    text = "\x1f".join(fields).encode("utf-8", "surrogatepass")
    return TextHash(hashlib.sha256(text).hexdigest())


def plain(text: str) -> str:
    """Write stylised letters (𝓱𝓮𝓵𝓵𝓸, ⓗⓘ, ʜɪ, 莪) as ordinary ones; digits stay as they are.

    Only for what an engine or the detector reads; the author's text is never changed.
    """
    if text.isascii():
        return text
    text = _ZERO_WIDTH_INSIDE_WORDS.sub("", text)
    text = _SQUARED_RUN.sub(lambda m: "".join(_letter(c) for c in m[0]), text)
    text = _STYLED.sub(lambda m: _letter(m[0]), text)
    text = _calm(unicodedata.normalize("NFC", text))
    if any(c in _MARTIAN_SIGNS for c in text):
        text = "".join(_MARTIAN.get(c, c) for c in text)
    return text


def plain_words(text: str) -> str:
    """`plain`, but for entities: they come back as they are written."""
    if text.isascii():
        return text
    out: list[str] = []
    at = 0
    for span in spans(text):
        out += [plain(text[at : span.start]), span.text]
        at = span.end
    return "".join([*out, plain(text[at:])])


def _calm(text: str) -> str:
    """Take off the marks heaped on Latin letters (Zalgo); accents of a language stay."""
    heaped = len(_HEAPED.findall(text))
    if heaped < 3 or heaped * 4 < sum(c.isalpha() for c in text):
        return text
    bare = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", _MARKS.sub("", bare))


def without_surrogates(text: str) -> str:
    """Make text safe to encode; half a surrogate pair becomes the replacement character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _letter(char: str) -> str:
    if char in _SMALL_CAPS:
        return _SMALL_CAPS[char]
    code = ord(char)
    for first in (0x1F130, 0x1F150, 0x1F170):
        if first <= code < first + 26:
            return chr(ord("A") + code - first)
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 and folded.isalpha() else char


def passage_text(passage: Passage) -> str:
    """Write a passage down for the queue."""
    return msgspec.json.encode(passage).decode()


def passage_of(text: str) -> Passage:
    """Read back what `passage_text` wrote."""
    return msgspec.json.decode(text.encode(), type=Passage)
