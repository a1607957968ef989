"""The process that becomes ffmpeg: locked in first, it reads one file and writes into one folder.

A program that is started anew loads its own libraries, so the jail is a little wider than that of
pictures: it may read what a loader reads, and start threads. It has no network, starts no other
program, and sees no file but the one it works on.
"""

import ctypes
import os
import platform
import resource
import sys
from pathlib import Path
from typing import Final, NoReturn

from qiao.media.child import film_calls, landlock

_PR_SET_NO_NEW_PRIVS: Final = 38
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000

_NICENESS: Final = 10
_OPEN_FILES: Final = 64

# what a dynamic loader reads; a program that is linked statically needs none of it
_LIBRARIES: Final = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache")
_LOADERS: Final = (
    "/lib64/ld-linux-x86-64.so.2",
    "/lib/ld-linux-aarch64.so.1",
    "/lib/ld-musl-x86_64.so.1",
    "/lib/ld-musl-aarch64.so.1",
)


def main(arguments: list[str]) -> NoReturn:
    """`READ WRITE MEMORY_BYTES CPU_S FILE_BYTES PROGRAM [ARGUMENT…]`.

    `READ`: the one file to read; `WRITE`: the one folder to write into; either may be empty.
    """
    read, write, memory, cpu_s, file_bytes, program, *rest = arguments
    _limit(int(memory), int(cpu_s), int(file_bytes))
    os.chdir(write or "/")
    _enter(read, write, program)
    os.execve(program, [program, *rest], {})  # noqa: S606 - the whole purpose of this process


def _limit(memory: int, cpu_s: int, file_bytes: int) -> None:
    os.nice(_NICENESS)
    for which, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu_s),
    ):
        _, hard = resource.getrlimit(which)
        capped = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(which, (capped, capped))
        except (ValueError, OSError):
            continue  # macOS refuses some of these


def _enter(read: str, write: str, program: str) -> None:
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    may_read = [*_LIBRARIES, *([read] if read else [])]
    landlock.keep_files(
        libc,
        read=[path for path in may_read if Path(path).exists()],
        execute=[path for path in (program, *_LOADERS) if Path(path).exists()],
        write=[write] if write else [],
    )
    film_calls.forbid_system_calls(libc, platform.machine())
