"""The Telegram Bot API: updates in, messages out, polling, set-up."""
