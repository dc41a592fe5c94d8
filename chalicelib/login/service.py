"""What can be done at the door: leave for VNeID, come back with a code, refresh, log out."""

import hmac
import secrets

from pynamodb.exceptions import UpdateError

from chalicelib.account import service as account
from chalicelib.login import attempts, rules, tokens, vneid
from chalicelib.login.models import LoginAttempt
from chalicelib.login.schemas import LoginPage, Tokens
from chalicelib.shared import clock, ids, settings
from chalicelib.shared.errors import Malformed, NotAuthenticated, Unavailable, invalid_field
from chalicelib.shared.sessions import Session
from chalicelib.shared.tables import refused_by_condition


def start(redirect_uri: str, app_challenge: str | None) -> LoginPage:
    """Begin a login: remember state, nonce and verifier for ten minutes and return the provider's page."""
    if redirect_uri not in settings.vneid_redirect_uris():
        raise invalid_field("/redirect_uri", "redirect_uri_unknown", location="query")
    vneid.be_ready()
    begun = attempts.begin(redirect_uri, app_challenge)
    url = vneid.authorize_url(redirect_uri, begun.state, begun.nonce, rules.code_challenge(begun.code_verifier))
    expires_at = clock.rfc3339(clock.from_timestamp(begun.expires_at))
    return LoginPage(authorize_url=url, state=begun.state, expires_at=expires_at)


def finish(code: str, state: str, app_verifier: str | None) -> Tokens:
    """Complete a login: one state serves once; the account is found or opened, and a session begins.

    While the provider does not answer, the same return may be sent again; so it may within a minute after it was
    completed, when the answer was lost.
    """
    attempt = attempts.claim(state, code)
    if not rules.app_may_complete(attempt.code_challenge, app_verifier):
        attempts.burn(attempt)
        raise Malformed("login_verifier_wrong")
    if attempt.session_id is not None:
        return _tokens(_just_begun(attempt.session_id))
    session = _new_session(*_entered(attempt, code))
    attempts.complete(attempt, session)
    return _tokens(session)


def _entered(attempt: LoginAttempt, code: str) -> tuple[str, int]:
    try:
        claims = vneid.claims_for_code(code, attempt.code_verifier, attempt.redirect_uri, attempt.nonce)
    except Malformed:
        attempts.burn(attempt)
        raise
    except Unavailable:
        attempts.release(attempt)
        raise
    level = rules.assurance_level_of(claims)
    holder = account.Holder(
        issuer=settings.vneid_issuer(),
        subject=rules.subject_of(claims),
        kind=rules.account_kind_of(claims),
        identity=rules.identity_of(claims),
    )
    return account.enter(holder), level


def _just_begun(session_id: str) -> Session:
    session = _session(session_id)
    if session is None or not session.is_live() or session.generation != 1:
        raise Malformed("login_state_unknown")
    return session


def refresh(refresh_token: str) -> Tokens:
    """Trade a refresh token for new tokens; a token used twice by two parties ends its session."""
    session = _session_of(refresh_token)
    if session is None or not session.is_live():
        raise NotAuthenticated("refresh_token_invalid")
    rotation = rules.Rotation(session.refresh_hash, session.previous_hash, session.rotated_at)
    presented, now = tokens.hashed(refresh_token), clock.now().timestamp()
    verdict = rules.refresh_verdict(rotation, presented, _was_ours(session, refresh_token), now)
    if verdict == "theft":
        end(session)
        raise NotAuthenticated("refresh_token_reused")
    if verdict == "unknown":
        raise NotAuthenticated("refresh_token_invalid")
    return _tokens(session if verdict == "repeat" else _rotated(session))


def log_out(refresh_token: str) -> None:
    """End the session of a refresh token; ending it twice, or one that never was, says nothing (RFC 7009 §2.2)."""
    session = _session_of(refresh_token)
    if session is not None and _was_ours(session, refresh_token):
        end(session)


def end(session: Session) -> None:
    """End a session; its access tokens live on until they run out, its refresh token is worth nothing."""
    session.update([Session.ended_at.set(clock.rfc3339(clock.now()))], condition=Session.session_id.exists())


def begin_session(citizen_id: str, assurance_level: int) -> Session:
    """Open a session for somebody who proved who she is."""
    session = _new_session(citizen_id, assurance_level)
    session.save(Session.session_id.does_not_exist())
    return session


def _new_session(citizen_id: str, assurance_level: int) -> Session:
    now = clock.now()
    session = Session(
        ids.new_ulid("session"),
        citizen_id=citizen_id,
        assurance_level=assurance_level,
        seed=secrets.token_hex(32),
        generation=1,
        started_at=clock.rfc3339(now),
        expires_at=int(now.timestamp()) + rules.SESSION_SECONDS,
    )
    session.refresh_hash = tokens.hashed(tokens.refresh_token(session, 1))
    return session


def _rotated(session: Session) -> Session:
    generation = int(session.generation) + 1
    used = session.refresh_hash
    try:
        session.update(
            [
                Session.generation.set(generation),
                Session.refresh_hash.set(tokens.hashed(tokens.refresh_token(session, generation))),
                Session.previous_hash.set(used),
                Session.rotated_at.set(clock.now().timestamp()),
            ],
            condition=(Session.refresh_hash == used) & Session.ended_at.does_not_exist(),
        )
    except UpdateError as error:
        if not refused_by_condition(error):
            raise
        # The same token at the same moment, twice: the other request rotated, and the answer is the same for both.
        return _still_live(session.session_id, generation)
    return session


def _still_live(session_id: str, generation: int) -> Session:
    session = _session(session_id)
    if session is None or not session.is_live() or session.generation != generation:
        raise NotAuthenticated("refresh_token_invalid")
    return session


def _session_of(refresh_token: str) -> Session | None:
    claimed = tokens.read_refresh_token(refresh_token)
    return _session(claimed[0]) if claimed else None


def _session(session_id: str) -> Session | None:
    try:
        return Session.get(session_id, consistent_read=True)
    except Session.DoesNotExist:
        return None


def _was_ours(session: Session, refresh_token: str) -> bool:
    claimed = tokens.read_refresh_token(refresh_token)
    # What is stored counts even after the key behind older tokens was replaced.
    if tokens.hashed(refresh_token) in (session.refresh_hash, session.previous_hash):
        return True
    return claimed is not None and hmac.compare_digest(tokens.refresh_token(session, claimed[1]), refresh_token)


def _tokens(session: Session) -> Tokens:
    return Tokens(
        access_token=tokens.access_token(session),
        expires_in=rules.ACCESS_SECONDS,
        refresh_token=tokens.refresh_token(session, int(session.generation)),
    )
