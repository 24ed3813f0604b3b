"""What analyses know of single people, taken out of them. Publications stay as they are, byte for byte."""

from collections.abc import Collection

from deliberation.consultations.models import Consultation
from deliberation.results import snapshot
from deliberation.results.models import Analysis, Computation, Health
from deliberation.results.placements import without


def erase_from_results(*, consultation: Consultation, participants: Collection[int], discards: bool) -> None:
    """Take them out of what analyses say of single people, and drop whatever else was made of their votes and is not
    published. Unless this erasure `discards`, what is under way ends first, and the next analysis takes its place.

    Figures for staff stay until the next stock, which counts anew. To be called under locks.exclude, after an erasure
    was noted: what is under way is then not stored, or without them."""
    if discards:
        list(Computation.objects.select_for_update().filter(consultation=consultation))  # no step is half-way
        Computation.objects.filter(consultation=consultation).delete()
        Analysis.objects.filter(consultation=consultation, publications__isnull=True).delete()
    kept = Analysis.objects.filter(consultation=consultation).exclude(placements=b"").only("placements")
    for analysis in kept.iterator(chunk_size=1):
        left = without(bytes(analysis.placements), participants)
        if left is not None:
            Analysis.objects.filter(pk=analysis.pk).update(placements=left)
    Health.objects.filter(consultation=consultation).update(hours={})
    snapshot.drop(consultation)
