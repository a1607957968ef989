"""Living here: more doors, a welcome, messages, video, answers, things in notes, moving house."""

from alembic import op

from qiao.migrations.run import apply

revision = "0005"
down_revision = "0004"

DOORS = """
"""

WELCOME = """
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
alter table notes add column brought {int} not null default 0;
create table exports (
  id {id} primary key, member_id {id} not null, state {text} not null, done {int} not null default 0,
  total {int} not null default 0, bytes {int} not null default 0, asked_us {int} not null, until_us {int} not null
);
create index exports_member on exports (member_id, asked_us);
create table arrivals (
  id {id} primary key, member_id {id} not null, kind {text} not null, state {text} not null,
  plan {text} not null default '{}', choices {text} not null default '{}', reason {text} not null default '',
  done {int} not null default 0, total {int} not null default 0, asked_us {int} not null, until_us {int} not null
);
create index arrivals_member on arrivals (member_id, asked_us);
create table brought (
  member_id {id} not null, source {text} not null, arrival_id {id} not null, kind {text} not null,
  id {id} not null, primary key (member_id, source)
){rowless};
create index brought_arrival on brought (arrival_id, kind);
"""

PROFILE = """
"""


def upgrade() -> None:
    for part in (DOORS, WELCOME, MESSAGES, VIDEO, ANSWERING, THINGS, MOVING, PROFILE):
        apply(op, part)
