"""Who is asking: the two token authorizers of API Gateway, and the person a view may rely on."""

from typing import Any

from chalice import AuthResponse, Blueprint
from chalice.app import AuthRequest

from chalicelib.shared import clock, telemetry
from chalicelib.shared.access import Access, Person
from chalicelib.shared.errors import Forbidden, NotAuthenticated

blueprint = Blueprint(__name__)


@blueprint.authorizer(ttl_seconds=300)
def citizen_authorizer(request: AuthRequest) -> AuthResponse:
    """Let every person with a valid token in; no AWS call is made, since the public keys come with the function."""
    person = _from_header(request.token)
    # API Gateway caches this answer for all routes of the API, so it must allow all of them; roles are checked in code.
    return AuthResponse(routes=["*"], principal_id=person.citizen_id, context=_context(person))


@blueprint.authorizer(ttl_seconds=60)
def staff_authorizer(request: AuthRequest) -> AuthResponse:
    """Let a person in who works for the city today and whose session lives; read anew every 60 seconds."""
    from chalicelib.shared.staff import place_of

    person = _from_header(request.token)
    with telemetry.work("staff_authorizer"):
        session, member = place_of(person)
    if session is None:
        raise _refusal()
    if member is None:
        return AuthResponse(routes=[], principal_id=person.citizen_id)
    context = {**_context(person), "roles": ",".join(map(str, member.roles)), "body_id": member.body_id}
    return AuthResponse(routes=["*"], principal_id=person.citizen_id, context=context)


def authorizer_for(access: Access) -> Any:
    """Return the authorizer that API Gateway asks before a route of this access, or None."""
    return {"citizen": citizen_authorizer, "staff": staff_authorizer}.get(access.kind)


def person_of(request: Any, access: Access) -> Person | None:
    """Return who asks, by the rule of the route; raise NotAuthenticated or Forbidden when nobody fit does."""
    if access.kind == "open":
        return None
    if access.kind == "optional":
        return current_person(request.headers.get("authorization"))
    person = _from_context(request.context.get("authorizer") or {})
    if access.kind == "staff":
        require_role(person, *access.roles)
    return person


def current_person(authorization: str | None) -> Person | None:
    """Return who a Bearer token names, None without a token; a bad token is refused, never taken for nobody."""
    if authorization is None:
        return None
    from chalicelib.shared.tokens import check_access_token

    return check_access_token(bearer(authorization))


def require_role(person: Person, *roles: str) -> None:
    """Raise Forbidden unless the person holds one of these roles."""
    if not set(roles) & set(person.roles):
        raise Forbidden("role_missing", roles=", ".join(roles))


def bearer(authorization: str) -> str:
    """Return the token of an Authorization header; raise NotAuthenticated for any other scheme (RFC 6750 §2.1)."""
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAuthenticated("token_invalid")
    return token.strip()


def _from_header(header: str) -> Person:
    from chalicelib.shared.tokens import check_access_token

    try:
        return check_access_token(bearer(header))
    except NotAuthenticated:
        raise _refusal() from None


def _refusal() -> Exception:
    # API Gateway turns exactly this word into its UNAUTHORIZED answer, and everything else into a 500.
    return Exception("Unauthorized")


def _context(person: Person) -> dict[str, str]:
    return {
        "citizen_id": person.citizen_id,
        "session_id": person.session_id,
        "assurance_level": str(person.assurance_level),
        "expires_at": str(person.expires_at),
    }


def _from_context(context: dict[str, Any]) -> Person:
    if not context.get("citizen_id"):
        raise NotAuthenticated()
    # API Gateway keeps an authorizer's answer for up to five minutes, whatever the token says of its end.
    if int(context.get("expires_at", 0)) <= clock.now().timestamp():
        raise NotAuthenticated("token_expired")
    return Person(
        citizen_id=str(context["citizen_id"]),
        session_id=str(context.get("session_id", "")),
        assurance_level=int(context.get("assurance_level", 1)),
        expires_at=int(context["expires_at"]),
        roles=tuple(role for role in str(context.get("roles", "")).split(",") if role),
        body_id=context.get("body_id"),
    )
