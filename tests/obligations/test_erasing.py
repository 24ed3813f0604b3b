"""Erasing somebody who takes part: nothing of them is left in any table or file, and nothing published changes."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberation.consultations.actions import close
from deliberation.errors import Conflict, Invalid
from deliberation.obligations.actions import bind
from deliberation.obligations.confirming import confirm
from deliberation.obligations.erasing import enter_erasures, erase_participant
from deliberation.obligations.models import Confirmation, Obligation, Rating, Report
from deliberation.obligations.rating import rate
from deliberation.record.models import Entry
from deliberation.results import actions as results
from deliberation.results import large
from deliberation.results.matrix import computed_at
from deliberation.results.models import Analysis, Part, Publication
from deliberation.results.placements import places_of, previous
from deliberation.results.queries import erased_since, latest_analysis, position_now, stale
from deliberation.results.snapshot import kept
from deliberation.results.stock import take_stock
from deliberation.results.tasks import listen
from deliberation.search.actions import take_up
from deliberation.statements.actions import appeal, decide, translate
from deliberation.statements.models import Appeal, Statement, Translation
from deliberation.statements.moderating import hide, rule, undo
from deliberation.votes.actions import serve
from deliberation.votes.identity import COOKIE, anew, names_in, pseudonym, token_in, with_verified
from deliberation.votes.models import Participant, Vote
from deliberation.votes.proposing import propose, serve_similar
from tests.cast import (
    AGREE,
    CLOSING,
    DAY,
    HOUR,
    NOON,
    answer,
    citizen,
    closed_and_bound,
    colleague,
    commitment,
    fresh,
    published,
    vote,
    voted_world,
    written,
)
from tests.faces.faces import Face

pytestmark = pytest.mark.django_db
# Made-up words: each stands nowhere but in what Ann wrote, or what was written to her.
PRIVATE = ("zorblaxed", "quibnorred", "frumpelated", "wibbleston", "snorgelfen", "flimmerung")
PUBLIC = "grumbleton"
LATER = CLOSING + DAY


def cookies(token="ann"):
    face = Face()
    face.take_part_as(token)
    return {COOKIE: face.client.cookies[COOKIE].value}


def erase(consultation, token="ann", now=NOON + 2 * HOUR, sure=True):
    return erase_participant(consultation=consultation, cookies=cookies(token), sure=sure, now=now)


@pytest.fixture
def world():
    """42 people, and Ann, who did everything that one can do before the end."""
    world = voted_world()
    cast, consultation = world.cast, world.consultation
    ann = citizen(consultation, "ann")
    for number in range(6):
        vote(ann, number, AGREE)
    texts = [written(consultation, "ann", f"Benches are {word}.") for word in (*PRIVATE[:3], PUBLIC)]
    _waiting, rejected, hidden, accepted = texts
    for each in (hidden, accepted):
        rule(statement=each, outcome="accepted", by=cast.fay, now=NOON)
    take_up(now=NOON)
    rule(statement=rejected, outcome="rejected", reason="off-topic", note=PRIVATE[3], by=cast.fay, now=NOON)
    hide(statement=hidden, by=cast.fay, now=NOON)
    vote(world.people[0], accepted.number, AGREE)
    name = pseudonym("ann", consultation.pk)
    appeal(consultation=consultation, number=rejected.number, reason=PRIVATE[4], by=name, now=NOON)
    rejected.refresh_from_db()
    decide(statement=rejected, outcome="upheld", by=colleague(cast), now=NOON, message=PRIVATE[5])
    return world


def everything():
    """Every row of every table, and every file that the workers keep."""
    rows = [repr(list(model._base_manager.values())) for model in apps.get_models(include_auto_created=True)]
    files = [path.read_bytes() for path in settings.SNAPSHOTS.rglob("*") if path.is_file()]
    return "\n".join(rows), files


def documents():
    return list(Publication.objects.order_by("id").values_list("document", "published_at", "analysis__output_digest"))


def test_nothing_of_a_person_is_left_in_any_table_or_file_and_nothing_published_changes(world):
    consultation = world.consultation
    ann = Participant.objects.get(pseudonym=pseudonym("ann", consultation.pk))
    published(world, NOON + HOUR)
    take_stock(consultation=consultation, now=NOON + HOUR)
    large.begin(consultation=consultation, now=NOON + HOUR)
    before, (told, _files) = documents(), everything()
    assert all(word in told for word in (*PRIVATE, PUBLIC, ann.pseudonym)), "the search finds nothing to begin with"
    assert erase(consultation) != "ann"
    take_up(now=NOON + 2 * HOUR)
    told, files = everything()
    assert [word for word in (*PRIVATE, ann.pseudonym) if word in told] == []
    assert PUBLIC in told
    assert files == []
    points_to_it = [
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Participant and model._base_manager.filter(**{field.attname: ann.pk}).exists()
    ]
    assert points_to_it == []
    assert ann.pk not in previous(Analysis.objects.get()).participant_ids
    assert documents() == before


def test_what_others_voted_on_stays_without_its_author_and_what_nobody_read_is_gone(world):
    erase(world.consultation)
    rows = {each.number: each for each in Statement.objects.select_related("ruling").filter(number__gte=12)}
    assert {number: (each.text, each.standing, each.author) for number, each in rows.items()} == {
        **dict.fromkeys((12, 13, 14), ("", "hidden", "")), 15: (f"Benches are {PUBLIC}.", "accepted", ""),
    }  # fmt: skip
    assert [(each.reason, each.state) for each in Appeal.objects.all()] == [("", "upheld")]
    for number in (12, 14):
        with pytest.raises(Conflict, match="nothing is left to rule on"):
            undo(statement=rows[number], by=world.cast.fay, now=NOON + 3 * HOUR)


def test_an_appeal_that_waits_goes_with_its_author(world):
    consultation = world.consultation
    rejected = written(consultation, "ann", "Benches are nice.")
    rule(statement=rejected, outcome="rejected", reason="off-topic", by=world.cast.fay, now=NOON)
    appeal(consultation=consultation, number=rejected.number, reason="No!", by=rejected.author, now=NOON)
    erase(consultation)
    assert [each.state for each in Appeal.objects.all()] == ["upheld"]


def test_the_next_analysis_is_that_of_a_consultation_where_the_person_never_was(world):
    consultation = world.consultation
    mine = Participant.objects.get(pseudonym=pseudonym("ann", consultation.pk))
    results.analyse(consultation=consultation, now=NOON + HOUR)
    assert mine.pk in computed(consultation).participant_ids
    erase(consultation)
    assert consultation in stale()
    made = results.analyse(consultation=consultation, now=NOON + 3 * HOUR)
    assert made == latest_analysis(consultation)
    assert mine.pk not in previous(made).participant_ids
    assert made.votes == Vote.objects.filter(counted=True).count()
    assert consultation not in stale()


def computed(consultation):
    return computed_at(consultation, position_now(consultation), "default", None)


def test_the_last_line_of_the_log_can_be_erased_and_the_log_goes_on(world):
    """Then the log ends earlier than what was analysed, and the next line still gets a number of its own."""
    consultation = world.consultation
    ann = Participant.objects.get(pseudonym=pseudonym("ann", consultation.pk))
    last = vote(ann, 7, AGREE)
    published(world, NOON + HOUR)
    erase(consultation)
    made = results.analyse(consultation=consultation, now=NOON + 3 * HOUR)
    assert (made.up_to_vote < last.pk, latest_analysis(consultation)) == (True, made)
    assert vote(world.people[0], 7, AGREE, NOON + 3 * HOUR).pk > last.pk
    for person in world.people[1:6]:
        vote(person, 7, AGREE, NOON + 3 * HOUR)
    results.analyse(consultation=consultation, now=NOON + 4 * HOUR)
    assert results.release(consultation=consultation, now=NOON + 4 * HOUR).number == 2


def test_an_analysis_that_was_under_way_is_not_stored(world, monkeypatch):
    consultation, seen = world.consultation, []

    def slow(*asked):
        found = computed_at(*asked)
        seen.append(len(found.participant_ids))
        if len(seen) == 1:
            erase(consultation)
        return found

    monkeypatch.setattr(results, "computed_at", slow)
    made = results.analyse(consultation=consultation, now=NOON + HOUR)
    assert seen == [43, 42]
    assert list(Analysis.objects.all()) == [made]
    large.clear_away(now=NOON + HOUR)
    assert kept() == [consultation.pk], "only a file that knows of the erasure stays"


def test_a_file_from_before_an_erasure_is_never_read_and_is_deleted(world):
    """On another machine, which the erasure could not reach."""
    consultation = world.consultation
    results.analyse(consultation=consultation, now=NOON + HOUR)
    (file,) = settings.SNAPSHOTS.iterdir()
    content = file.read_bytes()
    erase(consultation)
    assert not file.exists()
    file.write_bytes(content)
    assert len(computed(consultation).participant_ids) == 42
    file.write_bytes(content)
    listen()  # which comes to every machine
    assert not file.exists()


def test_a_result_that_is_being_frozen_waits_for_the_next_sweep(world, monkeypatch):
    consultation = world.consultation

    def meanwhile(**asked):
        made = large.analysed(**asked)
        erase(consultation, now=CLOSING)
        return made

    monkeypatch.setattr("deliberation.obligations.actions.analysed", meanwhile)
    assert closed_and_bound(world).publication is None
    assert bind(consultation=fresh(consultation), now=CLOSING).final
    assert len(previous(Analysis.objects.get()).participant_ids) == 42


def test_what_was_said_of_an_answer_goes_and_duties_stay(world):
    world = closed_and_bound(world)
    consultation, duty = world.consultation, Obligation.objects.filter(kind="answer").first()
    ann = Participant.objects.get(pseudonym=pseudonym("ann", consultation.pk))
    version = answer(obligation=duty, draft=commitment(), by=world.cast.omar, now=LATER)
    rate(answer=version, answers_it="no", clear="no", by=ann, now=LATER)
    report = Report.objects.create(
        milestone=version.milestones.get(), kind="done", text="Done.", reported_on=LATER.date(), at=LATER
    )
    asked = LATER + timedelta(days=30)
    confirm(report=report, said="no", by=ann, now=asked)
    duties, before = list(Obligation.objects.values()), documents()
    took_part = places_of(duty.publication, []).took_part
    erase(consultation, now=asked)
    assert places_of(fresh_publication(duty), []).took_part == took_part, "as many as before have to speak to be heard"
    assert not Rating.objects.exists()
    assert not Confirmation.objects.exists()
    assert (list(Obligation.objects.values()), documents()) == (duties, before)


def fresh_publication(duty):
    return Publication.objects.get(pk=duty.publication_id)


def test_twice_is_harmless_and_the_record_tells_of_the_day_alone_when_it_is_over(world):
    consultation = world.consultation
    vote(citizen(consultation, "bob"), 0, AGREE)
    publication = published(world, NOON + HOUR).publication
    for token in ("ann", "ann", "bob", "nobody"):
        erase(consultation, token)
    tomorrow = (NOON + DAY).replace(hour=0)
    for now in (NOON + 3 * HOUR, tomorrow - HOUR):
        assert (enter_erasures(now=now), erased_since(publication, now)) == (0, False), "it would tell when"
    for days, found in ((0, 1), (0, 0), (3, 0)):
        assert enter_erasures(now=tomorrow + days * DAY) == found
    assert erased_since(publication, tomorrow)
    assert [(each.act, each.subject, each.actor, each.details, each.happened_at) for each in erasures()] == [
        ("participation.erased", "consultation/streets", "a participant", {}, NOON.replace(hour=0))
    ]
    assert consultation.erasures.count() == 2
    with pytest.raises(Invalid):
        erase(consultation, sure=False)
    assert erase_participant(consultation=consultation, cookies={}, sure=True, now=NOON) == ""


def erasures():
    return Entry.objects.filter(act="participation.erased")


def test_who_signed_in_is_erased_with_what_they_did_before_in_the_same_browser(world):
    consultation = world.consultation
    token = with_verified("ann", consultation.pk, "secret")
    vote(citizen(consultation, token), 0, AGREE)
    kept_token = erase(consultation, token)
    assert Participant.objects.count() == 42
    assert pseudonym(kept_token, consultation.pk) not in {pseudonym(each, consultation.pk) for each in ("ann", token)}
    assert pseudonym(kept_token, consultation.pk + 1) == pseudonym("ann", consultation.pk + 1)
    assert token_in(cookies(anew(token, 1)))


def one_after_the_other(world, monkeypatch):
    """Whenever votes are analysed, somebody is erased who has voted; gives how many were there each time."""
    seen = []

    def slow(*asked):
        found = computed_at(*asked)
        seen.append(len(found.participant_ids))
        name = f"cheap {len(seen)}"
        erase(world.consultation, name, now=NOON + HOUR)
        return found

    for number in range(1, 12):
        vote(citizen(world.consultation, f"cheap {number}"), 0, AGREE)
    monkeypatch.setattr(results, "computed_at", slow)
    return seen


def test_nobody_keeps_results_back_by_erasing_one_after_the_other(world, monkeypatch):
    consultation, seen = world.consultation, one_after_the_other(world, monkeypatch)
    made = results.analyse(consultation=consultation, now=NOON + HOUR)
    assert len(seen) == 6
    erased = {pseudonym(f"cheap {number}", consultation.pk) for number in range(1, 7)}
    assert not Participant.objects.filter(pseudonym__in=erased).exists()
    there = set(Participant.objects.values_list("pk", flat=True))
    assert set(previous(made).participant_ids.tolist()) <= there, "it says of nobody who is gone where they stand"
    assert consultation in stale(), "the next one is without them"
    assert results.release(consultation=consultation, now=NOON + 2 * HOUR)


def test_nor_a_final_result_and_its_duties(world, monkeypatch):
    seen = one_after_the_other(world, monkeypatch)
    assert closed_and_bound(world).publication.final
    assert Obligation.objects.exists()
    assert len(seen) == 6


def test_nor_those_of_a_very_large_consultation(world, monkeypatch, settings):
    settings.LARGE_VOTES = 10
    consultation = world.consultation
    for number in range(7):
        vote(citizen(consultation, f"cheap {number}"), 0, AGREE)
        waiting = written(consultation, f"cheap {number}", f"Benches {number} are blue.")
        assert waiting.ruling is None
    for number in range(6):
        erase(consultation, f"cheap {number}")
    close(consultation=consultation, by=None, now=CLOSING)
    consultation = fresh(consultation)
    computation = large.begin(consultation=consultation, now=CLOSING)
    erase(consultation, "cheap 6", now=NOON + 3 * HOUR)
    while parts := large.go_on(computation=computation, now=CLOSING):
        for part in Part.objects.filter(pk__in=parts):
            large.answer(part=part)
    assert bind(consultation=consultation, now=CLOSING).final


def test_who_never_voted_goes_without_a_trace_in_what_is_made_of_votes(world):
    consultation = world.consultation
    citizen(consultation, "looks")
    made = results.analyse(consultation=consultation, now=NOON + HOUR)
    large.begin(consultation=consultation, now=NOON + HOUR)
    erase(consultation, "looks")
    assert not Participant.objects.filter(pseudonym=pseudonym("looks", consultation.pk)).exists()
    assert (list(Analysis.objects.all()), consultation.erasures.count(), kept()) == ([made], 0, [consultation.pk])
    assert consultation not in stale()


def test_only_the_newest_publication_and_the_final_one_say_who_stood_where(world):
    """So an erasure, for which all votes wait, changes one row, and none where nobody was in it."""
    consultation = world.consultation
    published(world, NOON + HOUR)
    for hour in (2, 3):
        for person in world.people[:6]:
            vote(person, 7, AGREE if hour == 2 else -1, NOON + hour * HOUR)
        results.analyse(consultation=consultation, now=NOON + hour * HOUR)
        assert results.release(consultation=consultation, now=NOON + hour * HOUR)
    rows = Analysis.objects.order_by("id")
    assert [bool(each.placements) for each in rows] == [bool(each.figures) for each in rows] == [False, False, True]
    vote(citizen(consultation, "later"), 0, AGREE, NOON + 4 * HOUR)
    for token, changed in (("later", 0), ("ann", 1)):
        with CaptureQueriesContext(connection) as asked:
            erase(consultation, token, now=NOON + 4 * HOUR)
        assert sum(query["sql"].startswith('UPDATE "results_analysis"') for query in asked) == changed


def test_what_another_window_was_about_to_do_is_refused(world):
    world = closed_and_bound(world)
    consultation, duty = world.consultation, Obligation.objects.filter(kind="answer").first()
    ann = Participant.objects.get(pseudonym=pseudonym("ann", consultation.pk))
    version = answer(obligation=duty, draft=commitment(), by=world.cast.omar, now=LATER)
    report = Report.objects.create(
        milestone=version.milestones.get(), kind="done", text="Done.", reported_on=LATER.date(), at=LATER
    )
    erase(consultation, now=LATER)
    asked = LATER + timedelta(days=30)
    for act in (
        lambda: rate(answer=version, answers_it="no", clear="no", by=ann, now=LATER),
        lambda: confirm(report=report, said="no", by=ann, now=asked),
    ):
        with pytest.raises(Conflict, match="another window"):
            act()


def test_nor_is_anything_served_or_written_for_somebody_who_is_gone(world):
    consultation = world.consultation
    ann = citizen(consultation, "ann")
    orphan = written(consultation, "ann", "Benches are gone.")
    Participant.objects.filter(pk=ann.pk).update(pseudonym="")
    erase(consultation)
    orphan.refresh_from_db()
    assert (orphan.text, orphan.author) == ("", ""), "words are found without a participant"
    Participant.objects.filter(pk=ann.pk).update(pseudonym=ann.pseudonym)
    erase(consultation)
    alike = list(Statement.objects.all()[:2])
    for act in (
        lambda: serve(by=ann, now=NOON + HOUR),
        lambda: serve_similar(by=ann, alike=alike, now=NOON + HOUR),
        lambda: propose(by=ann, text="Trams should be silent at night.", now=NOON + HOUR, different=True),
    ):
        with pytest.raises(Conflict, match="another window"):
            act()
    assert not Statement.objects.filter(author=ann.pseudonym).exists()


def test_who_began_anew_and_then_signed_in_is_reached_all_the_same(world):
    """Also after so many sign-ins elsewhere that the cookie cannot hold them all."""
    consultation = world.consultation
    begun = anew("ann", consultation.pk)
    vote(citizen(consultation, begun), 0, AGREE)
    token = with_verified(begun, consultation.pk, "mine")
    vote(citizen(consultation, token), 0, AGREE)
    another = with_verified(token, consultation.pk, "of somebody else")
    assert pseudonym(token, consultation.pk) not in names_in(another, consultation.pk), "they share a browser, no more"
    for number in range(1000, 1060):
        token = with_verified(token, number, "elsewhere")
    assert pseudonym(begun, consultation.pk) in names_in(token, consultation.pk)
    assert pseudonym(token, 1059) == pseudonym(with_verified("ann", 1059, "elsewhere"), 1059)
    assert len(token) < 64 * 31 + 43
    erase(consultation, token)
    assert not Participant.objects.filter(pseudonym=pseudonym(begun, consultation.pk)).exists()


def test_translations_go_with_words_that_nobody_may_read(world):
    consultation, fay = world.consultation, world.cast.fay
    shown, gone = (written(consultation, "ann", f"Benches are {word}.") for word in ("wide", "deep"))
    for each in (shown, gone):
        rule(statement=each, outcome="accepted", by=fay, now=NOON)
        translate(statement=each, language="es", text=f"Los bancos: {each.number}.", by=fay, now=NOON)
    hide(statement=gone, by=fay, now=NOON)
    erase(consultation)
    assert [each.text for each in Translation.objects.order_by("id")] == [f"Los bancos: {shown.number}.", ""]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL cleans up by itself, and says when")
def test_the_file_of_the_database_holds_nothing_either(world):
    name = pseudonym("ann", world.consultation.pk)
    erase(world.consultation)
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA secure_delete").fetchone() == (1,)
    assert name not in everything()[0]
