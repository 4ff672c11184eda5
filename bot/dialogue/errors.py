"""How a turn can fail. In each case nothing of the turn may be committed."""

from __future__ import annotations


class DialogueError(Exception):
    """The dialogue gave no answer that can be used."""


class DialogueDown(DialogueError):
    """The Rasa process cannot be reached, or went away during the turn."""


class DialogueTimeout(DialogueError):
    """The turn took too long; its connection is closed and whatever it still does is dropped."""


class DialogueFailed(DialogueError):
    """An action or a reply raised, or the request cannot be used by this model."""


class DeadTurn(DialogueError):
    """A custom action called back for a turn that is already over."""
