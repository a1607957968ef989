"""Processor time of every process of a square, per request.

python -m bench.http [--data FOLDER] [--requests 300] [--rounds 3] [--json FILE]
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

from bench.http import machine
from bench.http.fill import Filled, fill
from bench.http.ground import token
from bench.http.ops import OPS, Asker, Op, next_pages
from bench.http.square import Square

from qiao.feed.sessions import REUSE_FOR_US
from qiao.kit.clock import SECOND

PAIR = ("en", "pt")
"""Whose models come with the package."""


def measure(square: Square, op: Op, asker: Asker, count: int) -> dict[str, Any]:
    """Run one op once; processor milliseconds per request by role."""
    chains = op.draw(asker, count)
    if op.after:
        # one connection: answers come in the order of asking
        first = square.ask(chains, connections=1, bodies=True)
        if op.after == "next":
            chains = next_pages(chains, first["bodies"])
        else:
            # had nothing happened, the same session would be served again and nothing ranked
            square.ask(asker.create(1))
            time.sleep(REUSE_FOR_US / SECOND + 0.1)
    square.drain()
    before = square.cpu_s()
    seen = square.ask(chains)
    if op.writes:
        square.drain()
    spent = {role: s - before[role] for role, s in square.cpu_s().items()}
    requests = sum(seen["statuses"].values())
    good = sum(n for status, n in seen["statuses"].items() if 200 <= int(status) < 300)
    return {
        "cpu_ms": sum(spent.values()) * 1e3 / len(chains),
        "web_ms": spent["web"] * 1e3 / len(chains),
        "worker_ms": (spent["worker"] + spent["child"]) * 1e3 / len(chains),
        "bytes": seen["bytes"] / len(chains),
        "per_s": len(chains) / seen["seconds"],
        "bad": requests - good,
    }


def idle(square: Square, seconds: float = 3.0) -> float:
    """Return processor milliseconds a second of a square that nobody asks."""
    square.drain()
    before, began = sum(square.cpu_s().values()), time.monotonic()
    time.sleep(seconds)
    return (sum(square.cpu_s().values()) - before) * 1e3 / (time.monotonic() - began)


def load_translators(square: Square, filled: Filled) -> None:
    """Have both directions of a pair of languages loaded, as a busy square has."""
    for note in filled.notes[:200]:
        for target in PAIR:
            body = json.dumps({"of": "note", "id": note, "to": target})
            square.ask([[("POST", "/api/v1/translations", token(1), "", body)]])
        square.drain()
        if (
            machine.pss_mb(square.server.pid)["child"] > 0
            and len(machine.tree(square.server.pid)) > 3
        ):
            break


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder filled before; made anew if missing")
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=8790)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", default="", help="ops whose name has this in it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="qiao-bench-") as folder:
        data = asked.data or Path(folder)
        data.mkdir(parents=True, exist_ok=True)
        report = bench(data, asked)
    show(report)
    if asked.json:
        asked.json.write_text(json.dumps(report, indent=2) + "\n")


def bench(data: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """Fill, start, ask round by round; return everything that was measured."""
    filled = fill(data, members=2_000, notes=20_000)
    starts = []
    for _ in range(2):
        square = Square(data, asked.port)
        starts.append(square.start_s)
        square.close()
    square = Square(data, asked.port)
    starts.append(square.start_s)
    asker = Asker(filled, Random(time.time_ns()))
    ops = [op for op in OPS if asked.only in op.name]
    try:
        empty_mb = machine.pss_mb(square.server.pid)
        square.ask(asker.detail(100) + asker.comments(100) + asker.create(20))
        rounds: dict[str, list[dict[str, Any]]] = {op.name: [] for op in ops}
        for number in range(asked.rounds):
            for op in ops:
                print(f"round {number + 1}: {op.name}", file=sys.stderr, flush=True)
                rounds[op.name].append(measure(square, op, asker, asked.requests))
        still = idle(square)
        busy_mb = machine.pss_mb(square.server.pid)
        if not asked.only:
            load_translators(square, filled)
        return {
            "start_s": starts,
            "pss_mb": {"started": empty_mb, "after": busy_mb,
                       "translating": machine.pss_mb(square.server.pid)},
            "idle_ms_per_s": still,
            "load": os.getloadavg(),
            "requests": asked.requests,
            "ops": [
                {"name": op.name, "aim_ms": op.aim_ms, "rounds": rounds[op.name],
                 **{key: statistics.median(r[key] for r in rounds[op.name])
                    for key in ("cpu_ms", "web_ms", "worker_ms", "bytes", "per_s")},
                 "bad": sum(r["bad"] for r in rounds[op.name])}
                for op in ops
            ],
        }  # fmt: skip
    finally:
        square.close()


def show(report: dict[str, Any]) -> None:
    """Write the table."""
    print("| op | CPU ms | web | worker | aim | bytes | requests/s | bad |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for op in report["ops"]:
        aim = f"{op['aim_ms']:g}" if op["aim_ms"] else ""
        print(
            f"| {op['name']} | {op['cpu_ms']:.2f} | {op['web_ms']:.2f} | {op['worker_ms']:.2f} |"
            f" {aim} | {op['bytes']:,.0f} | {op['per_s']:.0f} | {op['bad']} |"
        )
    print("\nstart to first page: " + ", ".join(f"{s:.1f} s" for s in report["start_s"]))
    for when, held in report["pss_mb"].items():
        parts = ", ".join(f"{role} {mb:.0f}" for role, mb in held.items() if mb)
        print(f"PSS {when}: {sum(held.values()):.0f} MB ({parts})")
    print(f"idle: {report['idle_ms_per_s']:.0f} ms CPU a second; load {report['load'][0]:.1f}")


if __name__ == "__main__":
    main()
