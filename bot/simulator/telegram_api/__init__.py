"""Stand-in of the Telegram Bot API (behaviour of the server's release 10.0)."""
