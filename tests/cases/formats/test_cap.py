"""CAP 1.2: valid, addressed, in four languages, with the conduct in each."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cases.formats import case_types as types
from bot.cases.formats.cap import NAMESPACE, CapMessage, Sent, to_cap
from bot.cases.formats.codes_of_topics import topics
from bot.cases.formats.grants import Grant
from bot.cases.formats.recipients import Recipient
from bot.cases.formats.times import cap_stamp
from tests.cases.formats.samples import JAKARTA, OWN, PARTNER, full_case
from tests.cases.formats.schema_checks import cap_faults
from tests.cases.formats.world import CODE, HOST, NOW

WITHIN = Grant(OWN, "same_state", None)
OUTSIDE = Grant(PARTNER, "consent", frozenset({"place"}))
C = f"{{{NAMESPACE}}}"


def message(grant: Grant = WITHIN, earlier: tuple[Sent, ...] = (), **values: Any) -> CapMessage:
    return to_cap(full_case(**values), host=HOST, grant=grant, now=NOW, earlier=earlier)


def alert(grant: Grant = WITHIN, **values: Any) -> ET.Element:
    return ET.fromstring(message(grant, **values).body)


def pairs(info: ET.Element, name: str = "parameter") -> dict[str, str]:
    return {
        pair.findtext(f"{C}valueName", ""): pair.findtext(f"{C}value", "") for pair in info.iter(f"{C}{name}")
    }


@pytest.mark.parametrize("grant", [WITHIN, OUTSIDE])
@pytest.mark.parametrize("status", ["ringing", "active", "resolved", "closed", "cancelled"])
def test_it_is_valid(grant: Grant, status: str) -> None:
    assert cap_faults(message(grant, status=status).body) == []


def test_the_schema_sees_faults() -> None:
    body = message().body
    assert cap_faults(body.replace(b"<cap:", b"<").replace(b"Actual", b"Real"))
    assert cap_faults(re.sub(rb"14:05:00\+07:00", b"07:05:00Z", body))
    assert cap_faults(re.sub(rb"<(\w+:)?event>.*?</(\w+:)?event>", b"", body, count=1))


@pytest.mark.parametrize("topic", [*topics(), "chat_human"])
def test_every_topic_is_valid(topic: str) -> None:
    assert cap_faults(message(topic=topic).body) == []


def test_a_bare_case_is_valid() -> None:
    bare = message(
        place=types.PlaceData(), people=(), facts=(), timeline=(), messages=(), incident=None, vulnerable=(),
        contact_rule=types.ContactRule(), first_human_at=None, language=None,
    )  # fmt: skip
    assert cap_faults(bare.body) == []


@settings(deadline=None, max_examples=60)
@given(
    words=st.text(max_size=60), rule=st.text(max_size=60), name=st.text(min_size=1, max_size=30),
    code=st.text(min_size=1, max_size=20), host=st.text(max_size=20),
)  # fmt: skip
def test_any_text_gives_a_valid_message(words: str, rule: str, name: str, code: str, host: str) -> None:
    data = full_case(
        place=types.PlaceData("ID", -6.2, 106.8, 40, words),
        contact_rule=types.ContactRule(True, True, "", "", rule),
        facts=(types.FactData("breathing", code),),
        desk=types.DeskData(code, name, "112", "ID", ("ID",), "Asia/Jakarta"),
    )
    grant = Grant(Recipient(name, None), "consent", frozenset())
    made = to_cap(data, host=host, grant=grant, now=NOW)
    assert cap_faults(made.body) == []
    assert not re.search(r"[\s,<&]", made.sent.identifier + made.sent.sender)


def test_one_block_for_each_language() -> None:
    infos = alert().findall(f"{C}info")
    assert [info.findtext(f"{C}language") for info in infos] == ["id", "en", "zh", "fr"]
    assert [info.findtext(f"{C}event") for info in infos] == [
        "Kebakaran, asap, ledakan", "Fire, smoke, explosion", "火灾、烟雾、爆炸",
        "Incendie, fumée, explosion",
    ]  # fmt: skip
    assert {info.findtext(f"{C}urgency") for info in infos} == {"Immediate"}
    assert all(CODE in (info.findtext(f"{C}headline") or "") for info in infos)
    assert "Indonésie" in (infos[3].findtext(f"{C}area/{C}areaDesc") or "")


def test_conduct_stands_first_in_every_instruction_and_in_every_set_of_parameters() -> None:
    infos = alert(watched=True).findall(f"{C}info")
    starts = ("JANGAN TELEPON", "DO NOT CALL", "切勿打电话", "NE PAS APPELER")
    for info, start in zip(infos, starts, strict=True):
        assert (info.findtext(f"{C}instruction") or "").startswith(start)
        parameters = pairs(info)
        assert (parameters["lindung:do_not_call"], parameters["lindung:watched"]) == ("true", "true")
        assert parameters["lindung:contact_rule:words"] == "about the parcel"
        assert parameters["lindung:answer:breathing"] == "gasping"


def test_within_the_state_it_is_restricted_and_to_a_partner_private() -> None:
    within, outside = alert(), alert(OUTSIDE)
    assert (within.findtext(f"{C}scope"), outside.findtext(f"{C}scope")) == ("Restricted", "Private")
    assert within.findtext(f"{C}restriction")
    assert outside.find(f"{C}restriction") is None
    assert outside.findtext(f"{C}addresses") == "beijing-110"


def test_an_address_with_a_space_is_quoted() -> None:
    root = alert(Grant(Recipient('Beijing "110" desk', None), "consent", frozenset()))
    assert root.findtext(f"{C}addresses") == "\"Beijing '110' desk\""


def test_an_exercise_is_an_exercise_everywhere() -> None:
    root = alert(exercise=True)
    assert root.findtext(f"{C}status") == "Exercise"
    assert (root.findtext(f"{C}note") or "").startswith("EXERCISE.")
    headlines = [info.findtext(f"{C}headline") or "" for info in root.findall(f"{C}info")]
    assert [line.split(" ")[0] for line in headlines] == ["LATIHAN", "EXERCISE", "演练", "EXERCICE"]


@pytest.mark.parametrize(
    ("status", "has_earlier", "kind"),
    [("active", False, "Alert"), ("active", True, "Update"), ("resolved", True, "Update"),
     ("cancelled", True, "Cancel"), ("cancelled", False, "Alert")],
)  # fmt: skip
def test_kinds_of_messages(status: str, has_earlier: bool, kind: str) -> None:
    first = message().sent
    made = message(earlier=(first,) if has_earlier else (), status=status)
    root = ET.fromstring(made.body)
    assert (root.findtext(f"{C}msgType"), made.kind) == (kind, kind)
    expected = f"{first.sender},{first.identifier},{first.at}" if has_earlier else None
    assert root.findtext(f"{C}references") == expected
    assert (made.sent.identifier == first.identifier) is not has_earlier


def test_what_has_ended_is_past() -> None:
    assert alert(status="resolved").findtext(f"{C}info/{C}urgency") == "Past"


@pytest.mark.parametrize(
    ("urgency", "facts", "severity"),
    [("critical", ("breathing", "none"), "Extreme"), ("critical", ("awake", "yes"), "Severe"),
     ("urgent", ("breathing", "none"), "Moderate"), ("routine", ("awake", "yes"), "Minor")],
)  # fmt: skip
def test_severity(urgency: str, facts: tuple[str, str], severity: str) -> None:
    root = alert(urgency=urgency, facts=(types.FactData(*facts),))
    assert root.findtext(f"{C}info/{C}severity") == severity


def test_nobody_has_written_yet() -> None:
    info = alert(first_human_at=None).findall(f"{C}info")[1]
    assert info.findtext(f"{C}certainty") == "Likely"
    assert "No operator has written" in (info.findtext(f"{C}instruction") or "")


def test_the_circle_is_the_accuracy_and_never_round_a_reporter_elsewhere() -> None:
    assert alert().findtext(f"{C}info/{C}area/{C}circle") == "-6.260700,106.813700 0.040"
    abroad = types.PlaceData("SA", -6.26, 106.81, 40.0, "Riyadh", NOW, "position", is_elsewhere=True)
    assert alert(place=abroad).find(f"{C}info/{C}area/{C}circle") is None
    assert pairs(alert(place=abroad), "geocode") == {"ISO3166-1": "SA"}


def test_no_place_is_said_so() -> None:
    descriptions = [area.findtext(f"{C}areaDesc") for area in alert(place=types.PlaceData()).iter(f"{C}area")]
    assert descriptions == [
        "Tempat belum diketahui",
        "Place not known yet",
        "地点尚不清楚",
        "Lieu pas encore connu",
    ]


def test_utc_is_written_as_the_standard_wants() -> None:
    assert cap_stamp(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), UTC) == "2026-01-02T03:04:05-00:00"


def test_a_clock_nobody_knows_is_jakartas() -> None:
    desk = types.DeskData("jakarta-112", "Jakarta 112", "112", "ID", ("ID",), "Mars/Olympus")
    assert alert(desk=desk).findtext(f"{C}sent") == alert(desk=JAKARTA).findtext(f"{C}sent")


def test_incident_and_case_are_named() -> None:
    assert alert().findtext(f"{C}incidents") == f"{CODE} JKT-2222-2"
