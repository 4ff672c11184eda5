"""Errors of this package. Each message says what happened and what to do now."""

from __future__ import annotations

from pathlib import Path


class NluError(Exception):
    """Anything this package raises on purpose."""


class ModelMissing(NluError):
    """There is no trained model in the directory."""

    def __init__(self, directory: Path) -> None:
        super().__init__(
            f"There is no trained language model in {directory}. Run 'lindung train' to make one. "
            "Until then messages are read by the phrase rules alone."
        )


class ModelCorrupt(NluError):
    """A file of the model is damaged, missing, or of another format."""

    def __init__(self, directory: Path, what: str) -> None:
        super().__init__(
            f"The language model in {directory} cannot be used: {what}. Run 'lindung train' to make it anew."
        )


class RuleError(NluError):
    """A phrase rule cannot be read, or fails one of its own tests."""


class DataError(NluError):
    """A file with training or held-out sentences cannot be read."""
