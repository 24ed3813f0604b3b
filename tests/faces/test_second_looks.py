"""Looking again, over both faces: second readings of rulings, and what trusted authors post directly."""

import random

import pytest

from deliberation.record.models import Entry
from deliberation.statements import moderating
from deliberation.statements.actions import appeal, decide
from deliberation.statements.models import Drawn, SecondOpinion, Statement
from deliberation.statements.moderating import hide, rule, rule_many, undo
from deliberation.statements.retiring import join
from deliberation.statements.rules import MOST_UNCHECKED, POSTED, SECOND, SECOND_SHARE, TRUSTED_FROM
from deliberation.statements.second_looks import draw, post_directly, posted_of, reading_figures
from deliberation.votes.identity import pseudonym
from tests.cast import CLOSING, DAY, MINUTE, NOON, Cast, colleague, founded, fresh, opened, seeded, written

pytestmark = pytest.mark.django_db
TEXT = "Benches belong on every square."


class Drawing:
    """A chance that always comes out the same."""

    def __init__(self, value: float) -> None:
        self.value = value

    def random(self) -> float:
        return self.value


@pytest.fixture(autouse=True)
def never(monkeypatch):
    monkeypatch.setattr(moderating, "CHANCE", Drawing(0.99))


@pytest.fixture
def always(never, monkeypatch):
    monkeypatch.setattr(moderating, "CHANCE", Drawing(0.0))


def by_text(text):
    return Statement.objects.select_related("ruling", "consultation__opening").get(text=text)


def staff(another, person):
    face = another()
    face.sign_in(person)
    return face


def test_five_in_a_hundred_rulings_are_drawn(world):
    cast, consultation = world
    statement = written(consultation, "zoe", TEXT)
    rulings = [rule(statement=statement, outcome="accepted", by=cast.fay, now=NOON) for _ in range(200)]
    draw(rulings, NOON, random.Random(1))
    assert SECOND_SHARE == 0.05
    assert 4 <= Drawn.objects.filter(kind=SECOND).count() <= 18


def test_another_moderator_reads_it_without_seeing_the_ruling(always, another, world):
    cast, consultation = world
    rule(statement=written(consultation, "zoe", TEXT), outcome="rejected", reason="abuse", note="Rude.", by=cast.fay,
         now=NOON)  # fmt: skip
    zac, fay = staff(another, colleague(cast)), staff(another, cast.fay)
    assert not fay.second_readings("streets").says(TEXT)
    shown = zac.second_readings("streets")
    assert shown.says(TEXT)
    assert not any(shown.says(word) for word in ("Rude.", '"rejected"}', "Fay", '"standing"'))
    assert fay.read_again("streets", 5, "accepted").status == 403
    assert zac.read_again("streets", 5, "rejected").status == 400  # without a reason
    assert zac.read_again("streets", 5, "accepted").done
    assert by_text(TEXT).standing == "rejected"  # it stands until somebody rules anew
    assert not zac.second_readings("streets").says(TEXT)
    assert zac.read_again("streets", 5, "accepted").status == 409
    assert Entry.objects.filter(act="second-reading.disagreed", subject="statement/5").count() == 1
    assert zac.moderation_log("streets", act="second-reading.disagreed").says("5")


def test_the_same_outcome_agrees_and_a_ruling_that_fell_is_not_read(always, another, world):
    cast, consultation = world
    statement = written(consultation, "zoe", TEXT)
    rule(statement=statement, outcome="rejected", reason="abuse", by=cast.fay, now=NOON)
    zac = staff(another, colleague(cast))
    assert zac.read_again("streets", 5, "rejected", "unclear").done
    assert Entry.objects.filter(act="second-reading.agreed").count() == 1
    rule(statement=statement, outcome="accepted", by=cast.fay, now=NOON)
    assert zac.second_readings("streets").says(TEXT)
    undo(statement=statement, by=cast.fay, now=NOON)
    assert zac.read_again("streets", 5, "accepted").status == 409
    assert SecondOpinion.objects.count() == 1


@pytest.mark.parametrize("drawn", [0.0, 0.99])
def test_whoever_ruled_cannot_learn_whether_it_was_drawn(drawn, another, world, monkeypatch):
    cast, consultation = world
    monkeypatch.setattr(moderating, "CHANCE", Drawing(drawn))
    rule(statement=written(consultation, "zoe", TEXT), outcome="accepted", by=cast.fay, now=NOON)
    answer = staff(another, cast.fay).read_again("streets", 5, "accepted")
    assert answer.status == 403
    assert answer.says("You have ruled on this statement.")


def test_ruling_anew_does_not_draw_a_second_reading_away(another, world, monkeypatch):
    cast, consultation = world
    statement = written(consultation, "zoe", TEXT)
    monkeypatch.setattr(moderating, "CHANCE", Drawing(0.0))
    rule(statement=statement, outcome="rejected", reason="abuse", by=cast.fay, now=NOON)
    monkeypatch.setattr(moderating, "CHANCE", Drawing(0.99))
    undo(statement=statement, by=cast.fay, now=NOON)
    rule(statement=statement, outcome="rejected", reason="unclear", by=cast.fay, now=NOON)
    zac = staff(another, colleague(cast))
    assert zac.second_readings("streets").says(TEXT)
    assert zac.read_again("streets", 5, "rejected", "unclear").done
    rule(statement=statement, outcome="accepted", by=cast.fay, now=NOON)  # once read, chance decides again
    assert not Drawn.objects.filter(ruling=by_text(TEXT).ruling).exists()


@pytest.mark.parametrize("touch", ["ruling", "undoing", "appeal"])
def test_who_had_a_hand_in_it_is_no_second_reader(touch, another, world, monkeypatch):
    cast, consultation = world
    zac, statement = colleague(cast), written(consultation, "zoe", TEXT)
    first = zac if touch == "ruling" else cast.fay
    rule(statement=statement, outcome="rejected", reason="abuse", by=first, now=NOON)
    if touch == "undoing":
        undo(statement=statement, by=zac, now=NOON)
    if touch == "appeal":
        author = pseudonym("zoe", consultation.pk)
        appeal(consultation=consultation, number=5, reason="It is true!", by=author, now=NOON)
        decide(statement=statement, outcome="upheld", message="It insults.", by=zac, now=NOON)
    monkeypatch.setattr(moderating, "CHANCE", Drawing(0.0))
    rule(statement=statement, outcome="rejected", reason="unclear", by=cast.fay, now=NOON)
    face = staff(another, zac)
    assert not face.second_readings("streets").says(TEXT)
    assert face.read_again("streets", 5, "accepted").status == 403


def test_it_is_told_how_many_were_drawn_read_and_fell_and_reading_goes_on_after_closing(always, another, world, at):
    cast, consultation = world
    made = [written(consultation, "zoe", text) for text in (TEXT, "Trams at night.", "Dogs need parks.")]
    for each in made:
        rule(statement=each, outcome="rejected", reason="abuse", by=cast.fay, now=NOON)
    assert set(reading_figures(consultation, NOON).values()) == {0}  # of today: nobody sees that theirs was drawn
    undo(statement=made[0], by=colleague(cast), now=NOON)
    undo(statement=made[1], by=cast.fay, now=NOON)
    rule(statement=made[1], outcome="rejected", reason="unclear", by=cast.fay, now=NOON)  # carried on: one draw
    assert tuple(reading_figures(consultation, NOON + DAY).values()) == (3, 1 + 1, 1)
    at(CLOSING + MINUTE)
    zac = staff(another, colleague(cast))
    assert zac.second_readings("streets").says("Dogs need parks.")
    assert zac.read_again("streets", made[2].number, "rejected", "abuse").done
    assert tuple(reading_figures(consultation, CLOSING + MINUTE).values()) == (3, 1, 1)
    assert zac.moderation_log("streets").done
    assert by_text("Dogs need parks.").standing == "rejected"


@pytest.fixture
def trusting(at):
    """A consultation that trusts authors, in which zoe has as many accepted statements as it takes."""
    at(NOON)
    cast = founded()
    consultation = opened(cast, moderation="trusted")
    seeded(cast, consultation)
    for number in range(TRUSTED_FROM):
        accept(cast, written(consultation, "zoe", f"{number} benches are enough."))
    return cast, fresh(consultation)


def accept(cast: Cast, statement):
    rule(statement=statement, outcome="accepted", by=cast.fay, now=NOON)


def test_a_trusted_author_posts_directly_and_the_record_says_so(trusting):
    _cast, consultation = trusting
    assert (TRUSTED_FROM, written(consultation, "zoe", TEXT).standing) == (3, "accepted")
    assert by_text(TEXT).ruling.by is None
    assert Entry.objects.get(act="statement.posted").actor == "the system, by rule"
    assert written(consultation, "new", "Trams at night.").standing == "waiting"


def test_one_rejection_ends_it_and_being_joined_with_another_does_not(trusting):
    cast, consultation = trusting
    join(statement=written(consultation, "zoe", "Night buses often."), into=0, by=cast.fay, now=NOON)
    assert written(consultation, "zoe", TEXT).standing == "accepted"
    rule(statement=by_text(TEXT), outcome="rejected", reason="abuse", by=cast.fay, now=NOON)
    assert written(consultation, "zoe", "Trams at night.").standing == "waiting"


def test_nobody_is_trusted_where_the_rules_are_strict(world):
    cast, consultation = world
    for number in range(TRUSTED_FROM):
        accept(cast, written(consultation, "zoe", f"{number} benches are enough."))
    assert written(consultation, "zoe", TEXT).standing == "waiting"


def test_a_sample_is_put_to_a_moderator_who_may_still_reject(trusting, another):
    cast, consultation = trusting
    spam = written(consultation, "zoe", "Buy benches at https://benches.example.org now.")
    assert (spam.standing, spam.ruling.drawn.kind) == ("accepted", POSTED)  # it holds a hint
    fay = staff(another, cast.fay)
    shown = fay.listed("streets", "posted")
    assert shown.says("Buy benches")
    assert shown.says("It holds a link.") or shown.says('"link"')
    assert fay.rule("streets", spam.number, "rejected", "advertising", seen="accepted").done
    assert by_text(spam.text).standing == "rejected"
    assert not fay.listed("streets", "posted").says("Buy benches")


@pytest.mark.parametrize(("drawn", "expected"), [(0.19, 1), (0.21, 0)])
def test_one_in_five_is_drawn(trusting, drawn, expected):
    _cast, consultation = trusting
    author = Statement.objects.exclude(author="").first().author
    statement = Statement.objects.create(
        consultation=consultation, number=99, text=TEXT, author=author, written_at=NOON
    )
    assert post_directly(statement=statement, now=NOON, chance=Drawing(drawn))
    assert Drawn.objects.filter(kind=POSTED).count() == expected


@pytest.fixture
def unseen(monkeypatch):
    monkeypatch.setattr(random, "SystemRandom", lambda: Drawing(0.99))


def test_only_so_many_are_posted_directly_until_somebody_has_looked(trusting, unseen):
    cast, consultation = trusting
    made = [written(consultation, "zoe", f"Tram {number} is late.") for number in range(MOST_UNCHECKED + 1)]
    assert (MOST_UNCHECKED, [each.standing for each in made]) == (5, [*["accepted"] * 5, "waiting"])
    accept(cast, made[-1])
    assert written(consultation, "zoe", TEXT).standing == "accepted"


@pytest.mark.parametrize("how", ["one", "many", "hidden"])
def test_when_one_is_rejected_or_hidden_the_others_of_its_author_are_checked(trusting, unseen, how):
    cast, consultation = trusting
    first, other = (written(consultation, "zoe", text) for text in (TEXT, "Trams at night."))
    assert not Drawn.objects.exists()
    if how == "one":
        rule(statement=first, outcome="rejected", reason="abuse", by=cast.fay, now=NOON)
    if how == "many":
        seen = {first.number: first.ruling_id}
        rule_many(consultation=consultation, seen=seen, outcome="rejected", reason="abuse", by=cast.fay, now=NOON)
    if how == "hidden":
        hide(statement=first, by=cast.fay, now=NOON)
    assert list(posted_of(consultation)) == [other]


def test_words_that_were_rejected_before_are_not_posted_directly(trusting):
    cast, consultation = trusting
    rule(statement=written(consultation, "ann", TEXT), outcome="rejected", reason="abuse", by=cast.fay, now=NOON)
    again = written(consultation, "zoe", TEXT.upper())
    assert (again.standing, written(consultation, "zoe", "Trams at night.").standing) == ("waiting", "accepted")


def test_nobody_learns_by_undoing_that_their_own_ruling_was_drawn(always, world):
    cast, consultation = world
    own, others = (written(consultation, name, f"{TEXT} {name}") for name in ("ann", "bob"))
    for each, by in ((own, cast.fay), (others, colleague(cast))):
        rule(statement=each, outcome="accepted", by=cast.fay, now=NOON)
        undo(statement=each, by=by, now=NOON + MINUTE)
    assert list(reading_figures(consultation, NOON + DAY).values()) == [1, 0, 1]
