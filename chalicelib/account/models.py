"""Accounts: a pseudonym for everyone, a link from the identity provider's subject, and the identity itself, sealed."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.shared import settings
from chalicelib.shared.tables import Compact, Table


class Account(Table):
    """What belongs to one citizen, as items of one partition; `profile` is the first of them.

    How well she proved who she is belongs to each login: it stands in the session and in its tokens.
    """

    class Meta:
        table_name = settings.table("accounts")

    citizen_id = UnicodeAttribute(hash_key=True)
    item = UnicodeAttribute(range_key=True)
    language = UnicodeAttribute(null=True)
    version = NumberAttribute(default=1)
    created_at = UnicodeAttribute()


class AccountLink(Table):
    """From the keyed hash of (issuer, subject) to the account: found without keeping the subject in clear."""

    class Meta:
        table_name = settings.table("account-links")

    link_hash = UnicodeAttribute(hash_key=True)
    citizen_id = UnicodeAttribute()


class Identity(Table):
    """The one place where a name and a number are kept, sealed under a data key bound to the citizen_id."""

    class Meta:
        table_name = settings.table("identities")

    citizen_id = UnicodeAttribute(hash_key=True)
    sealed = Compact()
    kind = UnicodeAttribute()
    sealed_at = UnicodeAttribute()
