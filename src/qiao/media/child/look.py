"""The process that looks at a video file: it is handed the open file, and answers in JSON."""

import gc
import json
import os
from typing import Any, NoReturn

from qiao.media.child import boxes, jail


def main(_: list[str]) -> NoReturn:
    """Descriptor 0 is the file; the answer is one JSON object on descriptor 1."""
    gc.disable()
    json.dumps({})
    jail.limit()
    jail.enter()
    said: dict[str, Any]
    try:
        said = boxes.read_film(0)
    except boxes.Broken as broken:
        said = {"broken": str(broken)}
    except Exception as error:
        said = {"broken": type(error).__name__}
    os.write(1, json.dumps(said).encode())
    os._exit(0)
