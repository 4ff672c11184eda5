import pytest

from bot.accounts.sealing import Unsealable, seal, unseal

KEY = "k" * 40


def test_what_was_sealed_comes_back_and_shows_nothing() -> None:
    sealed = seal(KEY, "JBSWY3DPEHPK3PXP", "user 1")
    assert "JBSWY3DP" not in sealed
    assert unseal(KEY, sealed, "user 1") == "JBSWY3DPEHPK3PXP"
    assert seal(KEY, "JBSWY3DPEHPK3PXP", "user 1") != sealed


@pytest.mark.parametrize(
    ("key", "bound_to", "spoil"),
    [("o" * 40, "user 1", ""), (KEY, "user 2", ""), (KEY, "user 1", "A"), (KEY, "user 1", "é")],
)
def test_another_key_another_row_or_damage_is_refused(key: str, bound_to: str, spoil: str) -> None:
    sealed = spoil + seal(KEY, "secret", "user 1")
    with pytest.raises(Unsealable):
        unseal(key, sealed, bound_to)
