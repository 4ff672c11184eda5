import pytest

from bot.dialogue import intake
from bot.dialogue.topics import topics

WATCHED = sorted(name for name, topic in topics().items() if topic.watched and name.startswith("emergency_"))


def test_every_emergency_topic_has_questions() -> None:
    assert intake.missing_topics() == set()


def asked_in_order(topic: str, given: dict[str, str], country: str | None = "MY") -> list[str]:
    answers: dict[str, str | None] = {}
    order: list[str] = []
    while (slot := intake.next_emergency_question(topic, answers, country)) is not None:
        order.append(slot)
        answers[slot] = given.get(slot, "told")
    return order


def test_medical_asks_where_awake_breathing() -> None:
    assert asked_in_order("emergency_medical", {"awake": "yes"}) == ["emergency_where", "awake", "breathing"]


def test_fire_asks_where_and_who_is_trapped() -> None:
    assert asked_in_order("emergency_fire", {}) == ["emergency_where", "trapped", "people"]


def test_an_unknown_country_is_asked_first() -> None:
    assert asked_in_order("emergency_fire", {}, country=None)[0] == "emergency_country"


def test_who_is_not_awake_is_asked_about_breathing_before_all_else() -> None:
    assert intake.next_emergency_question("emergency_accident", {"awake": "no"}, None) == "breathing"


@pytest.mark.parametrize("topic", WATCHED)
def test_watched_people_are_first_asked_whether_they_can_write(topic: str) -> None:
    assert asked_in_order(topic, {"safe_to_write": "yes"})[0] == "safe_to_write"
    for answer in ("no", "other"):
        assert asked_in_order(topic, {"safe_to_write": answer}, country=None) == ["safe_to_write"]


@pytest.mark.parametrize(
    ("awake", "breathing", "told"),
    [
        ("no", "none", True),
        ("no", "gasping", True),
        ("no", "unknown", True),
        ("no", "skipped", True),
        ("no", "not_normal", True),
        ("no", "normal", False),
        ("no", None, False),
        ("unknown", "gasping", True),
        ("unknown", "unknown", False),
        ("yes", "none", False),
        ("yes", "gasping", False),
        ("skipped", "none", True),
        ("skipped", "not_normal", False),
        (None, "none", False),
    ],
)
def test_compressions(awake: str | None, breathing: str | None, told: bool) -> None:
    assert intake.needs_compressions({"awake": awake, "breathing": breathing}) is told


def test_compressions_are_told_once_and_end_the_questions() -> None:
    answers = {"awake": "no", "breathing": "none", "compressions": "told"}
    assert not intake.needs_compressions(answers)
    assert intake.next_emergency_question("emergency_medical", answers, None) is None


def test_self_harm_asks_the_person_gently_and_others_not_for_company() -> None:
    assert asked_in_order("emergency_self_harm", {"ending_life": "yes"})[:2] == ["ending_life", "company"]
    assert "company" not in asked_in_order("emergency_self_harm", {"ending_life": "other"})


def test_consular_questions_leave_out_what_is_known() -> None:
    ask = intake.next_consular_question
    assert ask("consular_arrest", {"about": "other"}, None, None) == "asked_nationality"
    assert ask("consular_arrest", {"about": "other"}, "MY", "ID") == "held_where"
    assert ask("consular_extortion", {}, "MY", "ID") == "contact_safe"
    assert ask("consular_extortion", {"contact_safe": "no"}, None, None) is None


def test_the_service_and_the_form_ask_the_same_first_question() -> None:
    assert intake.first_question("emergency_fire", None) == "emergency_country"
    assert intake.first_question("emergency_captivity", None) == "safe_to_write"
    assert intake.first_question("consular_arrest", "MY") == "emergency_where"
    assert intake.first_answer_keys("ask.where") == {"utter_ask_emergency_intake_form_emergency_where"}
    assert intake.first_answer_keys("ask.silent_ok") == frozenset()
