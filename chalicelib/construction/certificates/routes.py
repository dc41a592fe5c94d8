"""The HTTP face of certificates: one question, asked by number or by name with the year of birth."""

from typing import Any

from chalice import Blueprint

from chalicelib.construction.certificates import schemas, service
from chalicelib.shared.access import OPEN
from chalicelib.shared.http import Call, endpoint
from chalicelib.shared.query import whole, word

blueprint = Blueprint(__name__)

_QUESTIONS = {
    "number": word(description="Number of a certificate, as `00006/CCHN-XD`; blanks, slashes and case do not matter."),
    "name": word(description="Full name of the holder with its marks; together with `birth_year`."),
    "birth_year": whole(1900, 2100, description="The holder's year of birth; together with `name`."),
}


@endpoint(
    blueprint, "GET", "/v1/construction/certificates",
    access=OPEN, query=_QUESTIONS, answer=schemas.CERTIFICATES, problems=(404, 422, 429, 503),
)  # fmt: skip
def list_certificates(call: Call) -> dict[str, Any]:
    """List the certificates of one number, or of one person by full name and year of birth.

    Exactly one of both questions, and exact: nothing is listed, completed or mended. Whether the number, the name or
    the year is wrong, the answer is the same 404. `validity` is reckoned at the moment of the answer: past its last day
    a certificate is `expired`, whatever its issuer says. One address may ask only so often an hour, then it is
    429 with `Retry-After`. Nobody may keep the answer.
    """
    return service.find(call.query, call.address)
