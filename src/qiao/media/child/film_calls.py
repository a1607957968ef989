"""What a program that decodes and encodes may ask of the kernel: no sockets, no forks."""

import ctypes
import errno
from typing import Final

from qiao.media.child import seccomp

_ALLOW: Final = 0x7FFF0000
_EPERM: Final = 0x00050000 | errno.EPERM
_ENOSYS: Final = 0x00050000 | errno.ENOSYS
_JUMP_IF_EQUAL: Final = 0x15
_JUMP_IF_SET: Final = 0x45
_LOAD_WORD: Final = 0x20
_RETURN: Final = 0x06
_KILL_PROCESS: Final = 0x80000000
_FIRST_ARGUMENT: Final = 16
_CLONE_THREAD: Final = 0x10000

# name: (x86_64, aarch64); None where the machine has no such call.
_ALLOWED: Final[dict[str, tuple[int | None, int | None]]] = {
    "read": (0, 63),
    "write": (1, 64),
    "open": (2, None),
    "close": (3, 57),
    "stat": (4, None),
    "fstat": (5, 80),
    "lstat": (6, None),
    "poll": (7, None),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "ioctl": (16, 29),
    "pread64": (17, 67),
    "pwrite64": (18, 68),
    "readv": (19, 65),
    "writev": (20, 66),
    "access": (21, None),
    "select": (23, None),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "dup": (32, 23),
    "nanosleep": (35, 101),
    "getpid": (39, 172),
    # the one start of the program itself; what it may start after that is landlock's to say
    "execve": (59, 221),
    "exit": (60, 93),
    "uname": (63, 160),
    "fcntl": (72, 25),
    "fsync": (74, 82),
    "ftruncate": (77, 46),
    "getcwd": (79, 17),
    "readlink": (89, None),
    "getrlimit": (97, 163),
    "gettimeofday": (96, 169),
    "getrusage": (98, 165),
    "sysinfo": (99, 179),
    "getuid": (102, 174),
    "getgid": (104, 176),
    "geteuid": (107, 175),
    "getegid": (108, 177),
    "sigaltstack": (131, 132),
    "prctl": (157, 167),
    "arch_prctl": (158, None),
    "gettid": (186, 178),
    "futex": (202, 98),
    "sched_setaffinity": (203, 122),
    "sched_getaffinity": (204, 123),
    "set_tid_address": (218, 96),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "tgkill": (234, 131),
    "openat": (257, 56),
    "newfstatat": (262, 79),
    "readlinkat": (267, 78),
    "faccessat": (269, 48),
    "pselect6": (270, 72),
    "ppoll": (271, 73),
    "set_robust_list": (273, 99),
    "prlimit64": (302, 261),
    "getcpu": (309, 168),
    "getrandom": (318, 278),
    "statx": (332, 291),
    "rseq": (334, 293),
    "faccessat2": (439, 439),
}
# glibc asks for the newer call first and takes the older one where there is none
_UNKNOWN: Final = {"clone3": (435, 435)}
_THREADS: Final = {"clone": (56, 220)}


def program(machine: str) -> list[tuple[int, int, int, int]]:
    """The filter for one machine as (code, jump if true, jump if false, operand)."""
    column, arch = seccomp.MACHINES[machine]
    free = [n for numbers in _ALLOWED.values() if (n := numbers[column]) is not None]
    (clone3,) = (numbers[column] for numbers in _UNKNOWN.values())
    (clone,) = (numbers[column] for numbers in _THREADS.values())
    steps = [
        (_LOAD_WORD, 0, 0, seccomp.ARCH),
        (_JUMP_IF_EQUAL, 1, 0, arch),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD_WORD, 0, 0, seccomp.NUMBER),
    ]
    # The tail is: clone3?, clone?, deny, unknown, load flags, a thread?, deny, allow.
    left = len(free) + 2
    for number in free:
        left -= 1
        steps.append((_JUMP_IF_EQUAL, left + 5, 0, number))
    return [
        *steps,
        (_JUMP_IF_EQUAL, 2, 0, clone3),
        (_JUMP_IF_EQUAL, 2, 0, clone),
        (_RETURN, 0, 0, _EPERM),
        (_RETURN, 0, 0, _ENOSYS),
        (_LOAD_WORD, 0, 0, _FIRST_ARGUMENT),
        (_JUMP_IF_SET, 1, 0, _CLONE_THREAD),
        (_RETURN, 0, 0, _EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]


def forbid_system_calls(libc: ctypes.CDLL, machine: str) -> bool:
    """Install the filter for good. Needs no_new_privs. False where this kernel cannot."""
    if machine not in seccomp.MACHINES:
        return False
    return seccomp.install(libc, program(machine))
