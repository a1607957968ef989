"""Living here: more doors, a welcome, messages, video, answers, things in notes, moving house."""

from alembic import op

from qiao.migrations.run import apply

revision = "0005"
down_revision = "0004"

DOORS = """
"""

WELCOME = """
create table welcomes (
  member_id {id} primary key, step {int} not null default 0, done_us {int} not null default 0, at_us {int} not null
);
"""

MESSAGES = """
"""

VIDEO = """
"""

ANSWERING = """
"""

THINGS = """
"""

MOVING = """
"""

PROFILE = """
"""


def upgrade() -> None:
    for part in (DOORS, WELCOME, MESSAGES, VIDEO, ANSWERING, THINGS, MOVING, PROFILE):
        apply(op, part)
