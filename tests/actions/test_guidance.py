"""Steps for the place and the passport, and the next question."""

from __future__ import annotations

from typing import Any

from bot.dialogue.context import CaseSummary, MissionCard, NumberLine, NumbersCard
from bot.dialogue.effects import SendPlace, SetCountry
from bot.dialogue.plain_context import PlainContext
from tests.actions.conftest import Ran, Run

GUIDE = "lost_passport_abroad"
RIYADH = MissionCard("KBRI Riyadh", "Riyadh", "Diplomatic Quarter", hotline="+966 1", latitude=24.68, longitude=46.62)


def words(ran: Ran) -> str:
    return "\n".join(str(value.get("guidance", "")) for value in ran.values)


def buttons(ran: Ran) -> list[str]:
    return [button["payload"] for value in ran.values for button in value.get("buttons") or ()]


def follow(run: Run, code: str, text: str = "", entities: Any = None, **slots: Any) -> Ran:
    return run("action_answer", text, code=code, entities=entities, **slots)


def test_a_consular_matter_is_answered_for_place_and_passport(run: Run) -> None:
    ran = run("action_consular", "lost my passport", "consular_lost_passport", country="SA", nationality="ID")
    assert ran.said == ["utter_guidance"]
    assert "SPLP" in words(ran)
    assert ran.slots["guide"] == GUIDE
    assert buttons(ran)[0] == f"g:{GUIDE}:papers"


def test_without_passport_or_place_the_general_answer_comes_first(run: Run) -> None:
    for slots in ({}, {"country": "SA"}, {"nationality": "ID"}):
        ran = run("action_consular", "lost my passport", "consular_lost_passport", **slots)
        assert ran.said == ["utter_consular_lost_passport"]
        assert ran.slots["guide"] is None


def test_the_guide_follows_the_intake(run: Run, context: PlainContext) -> None:
    context.case = CaseSummary("JKT-7K4P-2", "consular_arrest", "urgent", "new")
    ran = run("action_consular_noted", consular_topic="consular_arrest", country="MY", nationality="ID")
    assert ran.said == ["utter_guidance", "utter_case_opened"]


def test_the_guide_is_told_once(run: Run) -> None:
    ran = run("action_consular_noted", consular_topic="consular_arrest", country="MY", guide="arrest_abroad")
    assert "utter_guidance" not in ran.said


def test_information_is_given_for_the_country(run: Run) -> None:
    ran = run("action_look_up", "how do i report a theft", "info_police_report", country="MY")
    assert ran.said == ["utter_guidance"]
    assert ran.slots["guide"] == "police_report"


def test_information_without_a_country_says_what_holds_everywhere(run: Run) -> None:
    ran = run("action_look_up", "how do i report a theft", "info_police_report")
    assert ran.said == ["utter_info_police_report"]
    assert ran.slots["reference_topic"] == "info_police_report"


def test_a_visa_question_needs_the_passport(run: Run) -> None:
    ran = run("action_look_up", "visa?", "info_entry_visa", country="ID")
    assert ran.said == ["utter_info_entry_visa"]
    assert run("action_look_up", "visa?", "info_entry_visa", country="ID", nationality="CN").said == ["utter_guidance"]


def test_in_danger_no_visa_advice_is_given(run: Run, context: PlainContext) -> None:
    context.case = CaseSummary("JKT-7K4P-2", "emergency_fire", "critical", "ringing")
    assert "utter_guidance" not in run("action_look_up", "visa", "info_entry_visa", country="ID").said


def test_a_button_asks_for_the_documents(run: Run) -> None:
    ran = follow(run, f"g:{GUIDE}:papers", country="SA", nationality="ID", guide=GUIDE, guide_told=["now"])
    assert "police report" in words(ran)
    assert ran.slots["guide_told"] == ["now", "papers"]
    assert f"g:{GUIDE}:papers" not in buttons(ran)


def test_whom_to_call_names_rows(run: Run) -> None:
    ran = follow(run, f"g:{GUIDE}:contact", country="SA", nationality="ID", guide=GUIDE)
    assert "KBRI Riyadh" in words(ran)
    assert "999" in words(ran)


def test_next_goes_through_what_was_not_told(run: Run) -> None:
    known = {"country": "SA", "nationality": "ID", "guide": GUIDE}
    assert follow(run, f"g:{GUIDE}:next", guide_told=["now"], **known).slots["guide_told"] == ["now", "papers"]
    told = ["now", "papers", "cost", "contact"]
    assert follow(run, f"g:{GUIDE}:next", guide_told=told, **known).slots["guide_told"][-1] == "contact"


def test_a_question_the_case_does_not_know_offers_a_person(run: Run) -> None:
    ran = follow(run, f"g:{GUIDE}:washed", country="SA", nationality="ID", guide=GUIDE)
    assert ran.said == ["utter_guidance_unknown"]


def test_an_unknown_case_is_closed(run: Run) -> None:
    assert follow(run, "g:nothing:now", country="SA").said == ["utter_question_closed"]
    assert follow(run, "g:", country="SA").said == ["utter_question_closed"]


def test_without_a_country_it_is_said_so(run: Run) -> None:
    assert follow(run, f"g:{GUIDE}:papers").said == ["utter_country_unclear"]


def test_another_country_changes_the_matter_not_where_the_person_is(run: Run) -> None:
    ran = follow(run, f"g:{GUIDE}:other_country", "and in Malaysia?", country="SA", nationality="ID", guide=GUIDE)
    assert ran.slots["guide_country"] == "MY"
    assert "Malaysia" in words(ran)
    assert not [effect for effect in ran.effects if isinstance(effect, SetCountry)]


def test_another_country_after_numbers(run: Run, context: PlainContext) -> None:
    context.numbers = {"MY": NumbersCard("MY", [NumberLine("general", "999")], "2026-02")}
    ran = follow(run, "g:numbers:other_country", "and in Malaysia?", country="SA", guide="numbers")
    assert ran.said == ["utter_emergency_numbers"]
    assert "999" in str(ran.values)


def test_text_lines_and_the_sim_are_told_with_the_numbers(run: Run, context: PlainContext) -> None:
    card = NumbersCard("MY", [NumberLine("general", "999")], "2026-02", text_lines=[NumberLine("sms", "15999")],
                       may_fail_without_sim=True)  # fmt: skip
    context.numbers = {"MY": card}
    ran = run("action_look_up", "numbers in malaysia", "info_emergency_numbers", country="MY")
    assert "15999" in ran.values[0]["numbers"]
    assert "SIM" in ran.values[0]["numbers"]


def test_the_address_comes_with_a_pin(run: Run, context: PlainContext) -> None:
    context.missions = {("ID", "SA"): [RIYADH]}
    ran = follow(run, f"g:{GUIDE}:address", country="SA", nationality="ID", guide=GUIDE)
    assert ran.said == ["utter_missions"]
    assert SendPlace("KBRI Riyadh", "Diplomatic Quarter", 24.68, 46.62) in ran.effects


def test_an_address_that_no_row_has(run: Run) -> None:
    ran = follow(run, "g:missions:address", country="SA", nationality="ID", guide="missions")
    assert ran.said == ["utter_missions_none"]


def test_a_card_is_shown_in_the_language_of_the_country(run: Run, context: PlainContext) -> None:
    context.country = "JP"
    context.case = CaseSummary("JKT-7K4P-2", "emergency_medical", "critical", "ringing")
    ran = follow(run, "g:card:show", country="JP")
    assert ran.said == ["utter_show_card", "utter_guidance"]
    assert "電話" in words(ran)


def test_a_country_asked_about_before_is_not_where_it_happened(run: Run) -> None:
    known = {"country": "SA", "nationality": "ID", "guide_country": "MY"}
    ran = run("action_consular", "lost my passport", "consular_lost_passport", **known)
    assert "Malaysia" not in words(ran)
    assert ran.slots["guide_country"] is None
