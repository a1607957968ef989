"""The kill programme: start, let people write, kill everything, start again, and look."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.crash.check import file_findings, record_findings
from tests.crash.look import api_findings
from tests.crash.record import deeds
from tests.crash.server import Server

LAST_ANSWERS = 40
"""How many answers the writers are given after the last start, before they end."""


@dataclass(frozen=True)
class Plan:
    """What to do. `defect`: one of defects.py; the server then breaks its promise on purpose."""

    data: Path
    kills: int
    writers: int = 20
    seed: int = 1
    most_answers: int = 300
    defect: str = ""


@dataclass
class Report:
    """What came of it."""

    kills: int = 0
    asked: int = 0
    acknowledged: int = 0
    unknown: int = 0
    repeated: int = 0
    starts_s: list[float] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)


class _Writers:
    """The process of the writers, whom the programme only hears breathe."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        assert process.stdin is not None
        assert process.stdout is not None
        self._say, self._hear = process.stdin, process.stdout

    @classmethod
    async def begin(cls, plan: Plan, port: int, record: Path) -> "_Writers":
        return cls(
            await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.crash.writers", "--port", str(port), "--record",
                str(record), "--writers", str(plan.writers), "--seed", str(plan.seed),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            )
        )  # fmt: skip

    def tell(self, what: str) -> None:
        self._say.write(f"{what}\n".encode())

    async def breathe(self, which: bytes, times: int) -> None:
        """Wait for so many questions (a) or answers (b) more."""
        while times > 0:
            heard = await self._hear.read(4_096)
            if not heard:
                raise RuntimeError("the writers ended")
            times -= heard.count(which)

    async def end(self) -> None:
        self.tell("end")
        while await self._hear.read(4_096):
            pass
        if await self._process.wait():
            raise RuntimeError("the writers failed")

    def stop(self) -> None:
        if self._process.returncode is None:
            self._process.kill()


def _quiet(_: str) -> None:
    pass


async def run(plan: Plan, *, progress: Callable[[str], None] = _quiet) -> Report:
    """Do what `plan` says; every finding is a promise that was not kept."""
    report, chance = Report(), Random(plan.seed)
    record = plan.data.parent / "record.jsonl"
    module = ("tests.crash.defects", plan.defect) if plan.defect else ("qiao",)
    server = Server(plan.data, module=module)
    report.starts_s.append(await server.start())
    writers = await _Writers.begin(plan, server.port, record)
    try:
        writers.tell("up")
        for kill in range(1, plan.kills + 1):
            # just after an answer or while a question is under way, early or late; before the first
            # time all have joined and begun
            first = 3 * plan.writers if kill == 1 else 0
            times = first + chance.randint(20, plan.most_answers)
            await writers.breathe(chance.choice((b"a", b"b")), times)
            await server.kill()
            report.kills = kill
            report.starts_s.append(await server.start())
            writers.tell("up")
            report.findings += [f"after kill {kill}: {f}" for f in file_findings(server.database)]
            progress(
                f"kill {kill} of {plan.kills}: back in {report.starts_s[-1]:.1f} s,"
                f" {len(report.findings)} findings"
            )
        await writers.breathe(b"b", LAST_ANSWERS)
        await writers.end()
        done = deeds(record)
        report.findings += [
            *file_findings(server.database),
            *record_findings(server.database, done),
        ]
        if not report.findings:
            # what is wrong in the file need not be looked at from outside
            report.findings += await api_findings(server, done)
    finally:
        writers.stop()
        await server.kill()
    report.asked = len(done)
    report.acknowledged = sum(deed.done for deed in done)
    report.unknown = sum(deed.answer is None for deed in done)
    report.repeated = sum(deed.asked.tries > 1 for deed in done)
    return report
