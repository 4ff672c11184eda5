import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.desks import create_desk, edit_desk, is_ours
from bot.accounts.hours import parse_hours
from bot.accounts.seed import seed_desks
from bot.accounts.service import AccountError, desk_by_code
from bot.cases.opening import open_or_join_case
from bot.store.database import Store
from bot.store.tables import AuditEntry, Desk
from tests.factories import make_conversation, make_user

TOKYO = {"code": "kbri-tokyo-2", "name": "KBRI Tokyo", "prefix": "tyo", "kind": "mission"}


@pytest.fixture
def seeded(store: Store) -> Store:
    store.write_now(seed_desks)
    return store


def edit(store: Store, code: str, **changes) -> Desk:
    return store.write_now(lambda session: edit_desk(session, code, **changes))


def read(store: Store, code: str) -> Desk:
    return store.read_now(lambda session: desk_by_code(session, code))


def test_a_new_duty_desk_takes_over(seeded: Store) -> None:
    seeded.write_now(
        lambda session: create_desk(session, **TOKYO, coverage={"countries": ["JP"]}, is_duty=True)
    )
    duty = seeded.read_now(lambda session: session.scalars(select(Desk.code).where(Desk.is_duty)).all())
    assert duty == ["kbri-tokyo-2"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"code": "KBRI Tokyo!"}, "no desk code"),
        ({"prefix": "TOKYO"}, "three letters"),
        ({"prefix": "JKT"}, "belongs to Jakarta 112"),
        ({"kind": "shop"}, "112, mission, partner"),
        ({"coverage": {"countries": ["Japan"]}}, "two capital letters"),
        ({"coverage": {"countries": ["JP"], "subdivisions": ["Tokyo"]}}, "ISO 3166-2"),
        ({"coverage": {"countries": ["JP"], "subdivisions": ["ID-JK"]}}, "does not cover"),
        ({"coverage": {"timezone": "Mars/Olympus"}}, "time zone"),
        ({"languages": ["ja"]}, "id, en, zh, fr"),
        ({"code": "jakarta-112"}, "exists"),
    ],
)
def test_what_cannot_be_used_is_said(seeded: Store, values: dict, words: str) -> None:
    given = {**TOKYO, "coverage": {"countries": ["JP"]}, **values}
    with pytest.raises(AccountError, match=words):
        seeded.write_now(lambda session: create_desk(session, **given))


def test_edit_changes_only_what_is_given(seeded: Store) -> None:
    before = read(seeded, "kbri-beijing").coverage
    covers = {"countries": ["CN", "MN", "KP"], "nationality": None, "timezone": None}
    edit(seeded, "kbri-beijing", covers=covers, name="KBRI di Beijing")
    desk = read(seeded, "kbri-beijing")
    assert desk.name == "KBRI di Beijing"
    assert desk.coverage == {**before, "countries": ["CN", "MN", "KP"]}


def test_edit_takes_out_what_is_emptied_and_keeps_one_on_duty(seeded: Store) -> None:
    edit(seeded, "kbri-beijing", covers={"nationality": ""})
    assert "nationality" not in read(seeded, "kbri-beijing").coverage
    with pytest.raises(AccountError, match="on duty"):
        edit(seeded, "jakarta-112", is_duty=False)


def test_a_change_that_changes_nothing_leaves_no_entry(seeded: Store) -> None:
    desk = read(seeded, "kbri-paris")
    contact = {key: desk.contact[key] for key in ("phone", "source") if key in desk.contact}
    edit(seeded, "kbri-paris", name=desk.name, hours=desk.hours, covers=dict(desk.coverage), contact=contact)
    entries = seeded.read_now(
        lambda session: session.scalars(
            select(AuditEntry.action).where(AuditEntry.target == "kbri-paris")
        ).all()
    )
    assert entries == []
    assert "edited" not in read(seeded, "kbri-paris").contact


def test_hours_ladder_parent_and_contact_are_kept(seeded: Store) -> None:
    edit(
        seeded, "kbri-paris",
        hours=parse_hours("mon-fri 09:00-17:00"), ladder={"desk": "30", "supervisor": "40"},
        parent="kbri-beijing",
        contact={"phone": " +33 1 00 ", "source": "letter of the embassy, 2026-11-20"},
    )  # fmt: skip
    desk = read(seeded, "kbri-paris")
    assert desk.hours["fri"] == [["09:00", "17:00"]]
    assert desk.ladder == {"desk": 30, "supervisor": 40}
    assert desk.parent_id == read(seeded, "kbri-beijing").id
    assert (desk.contact["phone"], desk.contact["edited"]) == ("+33 1 00", True)
    assert edit(seeded, "kbri-paris", parent="").parent_id is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"parent": "kbri-paris"}, "passes its cases on"),
        ({"parent": "kjri-marseille"}, "passes its cases on"),
        ({"parent": "mission-fr-jakarta"}, "another country's service"),
        ({"parent": "beijing-city"}, "another country's service"),
        ({"parent": "nowhere"}, "lindung desk list"),
        ({"ladder": {"desk": "soon"}}, "number of seconds"),
        ({"ladder": {"desk": 4}}, "number of seconds"),
        ({"ladder": {"desk": 90}}, "must rise"),
        ({"ladder": {"moon": 90}}, "no step"),
        ({"contact": {"phone": "+33 1", "source": ""}}, "where the number comes from"),
        ({"contact": {"phone": "+33 1"}}, "where the number comes from"),
        ({"contact": {"fax": "1"}}, "no field"),
    ],
)
def test_a_change_that_cannot_be_is_refused(seeded: Store, changes: dict, words: str) -> None:
    before = read(seeded, "kbri-paris")
    with pytest.raises(AccountError, match=words):
        edit(seeded, "kbri-paris", **changes)
    after = read(seeded, "kbri-paris")
    assert (after.parent_id, after.ladder, after.contact) == (before.parent_id, before.ladder, before.contact)


def test_a_desk_is_staffed_once_somebody_has_an_account_there(seeded: Store) -> None:
    with pytest.raises(AccountError, match="Nobody has an account"):
        edit(seeded, "kbri-riyadh", staffed=True)
    with pytest.raises(AccountError, match="Staff it first"):
        edit(seeded, "kbri-riyadh", is_duty=True)
    seeded.write_now(lambda session: make_user(session, desk_by_code(session, "kbri-riyadh"), "fatimah"))
    assert edit(seeded, "kbri-riyadh", staffed=True).staffed


def test_a_desk_with_open_cases_or_on_duty_does_not_become_a_contact(seeded: Store) -> None:
    def cry(session: Session) -> None:
        person = make_conversation(session, country="FR", country_source="answer", nationality="ID")
        open_or_join_case(session, person, "consular_arrest", "urgent", "arrested")

    seeded.write_now(cry)
    with pytest.raises(AccountError, match="1 open cases"):
        edit(seeded, "kbri-paris", staffed=False)
    with pytest.raises(AccountError, match="on duty"):
        edit(seeded, "jakarta-112", staffed=False)
    assert edit(seeded, "kbri-beijing", staffed=False).staffed is False


def test_which_desks_are_of_the_service_itself(seeded: Store) -> None:
    ours = {
        code: is_ours(read(seeded, code))
        for code in ("jakarta-112", "kbri-riyadh", "mission-cn-jakarta", "beijing-city")
    }
    assert ours == {
        "jakarta-112": True,
        "kbri-riyadh": True,
        "mission-cn-jakarta": False,
        "beijing-city": False,
    }
