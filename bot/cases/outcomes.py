"""How a case can end, coded, and what each code asks of the person who ends it."""

from __future__ import annotations

from bot.accounts.permissions import allows
from bot.store.tables import Case, User

CODES = ("helped", "referred", "no_answer", "false_alarm", "duplicate", "refused", "died")
CHOICES = tuple(code for code in CODES if code != "duplicate")
"""What can be chosen when a case is ended; a duplicate is marked as one of another case."""


class OutcomeNeeded(Exception):
    """A case does not end like this; the text says what is missing."""


def is_senior(user: User) -> bool:
    """Whether a person may take the decisions that a supervisor takes."""
    return allows(user.role, "cases.senior")


def check_outcome(case: Case, user: User, outcome: str, code: str | None) -> None:
    """Refuse an ending that leaves somebody alone.

    Raises:
        OutcomeNeeded: words are missing, the code is unknown, or it needs another way.
    """
    grave = case.urgency == "critical" or case.watched
    if not outcome.strip():
        raise OutcomeNeeded("Write in a few words how the case ended, then resolve it.")
    if code is None:
        return
    if code not in CODES:
        raise OutcomeNeeded(f"{code} is no outcome. Choose one of: {', '.join(CODES)}.")
    if code == "duplicate":
        raise OutcomeNeeded("Name the case it repeats: mark it as a duplicate of that one.")
    if grave and code == "false_alarm":
        raise OutcomeNeeded("Ask a neutral check question first, then cancel the case as a false alarm.")
    if case.urgency == "critical" and code == "no_answer" and not is_senior(user):
        raise OutcomeNeeded("The person is silent: a supervisor decides, nobody else ends this case.")
