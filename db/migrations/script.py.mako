"""${message}

A migration that changes values has its twin in `Upgrade`s (core/store.py): the journal is read through them, never
rewritten. Row counts must be equal before and after."""

from alembic import op
import sqlalchemy as sa
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
