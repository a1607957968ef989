"""A copy of the bench's square for one wave: each member reads her own language, one reviews."""

import json
import shutil
from pathlib import Path
from random import Random

import apsw
from bench.http.fill import fill
from bench.http.ground import token
from bench.wave.people import Person

from qiao.kit.clock import now_us


def copied(data: Path, run: Path, *, members: int, notes: int) -> list[Person]:
    """Copy the filled square into `run`; return its locals. Member 0 becomes the reviewer."""
    data.mkdir(parents=True, exist_ok=True)
    fill(data, members=members, notes=notes)
    shutil.rmtree(run, ignore_errors=True)
    shutil.copytree(data, run, ignore=shutil.ignore_patterns("*.log"))
    file = apsw.Connection(str(run / "square.db"))
    rows = file.execute("select id, langs from members order by id").fetchall()
    people = []
    with file:
        for at, (member, said) in enumerate(rows):
            # in the filled square everybody reads English as well; then nothing would be foreign
            langs = json.loads(str(said))[:1]
            file.execute(
                "update members set langs = ?, ui_lang = ? where id = ?",
                (json.dumps(langs), langs[0], member),
            )
            chance = Random(f"local {at}")
            pace = chance.gammavariate(2.0, 0.5)
            people.append(Person(f"local {at}", token(at), tuple(langs), False, chance, pace=pace))
        file.execute("update members set operator = 1 where id = ?", (rows[0][0],))
        # what was shown long ago on this machine's clock was shown before the wave
        file.execute("update sessions set made_us = ?", (now_us(),))
    file.close()
    return people
