"""The votes of single people leave the site for a named recipient, after the final result, and the record says so."""

import io
import re
import zipfile
from hashlib import sha256

import pytest

from deliberation.obligations.erasing import erase_participant
from deliberation.record.models import Entry
from deliberation.results.models import Handover
from deliberation.statements.models import Statement
from deliberation.statements.moderating import hide, rule
from deliberation.votes.identity import COOKIE
from deliberation.votes.models import AGREE, CurrentVote, Participant
from deliberation.votes.polis_export import read_export
from tests.cast import CLOSING, DAY, NOON, citizen, closed_and_bound, vote, voted_world, written
from tests.faces.faces import Face

pytestmark = pytest.mark.django_db
ADA, WHY = "Ada, University of Springfield", "To compute the result once more, independently."
FORMULA = "=Benches belong everywhere"


@pytest.fixture
def ended(at, db):
    """Closed, with a statement that a spreadsheet could take for a formula, and one that was hidden."""
    at(NOON)
    world = voted_world()
    for text in (FORMULA, "Frumpelated benches."):
        said = written(world.consultation, "ann", text)
        rule(statement=said, outcome="accepted", by=world.cast.fay, now=NOON)
        vote(world.people[0], said.number, AGREE)
    vote(citizen(world.consultation, "ann"), 0, AGREE)
    hide(statement=Statement.objects.latest("id"), by=world.cast.fay, now=NOON)
    return world


def unpacked(content, folder):
    zipfile.ZipFile(io.BytesIO(content)).extractall(folder)
    return read_export(folder, CLOSING + DAY)


def patterns():
    """How everybody voted, by number of the statement, without saying who."""
    votes = {}
    for person, number, value in CurrentVote.objects.values_list("participant", "statement__number", "value"):
        votes.setdefault(person, {})[number] = value
    return sorted(sorted(each.items()) for each in votes.values())


def test_a_researcher_gets_every_vote_and_nothing_that_says_whose(face, ended, at, tmp_path):
    closed_and_bound(ended)
    at(CLOSING + DAY)
    face.sign_in(ended.cast.fay)
    status, content = face.hand_votes("streets", ADA, WHY)
    assert status < 300
    export = unpacked(content, tmp_path)
    found = {}
    for cast in export.votes:
        found.setdefault(cast.participant, {})[cast.number] = cast.value
    assert sorted(sorted(each.items()) for each in found.values()) == patterns()
    assert {each.author for each in export.comments.values()} == {None}
    texts = {number: each.text for number, each in export.comments.items()}
    assert (texts[12], texts[13]) == (f"'{FORMULA}", "")
    assert export.comments[13].moderated_out
    told = "".join(path.read_text() for path in tmp_path.iterdir())
    assert [each.pseudonym for each in Participant.objects.all() if each.pseudonym in told] == []
    assert set(re.findall(r"20\d\d-\d\d-\d\dT\S{8}", told)) == {"2026-03-02T12:00:00"}, "the opening, and no other time"


def test_every_time_the_numbers_are_others_and_the_record_says_to_whom_and_why(face, ended, at, tmp_path):
    closed_and_bound(ended)
    at(CLOSING + DAY)
    face.sign_in(ended.cast.fay)
    files = [face.hand_votes("streets", recipient, WHY)[1] for recipient in (ADA, "The Court of Audit")]
    one, other = (zipfile.ZipFile(io.BytesIO(each)).read("participants-votes.csv") for each in files)
    assert one != other
    entries = Entry.objects.filter(act="votes.handed-over").order_by("id")
    digests = [sha256(each).hexdigest() for each in files]
    assert [each.details for each in entries] == [
        {"recipient": ADA, "purpose": WHY, "sha256": digests[0]},
        {"recipient": "The Court of Audit", "purpose": WHY, "sha256": digests[1]},
    ]
    assert {each.actor for each in entries} == {"facilitator, City of Springfield"}
    assert {each.by for each in Handover.objects.all()} == {ended.cast.fay}


def test_nobody_gets_anything_before_the_end_without_a_purpose_or_without_the_office(face, another, ended, at):
    face.sign_in(ended.cast.fay)
    assert face.hand_votes("streets", ADA, WHY)[0] == 409
    closed_and_bound(ended)
    at(CLOSING + DAY)
    face.sign_in(ended.cast.fay)  # the session of a week ago has ended
    assert [face.hand_votes("streets", *sent)[0] for sent in (("", WHY), (ADA, "Research."), (ADA, "\x00" * 30))] == [
        400
    ] * 3
    for person in (ended.cast.filip, ended.cast.omar):
        stranger = another()
        stranger.sign_in(person)
        assert stranger.hand_votes("streets", ADA, WHY)[0] == 403
    assert not Entry.objects.filter(act="votes.handed-over").exists()


def test_who_was_erased_after_the_result_is_handed_to_nobody(face, ended, at, tmp_path):
    closed_and_bound(ended)
    at(CLOSING + DAY)
    ann = Face()
    ann.take_part_as("ann")
    cookies = {COOKIE: ann.client.cookies[COOKIE].value}
    erase_participant(consultation=ended.consultation, cookies=cookies, sure=True, now=CLOSING + DAY)
    face.sign_in(ended.cast.fay)
    assert len(unpacked(face.hand_votes("streets", ADA, WHY)[1], tmp_path).participants) == 42
