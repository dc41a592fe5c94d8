"""What can be done with an account; the only door of this group for others."""

from dataclasses import dataclass
from typing import Any

from pynamodb.exceptions import PutError

from chalicelib.account.models import Account, AccountLink, Identity
from chalicelib.shared import clock, ids
from chalicelib.shared.sealing import seal
from chalicelib.shared.secrets import keyed_hash
from chalicelib.shared.tables import Refused, refused_by_condition, transaction

PROFILE = "profile"


@dataclass(frozen=True)
class Holder:
    """Who somebody is according to the identity provider; `identity` is sealed and kept nowhere else."""

    issuer: str
    subject: str
    kind: str
    identity: dict[str, Any]


def enter(holder: Holder) -> str:
    """Return the citizen_id of a person who proved who she is; open the account at her first login.

    The account is keyed by issuer and subject, never by a number or a phone, which change hands.
    """
    link_hash = _link_hash(holder.issuer, holder.subject)
    citizen_id = _linked(link_hash) or _open(link_hash)
    _keep_identity(citizen_id, holder)
    return citizen_id


def reserve(issuer: str, subject: str) -> str:
    """Return the citizen_id of a subject before her first login, as the staff register needs it."""
    link_hash = _link_hash(issuer, subject)
    return _linked(link_hash) or _open(link_hash)


def _link_hash(issuer: str, subject: str) -> str:
    return keyed_hash("lookup-key", "account-link", issuer, subject)


def _linked(link_hash: str) -> str | None:
    try:
        return AccountLink.get(link_hash, consistent_read=True).citizen_id
    except AccountLink.DoesNotExist:
        return None


def _open(link_hash: str) -> str:
    citizen_id = ids.new_ulid("citizen")
    profile = Account(
        citizen_id,
        PROFILE,
        created_at=clock.rfc3339(clock.now()),
    )
    try:
        with transaction() as writing:
            writing.save(AccountLink(link_hash, citizen_id=citizen_id), AccountLink.link_hash.does_not_exist())
            writing.save(profile, Account.citizen_id.does_not_exist())
    except Refused:
        # Two first logins at the same moment: the other one opened the account.
        return AccountLink.get(link_hash, consistent_read=True).citizen_id
    return citizen_id


def _keep_identity(citizen_id: str, holder: Holder) -> None:
    sealed = seal(holder.identity, citizen_id=citizen_id)
    now = clock.rfc3339(clock.now())
    identity = Identity(citizen_id, sealed=sealed, kind=holder.kind, sealed_at=now)
    try:
        identity.save(Identity.citizen_id.does_not_exist() | (Identity.sealed_at <= now))
    except PutError as error:
        # A later login has already brought newer data.
        if not refused_by_condition(error):
            raise
