"""Corrections are kept for the whole process: every test begins and ends without them."""

from collections.abc import Iterator

import pytest

from bot.reference.tables import apply_corrections, corrections


@pytest.fixture(autouse=True)
def no_corrections() -> Iterator[None]:
    yield
    if corrections():
        apply_corrections({})
