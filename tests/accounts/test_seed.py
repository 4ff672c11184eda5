from sqlalchemy import func, select

from bot.accounts.passwords import verify
from bot.accounts.seed import DESKS, PEOPLE, seed_demo, seed_desks
from bot.cases.routing import choose_desk
from bot.store.database import Store
from bot.store.tables import Desk, User


def test_seeding_twice_changes_nothing(store: Store) -> None:
    first = store.write_now(lambda session: seed_demo(session, "lindung-demo"))
    second = store.write_now(lambda session: seed_demo(session, "another-password"))
    assert first == [person["login"] for person in PEOPLE]
    assert second == []
    siti = store.read_now(lambda session: session.scalars(select(User).where(User.login == "siti")).one())
    assert verify(siti.password_hash, "lindung-demo")
    assert store.read_now(lambda session: session.scalar(select(func.count(Desk.id)))) == len(DESKS)


def test_an_own_duty_desk_stays_on_duty(store: Store) -> None:
    def _own(session):
        session.add(Desk(code="own", name="Own", prefix="OWN", kind="112", coverage={}, is_duty=True))
        session.flush()
        seed_desks(session)
        return session.scalars(select(Desk.code).where(Desk.is_duty)).all()

    assert store.write_now(_own) == ["own"]


def test_cases_find_their_desks(store: Store) -> None:
    store.write_now(seed_desks)

    def _code(country, nationality):
        return store.read_now(lambda session: choose_desk(session, country, nationality).desk.code)

    assert _code("ID", "CN") == "jakarta-112"
    assert _code("CN", "ID") == "kbri-beijing"
    assert _code("HK", "ID") == "kjri-hongkong"
    assert _code("CN", "CN") == "jakarta-112"
    assert _code(None, None) == "jakarta-112"
