"""Linux Landlock: give up every right to files and TCP ports, for good."""

import ctypes
import sys
from typing import Final

# The same numbers on every architecture (linux/landlock.h, include/uapi/asm-generic/unistd.h).
_CREATE_RULESET: Final = 444
_RESTRICT_SELF: Final = 446
_ASK_VERSION: Final = 1

_TCP_BIND_AND_CONNECT: Final = 0b11
_ABSTRACT_SOCKETS_AND_SIGNALS: Final = 0b11


class _RulesetAttr(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


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
    abi = abi_version(libc)
    if abi == 0:
        return 0
    attr = _RulesetAttr(
        _file_rights(abi),
        _TCP_BIND_AND_CONNECT if abi >= 4 else 0,
        _ABSTRACT_SOCKETS_AND_SIGNALS if abi >= 6 else 0,
    )
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = libc.syscall(_CREATE_RULESET, ctypes.byref(attr), ctypes.c_size_t(size), 0)
    if ruleset < 0:
        return 0
    # The ruleset's descriptor is closed with all others by the caller, before seccomp.
    return abi if libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0 else 0
