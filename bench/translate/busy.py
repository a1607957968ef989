"""How long a reader waits for a comment while both local models are busy with other texts.

python bench/translate/busy.py [--address http://localhost:8000]

Needs a running square (`script/serve --demo`). Two members keep asking for new sentences, English
to Portuguese and back; a third taps a hundred comments nobody has read, and then again.
"""

import argparse
import random
import threading
import time
import uuid

import httpx

ENGLISH = [
    "bread",
    "cat",
    "street",
    "window",
    "market",
    "train",
    "coffee",
    "garden",
    "river",
    "mountain",
    "kitchen",
    "letter",
]
PORTUGUESE = [
    "pão",
    "gato",
    "rua",
    "janela",
    "mercado",
    "trem",
    "café",
    "jardim",
    "rio",
    "montanha",
    "cozinha",
    "carta",
]
COMMENTS = 100


def member(client: httpx.Client, handle: str) -> dict[str, str]:
    """Sign somebody up; return her header."""
    made = client.post(
        "/api/v1/members",
        headers={"Idempotency-Key": str(uuid.uuid4())},
        json={
            "handle": handle,
            "password": "a lantern for every bridge",
            "langs": ["en"],
            "want": "bearer",
        },
    )
    return {"Authorization": f"Bearer {made.json()['token']}"}


def keep_busy(
    address: str,
    who: dict[str, str],
    pair: tuple[str, str],
    words: list[str],
    stop: threading.Event,
) -> None:
    """Have new sentences translated until told to stop."""
    with httpx.Client(base_url=address, timeout=30) as client:
        while not stop.is_set():
            text = " ".join(random.choice(words) for _ in range(12)) + "."
            # a row of words may be refused by the gate; the model has worked for it all the same
            body = {"q": text, "source": pair[0], "target": pair[1]}
            client.post("/translate", headers=who, json=body)


def wait_for(client: httpx.Client, who: dict[str, str], comment: str) -> float:
    """Ask until the translation is there; return milliseconds."""
    began = time.perf_counter()
    while True:
        body = {"of": "comment", "id": comment, "to": "pt"}
        answer = client.post("/api/v1/translations", headers=who, json=body).json()
        if answer["state"] != "pending":
            assert answer["state"] == "done", answer
            return (time.perf_counter() - began) * 1000
        time.sleep(answer["retry_ms"] / 1000)


def say(what: str, waited_ms: list[float]) -> None:
    """Print the middle and the slow end."""
    ranked = sorted(waited_ms)
    p50, p95 = ranked[len(ranked) // 2], ranked[int(len(ranked) * 0.95)]
    print(f"{what}: p50 {p50:.1f} ms, p95 {p95:.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="http://localhost:8000")
    address = parser.parse_args().address
    run = f"{random.randrange(10**6):06d}"
    client = httpx.Client(base_url=address, timeout=30)
    people = [member(client, f"busy{number}_{run}") for number in range(4)]

    def create(path: str, who: dict[str, str], body: dict[str, str]) -> str:
        headers = who | {"Idempotency-Key": str(uuid.uuid4())}
        return str(client.post(f"/api/v1/{path}", headers=headers, json=body).json()["id"])

    note = create("notes", people[0], {"title": run, "body": "Where do you buy your bread?"})
    comments = [
        create(
            f"notes/{note}/comments",
            people[number % 2],
            {"body": f"I bought bread number {number} near the market, it was lovely, {run}."},
        )
        for number in range(COMMENTS)
    ]
    stop = threading.Event()
    others = [
        threading.Thread(target=keep_busy, args=(address, people[2], ("en", "pt"), ENGLISH, stop)),
        threading.Thread(
            target=keep_busy, args=(address, people[3], ("pt", "en"), PORTUGUESE, stop)
        ),
    ]
    for other in others:
        other.start()
    say("a comment nobody has read", [wait_for(client, people[0], c) for c in comments])
    say("the same again", [wait_for(client, people[0], c) for c in comments])
    stop.set()
    for other in others:
        other.join()


if __name__ == "__main__":
    main()
