"""Who is missing, over both faces: codes and sheets for a category, against shares that the facilitators name."""

import pytest

from deliberation.errors import Refusal
from deliberation.record.models import Entry
from deliberation.results.stock import take_stock
from deliberation.votes.invitations import invite, redeem
from deliberation.votes.models import Invitation, Participant, Population
from deliberation.votes.population import Share, name_population, reached, read_table
from tests.cast import HOUR, NOON, founded, fresh, opened, seeded, voted_world

pytestmark = pytest.mark.django_db
SHARES = {"North": 40.0, "South": 60.0}


@pytest.fixture
def invited(at):
    """voted(): 42 people, of codes for the North 24 used and for the South 11; then stock was taken."""
    at(NOON + 2 * HOUR)
    world = voted_world(admission="invited-count")
    cast, consultation = world.cast, world.consultation
    consultation.participants.update(tier="invited")
    rows = [Share(*row) for row in SHARES.items()]
    name_population(consultation=consultation, source="Census of 2025", shares=rows, by=cast.fay, now=NOON)
    for category, number in (("North", 24), ("South", 11)):
        codes = invite(consultation=consultation, number=40, category=category, by=cast.fay, now=NOON)
        for code in codes[:number]:
            redeem(consultation=consultation, code=code, cookies={}, now=NOON + HOUR)
    take_stock(consultation=fresh(consultation), now=NOON + HOUR)
    return world


def test_what_was_named_is_public_with_its_source(face, another, world):
    cast, _consultation = world
    face.sign_in(cast.fay)
    assert face.name_population("streets", " Census of  2025 ", SHARES).done
    kept = Population.objects.get()
    assert (kept.source, {row["category"]: row["share"] for row in kept.shares}) == ("Census of 2025", SHARES)
    entry = Entry.objects.get(act="population.named")
    assert (entry.details["source"], entry.details["shares"]) == ("Census of 2025", kept.shares)
    assert another().record("streets").says("Census of 2025")


@pytest.mark.parametrize(
    ("source", "shares"),
    [("Census", {"North": 40.0}), ("Census", {"North": 40.0, "South": 50.0}), ("Census", {"A": 40.0, "a": 60.0}),
     (" ", SHARES), ("x" * 201, SHARES), ("Census", {"North": 100.0, "South": 0.0}),
     ("Census", {"x" * 61: 40.0, "South": 60.0})],
)  # fmt: skip
def test_a_table_that_is_none_is_refused(face, world, source, shares):
    cast, _consultation = world
    face.sign_in(cast.fay)
    assert face.name_population("streets", source, shares).status == 400
    assert not Population.objects.exists()


@pytest.mark.parametrize("who", [None, "filip", "omar"])
def test_others_name_none(face, world, who):
    cast, _consultation = world
    if who:
        face.sign_in(getattr(cast, who))
    assert not face.name_population("streets", "Census", SHARES).done
    assert not Population.objects.exists()


def test_codes_for_a_category_say_how_many_were_used_and_not_by_whom(invited):
    assert reached(invited.consultation) == {"North": 24, "South": 11}
    assert Invitation.objects.count() == 16 + 29
    names = {field.name for field in Participant._meta.get_fields()}
    assert not names & {"batch", "category", "invitation", "sheet"}


def test_staff_see_who_is_missing_about(face, invited):
    face.sign_in(invited.cast.fay)
    told = face.health("streets")
    assert told.says("\u2068South\u2069: about 30 % of those who came, 60 % of the population.")
    assert not told.says("\u2068North\u2069")


def test_a_category_of_which_nearly_nobody_came_is_told_too(face, invited):
    """It is the one that is missing most, and its number is hidden."""
    consultation = invited.consultation
    rows = [Share("North", 20), Share("South", 40), Share("West", 40)]
    name_population(consultation=consultation, source="Census", shares=rows, by=invited.cast.fay, now=NOON)
    face.sign_in(invited.cast.fay)
    told = face.health("streets")
    assert not told.says("\u2068West\u2069: fewer")  # 40 % of about 35 are too few to say it
    rows = [Share("North", 20), Share("South", 15), Share("West", 65)]
    name_population(consultation=consultation, source="Census", shares=rows, by=invited.cast.fay, now=NOON)
    told = face.health("streets")
    assert told.says("\u2068West\u2069: fewer than 10 people came; it is 65 % of the population.")


def test_few_are_hidden_and_nothing_is_compared(face, at):
    at(NOON + 2 * HOUR)
    cast = founded()
    consultation = opened(cast, admission="invited-count")
    seeded(cast, consultation)
    rows = [Share(*row) for row in SHARES.items()]
    name_population(consultation=consultation, source="Census", shares=rows, by=cast.fay, now=NOON)
    for code in invite(consultation=consultation, number=9, category="North", by=cast.fay, now=NOON):
        redeem(consultation=consultation, code=code, cookies={}, now=NOON + HOUR)
    take_stock(consultation=fresh(consultation), now=NOON + HOUR)
    face.sign_in(cast.fay)
    assert face.health("streets").says("Too few codes and sheets that were made for a category were used")


def test_codes_and_sheets_are_made_for_categories_that_were_named_only(face, world):
    cast, _consultation = world
    face.sign_in(cast.fay)
    face.name_population("streets", "Census", SHARES)
    assert face.invite("streets", 3, "North").done
    assert Entry.objects.get(act="invitations.made").details == {"count": 3, "category": "North"}
    assert face.invite("streets", 3, "East").status == 400
    assert Invitation.objects.count() == 3


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("North, 40\nSouth, 60", [("North", 40), ("South", 60)]),
        ("category;share\nNorth;40,5\n\nSouth;59,5 %\n", [("North", 40.5), ("South", 59.5)]),
        ('"North, old town"\t40\nSouth\t60', [("North, old town", 40), ("South", 60)]),
    ],
)
def test_tables_are_read_as_people_paste_them(text, rows):
    assert read_table(text) == rows


def test_every_line_that_is_none_is_named():
    with pytest.raises(Refusal) as refused:
        read_table("North, 40\nSouth\nEast, many\nWest, 60")
    assert "Line 2" in refused.value.fields["shares"]
    assert "Line 3" in refused.value.fields["shares"]
