"""Count what one address asks for, and stop at a limit: for the few open routes at which somebody might guess."""

import secrets as chance
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import size

from chalicelib.shared import clock, secrets, settings, telemetry
from chalicelib.shared.errors import TooMany, Unavailable
from chalicelib.shared.tables import Table, refused_by_condition

# Whoever has one IPv6 address has this many bits of them to choose from.
_NETWORK_OF_ONE = 64
# Deletion by time to live may lag; nothing reads a row of a span that is over.
_KEPT_BEYOND = 3600


class RateLimit(Table):
    """What one address has asked for in one span of time, under a keyed hash of both: no address is stored.

    Every request has a name by chance, and the set of names is what is counted: a write that is sent again because its
    answer was lost counts once.
    """

    class Meta:
        table_name = settings.table("rate-limits")

    limit_key = UnicodeAttribute(hash_key=True)
    requests = UnicodeSetAttribute()
    expires_at = NumberAttribute()


@dataclass(frozen=True)
class Limit:
    """How often one address may do something in a span of so many seconds; spans begin at the same time for all."""

    name: str
    most: int
    seconds: int

    def spend(self, address: str) -> None:
        """Count one request of an address; raise TooMany beyond the limit, Unavailable when nobody can count.

        The count never passes the limit, however many ask at once: what would raise it further is refused by the table.
        """
        now = clock.now()
        begins = int(now.timestamp()) // self.seconds * self.seconds
        try:
            self._count(_row_key(self.name, address, begins), begins + self.seconds)
        except UpdateError as error:
            if not refused_by_condition(error):
                # Without a count anybody might guess on: better no answer than that.
                raise Unavailable() from error
            telemetry.count("LimitReached", limit=self.name)
            raise TooMany(retry_after=_left(now, begins + self.seconds)) from None

    def _count(self, key: str, ends: int) -> None:
        name = chance.token_hex(4)
        free = RateLimit.limit_key.does_not_exist() | (size(RateLimit.requests) < self.most)
        RateLimit(key).update(
            [RateLimit.requests.add({name}), RateLimit.expires_at.set(ends + _KEPT_BEYOND)],
            condition=free | RateLimit.requests.contains(name),
        )


def household(address: str) -> str:
    """Return what stands for all addresses of one connection: the address itself, or the network of an IPv6 one."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return f"{IPv6Address(int(found) >> _NETWORK_OF_ONE << _NETWORK_OF_ONE)}/{_NETWORK_OF_ONE}"


def _row_key(name: str, address: str, begins: int) -> str:
    return secrets.keyed_hash("lookup-key", "rate-limit", name, household(address), str(begins))


def _left(now: datetime, ends: int) -> int:
    return max(1, ends - int(now.timestamp()))
