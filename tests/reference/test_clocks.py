"""The time zone of a traveller."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reference.clocks import HOME_ZONE, zone_of


@pytest.mark.parametrize(
    ("country", "position", "zone"),
    [
        ("ID", None, "Asia/Jakarta"),
        ("ID", (-8.65, 115.2), "Asia/Makassar"),
        ("ID", (-2.53, 140.7), "Asia/Jayapura"),
        ("SA", None, "Asia/Riyadh"),
        ("CN", None, "Asia/Shanghai"),
        ("US", (34.05, -118.24), "America/Los_Angeles"),
        ("US", None, "America/New_York"),
        ("RU", None, "Europe/Moscow"),
        ("AU", None, "Australia/Sydney"),
        ("br", None, "America/Sao_Paulo"),
        (None, None, HOME_ZONE),
        ("XX", (1.0, 2.0), HOME_ZONE),
        ("US", (None, None), "America/New_York"),
        ("US", (float("nan"), 4000.0), "America/New_York"),
    ],
)
def test_the_clock_of_a_place(country: str | None, position: object, zone: str) -> None:
    assert zone_of(country, position).key == zone


@given(country=st.text(max_size=3), lat=st.floats(), lon=st.floats())
def test_anything_gets_a_clock(country: str, lat: float, lon: float) -> None:
    assert zone_of(country, (lat, lon)).key
