"""Telling the language of lines of text."""

import sys

import msgspec

from qiao.cli.common import Json


def language(*, json: Json = False) -> None:
    """Tell the language of each line of standard input.

    Prints a tag a line: `mul` for mixed text, `und` where there is nothing to tell. Example:

        echo '今天好开心 so happy' | qiao language
    """
    from qiao.translate.language import Detector

    detector = Detector()
    for line in sys.stdin:
        text = line.rstrip("\n")
        found = detector.detect(text)
        if json:
            answer = {
                "text": text,
                "lang": found.lang,
                "confidence": round(found.confidence, 3),
                "mixed": found.mixed,
            }
            sys.stdout.write(msgspec.json.encode(answer).decode() + "\n")
        else:
            sys.stdout.write(found.lang + "\n")
        sys.stdout.flush()
