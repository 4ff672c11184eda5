"""Casework: desks with hours and parents, duty, incidents, people, consents, transfers, deadlines, other systems.

A migration must work beside the previous version of the code (add first, use later, remove last)
and must not hold a lock on a large table for more than a moment.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from bot.store.base import UtcDateTime

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

TIME = UtcDateTime()
ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')

KEYS = (
    ('fk_cases_duplicate_of_id', 'cases', 'duplicate_of_id', 'cases'),
    ('fk_cases_incident_id', 'cases', 'incident_id', 'incidents'),
    ('fk_desks_parent_id', 'desks', 'parent_id', 'desks'),
)
ADDED = {
    'cases': (
        'latitude',
        'longitude',
        'accuracy_m',
        'place',
        'route_why',
        'language',
        'nationality',
        'vulnerable',
        'contact_rule',
        'incident_id',
        'duplicate_of_id',
        'outcome_code',
    ),
    'desks': (
        'parent_id',
        'hours',
        'ladder',
        'contact',
        'staffed',
    ),
}
MADE = (
    'webhook_deliveries',
    'transfers',
    'pushes',
    'deadlines',
    'consents',
    'case_people',
    'push_targets',
    'idempotency_keys',
    'duty_shifts',
    'webhooks',
    'api_tokens',
    'used_signatures',
    'incidents',
)


def upgrade() -> None:
    op.create_table('incidents',
    sa.Column('id', ID, nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('topic', sa.String(length=40), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=True),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('latitude', sa.Double(), nullable=True),
    sa.Column('longitude', sa.Double(), nullable=True),
    sa.Column('exercise', sa.Boolean(), nullable=False),
    sa.Column('opened_at', TIME, nullable=False),
    sa.Column('closed_at', TIME, nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incidents')),
    sa.UniqueConstraint('code', name=op.f('uq_incidents_code'))
    )
    op.create_index('ix_incidents_opened_at', 'incidents', ['opened_at'], unique=False)

    op.create_table('used_signatures',
    sa.Column('signature', sa.String(length=64), nullable=False),
    sa.Column('used_at', TIME, nullable=False),
    sa.PrimaryKeyConstraint('signature', name=op.f('pk_used_signatures'))
    )
    op.create_index('ix_used_signatures_used_at', 'used_signatures', ['used_at'], unique=False)

    op.create_table('api_tokens',
    sa.Column('id', ID, nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('scopes', JSON, nullable=False),
    sa.Column('desk_id', ID, nullable=True),
    sa.Column('made_by', sa.String(length=80), nullable=False),
    sa.Column('created_at', TIME, nullable=False),
    sa.Column('expires_at', TIME, nullable=True),
    sa.Column('revoked_at', TIME, nullable=True),
    sa.Column('last_used_at', TIME, nullable=True),
    sa.ForeignKeyConstraint(['desk_id'], ['desks.id'], name=op.f('fk_api_tokens_desk_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_tokens')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_api_tokens_token_hash'))
    )
    op.create_table('webhooks',
    sa.Column('id', ID, nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('secret', sa.Text(), nullable=False),
    sa.Column('events', JSON, nullable=False),
    sa.Column('desk_id', ID, nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('made_by', sa.String(length=80), nullable=False),
    sa.Column('created_at', TIME, nullable=False),
    sa.ForeignKeyConstraint(['desk_id'], ['desks.id'], name=op.f('fk_webhooks_desk_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhooks')),
    sa.UniqueConstraint('name', name=op.f('uq_webhooks_name'))
    )
    op.create_table('duty_shifts',
    sa.Column('id', ID, nullable=False),
    sa.Column('desk_id', ID, nullable=False),
    sa.Column('user_id', ID, nullable=False),
    sa.Column('role', sa.String(length=12), nullable=False),
    sa.Column('starts_at', TIME, nullable=False),
    sa.Column('ends_at', TIME, nullable=False),
    sa.ForeignKeyConstraint(['desk_id'], ['desks.id'], name=op.f('fk_duty_shifts_desk_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_duty_shifts_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty_shifts'))
    )
    op.create_index('ix_duty_shifts_desk_id', 'duty_shifts', ['desk_id', 'starts_at', 'ends_at'], unique=False)
    op.create_index('ix_duty_shifts_user_id', 'duty_shifts', ['user_id'], unique=False)

    op.create_table('idempotency_keys',
    sa.Column('id', ID, nullable=False),
    sa.Column('token_id', ID, nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('request_hash', sa.String(length=64), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('body', JSON, nullable=True),
    sa.Column('created_at', TIME, nullable=False),
    sa.ForeignKeyConstraint(['token_id'], ['api_tokens.id'], name=op.f('fk_idempotency_keys_token_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idempotency_keys')),
    sa.UniqueConstraint('token_id', 'key', name=op.f('uq_idempotency_keys_token_id_key'))
    )
    op.create_index('ix_idempotency_keys_created_at', 'idempotency_keys', ['created_at'], unique=False)

    op.create_table('push_targets',
    sa.Column('id', ID, nullable=False),
    sa.Column('user_id', ID, nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_push_targets_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_push_targets')),
    sa.UniqueConstraint('user_id', 'kind', 'address', name=op.f('uq_push_targets_user_id_kind_address'))
    )
    op.create_table('case_people',
    sa.Column('id', ID, nullable=False),
    sa.Column('case_id', ID, nullable=False),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('relation', sa.String(length=40), nullable=False),
    sa.Column('nationality', sa.String(length=2), nullable=True),
    sa.Column('is_minor', sa.Boolean(), nullable=False),
    sa.Column('phone', sa.String(length=32), nullable=True),
    sa.Column('facts', JSON, nullable=False),
    sa.Column('created_at', TIME, nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_people_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_people'))
    )
    op.create_index('ix_case_people_case_id', 'case_people', ['case_id', 'role'], unique=False)

    op.create_table('consents',
    sa.Column('id', ID, nullable=False),
    sa.Column('case_id', ID, nullable=False),
    sa.Column('recipient', sa.String(length=80), nullable=False),
    sa.Column('ground', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('asked_by', sa.String(length=80), nullable=False),
    sa.Column('asked_at', TIME, nullable=False),
    sa.Column('answered_at', TIME, nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_consents_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consents'))
    )
    op.create_index('ix_consents_case_id', 'consents', ['case_id', 'recipient'], unique=False)

    op.create_table('deadlines',
    sa.Column('id', ID, nullable=False),
    sa.Column('case_id', ID, nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('due_at', TIME, nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('made_by', sa.String(length=80), nullable=False),
    sa.Column('made_at', TIME, nullable=False),
    sa.Column('warned_at', TIME, nullable=True),
    sa.Column('rang_at', TIME, nullable=True),
    sa.Column('done_at', TIME, nullable=True),
    sa.Column('done_by', sa.String(length=80), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_deadlines_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deadlines'))
    )
    op.create_index('ix_deadlines_case_id', 'deadlines', ['case_id'], unique=False)
    op.create_index('ix_deadlines_due', 'deadlines', ['done_at', 'due_at'], unique=False)

    op.create_table('pushes',
    sa.Column('id', ID, nullable=False),
    sa.Column('case_id', ID, nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=24), nullable=False),
    sa.Column('target_id', ID, nullable=False),
    sa.Column('payload', JSON, nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', TIME, nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('created_at', TIME, nullable=False),
    sa.Column('sent_at', TIME, nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_pushes_case_id')),
    sa.ForeignKeyConstraint(['target_id'], ['push_targets.id'], name=op.f('fk_pushes_target_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pushes')),
    sa.UniqueConstraint('case_id', 'epoch', 'step', 'target_id', name=op.f('uq_pushes_case_id_epoch_step_target_id'))
    )
    op.create_index('ix_pushes_due', 'pushes', ['state', 'due_at'], unique=False)

    op.create_table('transfers',
    sa.Column('id', ID, nullable=False),
    sa.Column('case_id', ID, nullable=False),
    sa.Column('from_desk_id', ID, nullable=False),
    sa.Column('to_desk_id', ID, nullable=False),
    sa.Column('from_operator_id', ID, nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('fields', JSON, nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('made_by', sa.String(length=80), nullable=False),
    sa.Column('made_at', TIME, nullable=False),
    sa.Column('expires_at', TIME, nullable=False),
    sa.Column('answered_at', TIME, nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_transfers_case_id')),
    sa.ForeignKeyConstraint(['from_desk_id'], ['desks.id'], name=op.f('fk_transfers_from_desk_id')),
    sa.ForeignKeyConstraint(['from_operator_id'], ['users.id'], name=op.f('fk_transfers_from_operator_id')),
    sa.ForeignKeyConstraint(['to_desk_id'], ['desks.id'], name=op.f('fk_transfers_to_desk_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_transfers'))
    )
    op.create_index('ix_transfers_case_id', 'transfers', ['case_id'], unique=False)
    op.create_index('ix_transfers_state', 'transfers', ['state', 'expires_at'], unique=False)

    op.create_table('webhook_deliveries',
    sa.Column('id', ID, nullable=False),
    sa.Column('webhook_id', ID, nullable=False),
    sa.Column('event_id', ID, nullable=False),
    sa.Column('payload', JSON, nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', TIME, nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('created_at', TIME, nullable=False),
    sa.Column('delivered_at', TIME, nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['case_events.id'], name=op.f('fk_webhook_deliveries_event_id')),
    sa.ForeignKeyConstraint(['webhook_id'], ['webhooks.id'], name=op.f('fk_webhook_deliveries_webhook_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_deliveries')),
    sa.UniqueConstraint('webhook_id', 'event_id', name=op.f('uq_webhook_deliveries_webhook_id_event_id'))
    )
    op.create_index('ix_webhook_deliveries_due', 'webhook_deliveries', ['state', 'due_at'], unique=False)

    op.add_column('cases', sa.Column('latitude', sa.Double(), nullable=True))
    op.add_column('cases', sa.Column('longitude', sa.Double(), nullable=True))
    op.add_column('cases', sa.Column('accuracy_m', sa.Double(), nullable=True))
    op.add_column('cases', sa.Column('place', sa.Text(), nullable=False, server_default=''))
    op.add_column('cases', sa.Column('route_why', sa.Text(), nullable=False, server_default=''))
    op.add_column('cases', sa.Column('language', sa.String(length=8), nullable=True))
    op.add_column('cases', sa.Column('nationality', sa.String(length=2), nullable=True))
    op.add_column('cases', sa.Column('vulnerable', JSON, nullable=False, server_default='[]'))
    op.add_column('cases', sa.Column('contact_rule', JSON, nullable=False, server_default='{}'))
    op.add_column('cases', sa.Column('outcome_code', sa.String(length=20), nullable=True))
    op.add_column('desks', sa.Column('hours', JSON, nullable=False, server_default='{}'))
    op.add_column('desks', sa.Column('ladder', JSON, nullable=False, server_default='{}'))
    op.add_column('desks', sa.Column('contact', JSON, nullable=False, server_default='{}'))
    op.add_column('desks', sa.Column('staffed', sa.Boolean(), nullable=False, server_default=sa.true()))
    for name, table, column, target in KEYS:
        if op.get_bind().dialect.name == 'sqlite':
            # The only way to add a foreign key there without copying the table.
            op.execute(f'ALTER TABLE {table} ADD COLUMN {column} INTEGER CONSTRAINT {name} REFERENCES {target} (id)')
        else:
            op.add_column(table, sa.Column(column, ID, nullable=True))
            op.create_foreign_key(name, table, target, [column], ['id'])
    op.create_index('ix_cases_incident_id', 'cases', ['incident_id'], unique=False)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        for name, table, _column, _target in KEYS:
            op.drop_constraint(name, table, type_='foreignkey')
    op.drop_index('ix_cases_incident_id', 'cases')
    for table, columns in ADDED.items():
        for column in columns:
            op.drop_column(table, column)
    for table in MADE:
        op.drop_table(table)
