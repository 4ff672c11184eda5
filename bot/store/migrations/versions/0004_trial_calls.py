"""A trial call has no case.

A migration must work beside the previous version of the code (add first, use later, remove last)
and must not hold a lock on a large table for more than a moment.
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    with op.batch_alter_table('pushes') as pushes:
        pushes.alter_column('case_id', existing_type=ID, nullable=True)


def downgrade() -> None:
    op.execute(sa.text('DELETE FROM pushes WHERE case_id IS NULL'))
    with op.batch_alter_table('pushes') as pushes:
        pushes.alter_column('case_id', existing_type=ID, nullable=False)
