from pathlib import Path

import pytest

from bot.accounts.roles import DESK_ROLES, ROLES, home_of
from bot.accounts.web import csrf_token, no_session_cookie, session_cookie, visitor_cookie
from bot.settings import Settings


def _settings(base_url: str) -> Settings:
    return Settings("sqlite://", base_url, "k" * 32, Path("unused"))


@pytest.mark.parametrize(
    ("base_url", "secure"), [("https://desk.example", True), ("http://127.0.0.1:8000", False)]
)
def test_cookies_are_closed_to_scripts_and_other_sites(base_url: str, secure: bool) -> None:
    settings = _settings(base_url)
    for cookie in (session_cookie(settings, "t"), visitor_cookie(settings), no_session_cookie(settings)):
        assert cookie.httponly
        assert cookie.samesite == "lax"
        assert bool(cookie.secure) is secure


def test_csrf_token_belongs_to_one_session_and_one_key() -> None:
    settings = _settings("http://x")
    other = Settings("sqlite://", "http://x", "o" * 32, Path("unused"))
    tokens = {csrf_token(settings, "one"), csrf_token(settings, "two"), csrf_token(other, "one")}
    assert len(tokens) == 3


def test_trainers_land_at_the_bench_and_the_others_at_the_desk() -> None:
    assert {role for role in ROLES if home_of(role) == "/desk"} == set(DESK_ROLES)
    assert home_of("trainer") == "/training"
