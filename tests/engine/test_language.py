"""The language of a conversation sticks."""

from __future__ import annotations

import pytest

from bot.engine.language import app_language, follow_language
from bot.engine.texts import in_script
from bot.store.tables import Conversation, Identity


def conversation(**values: object) -> Conversation:
    identity = Identity(channel="telegram", account="1", user_id="u", language_code=values.pop("code", None))
    return Conversation(
        identity=identity, chat_id="c", **{"language_fixed": False, "script": "Latn", **values}
    )


def test_it_follows_what_is_understood() -> None:
    talk = conversation()
    follow_language(talk, "zh", "Hant")
    assert (talk.language, talk.script) == ("zh", "Hant")
    follow_language(talk, "fr", "Latn")
    assert (talk.language, talk.script) == ("fr", "Latn")


def test_another_language_changes_nothing_that_is_known() -> None:
    talk = conversation(language="id")
    follow_language(talk, "other", "Cyrl")
    assert talk.language == "id"


def test_the_app_helps_where_nothing_is_known() -> None:
    talk = conversation(language=None, code="zh-TW")
    follow_language(talk, "other", "Latn")
    assert (talk.language, talk.script) == ("zh", "Hant")


def test_a_chosen_language_stays() -> None:
    talk = conversation(language="zh", script="Hans", language_fixed=True)
    follow_language(talk, "en", "Latn")
    assert talk.language == "zh"
    follow_language(talk, "zh", "Hant")
    assert talk.script == "Hant"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (None, ("en", "Latn")), ("de", ("en", "Latn")), ("ms-MY", ("id", "Latn")), ("fr_CA", ("fr", "Latn")),
        ("zh-hans", ("zh", "Hans")), ("zh_HK", ("zh", "Hant")), ("yue", ("zh", "Hant")),
    ],
)  # fmt: skip
def test_tags_of_apps(code: str | None, expected: tuple[str, str]) -> None:
    assert app_language(code) == expected


def test_traditional_only_where_it_is_written() -> None:
    assert in_script("打电话给救护车", "zh", "Hant") == "打電話給救護車"
    assert in_script("打电话给救护车", "zh", "Hans") == "打电话给救护车"
    assert in_script("call an ambulance", "en", "Hant") == "call an ambulance"
