"""Two homes in one square: circles, the ledger, the operator's figures, who people were elsewhere."""

from alembic import op

from qiao.migrations.run import apply

revision = "0006"
down_revision = "0005"

CIRCLES = ""

LEDGER = ""

FIGURES = ""

CUSTOMS = ""

ELSEWHERE = ""


def upgrade() -> None:
    for part in (CIRCLES, LEDGER, FIGURES, CUSTOMS, ELSEWHERE):
        apply(op, part)
