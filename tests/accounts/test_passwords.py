import pytest

from bot.accounts.passwords import WeakPassword, check_strength, hash_password, needs_rehash, verify


@pytest.fixture(scope="module")
def stored() -> str:
    return hash_password("a long password")


def test_right_password_fits_and_wrong_does_not(stored: str) -> None:
    assert verify(stored, "a long password")
    assert not verify(stored, "a long passwore")


@pytest.mark.parametrize("broken", ["", "plain", "$argon2id$v=19$m=65536", "\x00", "$2b$12$abcdefghijk"])
def test_broken_hash_is_a_plain_no(broken: str) -> None:
    assert not verify(broken, "a long password")
    assert needs_rehash(broken)


@pytest.mark.parametrize("password", ["", "x" * 5000, "\ud800 lone surrogate"])
def test_absurd_passwords_are_a_plain_no(stored: str, password: str) -> None:
    assert not verify(stored, password)


def test_same_password_has_another_hash_each_time(stored: str) -> None:
    assert hash_password("a long password") != stored
    assert not needs_rehash(stored)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "siti123456", "x" * 201])
def test_weak_passwords_are_refused_with_advice(password: str) -> None:
    with pytest.raises(WeakPassword, match="Choose"):
        check_strength(password, "siti12345")


def test_a_long_password_is_accepted() -> None:
    check_strength("lindung-demo", "siti")
