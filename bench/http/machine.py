"""What processes cost, read from /proc."""

import os
from collections.abc import Iterator
from pathlib import Path

TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> list[int]:
    """Return a process and all below it."""
    return [pid, *(each for child in _children(pid) for each in tree(child))]


def _children(pid: int) -> Iterator[int]:
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            yield from map(int, (thread / "children").read_text().split())
    except (FileNotFoundError, ProcessLookupError):
        return


def role(pid: int) -> str:
    """Return what a process is in the square: web, worker, or child."""
    words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return "web" if b"serve" in words else "worker" if b"work" in words else "child"


def cpu_s(pid: int) -> dict[str, float]:
    """Return processor seconds by role: user and system, children that ended included."""
    spent = {"web": 0.0, "worker": 0.0, "child": 0.0}
    for each in tree(pid):
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            spent[role(each)] += sum(map(int, fields[11:15])) * TICK_S
        except (FileNotFoundError, ProcessLookupError):
            continue
    return spent


def pss_mb(pid: int) -> dict[str, float]:
    """Return memory by role, what is shared counted in shares."""
    held = {"web": 0.0, "worker": 0.0, "child": 0.0}
    for each in tree(pid):
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
            held[role(each)] += sum(int(x.split()[1]) for x in lines if x.startswith("Pss:")) / 1024
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return held
