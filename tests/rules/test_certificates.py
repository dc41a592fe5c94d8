"""What a certificate is worth, on any day: never valid when it is revoked, suspended or past its last day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.construction.certificates.rules import shown, validity

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
STATUSES = st.sampled_from(["valid", "suspended", "revoked"])


@given(issued=DAYS, lasts=st.integers(1, 3650), today=DAYS, status=STATUSES)
def test_only_what_holds_today_is_ever_called_valid(issued: date, lasts: int, today: date, status: str) -> None:
    expires = issued + timedelta(days=lasts)
    row = {"status": status, "issued_on": issued.isoformat(), "expires_on": expires.isoformat()}

    found = validity(row, today.isoformat())

    assert (found == "valid") == (status == "valid" and issued <= today <= expires)
    assert (found == "revoked") == (status == "revoked")
    assert found != "suspended" or today <= expires


def test_a_status_that_nobody_knows_is_not_taken_for_valid() -> None:
    row = {"status": "lost", "issued_on": "2024-01-01", "expires_on": "2029-01-01"}

    assert validity(row, "2026-01-01") is None


def test_only_what_is_named_is_shown() -> None:
    asked_for = {"certificate_number": "A-1", "status": "valid", "issued_on": "2024-01-01", "expires_on": "2029-01-01"}
    inner = {"birth_year": 1980, "certificate_key": "k", "person_key": "p", "certificate_id": "a-1", "phones": ["1"]}

    assert shown({**asked_for, **inner}, "2026-01-01").keys() == {
        "number", "validity", "kind", "field", "grade", "holder_name", "issuer", "issued_on", "expires_on",
        "status_since", "source", "as_of", "invented",
    }  # fmt: skip
