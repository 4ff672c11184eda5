"""How long a silent network may hold us up: without limits a lost database server is noticed after minutes."""

from __future__ import annotations

LIMITS: dict[str, int] = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""Connection parameters of libpq; seconds, the last in milliseconds."""
