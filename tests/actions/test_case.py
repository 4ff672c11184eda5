from bot.dialogue.effects import AddInformation, RequestCancel


def test_status_in_the_persons_words(run, context, case) -> None:
    assert run("action_case_status").said == ["utter_case_none"]
    context.case = case
    done = run("action_case_status")
    assert (done.values[0]["case_code"], done.values[0]["status"]) == ("JKT-7K4P-2", "a person has taken it")


def test_nothing_of_the_case_shows_where_somebody_may_read_along(run, context, watched) -> None:
    context.case = watched
    for action in (
        "action_case_status",
        "action_case_add",
        "action_case_cancel",
        "action_small_talk",
        "action_unclear",
    ):
        assert all("JKT" not in str(value) for value in run(action).values)
    assert run("action_case_status").said == ["utter_case_status_watched"]
    assert run("action_small_talk").said == ["utter_watched_noted"]
    assert run("action_unclear").said == ["utter_watched_noted"]


def test_information_goes_into_the_case(run, context, case) -> None:
    assert run("action_case_add").effects == []
    context.case = case
    done = run("action_case_add")
    assert (done.said, done.effects) == (["utter_case_added"], [AddInformation()])


def test_taking_back_closes_nothing(run, context, case, watched) -> None:
    assert run("action_case_cancel").said == ["utter_case_cancel_none"]
    context.case = case
    done = run("action_case_cancel", form="emergency_intake_form")
    assert (done.said, done.effects) == (["utter_case_cancel_noted"], [RequestCancel()])
    assert done.slots["requested_slot"] is None
    context.case = watched
    assert run("action_case_cancel").said == ["utter_case_cancel_watched"]
