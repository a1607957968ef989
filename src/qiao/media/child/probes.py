"""Attempts on the jail from inside, for the tests and `qiao check`; each returns if it got out."""

import ctypes
import mmap
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final


def _socket() -> None:
    socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()


def _unix_socket() -> None:
    socket.socketpair()


def _passwd() -> None:
    Path("/etc/passwd").read_bytes()


def _exec() -> None:
    subprocess.run([sys.executable, "-S", "-c", ""], check=True)


def _fork() -> None:
    if (child := os.fork()) == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _thread() -> None:
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()


def _write() -> None:
    file = Path(f"/tmp/qiao-probe-{os.getpid()}")
    try:
        file.write_bytes(b"x")
    finally:
        # Where only the writing was stopped, an empty file is left.
        with suppress(OSError):
            file.unlink()


def _look() -> None:
    Path("/etc/passwd").stat()


def _signal() -> None:
    os.kill(os.getppid(), 0)


def _new_code() -> None:
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def _ptrace() -> None:
    # 0 is PTRACE_TRACEME: harmless, and refused only by a filter.
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def _memory() -> None:
    bytearray(1 << 30)


def _hang() -> None:
    time.sleep(3600)


def _spin() -> None:
    while True:
        pass


def _die() -> None:
    signal.signal(signal.SIGSEGV, signal.SIG_DFL)
    ctypes.string_at(0)


def _flood() -> None:
    while True:
        os.write(1, b"\0" * 65536)


def _environment() -> None:
    raise OSError(" ".join(sorted(os.environ)))


def _strength() -> None:
    """Nothing: the answer's `holds` is what was asked for."""


PROBES: Final[dict[str, Callable[[], None]]] = {
    "socket": _socket,
    "unix_socket": _unix_socket,
    "passwd": _passwd,
    "exec": _exec,
    "fork": _fork,
    "thread": _thread,
    "write": _write,
    "look": _look,
    "signal": _signal,
    "new_code": _new_code,
    "ptrace": _ptrace,
    "memory": _memory,
    "hang": _hang,
    "spin": _spin,
    "die": _die,
    "flood": _flood,
    "environment": _environment,
    "strength": _strength,
}
