import pytest

from bot.desk.delivery_words import delivery
from bot.desk.labels import LANGUAGES, Labels

STATES = (
    "queued",
    "sending",
    "errored",
    "wired",
    "sent",
    "delivered",
    "read",
    "failed",
    "unsure",
    "held",
    "suppressed",
)


def _say(state: str, channel: str = "whatsapp", reachable: bool = True, error: str = ""):
    return delivery(Labels("en"), state, channel, error, None, 7, reachable)


def test_telegram_claims_no_more_than_it_knows() -> None:
    assert _say("sent", "telegram").words == "sent; Telegram gives no receipts"
    assert _say("sent", "whatsapp").words == "sent to WhatsApp, not yet on the phone"


@pytest.mark.parametrize("state", STATES)
def test_only_what_a_person_must_decide_can_be_sent_again(state: str) -> None:
    assert (_say(state).retry_id is not None) == (state in ("failed", "unsure", "held"))


@pytest.mark.parametrize("state", ["errored", "failed", "unsure", "held"])
def test_trouble_says_what_happened_and_what_to_do(state: str) -> None:
    said = _say(state, error="The number is not on WhatsApp.")
    assert said.explanation.startswith("The number is not on WhatsApp. ")
    assert len(said.explanation) > len("The number is not on WhatsApp. ")
    assert said.tone in ("warning", "bad")


def test_a_person_who_left_is_named_as_the_reason() -> None:
    assert "blocked Telegram" in _say("failed", "telegram", reachable=False).explanation


@pytest.mark.parametrize("language", LANGUAGES)
def test_states_read_differently_in_every_language(language: str) -> None:
    said = {delivery(Labels(language), state, "whatsapp", "", None, 1, True).words for state in STATES}
    assert len(said) == len(STATES)


def test_an_unknown_channel_or_state_breaks_nothing() -> None:
    assert _say("sent", "pigeon").words == "sent; pigeon gives no receipts"
    assert _say("flying").words == "flying"
