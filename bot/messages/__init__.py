"""Messages in and out: the inbox, the outbox, the courier, received files."""
