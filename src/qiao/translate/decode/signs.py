"""Morse and braille: letters written as signs."""

from __future__ import annotations

import re

from qiao.translate.decode.english import share_english, words_of
from qiao.translate.decode.runs import read_runs

# ITU-R M.1677-1, and the signs for marks in common use.
_SIGNS = (
    ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- "
    "...- .-- -..- -.-- --.. ----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----. "
    ".-.-.- --..-- ..--.. .----. -.-.-- -..-. -.--. -.--.- .-... ---... -.-.-. -...- .-.-. "
    "-....- ..--.- .-..-. ...-..- .--.-. ..-.. .-.- ---. ..-- --.--"
)
_MEANT = "abcdefghijklmnopqrstuvwxyz0123456789.,?'!/()&:;=+-_\"$@éäöüñ"
_MORSE = dict(zip(_SIGNS.split(), _MEANT, strict=True))
_DOTS, _DASHES = ".·•∙⋅", "-−–—_"
_ONE_DOT = str.maketrans(_DOTS, "." * len(_DOTS))
_ONE_DASH = str.maketrans("–−_", "---")
_SIGN = f"[{re.escape(_DOTS)}…{re.escape(_DASHES)}]"
_MORSE_RUN = re.compile(
    rf"(?<![^\s\"'“”「」:：(（，。！？])(?:{_SIGN}{{1,9}}(?:\s+|\s*[/|\\]+\s*)){{2,}}{_SIGN}{{1,9}}"
    rf"(?:\s*[/|])?(?![^\s\"'“”「」)），。！？])"
)
_GAP = re.compile(r"\s*[/|\\]+\s*|\s{2,}|\n+")


def morse(text: str) -> tuple[str, str] | None:
    """Dots and dashes, letters parted by spaces and words by a slash, a bar or more space."""
    return read_runs(text, _MORSE_RUN, _read_morse)


def _read_morse(run: str, amid_words: bool) -> str | None:  # noqa: FBT001  # the shape of a Reader
    marks = run.translate(_ONE_DOT).replace("…", "...")
    if "_" in marks and "-" in marks:
        return None  # faces: -_- ._.
    for dash in ("-", "--"):  # keyboards join two dashes into a long one
        one = marks.replace("—", dash).translate(_ONE_DASH)
        made = _letters(one)
        if made is not None and _is_message(made, one, amid_words=amid_words):
            return made
        if "—" not in run:
            break
    return None


def _letters(marks: str) -> str | None:
    words: list[str] = []
    for word in _GAP.split(marks.strip(" \n/|\\")):
        signs = [_MORSE.get(sign) for sign in word.split()]
        if any(sign is None for sign in signs):
            return None
        words.append("".join(sign for sign in signs if sign))
    return " ".join(filter(None, words))


def _is_message(made: str, marks: str, *, amid_words: bool) -> bool:
    """Rules, bullets and dotted lines are letters too (TTT, EEE); a message has both signs."""
    letters = [c for c in made if c.isalpha()]
    if "." not in marks or "-" not in marks or len(made.replace(" ", "")) < 3:
        return False
    if len(set(letters)) < 2:
        return False
    if share_english(words_of(made)) >= 0.5 or made == "sos":
        return True
    enough = 8 if amid_words else 5
    varied = len(set(letters)) >= 4 and any(c in "aeiouy" for c in letters)
    return varied and len(letters) >= enough


# Grade 1, as Unicode numbers the dots. Letters a-j are also the digits 1-0 after ⠼.
_CELLS = dict(zip("⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵", "abcdefghijklmnopqrstuvwxyz", strict=True))
_CELL_MARKS = dict(zip("⠂⠆⠒⠲⠦⠖⠤⠄⠶⠴⠌⠀", ",;:.?!-'()/ ", strict=False))
_BRAILLE_RUN = re.compile(
    "[\u2801-\u283f](?:[\u2800-\u28ff\\s0-9.,;:!?'’\"“”()/&%$€£–—-]*[\u2801-\u283f])?"
)


def braille(text: str) -> tuple[str, str] | None:
    """Braille cells of six dots, letter by letter."""
    return read_runs(text, _BRAILLE_RUN, _read_braille)


def _read_braille(run: str, amid_words: bool) -> str | None:  # noqa: FBT001
    out: list[str] = []
    capital = number = False
    unknown = 0
    for cell in run:
        if cell == "⠠":
            capital = True
            continue
        if cell == "⠼":
            number = True
            continue
        letter = _CELLS.get(cell)
        if letter is None:
            number = number and cell in "⠂⠲"
            unknown += "\u2801" <= cell <= "\u28ff" and cell not in _CELL_MARKS
            out.append(_CELL_MARKS.get(cell, cell))
        elif number and letter in "abcdefghij":
            out.append("1234567890"["abcdefghij".index(letter)])
        else:
            number = False
            out.append(letter.upper() if capital else letter)
        capital = False
    made = "".join(out).strip()
    letters = [c for c in made if c.isascii() and c.isalpha()]
    # drawings made of dots use cells that are no letters
    if unknown * 20 > len(run) or len(letters) < 2:
        return None
    if share_english(words_of(made)) >= 0.5:
        return made
    varied = len(set(letters)) >= 4 and any(c in "aeiouy" for c in made.casefold())
    return made if varied and len(letters) >= (8 if amid_words else 5) else None
