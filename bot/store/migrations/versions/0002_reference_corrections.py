"""Corrections of reference rows by an administrator."""

import sqlalchemy as sa
from alembic import op

from bot.store.base import UtcDateTime

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

TIME = UtcDateTime()
ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('reference_correction',
    sa.Column('id', ID, nullable=False),
    sa.Column('table_name', sa.String(length=40), nullable=False),
    sa.Column('row_key', sa.Text(), nullable=False),
    sa.Column('column', sa.String(length=40), nullable=False),
    sa.Column('old_value', sa.Text(), nullable=False),
    sa.Column('new_value', sa.Text(), nullable=False),
    sa.Column('confirmed_by', sa.String(length=120), nullable=False),
    sa.Column('confirmed_on', sa.Date(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('made_by', ID, nullable=False),
    sa.Column('made_at', TIME, nullable=False),
    sa.Column('withdrawn_at', TIME, nullable=True),
    sa.Column('withdrawn_by', ID, nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['users.id'], name=op.f('fk_reference_correction_made_by')),
    sa.ForeignKeyConstraint(['withdrawn_by'], ['users.id'], name=op.f('fk_reference_correction_withdrawn_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reference_correction'))
    )
    op.create_index('ix_reference_correction_cell', 'reference_correction', ['table_name', 'row_key', 'column'], unique=False)


def downgrade() -> None:
    op.drop_table('reference_correction')
