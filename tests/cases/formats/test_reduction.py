"""What a partner gets: no word too many, and never the conduct too little."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cases.formats.cap import to_cap
from bot.cases.formats.eido import to_eido
from bot.cases.formats.grants import FIELDS, Grant
from bot.cases.formats.plain import to_plain
from bot.cases.formats.recipients import Recipient
from bot.cases.formats.reduction import reduced
from tests.cases.formats.samples import PARTNER, full_case
from tests.cases.formats.world import HOST, NOW, SECRETS


def documents(grant: Grant, **values: object) -> list[str]:
    """Return the case in all formats as this recipient gets it."""
    data = reduced(full_case(**values), grant)
    eido = to_eido(data, host=HOST, recipient=grant.recipient)
    cap = to_cap(data, host=HOST, grant=grant, now=NOW).body.decode()
    return [json.dumps(to_plain(data), ensure_ascii=False), json.dumps(eido, ensure_ascii=False), cap]


def partner(*fields: str) -> Grant:
    return Grant(PARTNER, "consent", frozenset(fields))


@settings(deadline=None, max_examples=60)
@given(st.sets(st.sampled_from(FIELDS)))
def test_own_words_of_a_watched_person_reach_no_partner(fields: set[str]) -> None:
    for document in documents(partner(*fields), watched=True):
        assert not [secret for secret in SECRETS if secret in document]


@settings(deadline=None, max_examples=60)
@given(st.sets(st.sampled_from(FIELDS)))
def test_the_conduct_always_travels(fields: set[str]) -> None:
    plain, eido, cap = documents(partner(*fields), watched=True, exercise=True)
    rule = json.loads(plain)["contact_rule"]
    assert (rule["do_not_call"], rule["never_unprompted"], rule["words"]) == (True, True, "about the parcel")
    extension = json.loads(eido)["lindungExtension"]
    assert (extension["doNotCall"], extension["watched"], extension["exercise"]) == (True, True, True)
    assert extension["contactRule"]["hours"] == "08:00–09:00"
    first = json.loads(eido)["notesComponent"][0]["notesActionComments"]
    assert "DO NOT CALL" in first
    assert "JANGAN TELEPON" in first
    for expected in (
        "lindung:do-not-call",
        "DO NOT CALL",
        "切勿打电话",
        "NE PAS APPELER",
        "about the parcel",
    ):
        assert expected in cap


@settings(deadline=None, max_examples=60)
@given(st.sets(st.sampled_from(FIELDS)))
def test_do_not_call_gives_no_number(fields: set[str]) -> None:
    for document in documents(partner(*fields)):
        assert "13800138000" not in document.replace(" ", "")


def test_even_the_own_state_gets_no_number_to_dial_by_machine() -> None:
    whole = Grant(Recipient("kbri-beijing", None), "same_state", None)
    _plain, eido, cap = documents(whole)
    assert "callbackComponent" not in json.loads(eido)
    assert "callBackReference" not in eido
    assert "138" not in cap


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("place", "Kemang"), ("reporter", "Li Na"), ("concerned", "Li Wei"), ("owner", "Mr Wang"),
        ("messages", "S-message"), ("outcome", "S-outcome"), ("facts", "S-fact"), ("incident", "JKT-2222-2"),
    ],
)  # fmt: skip
def test_a_field_goes_only_where_it_is_named(field: str, value: str) -> None:
    rest = partner(*(name for name in FIELDS if name != field))
    assert not [document for document in documents(rest) if value in document]
    assert [document for document in documents(partner(field)) if value in document]


def test_the_staff_stays_unnamed_to_a_partner() -> None:
    everything_else = partner(*(name for name in FIELDS if name != "operator"))
    for document in documents(everything_else):
        assert "rahayu" not in document.lower()


def test_other_peoples_cases_stay_unnamed_to_a_partner() -> None:
    for document in documents(partner(*FIELDS)):
        assert "JKT-7K4X-6" not in document
        assert "JKT7K4X6" not in document


def test_the_own_state_gets_everything() -> None:
    grant = Grant(Recipient("kbri-beijing", None), "same_state", None)
    plain = documents(grant, watched=True)[0]
    assert not [secret for secret in SECRETS if secret not in plain]
