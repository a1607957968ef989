"""Several operators: who became one, who stopped, by whom and why."""

from alembic import op

from qiao.migrations.run import apply

revision = "0007"
down_revision = "0006"

OPERATORS = """
create table operator_turns (
  seq {seq}, at_us {int} not null, member_id {id} not null, did {text} not null,
  by_id {id} not null, reason {text} not null default ''
);
create index operator_turns_member on operator_turns (member_id, seq);
"""


def upgrade() -> None:
    apply(op, OPERATORS)
