from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.cases.place import Place, place_of_conversation
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Conversation, Message
from tests.factories import make_conversation

NOW = utcnow()
KEMANG = (-6.2605, 106.8141)
JEDDAH = (21.51, 39.18)


def place(store: Store, accuracy_m: float | None = None, **values: object) -> Place:
    def work(session: Session) -> Place:
        conversation = make_conversation(session, **values)
        if accuracy_m is not None:
            shared = {
                "latitude": values["latitude"],
                "longitude": values["longitude"],
                "accuracy_m": accuracy_m,
            }
            session.add(
                Message(
                    conversation_id=conversation.id, direction="in", author="traveller", kind="location",
                    content={"position": shared},
                )
            )  # fmt: skip
            session.flush()
        return place_of_conversation(session, conversation)

    return store.write_now(work)


def at(spot: tuple[float, float], country: str, **values: object) -> dict[str, object]:
    return {
        "latitude": spot[0], "longitude": spot[1], "country": country, "country_source": "position",
        "position_at": NOW, **values,
    }  # fmt: skip


def test_a_position_in_jakarta_is_named_by_its_quarter_and_accuracy(store: Store) -> None:
    found = place(store, accuracy_m=40.2, **at(KEMANG, "ID"))
    assert (found.in_jakarta, found.subdivision, found.city) == (True, "ID-JK", "Jakarta")
    assert found.words(NOW) == "shared position in Kemang, 40 m"


def test_an_old_position_says_its_age(store: Store) -> None:
    found = place(store, **at(JEDDAH, "SA", position_at=NOW - timedelta(minutes=25)))
    assert found.words(NOW) == "shared position in Jeddah, Saudi Arabia, 25 min old"
    assert found.words(NOW + timedelta(hours=3)).endswith("3 h old")


def test_far_from_every_town_the_distance_is_told(store: Store) -> None:
    found = place(store, **at((23.0, 47.5), "SA"))
    assert "km from" in found.words(NOW)


def test_a_position_at_sea_is_outside_every_country(store: Store) -> None:
    found = place(store, latitude=-30.0, longitude=-20.0, position_at=NOW)
    assert found.country is None
    assert found.words(NOW) == "shared position outside every country"


def test_a_place_in_words_tells_part_and_town(store: Store) -> None:
    found = place(store, country="SA", country_source="text", place="Jeddah")
    assert (found.city, found.subdivision) == ("Jeddah", "SA-02")
    assert found.spot is None
    assert found.words(NOW) == "place named: Jeddah, Saudi Arabia"


def test_a_name_that_may_be_two_places_tells_no_part(store: Store) -> None:
    found = place(store, country="US", country_source="answer", place="Springfield")
    assert (found.country, found.subdivision, found.city) == ("US", "", "")


def test_words_about_another_country_than_the_one_answered_are_out_of_date(store: Store) -> None:
    found = place(store, country="ID", country_source="answer", place="Jeddah")
    assert (found.country, found.city, found.told) == ("ID", "", "")
    assert found.words(NOW) == "country answered: Indonesia"


def test_words_from_before_the_position_are_left_out_and_details_stay(store: Store) -> None:
    assert place(store, **at(JEDDAH, "SA", place="Riyadh")).told == ""
    assert place(store, **at(JEDDAH, "SA", place="behind the blue mosque, 3rd floor")).told.startswith(
        "behind"
    )
    assert place(store, **at(KEMANG, "ID", place="Jeddah")).told == ""


def test_the_accuracy_of_another_position_does_not_count(store: Store) -> None:
    def work(session: Session) -> float | None:
        conversation = make_conversation(session, **at(KEMANG, "ID"))
        old = {"latitude": 1.0, "longitude": 2.0, "accuracy_m": 5}
        session.add(
            Message(
                conversation_id=conversation.id, direction="in", author="traveller", kind="location",
                content={"position": old},
            )
        )  # fmt: skip
        session.flush()
        return place_of_conversation(session, conversation).accuracy_m

    assert store.write_now(work) is None


def test_nothing_known_is_said(store: Store) -> None:
    assert place(store).words(NOW) == "place not known yet"


@pytest.fixture(scope="module")
def nobody() -> Session:
    class NoRows:
        def scalars(self, _statement: object) -> NoRows:
            return self

        def first(self) -> None:
            return None

    return NoRows()  # type: ignore[return-value]


@given(
    latitude=st.one_of(st.none(), st.floats()),
    longitude=st.one_of(st.none(), st.floats()),
    country=st.one_of(st.none(), st.sampled_from(["ID", "SA", "US", "XX", ""])),
    source=st.one_of(st.none(), st.sampled_from(["position", "text", "answer"])),
    told=st.one_of(st.none(), st.text(max_size=40)),
)
def test_whatever_a_conversation_holds_there_is_a_place_in_words(
    nobody: Session, latitude: float, longitude: float, country: str, source: str, told: str
) -> None:
    conversation = Conversation(
        id=1, latitude=latitude, longitude=longitude, country=country, country_source=source, place=told,
        in_jakarta=False, position_at=None,
    )  # fmt: skip
    assert place_of_conversation(nobody, conversation).words(NOW)
