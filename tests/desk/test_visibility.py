from sqlalchemy import select

from bot.desk.visibility import find_case, may_see_conversation, sees_all, visible_cases
from bot.store.database import Store
from bot.store.tables import Case, Desk, User
from tests.desk.conftest import make_case


def _cases(session):
    jakarta = make_case(session, "Ani", country="ID")
    paris = make_case(session, "Bima", country="FR", nationality="ID")
    return jakarta.code, paris.code, paris.conversation_id, jakarta.conversation_id


def test_a_mission_sees_its_own_cases_and_the_duty_desk_all(store: Store, people: dict[str, User]) -> None:
    jakarta, paris, paris_talk, jakarta_talk = store.write_now(_cases)

    def _seen(session, login):
        user = people[login]
        return set(session.scalars(select(Case.code).where(visible_cases(user))))

    def _check(session):
        assert _seen(session, "siti") == {jakarta, paris}
        assert _seen(session, "admin") == {jakarta, paris}
        assert _seen(session, "paul") == {paris}
        assert _seen(session, "maya") == set()
        assert find_case(session, people["paul"], jakarta) is None
        assert find_case(session, people["paul"], paris) is not None
        assert may_see_conversation(session, people["paul"], paris_talk)
        assert not may_see_conversation(session, people["paul"], jakarta_talk)
        assert not may_see_conversation(session, people["maya"], paris_talk)
        assert not may_see_conversation(session, people["admin"], 10**9)

    store.read_now(_check)


def test_who_has_no_desk_sees_nothing_unless_administrator() -> None:
    assert sees_all(User(role="admin"))
    assert not sees_all(User(role="supervisor"))
    assert not sees_all(User(role="operator", desk=Desk(is_duty=False)))
    assert sees_all(User(role="operator", desk=Desk(is_duty=True)))
