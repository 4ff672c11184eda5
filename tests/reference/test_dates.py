from datetime import date

import pytest

from bot.reference.dates import age_days, is_old, stated_date


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("2025", date(2025, 12, 31)),
        ("2024-02", date(2024, 2, 29)),
        ("2025-12", date(2025, 12, 31)),
        ("2026-03-03", date(2026, 3, 3)),
        ("", None),
        ("soon", None),
        ("2025-13", None),
        ("2025-02-30", None),
    ],
)
def test_stated_dates(stated: str, day: date | None) -> None:
    assert stated_date(stated) == day


def test_age_and_old() -> None:
    today = date(2026, 11, 24)
    assert age_days("2026-11-23", today) == 1
    assert age_days("2027", today) == 0
    assert age_days("", today) is None
    assert is_old("2020-01-08", today)
    assert is_old("", today)
    assert not is_old("2025", today)
