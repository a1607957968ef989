"""A copy of the bench's square for one wave: who reads her own language, and one who reviews."""

import json
import shutil
from pathlib import Path
from random import Random

import apsw
from bench.http.fill import fill
from bench.http.ground import token
from bench.wave.people import Person

from qiao.kit.clock import now_us

DEEDS = (
    ("likes", "member_id"), ("collects", "member_id"), ("seen", "member_id"),
    ("comments", "author_id"),
)  # fmt: skip


def copied(data: Path, run: Path, *, members: int, notes: int) -> list[Person]:
    """Fill a square in `data` where there is none, copy it into `run`; return its locals.

    Member 0 becomes the reviewer. Each reads her own language alone: in the bench's square all read
    English as well, and nothing would be foreign. What she did with notes in other languages is
    taken away, or the square would conclude that she reads them after all; counts stay. Nothing is
    translated before it is asked for, since the bench has no engine. `data` is changed so, for its
    rehearsal too.
    """
    data.mkdir(parents=True, exist_ok=True)
    fill(data, members=members, notes=notes)
    file = apsw.Connection(str(data / "square.db"))
    rows = file.execute("select id, langs from members order by id").fetchall()
    people = []
    with file:
        file.execute(
            "insert into operator_levers (at_us, name, value, by_id, reason)"
            " values (?, 'translate_ahead', 'off', '', 'no engine')",
            (now_us(),),
        )
        for at, (member, said) in enumerate(rows):
            langs = json.loads(str(said))[:1]
            file.execute(
                "update members set langs = ?, ui_lang = ?, operator = ? where id = ?",
                (json.dumps(langs), langs[0], int(at == 0), member),
            )
            chance = Random(f"local {at}")
            for table, who in DEEDS:
                file.execute(
                    f"delete from {table} where {who} = ? and note_id in"
                    " (select id from notes where lang <> ?)",
                    (member, langs[0]),
                )
            people.append(Person(f"local {at}", token(at), tuple(langs), False, chance, at))
    file.execute("pragma wal_checkpoint(truncate)").fetchall()
    file.close()
    shutil.rmtree(run, ignore_errors=True)
    shutil.copytree(data, run, ignore=shutil.ignore_patterns("*.log"))
    return people
