"""Codes, passkeys and recovery codes: what lets somebody in, and how often."""

import pytest
from allauth.mfa.models import Authenticator

from deliberation.errors import Conflict, Invalid, TooMany
from deliberation.people.actions import appoint, reset_by_operator, reset_second_factor
from deliberation.people.attempts import PAIR, count_try, forget_tries, forgive, of_password
from deliberation.people.models import Attempt, Membership
from deliberation.people.permissions import Role
from deliberation.people.second_factor import (
    codes_left,
    has_factor,
    new_codes,
    new_secret,
    prove_by_code,
    remove_factor,
    set_up_app,
)
from deliberation.record.models import Entry
from tests.cast import DAY, HOUR, MINUTE, NOON, colleague, founded, shown_by, with_an_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def fay():
    return founded().fay


def test_a_code_of_the_app_works_once_and_only_about_its_time(fay):
    secret, later = with_an_app(fay), NOON + HOUR
    code = shown_by(secret, later)
    assert not prove_by_code(person=fay, code=shown_by(secret, NOON), now=NOON), "it was used for setting up"
    assert not prove_by_code(person=fay, code=code, now=later + 2 * MINUTE)
    assert not prove_by_code(person=fay, code="000000" if code != "000000" else "111111", now=later)
    assert prove_by_code(person=fay, code=code, now=later)
    assert not prove_by_code(person=fay, code=code, now=later), "played again"
    assert not prove_by_code(person=fay, code=shown_by(secret, later - MINUTE / 2), now=later), "an older one"
    assert prove_by_code(person=fay, code=shown_by(secret, later + MINUTE), now=later + MINUTE)


def test_a_recovery_code_works_once_and_new_ones_end_the_old(fay):
    with_an_app(fay)
    first, second, *_rest = new_codes(person=fay)
    assert (len(first), codes_left(fay)) == (12, 10)
    assert [prove_by_code(person=fay, code=code, now=NOON) for code in (first, first)] == [True, False]
    assert codes_left(fay) == 9
    new_codes(person=fay)
    assert not prove_by_code(person=fay, code=second, now=NOON)


def test_the_database_alone_tells_no_secret(fay):
    secret = with_an_app(fay)
    codes = new_codes(person=fay)
    kept = " ".join(str(data) for data in Authenticator.objects.values_list("data", flat=True))
    assert len(kept) > 200
    assert not [each for each in (secret, *codes) if each in kept]


def test_an_app_is_set_up_with_its_own_code_and_takes_the_place_of_the_last(fay):
    with pytest.raises(Invalid):
        set_up_app(person=fay, secret=new_secret(), code="000000", now=NOON)
    assert not has_factor(fay)
    old, new = with_an_app(fay), with_an_app(fay)
    assert [prove_by_code(person=fay, code=shown_by(each, NOON + HOUR), now=NOON + HOUR) for each in (old, new)] == [
        False, True,
    ]  # fmt: skip


def test_the_last_factor_stays_and_nobody_removes_another_persons(fay):
    with_an_app(fay)
    number = Authenticator.objects.get(user=fay).pk
    with pytest.raises(Conflict):
        remove_factor(person=fay, number=number)
    other = colleague(founded())
    with_an_app(other)
    remove_factor(person=other, number=number)
    assert has_factor(fay)


def test_a_reset_ends_factors_codes_and_sessions_and_names_nobody(fay):
    cast = founded()
    zac = colleague(cast)
    with_an_app(zac)
    new_codes(person=zac)
    before = zac.get_session_auth_hash()
    membership = Membership.objects.get(person=zac)
    reset_second_factor(membership=membership, by=fay, now=NOON)
    zac.refresh_from_db()
    assert (has_factor(zac), codes_left(zac), zac.get_session_auth_hash() == before) == (False, 0, False)
    entry = Entry.objects.get(act="second-factor.reset")
    assert (entry.subject, entry.actor, entry.details) == (
        "organisation/springfield", "facilitator, City of Springfield", {},
    )  # fmt: skip


def test_nobody_resets_the_own_factor_nor_that_of_somebody_who_works_elsewhere_too(fay):
    cast = founded()
    with pytest.raises(Conflict) as own:
        reset_second_factor(membership=Membership.objects.get(person=fay), by=fay, now=NOON)
    appoint(email="omar@example.org", name="", role=Role.OBSERVER, organisation=cast.city, now=NOON)
    membership = Membership.objects.get(person=cast.omar, organisation=cast.city)
    with pytest.raises(Conflict) as elsewhere:
        reset_second_factor(membership=membership, by=fay, now=NOON)
    assert [refused.value.code for refused in (own, elsewhere)] == ["own-factor", "works-elsewhere"]
    with_an_app(cast.omar)
    reset_by_operator(person=cast.omar, now=NOON)
    assert not has_factor(cast.omar)
    assert Entry.objects.filter(act="second-factor.reset").count() == 2


def test_tries_are_counted_per_account_and_address_and_forgotten():
    tries = of_password("FAY@example.org ", "192.0.2.1")
    for _time in range(PAIR.most):
        count_try(tries, NOON)
    with pytest.raises(TooMany) as refused:
        count_try(of_password("fay@example.org", "192.0.2.1"), NOON + MINUTE)
    assert (refused.value.status, refused.value.seconds) == (429, 14 * 60)
    count_try(of_password("fay@example.org", "192.0.2.2"), NOON + MINUTE), "nobody is kept out by somebody elsewhere"
    count_try(of_password("omar@example.org", "192.0.2.1"), NOON + MINUTE)
    count_try(tries, NOON + PAIR.per)
    assert not [mark for mark in Attempt.objects.values_list("mark", flat=True) if "fay" in mark or "192" in mark]
    before = Attempt.objects.count()
    forgive(tries, NOON + PAIR.per)
    assert Attempt.objects.count() == before - 2, "an address goes on being counted"
    forget_tries(NOON + DAY + HOUR)
    assert not Attempt.objects.exists()


def test_the_mark_of_an_address_is_another_one_every_day():
    for day in range(2):
        count_try(of_password("fay@example.org", "192.0.2.1"), NOON + day * DAY)
    assert Attempt.objects.count() == 6
