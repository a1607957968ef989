"""Telling the language of lines of text."""

from qiao.cli.common import Json
from qiao.cli.lines import lines, shown, write, write_json


def language(*, json: Json = False) -> None:
    """Tell the language of each line of standard input.

    Prints a tag a line: `mul` for mixed text, `und` where there is nothing to tell. Example:

        echo '今天好开心 so happy' | qiao language

    With --json a line is an object: `text`, `lang`, `confidence` (0 to 1), `mixed` (the languages
    of mixed text, the main one first), `runs` {start, end, lang}, `decoded` {kind, detail, text}
    or null, `refused` {code, facts, say} or null.
    """
    from qiao.translate.decode import decode
    from qiao.translate.language import Detector
    from qiao.translate.models import UND

    detector = Detector()
    for text in lines():
        found = detector.detect(text)
        if not json:
            write(found.lang)
            continue
        unknown = {"code": "undetermined", "facts": {}, "say": "the language cannot be told"}
        write_json(
            {
                "text": text,
                "lang": found.lang,
                "confidence": round(found.confidence, 3),
                "mixed": found.mixed,
                "runs": found.runs,
                "decoded": shown(decode(text)),
                "refused": unknown if found.lang == UND else None,
            }
        )
