"""First tables.

A migration must work beside the previous version of the code (add first, use later, remove last)
and must not hold a lock on a large table for more than a moment.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from bot.store.base import UtcDateTime

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

TIME = UtcDateTime()
ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')


def upgrade() -> None:
    op.create_table('audit_entries',
    sa.Column('id', ID, nullable=False),
    sa.Column('actor', sa.String(length=80), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('target', sa.String(length=120), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('at', TIME, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entries'))
    )
    op.create_index('ix_audit_entries_at', 'audit_entries', ['at'], unique=False)

    op.create_table('component_states',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('since', TIME, nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_component_states'))
    )
    op.create_table('dead_letters',
    sa.Column('id', ID, nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.Column('reference_id', ID, nullable=True),
    sa.Column('created_at', TIME, nullable=False),
    sa.Column('closed_at', TIME, nullable=True),
    sa.Column('closed_by', sa.String(length=80), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dead_letters'))
    )
    op.create_index('ix_dead_letters_open', 'dead_letters', ['closed_at', 'id'], unique=False)

    op.create_table('desks',
    sa.Column('id', ID, nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('prefix', sa.String(length=3), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('languages', JSON, nullable=False),
    sa.Column('coverage', JSON, nullable=False),
    sa.Column('is_duty', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_desks')),
    sa.UniqueConstraint('code', name=op.f('uq_desks_code'))
    )
    op.create_table('identities',
    sa.Column('id', ID, nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.String(length=160), nullable=False),
    sa.Column('display_name', sa.String(length=200), nullable=False),
    sa.Column('username', sa.String(length=100), nullable=True),
    sa.Column('phone', sa.String(length=32), nullable=True),
    sa.Column('language_code', sa.String(length=20), nullable=True),
    sa.Column('reachable', sa.Boolean(), nullable=False),
    sa.Column('created_at', TIME, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identities')),
    sa.UniqueConstraint('channel', 'account', 'user_id', name=op.f('uq_identities_channel_account_user_id'))
    )
    op.create_index(op.f('ix_identities_phone'), 'identities', ['phone'], unique=False)

    op.create_table('leases',
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('holder', sa.String(length=64), nullable=False),
    sa.Column('until', TIME, nullable=False),
    sa.Column('value', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_leases'))
    )
    op.create_table('versions',
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('manifest', JSON, nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', TIME, nullable=False),
    sa.PrimaryKeyConstraint('hash', name=op.f('pk_versions'))
    )
    op.create_index(op.f('ix_versions_active'), 'versions', ['active'], unique=False)

    op.create_table('users',
    sa.Column('id', ID, nullable=False),
    sa.Column('login', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('role', sa.String(length=12), nullable=False),
    sa.Column('languages', JSON, nullable=False),
    sa.Column('interface_language', sa.String(length=8), nullable=False),
    sa.Column('desk_id', ID, nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('on_break', sa.Boolean(), nullable=False),
    sa.Column('last_seen_at', TIME, nullable=True),
    sa.Column('created_at', TIME, nullable=False),
    sa.ForeignKeyConstraint(['desk_id'], ['desks.id'], name=op.f('fk_users_desk_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_users')),
    sa.UniqueConstraint('login', name=op.f('uq_users_login'))
    )
    op.create_table('conversations',
    sa.Column('id', ID, nullable=False),
    sa.Column('identity_id', ID, nullable=False),
    sa.Column('chat_id', sa.String(length=160), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=True),
    sa.Column('script', sa.String(length=4), nullable=False),
    sa.Column('language_fixed', sa.Boolean(), nullable=False),
    sa.Column('owner', sa.String(length=10), nullable=False),
    sa.Column('operator_id', ID, nullable=True),
    sa.Column('ownership_epoch', sa.Integer(), nullable=False),
    sa.Column('lease_holder', sa.String(length=64), nullable=True),
    sa.Column('lease_token', sa.String(length=40), nullable=True),
    sa.Column('lease_until', TIME, nullable=True),
    sa.Column('country', sa.String(length=2), nullable=True),
    sa.Column('country_source', sa.String(length=20), nullable=True),
    sa.Column('in_jakarta', sa.Boolean(), nullable=False),
    sa.Column('nationality', sa.String(length=2), nullable=True),
    sa.Column('latitude', sa.Float(), nullable=True),
    sa.Column('longitude', sa.Float(), nullable=True),
    sa.Column('position_at', TIME, nullable=True),
    sa.Column('place', sa.Text(), nullable=True),
    sa.Column('silent', sa.Boolean(), nullable=False),
    sa.Column('watched', sa.Boolean(), nullable=False),
    sa.Column('dialogue_session', sa.Integer(), nullable=False),
    sa.Column('slots', JSON, nullable=False),
    sa.Column('open_question', sa.String(length=80), nullable=True),
    sa.Column('last_inbound_at', TIME, nullable=True),
    sa.Column('created_at', TIME, nullable=False),
    sa.ForeignKeyConstraint(['identity_id'], ['identities.id'], name=op.f('fk_conversations_identity_id')),
    sa.ForeignKeyConstraint(['operator_id'], ['users.id'], name=op.f('fk_conversations_operator_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conversations')),
    sa.UniqueConstraint('identity_id', name=op.f('uq_conversations_identity_id'))
    )
    op.create_index(op.f('ix_conversations_lease_until'), 'conversations', ['lease_until'], unique=False)

    op.create_table('login_sessions',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('user_id', ID, nullable=False),
    sa.Column('created_at', TIME, nullable=False),
    sa.Column('expires_at', TIME, nullable=False),
    sa.Column('last_seen_at', TIME, nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_login_sessions_user_id')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_login_sessions'))
    )
    op.create_index(op.f('ix_login_sessions_user_id'), 'login_sessions', ['user_id'], unique=False)

    op.create_table('cases',
    sa.Column('id', ID, nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('conversation_id', ID, nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('topic', sa.String(length=40), nullable=False),
    sa.Column('urgency', sa.String(length=10), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('watched', sa.Boolean(), nullable=False),
    sa.Column('exercise', sa.Boolean(), nullable=False),
    sa.Column('desk_id', ID, nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('facts', JSON, nullable=False),
    sa.Column('marks', JSON, nullable=False),
    sa.Column('country', sa.String(length=2), nullable=True),
    sa.Column('operator_id', ID, nullable=True),
    sa.Column('ring_level', sa.Integer(), nullable=False),
    sa.Column('ladder_epoch', sa.Integer(), nullable=False),
    sa.Column('rings_since', TIME, nullable=True),
    sa.Column('opened_at', TIME, nullable=False),
    sa.Column('claimed_at', TIME, nullable=True),
    sa.Column('first_human_at', TIME, nullable=True),
    sa.Column('closed_at', TIME, nullable=True),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_cases_conversation_id')),
    sa.ForeignKeyConstraint(['desk_id'], ['desks.id'], name=op.f('fk_cases_desk_id')),
    sa.ForeignKeyConstraint(['operator_id'], ['users.id'], name=op.f('fk_cases_operator_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cases')),
    sa.UniqueConstraint('code', name=op.f('uq_cases_code'))
    )
    op.create_index(op.f('ix_cases_conversation_id'), 'cases', ['conversation_id'], unique=False)
    op.create_index('ix_cases_queue', 'cases', ['status', 'urgency', 'opened_at'], unique=False)
    op.create_index('uq_cases_open', 'cases', ['conversation_id', 'kind', 'exercise'], unique=True, sqlite_where=sa.text("status IN ('new','ringing','claimed','active','waiting','transferred')"), postgresql_where=sa.text("status IN ('new','ringing','claimed','active','waiting','transferred')"))

    op.create_table('dialogue_events',
    sa.Column('id', ID, nullable=False),
    sa.Column('conversation_id', ID, nullable=False),
    sa.Column('session', sa.Integer(), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('event', JSON, nullable=False),
    sa.Column('created_at', TIME, nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_dialogue_events_conversation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dialogue_events')),
    sa.UniqueConstraint('conversation_id', 'n', name=op.f('uq_dialogue_events_conversation_id_n'))
    )
    op.create_index('ix_dialogue_events_session', 'dialogue_events', ['conversation_id', 'session', 'n'], unique=False)

    op.create_table('case_events',
    sa.Column('id', ID, nullable=False),
    sa.Column('case_id', ID, nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('actor', sa.String(length=80), nullable=False),
    sa.Column('data', JSON, nullable=False),
    sa.Column('at', TIME, nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_events_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_events'))
    )
    op.create_index('ix_case_events_case_id_id', 'case_events', ['case_id', 'id'], unique=False)

    op.create_table('handovers',
    sa.Column('id', ID, nullable=False),
    sa.Column('conversation_id', ID, nullable=False),
    sa.Column('case_id', ID, nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('requested_at', TIME, nullable=False),
    sa.Column('taken_at', TIME, nullable=True),
    sa.Column('operator_id', ID, nullable=True),
    sa.Column('first_human_at', TIME, nullable=True),
    sa.Column('ended_at', TIME, nullable=True),
    sa.Column('end', sa.String(length=16), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_handovers_case_id')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_handovers_conversation_id')),
    sa.ForeignKeyConstraint(['operator_id'], ['users.id'], name=op.f('fk_handovers_operator_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handovers'))
    )
    op.create_index('ix_handovers_conversation_id', 'handovers', ['conversation_id', 'id'], unique=False)

    op.create_table('messages',
    sa.Column('id', ID, nullable=False),
    sa.Column('conversation_id', ID, nullable=False),
    sa.Column('case_id', ID, nullable=True),
    sa.Column('direction', sa.String(length=3), nullable=False),
    sa.Column('author', sa.String(length=10), nullable=False),
    sa.Column('user_id', ID, nullable=True),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('content', JSON, nullable=False),
    sa.Column('language', sa.String(length=8), nullable=True),
    sa.Column('external_id', sa.String(length=255), nullable=True),
    sa.Column('inbound_id', ID, nullable=True),
    sa.Column('parse', JSON, nullable=True),
    sa.Column('version', sa.String(length=64), nullable=True),
    sa.Column('suppressed', sa.Boolean(), nullable=False),
    sa.Column('sent_at', TIME, nullable=True),
    sa.Column('edited_at', TIME, nullable=True),
    sa.Column('created_at', TIME, nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_messages_case_id')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_messages_conversation_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_messages_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_messages'))
    )
    op.create_index('ix_messages_conversation_id_id', 'messages', ['conversation_id', 'id'], unique=False)
    op.create_index('ix_messages_external', 'messages', ['conversation_id', 'external_id'], unique=False)

    op.create_table('timers',
    sa.Column('id', ID, nullable=False),
    sa.Column('case_id', ID, nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=24), nullable=False),
    sa.Column('due_at', TIME, nullable=False),
    sa.Column('done_at', TIME, nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_timers_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_timers')),
    sa.UniqueConstraint('case_id', 'epoch', 'step', name=op.f('uq_timers_case_id_epoch_step'))
    )
    op.create_index('ix_timers_due', 'timers', ['done_at', 'due_at'], unique=False)

    op.create_table('attachments',
    sa.Column('id', ID, nullable=False),
    sa.Column('message_id', ID, nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('file_id', sa.String(length=400), nullable=False),
    sa.Column('mime_type', sa.String(length=120), nullable=True),
    sa.Column('file_name', sa.String(length=255), nullable=True),
    sa.Column('size', ID, nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('duration_s', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', TIME, nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_attachments_message_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachments'))
    )
    op.create_index(op.f('ix_attachments_message_id'), 'attachments', ['message_id'], unique=False)
    op.create_index(op.f('ix_attachments_sha256'), 'attachments', ['sha256'], unique=False)
    op.create_index('ix_attachments_state', 'attachments', ['state', 'due_at'], unique=False)

    op.create_table('inbound_updates',
    sa.Column('id', ID, nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('external_id', sa.String(length=255), nullable=False),
    sa.Column('type', sa.String(length=20), nullable=False),
    sa.Column('chat_key', sa.String(length=200), nullable=False),
    sa.Column('event', JSON, nullable=False),
    sa.Column('raw', sa.LargeBinary(), nullable=True),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('received_at', TIME, nullable=False),
    sa.Column('sent_at', TIME, nullable=True),
    sa.Column('conversation_id', ID, nullable=True),
    sa.Column('message_id', ID, nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', TIME, nullable=False),
    sa.Column('critical', sa.Boolean(), nullable=False),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('handled_at', TIME, nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_inbound_updates_conversation_id')),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_inbound_updates_message_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inbound_updates')),
    sa.UniqueConstraint('channel', 'account', 'external_id', name=op.f('uq_inbound_updates_channel_account_external_id'))
    )
    op.create_index('ix_inbound_updates_chat_state', 'inbound_updates', ['chat_key', 'state', 'id'], unique=False)
    op.create_index('ix_inbound_updates_conversation_state', 'inbound_updates', ['conversation_id', 'state', 'id'], unique=False)
    op.create_index('ix_inbound_updates_open', 'inbound_updates', ['state', 'id'], unique=False, postgresql_where=sa.text("state IN ('received','screened')"))

    op.create_table('outbox',
    sa.Column('id', ID, nullable=False),
    sa.Column('conversation_id', ID, nullable=False),
    sa.Column('message_id', ID, nullable=False),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('author', sa.String(length=10), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('payload', JSON, nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', TIME, nullable=False),
    sa.Column('external_id', sa.String(length=255), nullable=True),
    sa.Column('error_code', sa.String(length=40), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('created_at', TIME, nullable=False),
    sa.Column('wired_at', TIME, nullable=True),
    sa.Column('sent_at', TIME, nullable=True),
    sa.Column('delivered_at', TIME, nullable=True),
    sa.Column('read_at', TIME, nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_outbox_conversation_id')),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_outbox_message_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox'))
    )
    op.create_index('ix_outbox_conversation_state', 'outbox', ['conversation_id', 'state', 'id'], unique=False)
    op.create_index('ix_outbox_due', 'outbox', ['state', 'due_at'], unique=False)
    op.create_index('ix_outbox_external', 'outbox', ['channel', 'external_id'], unique=False)
    op.create_index(op.f('ix_outbox_message_id'), 'outbox', ['message_id'], unique=False)



def downgrade() -> None:
    for table in (
        'outbox',
        'inbound_updates',
        'attachments',
        'timers',
        'messages',
        'handovers',
        'case_events',
        'dialogue_events',
        'cases',
        'login_sessions',
        'conversations',
        'users',
        'versions',
        'leases',
        'identities',
        'desks',
        'dead_letters',
        'component_states',
        'audit_entries',
    ):
        op.drop_table(table)
