"""Every real conversation comes over whole: the largest one only in `make soak`."""

import csv
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from deliberation.consultations.models import Consultation
from deliberation.results.actions import analyse
from deliberation.votes.models import CurrentVote, Vote
from tests.obligations.soaking import SOAKING

pytestmark = pytest.mark.django_db

# participants, statements, of them rejected, votes, current votes
COUNTS = {
    "15-per-hour-seattle": (339, 54, 23, 2_995, 2_872),
    "american-assembly.bowling-green": (2_031, 896, 289, 225_524, 225_524),
    "canadian-electoral-reform": (448, 174, 22, 12_018, 11_950),
    "football-concussions": (1_487, 298, 137, 14_924, 14_328),
    "london.youth.policing": (26, 39, 3, 640, 638),
    "scoop-hivemind.taxes": (334, 148, 57, 17_379, 17_335),
    "vtaiwan.uberx": (1_921, 197, 78, 49_997, 49_443),
}


LARGEST = "american-assembly.bowling-green"  # takes as long as the six others together, and shows nothing else
MANY = 20_000  # votes
EACH = [
    pytest.param(name, marks=pytest.mark.once if votes > MANY else ())
    for name, (_people, _statements, _rejected, votes, _current) in COUNTS.items()
    if name != LARGEST or SOAKING
]


@pytest.mark.parametrize("name", EACH)
def test_counts(shared_data, name):
    folder = shared_data / "polis-open-data" / name
    call_command("import_polis", str(folder), "--slug", "real", stdout=StringIO(), stderr=StringIO())
    real = Consultation.objects.with_facts().get(slug="real")
    assert (
        real.participants.count(),
        real.statements.count(),
        real.statements.rejected().count(),
        Vote.objects.filter(consultation=real).count(),
        CurrentVote.objects.filter(participant__consultation=real).count(),
    ) == COUNTS[name]
    assert sorted(CurrentVote.objects.values_list("statement__number", "value")) == sorted(standing_at_source(folder))
    if name == "vtaiwan.uberx":
        analysis = analyse(consultation=real, now=timezone.now())
        assert analysis.figures["group_sizes"] == [491, 727]
        assert analysis.prepared["stability"]["clear"]
        assert [group["size"] for group in analysis.prepared["groups"]] == [490, 725]


def standing_at_source(folder):
    """What Polis itself says stood at the end, read by other means than the importer's."""
    with (folder / "participants-votes.csv").open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            yield from ((int(name), int(cell)) for name, cell in row.items() if name.isdigit() and cell)
