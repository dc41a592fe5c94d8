"""A login on its way: what must be remembered between leaving for the identity provider and coming back."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.shared import settings
from chalicelib.shared.tables import Table


class LoginAttempt(Table):
    """One use of the login page; found by the hash of its state, completed once, gone after ten minutes.

    `code_challenge` is the app's own (RFC 7636): with it only who began the login can complete it. `session_id` stays
    for a minute, so that a phone that lost the answer of its return gets the same session again.
    """

    class Meta:
        table_name = settings.table("login-attempts")

    state_hash = UnicodeAttribute(hash_key=True)
    nonce = UnicodeAttribute()
    code_verifier = UnicodeAttribute()
    redirect_uri = UnicodeAttribute()
    code_challenge = UnicodeAttribute(null=True)
    claimed_until = NumberAttribute(null=True)
    code_hash = UnicodeAttribute(null=True)
    session_id = UnicodeAttribute(null=True)
    completed_at = NumberAttribute(null=True)
    expires_at = NumberAttribute()
