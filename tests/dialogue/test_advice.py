"""What a traveller reads of a guide."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.advice import advice, contact_card, is_neutral, payload_of
from bot.dialogue.guidance_texts import GuidanceTexts
from bot.messages.capabilities import capabilities_of
from bot.reference.countries import countries
from bot.reference.guidance import CONTACT, Situation, guides
from bot.reference.guidance_contacts import contacts

TEXTS = GuidanceTexts.load(Path(__file__).resolve().parents[2] / "nlu_data")
TODAY = date(2026, 11, 24)
HERE = Situation("SA", "ID")


def test_steps_are_numbered_under_the_title_with_the_place() -> None:
    shown = advice(TEXTS, guides()["lost_passport_abroad"], "now", HERE, "en", "Saudi Arabia")
    assert shown is not None
    lines = shown.text.splitlines()
    assert lines[0] == "Lost passport · Saudi Arabia"
    assert lines[1].startswith("1. ")
    assert [payload for _, payload in shown.buttons] == [
        "g:lost_passport_abroad:papers", "g:lost_passport_abroad:cost", "g:lost_passport_abroad:contact",
    ]  # fmt: skip


def test_what_was_told_has_no_button() -> None:
    shown = advice(TEXTS, guides()["lost_passport_abroad"], "papers", HERE, "en", told=("now", "cost"))
    assert shown is not None
    assert not {"now", "papers", "cost"} & {payload.rsplit(":")[-1] for _, payload in shown.buttons}


def test_fees_carry_their_date_and_a_warning() -> None:
    shown = advice(TEXTS, guides()["overstay_indonesia"], "cost", Situation("ID", "FR"), "en")
    assert shown is not None
    assert "Stated 2019." in shown.text
    assert "Fees can change" in shown.text


def test_general_advice_is_called_so() -> None:
    shown = advice(TEXTS, guides()["transport"], "now", HERE, "en")
    assert shown is not None
    assert "General advice" in shown.text


@pytest.mark.parametrize("key", [key for key, guide in guides().items() if is_neutral(guide)])
def test_a_watched_case_looks_like_no_list(key: str) -> None:
    shown = advice(TEXTS, guides()[key], "now", HERE, "en", "Saudi Arabia")
    if shown is not None:
        assert TEXTS.title(key, "en") not in shown.text
        assert "1. " not in shown.text
        assert "•" not in shown.text


def test_a_part_that_does_not_apply_is_none() -> None:
    assert advice(TEXTS, guides()["captivity"], "nonsense", HERE, "en") is None


def test_old_and_single_sources_are_said_beside_the_number() -> None:
    situation = Situation("ID", "FR")
    guide = guides()["arrest_indonesia"]
    shown = contact_card(TEXTS, guide, contacts(guide, situation), situation, "en", TODAY)
    assert "(2018, From one source)" in shown.text


def test_without_a_number_it_is_said_so() -> None:
    shown = contact_card(TEXTS, guides()["transport"], [], HERE, "fr", TODAY)
    assert shown.text == TEXTS.label("no_line", "fr")


@given(
    key=st.sampled_from(sorted(guides())),
    country=st.sampled_from(sorted(countries())),
    nationality=st.sampled_from(["ID", "CN", "FR", "US", None]),
    language=st.sampled_from(["id", "en", "zh", "fr"]),
    data=st.data(),
)
def test_every_reply_fits_both_platforms(
    key: str, country: str, nationality: str | None, language: str, data: st.DataObject
) -> None:
    guide, situation = guides()[key], Situation(country, nationality)
    name = data.draw(st.sampled_from([*guide.parts, *guide.questions, CONTACT]))
    if name == CONTACT:
        shown = contact_card(TEXTS, guide, contacts(guide, situation), situation, language, TODAY)
    else:
        shown = advice(TEXTS, guide, name, situation, language, "Saint-Vincent-et-les-Grenadines")
        if shown is None:
            return
    assert shown.text.strip()
    assert len(shown.buttons) <= 3
    for channel in ("telegram", "whatsapp"):
        limits = capabilities_of(channel)
        assert len(shown.text) <= limits.body_limit_with_buttons
        assert all(len(title) <= 20 and len(payload.encode()) <= 44 for title, payload in shown.buttons)


def test_payloads_leave_room_for_the_message_id() -> None:
    for guide in guides().values():
        for name in (*guide.parts, *guide.questions, CONTACT):
            assert len(payload_of(guide.key, name).encode()) <= 44
