"""From a draft to a closed consultation, as a facilitator does it."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from deliberation.consultations.models import Consultation
from deliberation.consultations.rule_set import CONSENSUS
from deliberation.statements.models import Statement
from deliberation.web.fields import TAKEN
from tests.cast import CLOSING, HOUR, LESSON, TEXTS, draft, fresh, opened, seeded, written

NEW = "/desk/new-consultation/"
FORMS = ("question", "schedule", "admission", "rule", "ministry", "moderation")


@pytest.fixture
def fay(cast, signed_in):
    return signed_in(cast.fay)


@pytest.fixture
def entries(cast):
    """A complete form, as it is sent."""
    numbers = {name: bound.default for name, bound in CONSENSUS.items()}
    return {
        "question": "Shall the square be a park?",
        "slug": "",
        "background": "The council decides in June.",
        "host": cast.city.pk,
        "ministry": cast.transport.pk,
        "language": "nb",
        "languages": ["en"],
        "time_zone": "Europe/Oslo",
        "jurisdiction": "no",
        "opens_at": "2026-03-10T12:00",
        "closes_at": "2026-04-10T12:00",
        "answer_days": 30,
        "admission": "everybody",
        "moderation": "strict",
        "reasons": ["off-topic", "abuse"],
        **numbers,
    }


def shown(response):
    return unescape(response.content.decode())


def send(client, slug, name, entries):
    """One step, with what belongs to it."""
    own = {each: value for each, value in entries.items() if each in TAKEN[f"web:consultation-step {name}"]}
    return client.post(f"/desk/consultations/{slug}/edit/{name}/", own)


def send_new(client, entries):
    return client.post(NEW, {each: value for each, value in entries.items() if each in TAKEN["web:consultation-new"]})


def filled(client, slug, entries):
    """Every step, saved one after the other; the last one leads to the list."""
    for name in FORMS:
        response = send(client, slug, name, entries)
        assert response.status_code == 302, shown(response)
    assert response.headers["Location"] == f"/desk/consultations/{slug}/edit/"


def begun(client, entries):
    """A draft of its question alone, and the address of its desk."""
    response = send_new(client, {name: entries[name] for name in ("question", "slug", "host")})
    slug = response.headers["Location"].split("/")[3]
    return slug, f"/desk/consultations/{slug}/"


def test_no_short_name_hides_a_desk(fay, entries):
    _slug, desk = begun(fay, {**entries, "slug": "new"})
    assert "The draft is saved." in shown(fay.get(desk))


def test_create_seed_open_close(fay, entries):
    slug, desk = begun(fay, entries)
    assert slug == "shall-the-square-be-a-park"
    assert "The draft is saved." in shown(fay.get(desk))
    filled(fay, slug, {**entries, "slug": slug})
    assert "The changes are saved." in shown(fay.get(desk))

    fay.post(f"{desk}seeds/", {"texts": "\n".join([*TEXTS, "", TEXTS[0]])})
    assert "5 statements were added." in shown(fay.get(desk))
    fay.post(f"{desk}seeds/", {"texts": f"{TEXTS[0]}\nOne more."})
    assert "1 statement was added. 1 was there already." in shown(fay.get(desk))
    assert Statement.objects.public().count() == 6

    assert "From then on nothing below can be changed, but for" in shown(fay.get(f"{desk}opening/"))
    assert not hasattr(Consultation.objects.get(), "opening")
    fay.post(f"{desk}opening/")
    assert "The consultation is open." in shown(fay.get(desk))

    assert "Close now?" in shown(fay.get(f"{desk}closing/"))
    assert not Consultation.objects.get().closed
    fay.post(f"{desk}closing/", {"what_did_not_work": LESSON})
    assert Consultation.objects.get().closed
    assert "Voting has ended." in shown(fay.get(desk))
    assert fay.get(f"{desk}closing/").status_code == 409
    assert fay.get(f"{desk}opening/").status_code == 409


def test_times_are_local_and_the_rule_is_as_typed(fay, entries):
    begun(fay, entries | {"slug": "park"})
    filled(fay, "park", entries | {"min_voters": "50", "min_share": "", "slug": "park"})
    made = Consultation.objects.get(slug="park")
    assert made.opens_at == datetime(2026, 3, 10, 11, tzinfo=UTC)
    assert made.closes_at == datetime(2026, 4, 10, 10, tzinfo=UTC)
    assert (made.jurisdiction, made.language, made.answer_days) == ("NO", "nb", 30)
    assert made.consensus_rule["min_voters"] == 50
    assert "min_share" not in made.consensus_rule


def test_an_hour_that_the_clocks_skip_is_refused(fay, entries):
    begun(fay, entries | {"slug": "park"})
    response = send(fay, "park", "schedule", entries | {"opens_at": "2026-03-29T02:30"})
    assert response.status_code == 400
    assert "2026-03-29T02:30" in shown(response)


@pytest.mark.parametrize(
    ("name", "wrong", "sentence"),
    [
        ("rule", {"min_voters": "1"}, "Set a whole number from 2 to 1000000."),
        ("rule", {"min_share": "0.4"}, "Set a number from 0.5 to 1.0."),
        ("schedule", {"closes_at": "2026-03-10T11:59"}, "Close after opening."),
        ("schedule", {"jurisdiction": "XX"}, "Write a country code"),
        ("schedule", {"language": "norsk bokmål"}, "Write a language tag"),
        ("question", {"question": ""}, "“Question” is empty."),
        ("question", {"documents": "https://example.org/plan\nhttp://example.org/ A plan"}, "Line 1: Write a title"),
        ("question", {"documents": "https://example.org/a A plan\njavascript:alert(1) x"}, "Line 2: Write an address"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(fay, entries, name, wrong, sentence):
    begun(fay, entries | {"slug": "park"})
    response = send(fay, "park", name, entries | wrong)
    page = shown(response)
    assert response.status_code == 400
    assert sentence in page
    assert all(line in page for typed in wrong.values() for line in typed.splitlines())
    made = Consultation.objects.get()
    assert (made.background, made.closes_at, made.consensus_rule, made.documents) == ("", None, {}, [])


def test_a_question_without_letters_of_an_address_needs_a_short_name(fay, entries):
    assert send_new(fay, entries | {"question": "可以嗎？"}).status_code == 400
    assert not Consultation.objects.exists()


def test_a_short_name_that_is_taken_is_refused(fay, cast, entries):
    draft(cast, slug="taken")
    response = send_new(fay, entries | {"slug": "taken"})
    assert response.status_code == 400
    assert 'id="id_slug_error"' in shown(response)


def test_another_organisation_cannot_be_the_host(fay, cast, entries):
    assert send_new(fay, entries | {"host": cast.other_city.pk}).status_code == 400
    assert not Consultation.objects.exists()
    begun(fay, entries | {"slug": "park"})
    assert send(fay, "park", "ministry", entries | {"ministry": cast.city.pk}).status_code == 400
    assert Consultation.objects.get().ministry is None


def test_a_draft_with_a_gap_says_so_and_can_be_mended(fay, cast, entries):
    draft(cast, background="", opens_at=CLOSING - HOUR)
    desk = "/desk/consultations/streets/"
    page = shown(fay.get(desk))
    assert "Write the background" in page
    assert "Open now" not in page
    assert fay.post(f"{desk}opening/").status_code == 400
    assert 'value="2026-03-09T11:00"' in shown(fay.get(f"{desk}edit/schedule/"))
    filled(fay, "streets", entries | {"slug": "streets"})
    assert re.search(r"It opens by itself on <time[^>]*>10 March 2026, 12:00<.*Europe/Oslo", shown(fay.get(desk)))


def test_an_open_consultation_is_not_edited(fay, cast, entries):
    before = opened(cast)
    assert fay.get("/desk/consultations/streets/edit/").status_code == 409
    assert send(fay, "streets", "question", entries).status_code == 409
    assert fresh(before).question == before.question


def test_a_line_that_cannot_be_taken_is_quoted_and_none_is_added(fay, cast):
    opened(cast)
    response = fay.post("/desk/consultations/streets/seeds/", {"texts": f"Good.\n\n{'Long ' * 50}\n?!"})
    page = shown(response)
    assert response.status_code == 400
    assert "“Long Long" in page
    assert "Shorten it to 200 characters; it has 249." in page
    assert "“?!”: Write your statement in words." in page
    assert not Statement.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_asks_the_database_as_often_for_three_rows_as_for_one(fay, cast, rows, django_assert_num_queries):
    for number in range(rows):
        consultation = opened(cast, slug=f"streets-{number}")
        seeded(cast, consultation)
        written(consultation, "zoe", "Benches belong on every square.")
    with django_assert_num_queries(6):
        page = shown(fay.get("/desk/"))
    assert page.count("1 statement waits for a ruling") == rows
