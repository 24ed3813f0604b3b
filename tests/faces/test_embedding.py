"""Saying which sites may show the vote, over both faces."""

import pytest

from deliberation.consultations.embedding import MOST_ORIGINS
from deliberation.record.models import Entry
from tests.cast import fresh

pytestmark = pytest.mark.django_db
SITE = "https://www.example.org"


def test_a_facilitator_allows_sites_and_the_record_says_so(face, world):
    cast, consultation = world
    face.sign_in(cast.fay)
    assert face.allow_embedding("streets", [SITE, "http://localhost:8000"]).done
    assert fresh(consultation).embed_origins == ["http://localhost:8000", SITE]
    entry = Entry.objects.get(act="embedding.changed")
    assert entry.details == {"origins": ["http://localhost:8000", SITE]}
    assert entry.actor == "facilitator, City of Springfield"


def test_the_same_list_again_is_no_act(face, world):
    cast, _consultation = world
    face.sign_in(cast.fay)
    for _ in range(2):
        assert face.allow_embedding("streets", [SITE]).done
    assert Entry.objects.filter(act="embedding.changed").count() == 1


def test_an_empty_list_allows_none(face, world):
    cast, consultation = world
    face.sign_in(cast.fay)
    face.allow_embedding("streets", [SITE])
    assert face.allow_embedding("streets", []).done
    assert fresh(consultation).embed_origins == []


@pytest.mark.parametrize("wrong", ["http://example.org", "*", "https://example.org/page"])
def test_what_is_no_site_is_refused_and_nothing_changes(face, world, wrong):
    cast, consultation = world
    face.sign_in(cast.fay)
    answer = face.allow_embedding("streets", [SITE, wrong])
    assert answer.status == 400
    assert answer.says("Write a site such as https://www.example.org, without a path.")
    assert fresh(consultation).embed_origins == []


def test_a_list_that_is_too_long_is_refused_with_its_bound(face, world):
    cast, consultation = world
    face.sign_in(cast.fay)
    answer = face.allow_embedding("streets", [f"https://{number}.example" for number in range(MOST_ORIGINS + 1)])
    assert answer.status == 400
    assert answer.says(f"Allow at most {MOST_ORIGINS} sites.")
    assert fresh(consultation).embed_origins == []


def test_a_name_with_other_letters_is_asked_for_as_browsers_send_it(face, world):
    cast, consultation = world
    face.sign_in(cast.fay)
    answer = face.allow_embedding("streets", ["https://straße.de"])
    assert answer.status == 400
    assert answer.says("begins with xn--")
    assert fresh(consultation).embed_origins == []


@pytest.mark.parametrize("who", [None, "filip", "omar"])
def test_others_allow_nothing(face, world, who):
    cast, consultation = world
    if who:
        face.sign_in(getattr(cast, who))
    assert not face.allow_embedding("streets", [SITE]).done
    assert fresh(consultation).embed_origins == []
