"""The filter, run by a small model of the kernel's machine: right on processors not at hand too."""

import pytest

from qiao.media.child.seccomp import program

ALLOW, EPERM, KILL = 0x7FFF0000, 0x00050001, 0x80000000
ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
READ = {"x86_64": 0, "aarch64": 63}
EXIT_GROUP = {"x86_64": 231, "aarch64": 94}
MMAP = {"x86_64": 9, "aarch64": 222}
MPROTECT = {"x86_64": 10, "aarch64": 226}
# open, openat, openat2, socket, connect, clone, clone3, fork, vfork, execve, execveat, ptrace,
# kill, unlink, io_uring_setup, stat, newfstatat, statx, prctl, seccomp
REFUSED = {
    "x86_64": [
        *(2, 257, 437, 41, 42, 56, 435, 57, 58, 59, 322, 101),
        *(62, 87, 425, 4, 262, 332, 157, 317),
    ],
    "aarch64": [*(56, 437, 198, 203, 220, 435, 221, 281, 117), *(129, 35, 425, 79, 291, 167, 277)],
}
MACHINES = list(ARCH)


def verdict(machine: str, number: int, *, third: int = 0, arch: int | None = None) -> int:
    memory = {0: number, 4: ARCH[machine] if arch is None else arch, 32: third}
    held, at, steps = 0, 0, program(machine)
    while True:
        code, if_true, if_false, operand = steps[at]
        at += 1
        if code == 0x20:
            held = memory[operand]
        elif code == 0x15:
            at += if_true if held == operand else if_false
        elif code == 0x45:
            at += if_true if held & operand else if_false
        else:
            return operand


@pytest.mark.parametrize("machine", MACHINES)
def test_what_decoding_needs_is_allowed(machine: str) -> None:
    assert verdict(machine, READ[machine]) == ALLOW
    assert verdict(machine, EXIT_GROUP[machine]) == ALLOW


@pytest.mark.parametrize("machine", MACHINES)
def test_files_network_and_processes_are_refused(machine: str) -> None:
    for number in REFUSED[machine]:
        assert verdict(machine, number) == EPERM, number


@pytest.mark.parametrize("machine", MACHINES)
def test_memory_may_be_asked_for_and_may_not_be_run(machine: str) -> None:
    for number in (MMAP[machine], MPROTECT[machine]):
        assert verdict(machine, number, third=0x3) == ALLOW
        assert verdict(machine, number, third=0x7) == EPERM


@pytest.mark.parametrize("machine", MACHINES)
def test_every_call_not_named_is_refused(machine: str) -> None:
    allowed = [number for number in range(600) if verdict(machine, number) == ALLOW]

    assert len(allowed) == 24


def test_calls_by_another_machines_numbers_end_the_process() -> None:
    assert verdict("x86_64", 3, arch=0x40000003) == KILL  # 32-bit x86


def test_the_other_numbers_of_x86_are_refused() -> None:
    assert verdict("x86_64", 0x40000000 | 2) == EPERM
