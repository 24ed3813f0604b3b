"""The secrets behind signing in, and the cookie that keeps them."""

from functools import partial

import pytest

from deliberation.votes.identity import KEPT, new_token, pseudonym, verified_secret, with_verified
from deliberation.votes.models import Participant
from deliberation.votes.verified import verify
from tests.cast import NOON, founded, opened
from tests.side_by_side import on_postgres, together
from tests.votes.test_invitations import cookies_of

PROVIDER = {"name": "Springfield ID", "issuer": "https://id.example", "client": "a", "secret": "b"}


def test_the_secret_needs_the_site_s_key_and_all_of_who_it_is(settings):
    settings.SECRET_KEY = "x" * 50
    one = verified_secret("https://id.example", "ann", 1)
    others = {
        verified_secret("https://id.example", "ann", 2),
        verified_secret("https://id.example", "bob", 1),
        verified_secret("https://id.exampl", "eann", 1),
    }
    settings.SECRET_KEY = "y" * 50
    others.add(verified_secret("https://id.example", "ann", 1))
    assert len(others | {one}) == 5


def test_the_pseudonym_stays_what_it_is(settings):
    """Whoever changes how it is made makes strangers of everybody who signed in."""
    settings.SECRET_KEY = "x" * 50
    token = with_verified("anytoken", 7, verified_secret("https://id.example", "ann", 7))
    assert pseudonym(token, 7) == STAYS


STAYS = "223c3e88cd0d644db135c558ddfdbb1a49c3bd94cb7d25a440087588798408cf"


def test_a_sign_in_is_for_one_consultation():
    token = new_token()
    signed_in = with_verified(token, 1, "secret")
    assert pseudonym(signed_in, 1) != pseudonym(token, 1)
    assert pseudonym(signed_in, 11) == pseudonym(token, 11)
    assert pseudonym(with_verified(signed_in, 1, "other"), 1) == pseudonym(with_verified(new_token(), 1, "other"), 1)


def test_the_cookie_stays_small_and_forgets_the_oldest():
    token = first = new_token()
    for number in range(KEPT + 5):
        token = with_verified(token, 1_000_000 + number, verified_secret("https://id.example", "ann", number))
    assert len(cookies_of(token)["participation"]) < 2500
    assert pseudonym(token, 1_000_000) == pseudonym(first, 1_000_000)
    assert pseudonym(token, 1_000_000 + KEPT + 4) != pseudonym(first, 1_000_000 + KEPT + 4)


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_one_person_on_four_devices_at_the_same_moment_is_one_participant(settings):
    settings.OIDC = PROVIDER
    streets = opened(founded(), admission="verified-count")

    def act(cookies):
        who = {"issuer": "https://id.example", "subject": "ann"}
        return verify(consultation=streets, cookies=cookies, now=NOON, **who)

    acts = [partial(act, cookies_of(new_token())) for _device in range(4)]
    assert len({by.pk for by, _token in together(*acts)}) == 1
    assert Participant.objects.get().tier == "verified"
