"""Linux Landlock: give up every right to files and TCP ports, for good."""

import ctypes
import os
import sys
from collections.abc import Sequence
from typing import Final

# The same numbers on every architecture (linux/landlock.h, include/uapi/asm-generic/unistd.h).
_CREATE_RULESET: Final = 444
_ADD_RULE: Final = 445
_RESTRICT_SELF: Final = 446
_ASK_VERSION: Final = 1

_PATH_BENEATH: Final = 1

_EXECUTE: Final = 1 << 0
_WRITE_FILE: Final = 1 << 1
_READ_FILE: Final = 1 << 2
_READ_DIR: Final = 1 << 3
_REMOVE_FILE: Final = 1 << 5
_MAKE_FILE: Final = 1 << 8
_TRUNCATE: Final = 1 << 14

_TCP_BIND_AND_CONNECT: Final = 0b11
_ABSTRACT_SOCKETS_AND_SIGNALS: Final = 0b11


class _RulesetAttr(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneathAttr(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def abi_version(libc: ctypes.CDLL) -> int:
    """Answer the kernel's Landlock version, or 0 where it has none."""
    if sys.platform != "linux":
        return 0
    return max(0, int(libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION)))


def _file_rights(abi: int) -> int:
    """Every file right this kernel knows: a right not named here would stay allowed."""
    bits = 13 + (abi >= 2) + (abi >= 3) + (abi >= 5)
    return (1 << bits) - 1


def give_up_files(libc: ctypes.CDLL) -> int:
    """Handle every right and allow none. Needs no_new_privs. Returns the version, 0 if absent."""
    return keep_files(libc)


def keep_files(
    libc: ctypes.CDLL,
    *,
    read: Sequence[str] = (),
    execute: Sequence[str] = (),
    write: Sequence[str] = (),
) -> int:
    """Give up all rights but these: files or folders to read, programs to start, folders to write.

    Needs no_new_privs. Returns the kernel's version of Landlock, 0 where there is none.
    """
    abi = abi_version(libc)
    if abi == 0:
        return 0
    rights = _file_rights(abi)
    attr = _RulesetAttr(
        rights,
        _TCP_BIND_AND_CONNECT if abi >= 4 else 0,
        _ABSTRACT_SOCKETS_AND_SIGNALS if abi >= 6 else 0,
    )
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = libc.syscall(_CREATE_RULESET, ctypes.byref(attr), ctypes.c_size_t(size), 0)
    if ruleset < 0:
        return 0
    writing = _WRITE_FILE | _READ_FILE | _READ_DIR | _REMOVE_FILE | _MAKE_FILE | _TRUNCATE
    for paths, allowed in ((read, _READ_FILE | _READ_DIR), (execute, _READ_FILE | _EXECUTE),
                           (write, writing)):  # fmt: skip
        for path in paths:
            _allow(libc, ruleset, path, allowed & rights)
    # The ruleset's descriptor is closed with all others by the caller, before seccomp.
    return abi if libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0 else 0


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, allowed: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not os.path.isdir(path):  # noqa: PTH112 - the child imports as little as it can
            allowed &= _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
        rule = _PathBeneathAttr(allowed, place)
        libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(place)
