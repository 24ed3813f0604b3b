"""Who votes is known by the cookie alone, and by nothing that is stored."""

import pytest
from django.apps import apps
from django.core.signing import Signer
from django.http import HttpResponse

from deliberation.errors import Conflict, Unidentified
from deliberation.votes.actions import acting, arrive, join
from deliberation.votes.identity import COOKIE, forget, new_token, pseudonym, remember, token_in
from deliberation.votes.models import Participant
from deliberation.votes.queries import participant_from
from tests.cast import AGREE, CLOSING, NOON, draft, founded, opened, seeded, vote


def cookies(token: str) -> dict[str, str]:
    response = HttpResponse()
    remember(response, token)
    return {COOKIE: response.cookies[COOKIE].value}


def test_the_pseudonym_is_another_in_every_consultation_and_for_every_token() -> None:
    names = {pseudonym(token, consultation) for token in ("ann", "bob") for consultation in (1, 2, 12)}
    assert len(names) == 6
    assert {len(name) for name in names} == {64}


def test_the_pseudonym_stays_what_it_is() -> None:
    """Whoever changes how it is made takes everybody's votes away from them."""
    assert pseudonym("ann", 1) == "b4038254f4a6c17faf1a49872e790f1ca3eaf6f817b1b8708e0764b797ea418f"


def test_tokens_are_long_and_never_the_same() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {43}


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(settings) -> None:
    settings.HTTPS = True
    response = HttpResponse()
    remember(response, "ann")
    cookie = response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"], cookie["path"]) == (True, "Lax", True, "/")
    assert (cookie["max-age"], cookie["domain"]) == (34_560_000, "")


def test_the_cookie_comes_back_as_the_token() -> None:
    assert token_in(cookies("ann")) == "ann"
    assert token_in({}) is None
    assert token_in({COOKIE: ""}) is None


@pytest.mark.parametrize(
    "forged", ["ann", "ann:signature", Signer(salt="another").sign("ann"), Signer(key="x" * 50).sign("ann"), "💥", ":"]
)
def test_a_cookie_this_site_did_not_make_is_refused(forged) -> None:
    with pytest.raises(Unidentified) as refused:
        token_in({COOKIE: forged})
    assert (refused.value.code, refused.value.status) == ("cookie-foreign", 401)


def test_forgetting_takes_the_cookie_away() -> None:
    response = HttpResponse()
    forget(response)
    assert (response.cookies[COOKIE].value, response.cookies[COOKIE]["max-age"]) == ("", 0)


@pytest.mark.django_db
def test_whoever_acts_must_send_the_cookie() -> None:
    with pytest.raises(Unidentified) as refused:
        acting(cookies={}, consultation=opened(founded()), now=NOON)
    assert refused.value.code == "cookie-missing"
    assert not Participant.objects.exists()


@pytest.mark.django_db
def test_a_visitor_gets_a_token_once_and_is_known_by_it() -> None:
    consultation = opened(founded())
    first, token = arrive(cookies={}, consultation=consultation, now=NOON)
    again, same = arrive(cookies=cookies(token), consultation=consultation, now=NOON)
    assert (again, same) == (first, token)
    assert acting(cookies=cookies(token), consultation=consultation, now=NOON) == first
    assert participant_from(cookies(token), consultation) == first
    assert participant_from(cookies("bob"), consultation) is None


@pytest.mark.django_db
def test_reading_makes_no_participant() -> None:
    consultation = opened(founded())
    assert participant_from(cookies("ann"), consultation) is None
    assert participant_from({}, consultation) is None
    assert not Participant.objects.exists()


@pytest.mark.django_db
def test_nobody_joins_before_the_opening_or_after_the_closing() -> None:
    cast = founded()
    with pytest.raises(Conflict) as early:
        join(consultation=draft(cast), by="a" * 64, now=NOON)
    with pytest.raises(Conflict) as late:
        join(consultation=opened(cast, slug="parks"), by="a" * 64, now=CLOSING)
    assert (early.value.code, late.value.code) == ("not-open-yet", "closed")


@pytest.mark.django_db
def test_the_token_is_stored_nowhere() -> None:
    cast = founded()
    for slug in ("streets", "parks"):
        consultation = opened(cast, slug=slug)
        seeded(cast, consultation)
        participant, token = arrive(cookies=cookies("t0ken-of-ann"), consultation=consultation, now=NOON)
        vote(participant, 0, AGREE)
    assert token == "t0ken-of-ann"
    stored = [str(list(model.objects.values())) for model in apps.get_models()]
    assert not [rows for rows in stored if "t0ken-of-ann" in rows]
    assert len(set(Participant.objects.values_list("pseudonym", flat=True))) == 2
