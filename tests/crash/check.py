"""What a square must hold, whatever happened to it: looked at in its file, beside the record."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw

from tests.crash.record import Deed, Do

COUNTERS = {
    "note_counts.likes": """
        select note_id, likes, (select count(*) from likes l where l.note_id = c.note_id)
        from note_counts c""",
    "note_counts.comments": """
        select note_id, comments,
          (select count(*) from comments k where k.note_id = c.note_id and k.deleted = 0)
        from note_counts c""",
    "note_counts.collects": """
        select note_id, collects, (select count(*) from collects k where k.note_id = c.note_id)
        from note_counts c""",
    "comment_counts.likes": """
        select comment_id, likes,
          (select count(*) from comment_likes l where l.comment_id = c.comment_id)
        from comment_counts c""",
    "comment_counts.answers": """
        select comment_id, answers,
          (select count(*) from comments k where k.parent_id = c.comment_id and k.deleted = 0)
        from comment_counts c""",
    "member_counts.notes": """
        select member_id, notes,
          (select count(*) from notes n
            where n.author_id = c.member_id and n.audience = 'public')
        from member_counts c""",
    "member_counts.followers": """
        select member_id, followers,
          (select count(*) from follows f where f.followed_id = c.member_id)
        from member_counts c""",
    "member_counts.following": """
        select member_id, following,
          (select count(*) from follows f where f.follower_id = c.member_id)
        from member_counts c""",
    "topics.notes": """
        select slug, notes,
          (select count(*) from note_topics t join notes n on n.id = t.note_id
            where t.slug = c.slug and n.audience = 'public')
        from topics c""",
    "boards.notes": """
        select id, notes, (select count(*) from collects k where k.board_id = c.id)
        from boards c""",
}
"""For each counter: whose it is, what it says, and how many rows there are."""

UNCOUNTED = {
    "notes": "select id from notes where id not in (select note_id from note_counts)",
    "comments": "select id from comments where id not in (select comment_id from comment_counts)",
    "members": "select id from members where id not in (select member_id from member_counts)",
}

TOLD = {
    "NotePublished": ("note", "select id, 1 from notes"),
    "CommentPublished": ("comment", "select id, 1 from comments"),
    "MemberJoined": ("member", "select id, 1 from members"),
}
"""Each row of these has told of itself once."""

TURNS = {
    "likes": ("NoteLiked", "NoteUnliked", "note", "member",
              "select note_id, member_id from likes"),
    "collects": ("NoteCollected", "NoteUncollected", "note", "member",
                 "select note_id, member_id from collects"),
    "comment_likes": ("CommentLiked", "CommentUnliked", "comment", "member",
                      "select comment_id, member_id from comment_likes"),
    "follows": ("Followed", "Unfollowed", "followed", "follower",
                "select followed_id, follower_id from follows"),
}  # fmt: skip
"""A row is there when it was told of once more than taken back; it is told of by turns."""


def file_findings(database: Path) -> list[str]:
    """Check a square's file against itself. Writers may be at work: one snapshot is looked at."""
    with closing(apsw.Connection(str(database))) as connection:
        connection.set_busy_timeout(10_000)
        connection.execute("begin")
        found = [*_sound(connection), *_counted(connection), *_told(connection)]
        connection.execute("commit")
    return found


def _sound(connection: apsw.Connection) -> Iterator[str]:
    for (line,) in connection.execute("pragma integrity_check"):
        if line != "ok":
            yield f"integrity_check: {line}"


def _counted(connection: apsw.Connection) -> Iterator[str]:
    for name, sql in COUNTERS.items():
        for whose, says, rows in connection.execute(sql):
            if says != rows:
                yield f"{name} of {whose} says {says}, there are {rows} rows"
    for name, sql in UNCOUNTED.items():
        for (whose,) in connection.execute(sql):
            yield f"{whose} of {name} has no counters"


def _told(connection: apsw.Connection) -> Iterator[str]:
    for event, (field, sql) in TOLD.items():
        told = Counter(
            row[0]
            for row in connection.execute(
                f"select json_extract(body, '$.{field}') from events where name = ?", (event,)
            )
        )
        for row_id, _ in connection.execute(sql):
            if told[row_id] != 1:
                yield f"{event} was told {told[row_id]} times of {row_id}"
    for table, (yes, no, what, who, sql) in TURNS.items():
        there = set(connection.execute(sql))
        gone = {
            row[0]
            for row in connection.execute(
                "select json_extract(body, '$.note') from events where name = 'NoteDeleted'"
            )
        }
        state: defaultdict[tuple[str, str], bool] = defaultdict(bool)
        for name, *pair in connection.execute(
            f"select name, json_extract(body, '$.{what}'), json_extract(body, '$.{who}')"
            " from events where name in (?, ?) order by seq", (yes, no)
        ):  # fmt: skip
            whose = (pair[0], pair[1])
            if state[whose] == (name == yes):
                yield f"{name} was told twice of {whose}"
            state[whose] = name == yes
        for whose in there | {pair for pair, on in state.items() if on and pair[0] not in gone}:
            if state[whose] != (whose in there):
                yield f"{table}: {whose} is {whose in there}, events say {state[whose]}"


def record_findings(database: Path, deeds: list[Deed]) -> list[str]:
    """Check a square's file against what its writers were promised. Nobody may be writing."""
    with closing(apsw.Connection(str(database))) as connection:
        connection.set_busy_timeout(10_000)
        return [
            *_made(connection, deeds),
            *_undone(connection, deeds),
            *_turned(connection, deeds),
            *_answers(deeds),
        ]


def _answers(deeds: list[Deed]) -> Iterator[str]:
    for deed in deeds:
        if deed.answer is not None and not deed.done:
            yield f"{deed.asked.do} {deed.asked.n} was answered {deed.answer.status}"


def _made(connection: apsw.Connection, deeds: list[Deed]) -> Iterator[str]:
    """Notes, comments and members: there once when acknowledged, never twice."""
    marked: defaultdict[str, list[str]] = defaultdict(list)
    for sql in ("select body, id from notes", "select body, id from comments where deleted = 0"):
        for body, row_id in connection.execute(sql):
            marked[body.rsplit(" ", 1)[-1]].append(row_id)
    for handle, row_id in connection.execute("select handle, id from members"):
        marked[handle].append(row_id)
    taken_away = {d.asked.on for d in deeds if d.asked.do in ("delete_note", "delete_comment")}
    for deed in deeds:
        if not deed.asked.mark:
            continue
        rows = marked[deed.asked.mark]
        if len(rows) > 1:
            yield f"{deed.asked.do} {deed.asked.n} is there {len(rows)} times"
        made = deed.answer.made if deed.answer else ""
        if deed.done and made not in rows and made not in taken_away:
            yield f"{deed.asked.do} {deed.asked.n} was acknowledged as {made} and is lost"


def _undone(connection: apsw.Connection, deeds: list[Deed]) -> Iterator[str]:
    """What was acknowledged as deleted is gone."""
    there = {
        "delete_note": {row[0] for row in connection.execute("select id from notes")},
        "delete_comment": {
            row[0] for row in connection.execute("select id from comments where deleted = 0")
        },
    }
    for deed in deeds:
        if deed.done and deed.asked.on in there.get(deed.asked.do, ()):
            yield f"{deed.asked.do} {deed.asked.n} was acknowledged and did not happen"


_YES: dict[Do, str] = {
    "like": "likes", "collect": "collects", "like_comment": "comment_likes", "follow": "follows",
}  # fmt: skip
_NO: dict[Do, str] = {
    "unlike": "likes", "uncollect": "collects", "unlike_comment": "comment_likes",
    "unfollow": "follows",
}  # fmt: skip


def _turned(connection: apsw.Connection, deeds: list[Deed]) -> Iterator[str]:
    """Likes, collections and follows stand as they were last acknowledged.

    A writer does one thing after the other, so what may be is known: the last acknowledged state,
    and the states of what was asked since and never answered.
    """
    writers = dict(connection.execute("select handle, id from members"))
    there = {table: set(connection.execute(sql)) for table, (_, _, _, _, sql) in TURNS.items()}
    may: defaultdict[tuple[str, str, str], set[bool]] = defaultdict(lambda: {False})
    for deed in deeds:
        table = _YES.get(deed.asked.do) or _NO.get(deed.asked.do)
        if table is None:
            continue
        target = writers.get(deed.asked.on, "") if table == "follows" else deed.asked.on
        whose = (table, target, writers.get(f"writer_{deed.asked.writer}", ""))
        on = deed.asked.do in _YES
        may[whose] = {on} if deed.done else may[whose] | {on}
    for (table, target, member), states in may.items():
        is_there = (target, member) in there[table]
        if is_there not in states:
            yield f"{table}: {target} by {member} is {is_there}, acknowledged was {not is_there}"
