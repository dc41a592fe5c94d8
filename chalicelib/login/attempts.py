"""A login on its way: begun once, claimed by one return at a time, completed once, repeated for a minute."""

import hashlib
import secrets
from dataclasses import dataclass

from pynamodb.exceptions import UpdateError

from chalicelib.login import rules
from chalicelib.login.models import LoginAttempt
from chalicelib.shared import clock
from chalicelib.shared.errors import Malformed
from chalicelib.shared.sessions import Session
from chalicelib.shared.tables import Contended, Refused, refused_by_condition, transaction


@dataclass(frozen=True)
class Begun:
    """What a new login needs at the provider: our state and nonce, and the verifier that stays here."""

    state: str
    nonce: str
    code_verifier: str
    expires_at: float


def begin(redirect_uri: str, app_challenge: str | None) -> Begun:
    """Remember a new login for ten minutes."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    expires = clock.now().timestamp() + rules.ATTEMPT_SECONDS
    LoginAttempt(
        _hashed(state),
        nonce=nonce,
        code_verifier=verifier,
        redirect_uri=redirect_uri,
        code_challenge=app_challenge,
        expires_at=int(expires),
    ).save(LoginAttempt.state_hash.does_not_exist())
    return Begun(state, nonce, verifier, expires)


def claim(state: str, code: str) -> LoginAttempt:
    """Return the login of a state for this return alone, or one that it completed a moment ago (with `session_id`).

    Raise Malformed when the state is unknown, over or used up, Contended while a twin of the return is at work.
    """
    now = clock.now().timestamp()
    attempt = LoginAttempt(_hashed(state))
    free = LoginAttempt.claimed_until.does_not_exist() | (LoginAttempt.claimed_until < now)
    try:
        attempt.update(
            [LoginAttempt.claimed_until.set(now + rules.CLAIM_SECONDS), LoginAttempt.code_hash.set(_hashed(code))],
            condition=(LoginAttempt.expires_at >= now) & LoginAttempt.session_id.does_not_exist() & free,
        )
        return attempt
    except UpdateError as error:
        if not refused_by_condition(error):
            raise
    return _claimed_before(attempt.state_hash, _hashed(code), now)


def release(attempt: LoginAttempt) -> None:
    """Let the same return be sent again: what failed was not its fault."""
    attempt.update([LoginAttempt.claimed_until.remove()], condition=LoginAttempt.state_hash.exists())


def burn(attempt: LoginAttempt) -> None:
    """Make an end of a login that was refused: a state does not serve a second guess."""
    attempt.delete()


def complete(attempt: LoginAttempt, session: Session) -> None:
    """Open the session and close the login in one step; a twin that was slower is told so."""
    now = clock.now().timestamp()
    try:
        with transaction() as writing:
            writing.save(session, Session.session_id.does_not_exist())
            writing.update(
                attempt,
                [
                    LoginAttempt.session_id.set(session.session_id),
                    LoginAttempt.completed_at.set(now),
                    LoginAttempt.expires_at.set(int(now) + rules.RETRY_SECONDS),
                ],
                condition=LoginAttempt.state_hash.exists() & LoginAttempt.session_id.does_not_exist(),
            )
    except Refused:
        raise Malformed("login_state_unknown") from None


def _claimed_before(state_hash: str, code_hash: str, now: float) -> LoginAttempt:
    try:
        attempt = LoginAttempt.get(state_hash, consistent_read=True)
    except LoginAttempt.DoesNotExist:
        raise Malformed("login_state_unknown") from None
    if attempt.expires_at < now or attempt.code_hash != code_hash:
        raise Malformed("login_state_unknown")
    if attempt.session_id is None:
        raise Contended()
    return attempt


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
