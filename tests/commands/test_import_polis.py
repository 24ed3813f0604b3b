"""A conversation moves here from Polis: what comes out of a small export, to the last row."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from deliberation.consultations.models import Consultation
from deliberation.obligations.actions import bind
from deliberation.people.models import Organisation, Person
from deliberation.people.permissions import Role
from deliberation.record.models import Entry
from deliberation.statements.models import Ruling
from deliberation.statements.queries import public_texts
from deliberation.votes.management.progress import VotesPerSecond
from deliberation.votes.models import CurrentVote, DirtyMark, Participant, Served, Vote
from tests.commands.exports import FILES, T, export

pytestmark = pytest.mark.django_db


def imported(folder, *options):
    """Run the command; what it said, and the consultation."""
    said = StringIO()
    call_command("import_polis", str(folder), "--slug", "park", *options, stdout=said, stderr=StringIO())
    return said.getvalue(), Consultation.objects.with_facts().get(slug="park")


def at(milliseconds):
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


def test_votes_keep_their_order_and_their_times(tmp_path):
    _said, park = imported(export(tmp_path))
    log = Vote.objects.filter(consultation=park).order_by("id")
    assert list(log.values_list("statement__number", "value", "cast_at")) == [
        (0, 1, at(T + 10)),
        (0, 1, at(T + 20)),
        (1, 1, at(T + 20)),
        (1, 0, at(T + 20)),
        (1, -1, at(T + 30)),
        (2, 1, at(T + 40)),
        (4, 1, at(T + 50)),
        (2, 0, at(T + 60)),
        (0, -1, at(T + 90)),
    ]
    assert all(log.values_list("counted", flat=True))


def test_the_current_vote_is_the_last_line_of_the_log(tmp_path):
    _said, park = imported(export(tmp_path))
    last = {}
    for line in Vote.objects.filter(consultation=park).order_by("id"):
        last[line.participant_id, line.statement_id] = (line.pk, line.value, line.counted)
    current = CurrentVote.objects.values_list("participant", "statement", "vote", "value", "counted")
    assert {row[:2]: row[2:] for row in current} == last
    assert len(last) == 7


def test_every_voted_statement_was_served_at_the_first_vote(tmp_path):
    imported(export(tmp_path))
    served = Served.objects.order_by("statement__number", "served_at")
    assert list(served.values_list("statement__number", "served_at")) == [
        (0, at(T + 10)),
        (0, at(T + 20)),
        (1, at(T + 20)),
        (1, at(T + 30)),
        (2, at(T + 40)),
        (2, at(T + 60)),
        (4, at(T + 50)),
    ]


def test_statements_keep_their_numbers_texts_times_and_authors(tmp_path):
    _said, park = imported(export(tmp_path))
    authors = {each.joined_at: each.pseudonym for each in Participant.objects.filter(votes__isnull=False)}
    assert list(park.statements.values_list("number", "text", "written_at", "author", "seed")) == [
        (0, "The park should close at night.", at(T), "", False),  # 9 is no participant
        (1, "Dogs should be on a lead.", at(T + 1), authors[at(T + 10)], False),
        (2, "Benches, more of them.", at(T + 2), authors[at(T + 20)], False),
        (3, "", at(T + 3), "", False),
        (4, "Shut up", at(T + 4), authors[at(T + 20)], False),
    ]


def test_what_was_moderated_out_is_rejected_after_the_last_vote_and_not_public(tmp_path):
    _said, park = imported(export(tmp_path))
    assert public_texts(park).keys() == {0, 1, 2}
    rulings = Ruling.objects.filter(statement__number=4).order_by("id")
    assert list(rulings.values_list("outcome", "reason", "made_at")) == [
        ("accepted", "", at(T + 4)),
        ("rejected", "moderated-at-source", at(T + 90)),
    ]
    rejected = Entry.objects.filter(consultation="park", act="statement.rejected").order_by("id")
    assert [(entry.subject, entry.details) for entry in rejected] == [
        ("statement/3", {"reason": "moderated-at-source"}),
        ("statement/4", {"reason": "moderated-at-source"}),
    ]


def test_participants_are_fresh_pseudonyms(tmp_path):
    imported(export(tmp_path))
    names = list(Participant.objects.values_list("pseudonym", flat=True))
    assert len(set(names)) == 4
    assert all(len(name) == 64 and int(name, 16) for name in names)
    assert Participant.objects.get(votes__isnull=True).joined_at == at(T)


def test_the_consultation_opened_at_the_first_event_and_goes_on(tmp_path):
    _said, park = imported(export(tmp_path), "--language", "zh-Hant", "--time-zone", "Asia/Taipei", "--days", "3")
    assert (park.question, park.language, park.time_zone) == ("How should the park be used?", "zh-Hant", "Asia/Taipei")
    assert (park.opens_at, park.opening.opened_at) == (at(T), at(T))
    assert park.closes_at - park.created_at == timedelta(days=3)
    assert not park.closed
    assert "imported from a Polis conversation" in park.background
    assert "The Computational Democracy Project" in park.background
    assert DirtyMark.objects.filter(consultation=park).exists()


def test_a_description_becomes_the_background_with_its_attribution(tmp_path):
    rows = [*FILES["summary.csv"][:2], 'conversation-description,"**The park** is ours.\n\nIt has 3 gates."']
    _said, park = imported(export(tmp_path, {"summary.csv": rows}))
    assert park.background.startswith("**The park** is ours.\n\nIt has 3 gates.\n\nData was gathered using the Polis")


def test_closed_it_binds_the_ministry(tmp_path):
    said, park = imported(export(tmp_path), "--closed")
    assert "It is closed." in said
    assert park.closed
    assert bind(consultation=park, now=park.closing.closed_at).final
    assert park.obligations.get().kind == "meeting"


def test_host_ministry_and_facilitator_are_made_or_found(tmp_path):
    imported(export(tmp_path), "--host", "town", "--host-name", "Town", "--ministry", "parks",
             "--ministry-name", "Ministry of Parks", "--facilitator", "fay@example.org")  # fmt: skip
    town, parks = Organisation.objects.get(slug="town"), Organisation.objects.get(slug="parks")
    assert (town.name, parks.name, parks.answers) == ("Town", "Ministry of Parks", True)
    fay = Person.objects.get(email="fay@example.org")
    assert set(town.offices_of(fay)) == {Role.FACILITATOR}
    assert not fay.has_usable_password()
    call_command("import_polis", str(tmp_path), "--slug", "again", "--host", "town", stdout=StringIO())
    assert Consultation.objects.get(slug="again").created_by == fay


def test_the_record_says_what_came_and_from_which_files(tmp_path):
    imported(export(tmp_path))
    entry = Entry.objects.get(act="consultation.imported")
    counts = {name: entry.details[name] for name in ("participants", "statements", "votes", "current_votes")}
    assert counts == {"participants": 4, "statements": 5, "votes": 9, "current_votes": 7}
    assert entry.details["sha256"].keys() == FILES.keys()
    assert all(len(digest) == 64 for digest in entry.details["sha256"].values())
    assert Entry.objects.filter(act="consultation.opened", subject="consultation/park").count() == 1


def test_the_output_counts_what_came(tmp_path):
    said, _park = imported(export(tmp_path))
    assert "4 participants, 1 of them without votes" in said
    assert "5 statements, 2 of them moderated out there" in said
    assert "9 votes, 1 of them on rejected statements; 7 current votes" in said


def test_without_votes_csv_the_times_are_unknown_and_it_says_so(tmp_path):
    said, park = imported(export(tmp_path, {"votes.csv": None}))
    assert "There is no votes.csv" in said
    log = Vote.objects.filter(consultation=park)
    assert set(log.values_list("cast_at", flat=True)) == {at(T + 4)}
    assert list(log.order_by("id").values_list("statement__number", "value")) == [
        (0, -1), (2, 0), (0, 1), (1, 0), (1, -1), (2, 1), (4, 1),
    ]  # fmt: skip
    assert Entry.objects.get(act="consultation.imported").details["vote_times_known"] is False


def test_a_second_time_is_refused(tmp_path):
    imported(export(tmp_path))
    with pytest.raises(CommandError, match="There is a consultation 'park' already"):
        imported(tmp_path)
    assert Vote.objects.count() == 9


def test_progress_is_a_line_per_second_and_one_at_the_end():
    instants = iter([0.0, 10.0, 10.4, 11.0, 11.9, 12.5])
    said = StringIO()
    progress = VotesPerSecond(said, clock=lambda: next(instants))
    for done in (0, 400, 1000, 1900, 2000):
        progress(done, 2000)
    assert said.getvalue().splitlines() == [
        "400 of 2,000 votes, 20 %, 1,000 votes/s",
        "1,900 of 2,000 votes, 95 %, 1,000 votes/s",
        "2,000 of 2,000 votes, 100 %, 800 votes/s",
    ]
