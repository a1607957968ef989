"""Linux seccomp: a list of the few system calls that decoding needs; all others answer EPERM."""

import ctypes
import errno
import os
import sys
from typing import Final

_PR_SET_SECCOMP: Final = 22
_MODE_FILTER: Final = 2

_LOAD_WORD: Final = 0x20
_JUMP_IF_EQUAL: Final = 0x15
_JUMP_IF_SET: Final = 0x45
_RETURN: Final = 0x06

_ALLOW: Final = 0x7FFF0000
_KILL_PROCESS: Final = 0x80000000
_EPERM: Final = 0x00050000 | errno.EPERM

# Offsets into struct seccomp_data; args[2] is the low half on the little-endian machines below.
NUMBER: Final = 0
ARCH: Final = 4
_THIRD_ARGUMENT: Final = 32
_PROT_EXEC: Final = 0x4

# name: (x86_64, aarch64). Memory, the two pipes, waiting, signals, chance, and leaving.
_ALLOWED: Final = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "munmap": (11, 215),
    "brk": (12, 214),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "sched_yield": (24, 124),
    "futex": (202, 98),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "gettimeofday": (96, 169),
    "getrandom": (318, 278),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
# Allowed unless they would make memory executable: no code enters after the codecs are loaded.
_ALLOWED_WITHOUT_EXEC: Final = {"mmap": (9, 222), "mprotect": (10, 226)}

MACHINES: Final = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("jt", ctypes.c_uint8),
        ("jf", ctypes.c_uint8),
        ("k", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("instructions", ctypes.POINTER(_Instruction)))


_Step = tuple[int, int, int, int]


def program(machine: str) -> list[_Step]:
    """The filter for one machine as (code, jump if true, jump if false, operand)."""
    column, arch = MACHINES[machine]
    free = [numbers[column] for numbers in _ALLOWED.values()]
    guarded = [numbers[column] for numbers in _ALLOWED_WITHOUT_EXEC.values()]
    steps: list[_Step] = [
        (_LOAD_WORD, 0, 0, ARCH),
        (_JUMP_IF_EQUAL, 1, 0, arch),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD_WORD, 0, 0, NUMBER),
    ]
    # The tail is: deny, load argument, test, deny, allow. Jumps count from the next instruction.
    left = len(free) + len(guarded)
    for number in free:
        left -= 1
        steps.append((_JUMP_IF_EQUAL, left + 4, 0, number))
    for number in guarded:
        left -= 1
        steps.append((_JUMP_IF_EQUAL, left + 1, 0, number))
    steps += [
        (_RETURN, 0, 0, _EPERM),
        (_LOAD_WORD, 0, 0, _THIRD_ARGUMENT),
        (_JUMP_IF_SET, 0, 1, _PROT_EXEC),
        (_RETURN, 0, 0, _EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return steps


def forbid_system_calls(libc: ctypes.CDLL) -> bool:
    """Install the filter for good. Needs no_new_privs. False where this kernel cannot."""
    machine = os.uname().machine
    if sys.platform != "linux" or machine not in MACHINES or ctypes.sizeof(ctypes.c_void_p) != 8:
        return False
    return install(libc, program(machine))


def install(libc: ctypes.CDLL, steps: list[_Step]) -> bool:
    """Put a filter on this process, for good. Needs no_new_privs. False where the kernel cannot."""
    instructions = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    filled = _Program(len(steps), ctypes.cast(instructions, ctypes.POINTER(_Instruction)))
    answer = libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(filled), 0, 0)
    return bool(answer == 0)
