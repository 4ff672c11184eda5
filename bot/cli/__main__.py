"""``python -m bot.cli`` is the command ``lindung``."""

from bot.cli import app

app()
