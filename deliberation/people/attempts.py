"""How often somebody may try to sign in: counted in the database, so that it holds in every process and with the
broker down. The marks under which it is counted are keyed hashes that change every day; they name nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from deliberation.errors import TooMany
from deliberation.people.models import Attempt

KEPT = timedelta(hours=24)


@dataclass(frozen=True)
class Limit:
    """So many tries in so much time, for one mark."""

    kind: str
    most: int
    per: timedelta


QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
# An address and an account together are stopped soonest: so nobody can easily keep somebody else out.
PAIR, ACCOUNT, ADDRESS = Limit("pair", 10, QUARTER), Limit("account", 100, HOUR), Limit("address", 100, QUARTER)
CODE = Limit("code", 10, QUARTER)  # whoever is asked for a code knew the password


def of_password(email: str, address: str) -> list[tuple[Limit, str]]:
    email = email.strip().lower()
    return [(PAIR, f"{email}|{address}"), (ACCOUNT, email), (ADDRESS, address)]


def of_code(person_id: int, address: str) -> list[tuple[Limit, str]]:
    return [(CODE, str(person_id)), (ADDRESS, address)]


def count_try(tries: Iterable[tuple[Limit, str]], now: datetime) -> None:
    """Count before looking, so that many at once are not looked at; refuse what is too much."""
    waits = [_counted(limit, what, now) for limit, what in tries]
    seconds = max(waits)
    if seconds > 0:
        minutes = -(-seconds // 60)
        sentence = ngettext(
            "There were too many attempts to sign in. Wait %(minutes)s minute, then try again.",
            "There were too many attempts to sign in. Wait %(minutes)s minutes, then try again.",
            minutes,
        )
        raise TooMany("too-many-attempts", sentence % {"minutes": minutes}, seconds)


def forgive(tries: Iterable[tuple[Limit, str]], now: datetime) -> None:
    """Whoever came in has tried nothing; an address goes on being counted."""
    Attempt.objects.filter(pk__in=[_mark(limit, what, now) for limit, what in tries if limit is not ADDRESS]).delete()


def forget_tries(now: datetime) -> None:
    Attempt.objects.filter(since__lte=now - KEPT).delete()


@transaction.atomic
def _counted(limit: Limit, what: str, now: datetime) -> int:
    """One more; how many seconds to wait, 0 when it may be tried."""
    mark = _mark(limit, what, now)
    Attempt.objects.get_or_create(mark=mark, defaults={"since": now})
    row = Attempt.objects.select_for_update().get(mark=mark)
    if now - row.since >= limit.per:
        row.since, row.count = now, 0
    row.count = min(row.count + 1, limit.most + 1)
    row.save()
    return int((row.since + limit.per - now).total_seconds()) if row.count > limit.most else 0


def _mark(limit: Limit, what: str, now: datetime) -> str:
    return salted_hmac(f"answerable.attempts.{limit.kind}", f"{now:%Y-%m-%d}|{what}", algorithm="sha256").hexdigest()
