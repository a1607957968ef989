"""What each protocol's server says: every text in capitals, its own way."""

from __future__ import annotations

import json
from typing import Any

from tests.translate.standins.server import Asked, Fault, StandIn

KEY = "s3cret-key"


def libretranslate() -> StandIn:
    def answers(asked: Asked) -> Any:
        if asked.body["target"] == "vi":
            return 400, {"error": "vi is not supported"}
        if any(len(text) > 1000 for text in asked.body["q"]):
            return 400, {"error": "Invalid request: request (2000) exceeds text limit (1000)"}
        return {"translatedText": [text.upper() for text in asked.body["q"]]}

    def spoil(made: Any, fault: Fault) -> Any:
        texts = made["translatedText"]
        return {"translatedText": texts[:-1] if fault == "wrong length" else texts[::-1]}

    return StandIn(answers, spoil)


def deepl() -> StandIn:
    def answers(asked: Asked) -> Any:
        if asked.headers.get("authorization") != f"DeepL-Auth-Key {KEY}":
            return 403, {"message": "forbidden"}
        if "quota" in asked.body["text"]:
            return 456, {"message": "Quota exceeded"}
        if asked.body["target_lang"] == "TH":
            return 400, {"message": "Value for 'target_lang' not supported."}
        rows = [
            {"detected_source_language": asked.body["source_lang"], "text": text.upper()}
            for text in asked.body["text"]
        ]
        return {"translations": rows}

    def spoil(made: Any, fault: Fault) -> Any:
        rows = made["translations"]
        return {"translations": rows[:-1] if fault == "wrong length" else rows[::-1]}

    return StandIn(answers, spoil)


def openai_chat() -> StandIn:
    def answers(asked: Asked) -> Any:
        message = asked.body["messages"][1]["content"]
        mark, *lines, end = message.split("\n")
        assert mark == end
        data = json.loads("\n".join(lines))
        said = [{"id": s["id"], "text": s["text"].upper()} for s in data["segments"]]
        return completion(json.dumps({"segments": said}))

    def spoil(made: Any, fault: Fault) -> Any:
        said = json.loads(made["choices"][0]["message"]["content"])["segments"]
        said = said[:-1] if fault == "wrong length" else said[::-1]
        return completion(json.dumps({"segments": said}))

    return StandIn(answers, spoil)


def completion(content: str, *, finish: str = "stop") -> dict[str, Any]:
    message = {"role": "assistant", "content": content}
    return {"choices": [{"index": 0, "message": message, "finish_reason": finish}]}
