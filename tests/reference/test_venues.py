from bot.reference.venues import venues_near


def test_the_nearest_hospitals_come_first() -> None:
    near = venues_near("hospital", (-6.1968, 106.8469))
    assert near[0].name == "RS Dr. Cipto Mangunkusumo"
    assert [v.distance_km for v in near] == sorted(v.distance_km for v in near)


def test_without_a_position_main_hospitals_come_first() -> None:
    assert all(v.category == "hospital_main" for v in venues_near("hospital", limit=5))


def test_unknown_category_or_position() -> None:
    assert venues_near("beach") == []
    assert len(venues_near("immigration", (float("nan"), 0.0))) == 3
