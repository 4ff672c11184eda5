import pytest
from sqlalchemy import select

from bot.accounts.desks import create_desk, edit_desk
from bot.accounts.seed import seed_desks
from bot.accounts.service import AccountError, desk_by_code
from bot.store.database import Store
from bot.store.tables import Desk

TOKYO = {"code": "kbri-tokyo", "name": "KBRI Tokyo", "prefix": "tyo", "kind": "mission"}


def test_a_new_duty_desk_takes_over(store: Store) -> None:
    store.write_now(seed_desks)
    store.write_now(
        lambda session: create_desk(session, **TOKYO, coverage={"countries": ["JP"]}, is_duty=True)
    )
    duty = store.read_now(lambda session: session.scalars(select(Desk.code).where(Desk.is_duty)).all())
    assert duty == ["kbri-tokyo"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"code": "KBRI Tokyo!"}, "no desk code"),
        ({"prefix": "TOKYO"}, "three letters"),
        ({"kind": "shop"}, "112, mission, partner"),
        ({"coverage": {"countries": ["Japan"]}}, "two capital letters"),
        ({"coverage": {"timezone": "Mars/Olympus"}}, "time zone"),
        ({"languages": ["ja"]}, "id, en, zh, fr"),
        ({"code": "jakarta-112"}, "exists"),
    ],
)
def test_what_cannot_be_used_is_said(store: Store, values: dict, words: str) -> None:
    store.write_now(seed_desks)
    given = {**TOKYO, "coverage": {"countries": ["JP"]}, **values}
    with pytest.raises(AccountError, match=words):
        store.write_now(lambda session: create_desk(session, **given))


def test_edit_changes_only_what_is_given(store: Store) -> None:
    store.write_now(seed_desks)
    covers = {"countries": ["CN", "MN"], "nationality": None, "timezone": None}
    store.write_now(lambda session: edit_desk(session, "kbri-beijing", covers=covers, name="KBRI di Beijing"))
    desk = store.read_now(lambda session: desk_by_code(session, "kbri-beijing"))
    assert desk.name == "KBRI di Beijing"
    assert desk.coverage == {"countries": ["CN", "MN"], "nationality": "ID", "timezone": "Asia/Shanghai"}


def test_edit_takes_out_what_is_emptied_and_keeps_one_on_duty(store: Store) -> None:
    store.write_now(seed_desks)
    store.write_now(lambda session: edit_desk(session, "kbri-beijing", covers={"nationality": ""}))
    assert "nationality" not in store.read_now(lambda session: desk_by_code(session, "kbri-beijing")).coverage
    with pytest.raises(AccountError, match="on duty"):
        store.write_now(lambda session: edit_desk(session, "jakarta-112", is_duty=False))
