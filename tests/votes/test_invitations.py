"""Invitation codes themselves, and the pages that show and take them."""

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from deliberation.consultations.actions import close, open_consultation
from deliberation.errors import Conflict, Invalid
from deliberation.record.models import Entry
from deliberation.votes import invitations
from deliberation.votes.actions import cast as cast_vote
from deliberation.votes.identity import COOKIE, new_token, remember
from deliberation.votes.invitations import LETTERS, digest, invite, new_code, redeem
from deliberation.votes.models import AGREE, CurrentVote, Invitation, Participant, Vote
from deliberation.votes.proposing import serve_similar
from tests.cast import HOUR, LESSON, NOON, citizen, draft, founded, fresh, opened, operation, seeded, vote
from tests.side_by_side import on_postgres, together

PAGE = "/c/streets/invitation/"


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_a_code_has_eighty_bits_and_no_letter_that_is_taken_for_another():
    codes = [new_code().replace("-", "") for _ in range(200)]
    assert {len(code) for code in codes} == {16}
    assert set("".join(codes)) == set(LETTERS)
    assert len(LETTERS) ** 16 == 2**80
    assert not set("ILOU") & set(LETTERS)


def test_the_hash_needs_the_site_s_key(settings):
    before = digest("ABCD", 1)
    assert before != digest("ABCD", 2)
    settings.SECRET_KEY = "another" * 10
    assert digest("ABCD", 1) != before


def test_the_hash_stays_what_it_is(settings):
    """Whoever changes how it is made takes away all codes that were handed out."""
    settings.SECRET_KEY = "x" * 50
    assert digest("abcd-efgh-jkmn-pqrs", 1) == digest("ABCDEFGHJKMNPQRS", 1) == STAYS


STAYS = "cdd81b675bb9d720f27304a14ae053ade18af48e3c86399b784ce092a1c69080"


@pytest.mark.django_db
def test_following_a_link_does_not_use_its_code(clock):
    """Mail scanners follow links."""
    cast = founded()
    streets = opened(cast)
    (code,) = invite(consultation=streets, number=1, by=cast.fay, now=NOON)
    scanner = Client()
    for method in (scanner.get, scanner.head):
        answer = method(f"{PAGE}#{code}")
        assert answer.status_code == 200
        assert answer["Referrer-Policy"] == "same-origin"
    assert not Participant.objects.exists()
    assert Invitation.objects.count() == 1
    assert Client().post(PAGE, {"code": code}).headers["Location"] == "/c/streets/vote/"
    assert not Invitation.objects.exists()


@pytest.mark.django_db
def test_the_desk_shows_codes_with_their_links_and_never_again(clock, settings):
    cast = founded()
    opened(cast)
    desk = Client()
    desk.force_login(cast.fay)
    address = "/desk/consultations/streets/invitations/"
    page = desk.post(address, {"number": 2})
    (code, link), _second = page.context["rows"]
    assert link == f"{settings.BASE_URL}{PAGE}#{code}"
    assert code in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert code not in desk.get(address).content.decode()
    table = desk.post(address, {"number": 1, "table": "yes"})
    assert table["Content-Type"].startswith("text/csv")
    assert table.content.decode().startswith("code,link\r\n")
    assert Invitation.objects.count() == 3


@pytest.mark.django_db
def test_what_was_chosen_is_fixed_at_opening_and_said(clock):
    cast = founded()
    plan = draft(cast, admission="invited-count")
    open_consultation(consultation=plan, by=cast.fay, now=NOON)
    assert fresh(plan).opening.admission == "invited-count"
    assert Entry.objects.get(act="consultation.opened").details["admission"] == "invited-count"
    page = Client().get("/c/streets/").content.decode()
    assert "only the votes of people with an invitation code count." in page
    assert PAGE in page


@pytest.mark.django_db
def test_an_unknown_choice_is_refused(clock):
    with pytest.raises(Invalid) as refused:
        draft(founded(), admission="nobody")
    assert "admission" in refused.value.fields


@pytest.mark.django_db
def test_a_lost_answer_burns_no_code(clock):
    """The page gives the cookie before the button is pressed, so pressing it again comes from the same browser."""
    cast = founded()
    streets = opened(cast)
    first, second = invite(consultation=streets, number=2, by=cast.fay, now=NOON)
    browser = Client()
    browser.get(f"{PAGE}#{first}")
    kept = browser.cookies[COOKIE].value
    browser.post(PAGE, {"code": first})  # the answer is lost, and with it whatever cookie it carried
    again = Client()
    again.cookies[COOKIE] = kept
    page = again.post(PAGE, {"code": first}, follow=True)
    assert "You are invited, and your votes count." in page.content.decode()
    assert Participant.objects.count() == 1
    assert again.post(PAGE, {"code": second}).status_code == 409
    assert Invitation.objects.count() == 1


@pytest.fixture
def invited_count():
    """An open consultation where only the invited count, the code of one of them, and its facilitator."""
    cast = founded()
    streets = opened(cast, admission="invited-count")
    seeded(cast, streets)
    (code,) = invite(consultation=streets, number=1, by=cast.fay, now=NOON)
    return streets, code, cast.fay


def cookies_of(token):
    page = HttpResponse()
    remember(page, token)
    return {COOKIE: page.cookies[COOKIE].value}


@pytest.mark.django_db
def test_a_closing_the_request_had_not_seen_holds_for_a_code(invited_count):
    streets, code, fay = invited_count
    vote(citizen(streets, "ann"), 3, AGREE)
    close(consultation=fresh(streets), by=fay, now=NOON + HOUR, did_not_work=LESSON)
    with pytest.raises(Conflict) as refused:
        redeem(consultation=streets, code=code, cookies=cookies_of("ann"), now=NOON + HOUR)
    assert refused.value.code == "closed"
    assert not Vote.objects.filter(counted=True).exists()
    assert Invitation.objects.count() == 1


@pytest.mark.django_db
def test_a_vote_that_raced_a_code_counts(invited_count):
    streets, code, _fay = invited_count
    ann = citizen(streets, "ann")  # as the request that votes had read it
    redeem(consultation=streets, code=code, cookies=cookies_of("ann"), now=NOON)
    assert vote(ann, 3, AGREE).counted


@pytest.mark.django_db
@pytest.mark.parametrize("admission", ["invited-count", "everybody"])
def test_a_code_lifts_no_vote_on_what_had_not_been_served(admission):
    cast = founded()
    streets = opened(cast, admission=admission)
    statements = seeded(cast, streets)
    (code,) = invite(consultation=streets, number=1, by=cast.fay, now=NOON)
    ann = citizen(streets, "ann")
    cast_vote(by=ann, number=3, value=AGREE, operation=operation("chosen"), now=NOON)
    serve_similar(by=ann, alike=[one for one in statements if one.number == 3], now=NOON + HOUR)
    redeem(consultation=streets, code=code, cookies=cookies_of("ann"), now=NOON + HOUR)
    assert not CurrentVote.objects.get().counted
    assert Vote.objects.count() == 1


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_one_new_cookie_twice_at_the_same_moment_is_one_participant(invited_count):
    streets, code, _fay = invited_count
    cookies = cookies_of(new_token())
    acts = [lambda: redeem(consultation=streets, code=code, cookies=cookies, now=NOON)] * 4
    assert len({by.pk for by, _token in together(*acts)}) == 1
    assert Participant.objects.get().tier == "invited"


@pytest.mark.django_db
def test_a_code_that_the_same_browser_uses_up_meanwhile_is_no_unknown_code(invited_count, monkeypatch):
    streets, code, _fay = invited_count
    cookies = cookies_of(new_token())
    asked = invitations.participant_from

    def meanwhile(*about):
        found = asked(*about)
        monkeypatch.setattr(invitations, "participant_from", asked)
        redeem(consultation=streets, code=code, cookies=cookies, now=NOON)
        return found

    monkeypatch.setattr(invitations, "participant_from", meanwhile)
    redeem(consultation=streets, code=code, cookies=cookies, now=NOON)
    assert Participant.objects.get().tier == "invited"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/c/streets/vote/", "Your votes are kept, but they do not count"),
        ("/c/streets/mine/", "Your votes are kept, but they do not count"),
        ("/c/streets/enough/", "Your votes are kept, but they do not count"),
        ("/embed/streets/", "in the consultation’s own window before you vote"),
        ("/embed/streets/mine/", "in the consultation’s own window before you vote"),
    ],
)
def test_whose_votes_do_not_count_is_told_and_who_is_invited_is_not(clock, invited_count, path, words):
    _streets, code, _fay = invited_count
    stranger, guest = Client(), Client()
    for browser in (stranger, guest):
        browser.get("/c/streets/invitation/")
    guest.post(PAGE, {"code": code})
    stranger.get("/c/streets/vote/")
    for browser in (stranger, guest):
        browser.cookies["framed_participation"] = browser.cookies[COOKIE].value
    page = stranger.get(path, follow=True).content.decode()
    assert words in page
    assert f'href="{PAGE}"' in page
    assert "every one counts" not in page
    assert words not in guest.get(path, follow=True).content.decode()
