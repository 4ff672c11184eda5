"""``python -m bot.cli`` is the command ``lindung``."""

from bot.cli import app

if __name__ == "__main__":
    app()
