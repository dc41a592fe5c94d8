"""What can be done at the door: leave for VNeID, come back with a code, refresh, log out."""

import hashlib
import secrets as random

from pynamodb.exceptions import DeleteError, UpdateError

from chalicelib.account import service as account
from chalicelib.login import rules, tokens, vneid
from chalicelib.login.models import LoginAttempt
from chalicelib.login.schemas import LoginPage, Tokens
from chalicelib.shared import clock, ids, settings
from chalicelib.shared.errors import Malformed, NotAuthenticated, invalid_field
from chalicelib.shared.sessions import Session

_CONDITION_FAILED = "ConditionalCheckFailedException"


def start(redirect_uri: str) -> LoginPage:
    """Begin a login: remember state, nonce and verifier for ten minutes and return the provider's page."""
    if redirect_uri not in settings.vneid_redirect_uris():
        raise invalid_field("/redirect_uri", "redirect_uri_unknown", location="query")
    state, nonce, verifier = (random.token_urlsafe(32) for _ in range(3))
    url = vneid.authorize_url(redirect_uri, state, nonce, rules.code_challenge(verifier))
    expires = clock.now().timestamp() + rules.ATTEMPT_SECONDS
    LoginAttempt(
        _hashed(state), nonce=nonce, code_verifier=verifier, redirect_uri=redirect_uri, expires_at=int(expires)
    ).save(LoginAttempt.state_hash.does_not_exist())
    return LoginPage(authorize_url=url, state=state, expires_at=clock.rfc3339(clock.from_timestamp(expires)))


def finish(code: str, state: str) -> Tokens:
    """Complete a login: one state serves once; the account is found or opened, and a session begins.

    While the provider does not answer, the state is kept: the same return may be sent again.
    """
    attempt = _attempt(state)
    try:
        claims = vneid.claims_for_code(code, attempt.code_verifier, attempt.redirect_uri, attempt.nonce)
    except Malformed:
        _use_up(attempt)
        raise
    _use_up(attempt)
    level = rules.assurance_level_of(claims)
    citizen_id = account.enter(
        account.Holder(
            issuer=settings.vneid_issuer(),
            subject=rules.subject_of(claims),
            kind=rules.account_kind_of(claims),
            assurance_level=level,
            identity=rules.identity_of(claims),
        )
    )
    return _tokens(_begin_session(citizen_id, level))


def refresh(refresh_token: str) -> Tokens:
    """Trade a refresh token for new tokens; a token used twice by two parties ends its session."""
    session = _session(tokens.session_id_of(refresh_token))
    if session is None or not session.is_live():
        raise NotAuthenticated("refresh_token_invalid")
    rotation = rules.Rotation(session.refresh_hash, session.previous_hash, session.rotated_at)
    verdict = rules.refresh_verdict(rotation, tokens.hashed(refresh_token), clock.now().timestamp())
    if verdict == "theft" and _was_ours(session, refresh_token):
        _end(session)
        raise NotAuthenticated("refresh_token_reused")
    if verdict == "theft":
        raise NotAuthenticated("refresh_token_invalid")
    return _tokens(session if verdict == "repeat" else _rotated(session))


def log_out(refresh_token: str) -> None:
    """End the session of a refresh token; ending it twice, or one that never was, says nothing (RFC 7009 §2.2)."""
    session = _session(tokens.session_id_of(refresh_token))
    if session is not None and _was_ours(session, refresh_token):
        _end(session)


def _attempt(state: str) -> LoginAttempt:
    try:
        attempt = LoginAttempt.get(_hashed(state), consistent_read=True)
    except LoginAttempt.DoesNotExist:
        raise Malformed("login_state_unknown") from None
    if attempt.expires_at < clock.now().timestamp():
        raise Malformed("login_state_unknown")
    return attempt


def _use_up(attempt: LoginAttempt) -> None:
    try:
        attempt.delete(LoginAttempt.state_hash.exists())
    except DeleteError as error:
        if error.cause_response_code != _CONDITION_FAILED:
            raise
        # The same return at the same moment, twice: the other request completes the login.
        raise Malformed("login_state_unknown") from None


def _begin_session(citizen_id: str, assurance_level: int) -> Session:
    session_id = ids.new_ulid("session")
    now = clock.now()
    session = Session(
        session_id,
        citizen_id=citizen_id,
        assurance_level=assurance_level,
        generation=1,
        refresh_hash=tokens.hashed(tokens.refresh_token(session_id, 1)),
        started_at=clock.rfc3339(now),
        expires_at=int(now.timestamp()) + rules.SESSION_SECONDS,
    )
    session.save(Session.session_id.does_not_exist())
    return session


def _rotated(session: Session) -> Session:
    generation = int(session.generation) + 1
    used = session.refresh_hash
    try:
        session.update(
            [
                Session.generation.set(generation),
                Session.refresh_hash.set(tokens.hashed(tokens.refresh_token(session.session_id, generation))),
                Session.previous_hash.set(used),
                Session.rotated_at.set(clock.now().timestamp()),
            ],
            condition=(Session.refresh_hash == used) & Session.ended_at.does_not_exist(),
        )
    except UpdateError as error:
        if error.cause_response_code != _CONDITION_FAILED:
            raise
        # The same token at the same moment, twice: the other request rotated, and the answer is the same for both.
        return _still_live(session.session_id, generation)
    return session


def _still_live(session_id: str, generation: int) -> Session:
    session = _session(session_id)
    if session is None or not session.is_live() or session.generation != generation:
        raise NotAuthenticated("refresh_token_invalid")
    return session


def _session(session_id: str) -> Session | None:
    try:
        return Session.get(session_id, consistent_read=True)
    except Session.DoesNotExist:
        return None


def _was_ours(session: Session, refresh_token: str) -> bool:
    _, _, rest = refresh_token.partition(".")
    generation, _, _ = rest.partition(".")
    if not (generation.isdecimal() and len(generation) <= 9 and generation.isascii()):
        return False
    ours = tokens.refresh_token(session.session_id, int(generation))
    return random.compare_digest(ours.encode(), refresh_token.encode("utf-8", "replace"))


def _end(session: Session) -> None:
    session.update([Session.ended_at.set(clock.rfc3339(clock.now()))], condition=Session.session_id.exists())


def _tokens(session: Session) -> Tokens:
    return Tokens(
        access_token=tokens.access_token(session),
        expires_in=rules.ACCESS_SECONDS,
        refresh_token=tokens.refresh_token(session.session_id, int(session.generation)),
    )


def _hashed(state: str) -> str:
    return hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()
