from bot.desk.near import nearest_city


def test_a_position_is_told_by_the_nearest_city_in_each_language() -> None:
    assert nearest_city(11.5564, 104.9282, "en") == ("Phnom Penh", 1)
    assert nearest_city(39.9, 116.4, "zh")[0] == "北京"


def test_far_out_at_sea_and_nonsense_have_no_city() -> None:
    assert nearest_city(-40.0, -120.0, "en") is None
    assert nearest_city(float("inf"), 0, "en") is None
