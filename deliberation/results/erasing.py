"""What analyses know of single people, taken out of them. Publications stay as they are, byte for byte."""

from collections.abc import Collection

from deliberation.consultations.models import Consultation
from deliberation.results import snapshot
from deliberation.results.models import Analysis, Computation, Health
from deliberation.results.placements import without


def erase_from_results(*, consultation: Consultation, participants: Collection[int]) -> None:
    """Drop whatever was made of their votes and is not published, and where the published ones put them. Figures for
    staff stay until the next stock, which counts anew. To be called under locks.exclude, after an erasure was noted:
    what is under way is then not stored."""
    Computation.objects.filter(consultation=consultation).delete()
    Analysis.objects.filter(consultation=consultation, publications__isnull=True).delete()
    for analysis in Analysis.objects.filter(consultation=consultation).only("placements"):
        analysis.placements = without(bytes(analysis.placements), participants)
        analysis.save(update_fields=["placements"])
    Health.objects.filter(consultation=consultation).update(up_to_vote=0, hours={})
    snapshot.drop(consultation)
