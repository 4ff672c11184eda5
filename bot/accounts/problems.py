"""Why a desk or a roster cannot be changed so: a sentence for the command line, a key for the console."""

from __future__ import annotations

from bot.accounts.service import AccountError


class DeskProblem(AccountError):
    """A value of a desk or shift cannot be used; ``key`` and ``values`` name it in the console's words."""

    def __init__(self, key: str, text: str, **values: object) -> None:
        super().__init__(text, key, **values)
