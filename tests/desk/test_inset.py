import re

import pytest

from bot.desk.inset import HEIGHT, WIDTH, country_inset


@pytest.mark.parametrize(
    ("iso2", "latitude", "longitude"),
    [
        ("ID", -6.2, 106.8),
        ("KH", 11.55, 104.92),
        ("FR", 48.85, 2.35),
        ("US", 40.7, -74.0),
        ("SG", 1.3, 103.8),
    ],
)
def test_the_dot_lies_within_the_picture(iso2: str, latitude: float, longitude: float) -> None:
    picture = country_inset(iso2, latitude, longitude)
    x, y = re.search(r'inset-dot" cx="([\d.]+)" cy="([\d.]+)"', picture).groups()
    assert 0 < float(x) < WIDTH
    assert 0 < float(y) < HEIGHT
    assert len(picture) < 30_000
    assert "<script" not in picture


@pytest.mark.parametrize(
    ("iso2", "latitude", "longitude"),
    [("XX", 0, 0), (None, 0, 0), ("ID", float("nan"), 0), ("ID", 95.0, 10.0)],
)
def test_without_an_outline_or_a_position_there_is_no_picture(iso2, latitude, longitude) -> None:
    assert country_inset(iso2, latitude, longitude) == ""
