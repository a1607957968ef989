"""Locking oneself in: after `enter`, this process computes, reads one pipe and writes another."""

import ctypes
import os
import resource
import sys
from collections.abc import Collection
from typing import Final

from qiao.media.child import landlock, seccomp

MEMORY_BYTES: Final = 768 << 20
CPU_S: Final = 10
OPEN_FILES: Final = 32

# A decode yields to whoever is reading a page meanwhile.
_NICENESS: Final = 5

_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_DUMPABLE: Final = 4
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000

LAYERS: Final = frozenset({"limits", "namespace", "landlock", "seccomp", "audit"})

_REFUSED_EVENTS: Final = (
    "open",
    "socket.",
    "subprocess.",
    "os.",
    "pty.",
    "shutil.",
    "tempfile.",
    "glob.",
    "ctypes.",
    "mmap.",
    "signal.",
)


def limit(layers: Collection[str] = LAYERS) -> None:
    """Cap what this process may use."""
    if "limits" not in layers:
        return
    os.nice(_NICENESS)
    # A core dump would write somebody's picture to disk; a written file is capped at nothing.
    _cap(resource.RLIMIT_CORE, 0)
    _cap(resource.RLIMIT_FSIZE, 0)
    _cap(resource.RLIMIT_NOFILE, OPEN_FILES)
    _cap(resource.RLIMIT_NPROC, 0)
    _cap(resource.RLIMIT_AS, MEMORY_BYTES)
    _cap(resource.RLIMIT_CPU, CPU_S)


def _cap(which: int, most: int) -> None:
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    try:
        resource.setrlimit(which, (most, most))
    except (ValueError, OSError):
        # macOS refuses some of these; `strength` tells the operator what holds there.
        return


def enter(layers: Collection[str] = LAYERS) -> dict[str, int]:
    """Give up files, network, other processes. There is no way back.

    All modules and codecs must be loaded before. `layers` is for tests, which look at one layer
    at a time. Returns what holds: `landlock` is the kernel's version of it, the others 0 or 1.
    """
    os.closerange(3, OPEN_FILES)
    holds = {"landlock": 0, "seccomp": 0, "namespace": 0, "audit": 0, "limits": 0}
    holds["limits"] = int("limits" in layers)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        if "namespace" in layers:
            holds["namespace"] = int(libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)
        if "landlock" in layers:
            holds["landlock"] = landlock.give_up_files(libc)
            os.closerange(3, OPEN_FILES)
        if "seccomp" in layers:
            holds["seccomp"] = int(seccomp.forbid_system_calls(libc))
    if "audit" in layers and not (holds["landlock"] and holds["seccomp"]):
        # Weaker: it stops Python code, not a codec that has been taken over.
        sys.addaudithook(_refuse)
        holds["audit"] = 1
    return holds


def _refuse(event: str, _: object) -> None:
    if event.startswith(_REFUSED_EVENTS):
        raise PermissionError(f"not in here: {event}")
