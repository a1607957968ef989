"""What the child cannot do, seen from inside it; and that none of it outlives its picture."""

import asyncio
import os
import sys
from collections.abc import Collection, Coroutine
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest

from qiao.kit.refusals import Refusal
from qiao.media.answer import Answer, AnswerBroken, parse_answer
from qiao.media.models import DecodeLimits, MediaBroken, MediaBusy
from qiao.media.sandbox import Sandbox

from . import gallery

ESCAPES = [
    "socket",
    "unix_socket",
    "passwd",
    "exec",
    "fork",
    "thread",
    "write",
    "look",
    "signal",
    "new_code",
    "ptrace",
]
T = TypeVar("T")
KERNEL = {"landlock", "seccomp"}


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def probe(name: str, layers: Collection[str] | None = None) -> Answer:
    return run(Sandbox().probe(name, layers))


@cache
def holds() -> dict[str, int]:
    return run(Sandbox().strength())


def needs(*layers: str) -> None:
    for layer in layers:
        if not holds()[layer]:
            pytest.skip(f"this kernel has no {layer}")


def children() -> set[int]:
    """Every process that this one started and has not buried yet."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == os.getpid():
                found.add(int(stat.parent.name))
    return found


def descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="counts processes and descriptors in /proc"
)


@pytest.mark.parametrize("name", ESCAPES)
def test_from_inside_there_is_no_way_out(name: str) -> None:
    needs("seccomp")

    answer = probe(name)

    assert not answer.head.done
    assert answer.head.said


@pytest.mark.parametrize("name", ESCAPES)
def test_without_the_jail_the_same_attempt_succeeds(name: str) -> None:
    assert probe(name, []).head.done


@pytest.mark.parametrize("name", ["passwd", "write", "exec"])
def test_landlock_alone_keeps_files_out_of_reach(name: str) -> None:
    needs("landlock")

    assert not probe(name, ["landlock"]).head.done


@pytest.mark.parametrize("name", ESCAPES)
def test_the_list_of_system_calls_alone_holds_too(name: str) -> None:
    needs("seccomp")

    assert not probe(name, ["seccomp"]).head.done


@pytest.mark.parametrize("name", ["socket", "passwd", "exec", "fork", "write"])
def test_where_the_kernel_has_neither_python_refuses(name: str) -> None:
    answer = probe(name, ["limits", "audit"])

    assert answer.head.holds["audit"] == 1
    assert not answer.head.done


@pytest.mark.skipif(sys.platform != "linux", reason="macOS does not cap address space")
def test_memory_is_capped() -> None:
    assert not probe("memory", ["limits"]).head.done
    assert probe("memory", []).head.done


def test_linux_holds_the_child_by_its_kernel_and_not_by_python() -> None:
    needs(*KERNEL)

    assert holds()["audit"] == 0


def test_the_child_is_small() -> None:
    """It starts for every picture: nothing of the house beyond its own folder is loaded."""
    modules = probe("strength", []).head.modules

    assert {name for name in modules if not name.startswith("qiao.media.child")} == {
        "qiao",
        "qiao.media",
    }


def test_secrets_in_the_environment_do_not_reach_the_child(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QIAO_SECRET", "open sesame")

    assert "QIAO_SECRET" not in probe("environment", []).head.said


@needs_proc
@pytest.mark.parametrize("name", ["hang", "spin"])
def test_a_child_that_does_not_end_is_killed(name: str) -> None:
    before = children()

    with pytest.raises(MediaBroken):
        run(Sandbox(DecodeLimits(deadline_s=0.5)).probe(name))

    assert children() == before


def test_a_child_that_dies_was_given_a_broken_picture() -> None:
    with pytest.raises(MediaBroken):
        probe("die")


@needs_proc
def test_a_child_that_does_not_stop_talking_is_cut_off() -> None:
    before = children()

    with pytest.raises(MediaBroken):
        probe("flood")

    assert children() == before


@needs_proc
def test_a_caller_who_leaves_takes_the_child_along() -> None:
    before = children()

    async def leave() -> None:
        asking = asyncio.create_task(Sandbox().probe("hang"))
        while children() == before:
            await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    run(leave())

    assert children() == before


def test_four_at_once_all_come_out() -> None:
    pictures = [gallery.encoded(gallery.picture(200 + n, 100), "JPEG") for n in range(4)]

    async def four() -> list[int]:
        sandbox = Sandbox(at_once=2)
        return [made.w for made in await asyncio.gather(*map(sandbox.decode, pictures))]

    assert run(four()) == [200, 201, 202, 203]


def test_when_too_many_wait_the_next_is_asked_to_come_back() -> None:
    picture = gallery.encoded(gallery.picture(), "JPEG")

    async def three() -> list[object]:
        sandbox = Sandbox(at_once=1, max_waiting=1)
        asked = (sandbox.decode(picture) for _ in range(3))
        return await asyncio.gather(*asked, return_exceptions=True)

    answers = run(three())

    busy = [answer for answer in answers if isinstance(answer, MediaBusy)]
    assert len(busy) == 1
    assert busy[0].facts == {"retry_s": 5}


@needs_proc
def test_twenty_pictures_leave_no_process_and_no_descriptor_behind() -> None:
    picture = gallery.encoded(gallery.picture(), "JPEG")

    async def twenty() -> tuple[int, int]:
        sandbox = Sandbox(max_waiting=20)
        await sandbox.decode(picture)
        open_before = descriptors()
        pictures = (sandbox.decode(bad) for bad in [picture, picture[:200]] * 10)
        answers = await asyncio.gather(*pictures, return_exceptions=True)
        assert {type(answer) for answer in answers if isinstance(answer, Refusal)} == {MediaBroken}
        return open_before, descriptors()

    before = children()

    open_before, open_after = run(twenty())

    assert open_after == open_before
    assert children() == before


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\0\0",
        b"\xff\xff\xff\xff",
        b"\0\0\0\x02{}",
        b"\0\0\0\x04\xff\xfe\xfd\xfc",
        b'\0\0\0\x0b{"ok":true}<html>',
        b'\0\0\0\x22{"ok":true,"w":9,"h":9,"card":6}  <html>',
        b'\0\0\0\x2a{"ok":true,"w":9,"h":9,"card":-6,"full":12}<html>',
    ],
)
def test_an_answer_that_no_child_of_ours_gives_is_not_believed(frame: bytes) -> None:
    with pytest.raises(AnswerBroken):
        parse_answer(frame)
