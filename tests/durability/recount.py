"""Whether results say what the log says: a process beside a storm (storm.recounting starts it).

Recomputed from the bare lines of the log, without the snapshots that workers keep, and compared to the last bit. An
analysis is drawn like the publication before it, whose details are dropped with the next one: so this watches from
the beginning and keeps them. When its standard input ends, nobody votes any more: it waits until every vote is
analysed, says what it found, and ends with 0 if nothing differs.
"""

import sys
import threading
import time

from django.db import OperationalError, connection

import clustering
from clustering.alignment import Earlier
from clustering.canonical import plain
from deliberation.consultations.models import Consultation
from deliberation.embedded.processes import say
from deliberation.results.disclosure import Disclosure
from deliberation.results.matrix import settings_at, statement_numbers
from deliberation.results.method import METHOD
from deliberation.results.models import Analysis, Publication
from deliberation.results.placements import previous
from deliberation.results.publication import document
from deliberation.results.queries import Position, latest_analysis, latest_publication
from deliberation.votes.models import Vote

EVERY = 0.5  # seconds
WITHIN = 120.0  # seconds after the last vote

Kept = dict[str | None, Earlier | None]  # what an analysis may have been drawn like, by digest


def watch(slug: str, over: threading.Event) -> list[str]:
    """What differs, in sentences, once nobody votes any more and every vote is analysed; nothing: all is as it should
    be."""
    kept: Kept = {None: None}
    newest, until = 0, float("inf")
    while time.monotonic() < until:
        if over.is_set():
            until = min(until, time.monotonic() + WITHIN)
        try:
            newest = keep(slug, newest, kept)
            if over.is_set() and everything_analysed(slug):
                return differences(slug, kept)
        except OperationalError:
            connection.close()
        over.wait(EVERY) if not over.is_set() else time.sleep(EVERY)
    return [f"There is no analysis of every vote {WITHIN:.0f} s after the last one."]


def keep(slug: str, newest: int, kept: Kept) -> int:
    """The id of the newest publication; what it was made of is kept when it is another than before."""
    found = Publication.objects.filter(consultation__slug=slug).values_list("pk", flat=True).first() or 0
    if found != newest:
        made_of = previous(Publication.objects.select_related("analysis").get(pk=found).analysis)
        assert made_of is not None
        earlier = Earlier.of(made_of)
        kept[earlier.digest()] = earlier
    return found


def everything_analysed(slug: str) -> bool:
    """And something published: that comes a little later."""
    consultation = Consultation.objects.get(slug=slug)
    last = Vote.objects.filter(consultation=consultation).order_by("-id").values_list("id", flat=True).first()
    analysis = latest_analysis(consultation)
    return analysis is not None and analysis.up_to_vote == last and latest_publication(consultation) is not None


def differences(slug: str, kept: Kept) -> list[str]:
    """Of the newest analysis, which has every vote, and of the newest publication, which may have a few less."""
    consultation = Consultation.objects.with_facts().get(slug=slug)
    analysis, publication = latest_analysis(consultation), latest_publication(consultation)
    assert analysis
    assert publication
    found = differing("analysis", analysis, analysis.prepared, kept)
    return found + differing("publication", publication.analysis, publication.document, kept)


def differing(name: str, analysis: Analysis, said: dict, kept: Kept) -> list[str]:
    """What `said`, made from this analysis, says otherwise than the log does."""
    consultation = Consultation.objects.with_facts().get(pk=analysis.consultation_id)
    drawn_like = said["parameters"]["aligned_to"]
    if drawn_like not in kept:
        return [f"{name}: what it was drawn like, {drawn_like}, was never seen"]
    position = Position(analysis.up_to_vote, analysis.up_to_ruling, analysis.up_to_erasure)
    counted = Vote.objects.filter(consultation=consultation, counted=True, id__lte=position.up_to_vote)
    lines = list(counted.order_by("id").values_list("participant_id", "statement__number", "value"))
    columns = statement_numbers(consultation, position)
    matrix = clustering.VoteMatrix.from_events(*zip(*lines, strict=True), all_statements=columns)
    settings = settings_at(consultation, position)
    computed = clustering.analyse(
        matrix, method=METHOD, moderated_out=settings.moderated_out, previous=kept[drawn_like],
        max_groups=settings.max_groups, resamples=settings.resamples, rule=settings.rule,
    )  # fmt: skip
    disclosure = Disclosure(**said["disclosure"])
    told = plain(document(computed, consultation.opening.consensus_rule, disclosure, settings.moderated_out))
    told["input"] = {"log_position": position.up_to_vote, "digest": matrix.digest()}
    wrong = [f"{name}: {key} is not what the log says" for key in told if said.get(key) != told[key]]
    stored = (analysis.input_digest, analysis.output_digest, analysis.votes)
    if stored != (matrix.digest(), computed.digest(), matrix.number_of_votes):
        wrong.append(f"{name}: stored as {stored}")
    people, votes = len(matrix.participant_ids), matrix.number_of_votes
    say("recount", f"{name} of {votes:,} votes by {people:,} people: {'; '.join(wrong) or 'the same to the last bit'}")
    return wrong


def main(slug: str) -> None:
    """Ends the process: with 0 if nothing differs."""
    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    found = watch(slug, over)
    for each in found:
        say("recount", each)
    sys.exit(1 if found else 0)
