"""Finding a case by what somebody wrote."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.cases.codes import old_check
from bot.cases.lookup import case_of_code, meant_codes
from bot.store.database import Store
from tests.cases.making import make_people, open_case


def test_codes_of_both_forms_lead_to_their_cases_and_errors_to_none(store: Store) -> None:
    old = f"JKT-7K4P-{old_check('JKT7K4P')}"

    def work(session: Session) -> None:
        make_people(session)
        case, before = open_case(session), open_case(session, code=old)
        code = case.code
        assert case_of_code(session, f"it is {code.lower()}") is case
        assert case_of_code(session, old) is before
        wrong = code[:5] + ("X" if code[5] != "X" else "W") + code[6:]
        assert case_of_code(session, wrong) is None
        assert meant_codes(session, wrong) == [code]
        assert case_of_code(session, "hello") is None

    store.write_now(work)
