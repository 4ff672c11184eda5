"""Calls people away from their screens: email, Telegram, and what Apprise knows."""
