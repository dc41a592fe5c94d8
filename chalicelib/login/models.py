"""A login on its way: what must be remembered between leaving for the identity provider and coming back."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.shared import settings
from chalicelib.shared.tables import Table


class LoginAttempt(Table):
    """One use of the login page; found by the hash of its state, used once, gone after ten minutes."""

    class Meta:
        table_name = settings.table("login-attempts")

    state_hash = UnicodeAttribute(hash_key=True)
    nonce = UnicodeAttribute()
    code_verifier = UnicodeAttribute()
    redirect_uri = UnicodeAttribute()
    expires_at = NumberAttribute()
