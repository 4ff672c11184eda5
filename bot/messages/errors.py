"""Why a message could not be handed to a platform. The courier decides by these fields alone."""

from __future__ import annotations


class SendError(Exception):
    """A send did not succeed.

    Args:
        code: the platform's code or our word, shown to the operator.
        text: a sentence for the operator: what happened, what to do now.
        retryable: the same message may be tried again.
        certain: we know that the platform did not take it. Otherwise the send is *unsure*.
        retry_after_s: seconds the platform asks us to wait, for this chat.
        unreachable: the person blocked the bot or left the platform.
    """

    def __init__(
        self,
        code: str,
        text: str,
        *,
        retryable: bool = False,
        certain: bool = True,
        retry_after_s: float | None = None,
        unreachable: bool = False,
    ) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.retryable = retryable
        self.certain = certain
        self.retry_after_s = retry_after_s
        self.unreachable = unreachable


class MalformedBody(ValueError):
    """A webhook body that is authentic but cannot be read; it goes to the dead letters."""


class FileRefused(Exception):
    """A file is not fetched: too large, of a kind we do not keep, or no longer there."""
