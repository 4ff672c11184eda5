"""The console: phrase cards that were asked, second factors, recovery codes, invitations, and where a log-in comes from.

A migration must work beside the previous version of the code (add first, use later, remove last)
and must not hold a lock on a large table for more than a moment.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from bot.store.base import UtcDateTime

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

TIME = UtcDateTime()
ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')

ADDED = {'login_sessions': ('second_factor', 'address', 'agent')}
MADE = ('asked_cards', 'invitations', 'recovery_codes', 'second_factors')


def upgrade() -> None:
    op.create_table('second_factors',
    sa.Column('user_id', ID, nullable=False),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.Column('pending', sa.Text(), nullable=False),
    sa.Column('last_step', sa.BigInteger(), nullable=False),
    sa.Column('confirmed_at', TIME, nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_second_factors_user_id')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_second_factors'))
    )
    op.create_table('recovery_codes',
    sa.Column('id', ID, nullable=False),
    sa.Column('user_id', ID, nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('used_at', TIME, nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_recovery_codes_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_codes'))
    )
    op.create_index('ix_recovery_codes_user_id', 'recovery_codes', ['user_id'], unique=False)

    op.create_table('invitations',
    sa.Column('id', ID, nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('login', sa.String(length=80), nullable=False),
    sa.Column('role', sa.String(length=12), nullable=False),
    sa.Column('desk_id', ID, nullable=True),
    sa.Column('languages', JSON, nullable=False),
    sa.Column('made_by', sa.String(length=80), nullable=False),
    sa.Column('created_at', TIME, nullable=False),
    sa.Column('expires_at', TIME, nullable=False),
    sa.Column('used_at', TIME, nullable=True),
    sa.Column('revoked_at', TIME, nullable=True),
    sa.ForeignKeyConstraint(['desk_id'], ['desks.id'], name=op.f('fk_invitations_desk_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitations')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_invitations_token_hash'))
    )
    op.create_index('ix_invitations_login', 'invitations', ['login'], unique=False)

    op.add_column('login_sessions', sa.Column('second_factor', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('login_sessions', sa.Column('address', sa.String(length=45), nullable=False, server_default=''))
    op.add_column('login_sessions', sa.Column('agent', sa.String(length=200), nullable=False, server_default=''))
    op.create_index('ix_audit_entries_target', 'audit_entries', ['target', 'at'], unique=False)
    op.create_table('asked_cards',
    sa.Column('id', ID, nullable=False),
    sa.Column('case_id', ID, nullable=False),
    sa.Column('conversation_id', ID, nullable=False),
    sa.Column('card', sa.String(length=40), nullable=False),
    sa.Column('message_id', ID, nullable=False),
    sa.Column('user_id', ID, nullable=False),
    sa.Column('asked_at', TIME, nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('answer_id', ID, nullable=True),
    sa.Column('answered_at', TIME, nullable=True),
    sa.ForeignKeyConstraint(['answer_id'], ['messages.id'], name=op.f('fk_asked_cards_answer_id')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_asked_cards_case_id')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_asked_cards_conversation_id')),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_asked_cards_message_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_asked_cards_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_asked_cards'))
    )
    op.create_index('ix_asked_cards_case_id', 'asked_cards', ['case_id', 'id'], unique=False)
    op.create_index('ix_asked_cards_conversation_id', 'asked_cards', ['conversation_id', 'answered_at'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_audit_entries_target', 'audit_entries')
    for table, columns in ADDED.items():
        for column in columns:
            op.drop_column(table, column)
    for table in MADE:
        op.drop_table(table)
