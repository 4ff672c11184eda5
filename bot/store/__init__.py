"""Tables, sessions, migrations and wake-ups: everything that touches the database."""
