"""Taking part: who may see a note, whom one need not see, what members are told, what is found."""

from alembic import op

from qiao.migrations.run import apply

revision = "0004"
down_revision = "0003"

SAFETY = """
alter table notes add column audience {text} not null default 'public';
create table note_chosen (
  note_id {id} not null, member_id {id} not null, primary key (note_id, member_id)
){rowless};
create table blocks (
  by_id {id} not null, of_id {id} not null, at_us {int} not null, primary key (by_id, of_id)
){rowless};
create index blocks_of on blocks (of_id, by_id);
create table mutes (
  member_id {id} not null, kind {text} not null, value {text} not null, at_us {int} not null,
  primary key (member_id, kind, value)
){rowless};
alter table members add column who_may {text} not null default '{}';
"""


def upgrade() -> None:
    for part in (SAFETY,):
        apply(op, part)
