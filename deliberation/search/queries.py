"""Searching, and what is shown of a match."""

from collections.abc import Sequence
from typing import NamedTuple

from deliberation.consultations.models import Consultation
from deliberation.kept import kept
from deliberation.record.queries import newest_entry
from deliberation.search import texts
from deliberation.search.folding import where
from deliberation.search.models import Kind, Passage, Passages
from deliberation.search.terms import terms

SECONDS = 20
MOST = 500  # matches of a kind that are looked for; who gets so many asks for more words
AROUND = 90  # characters before and after a match


class Match(NamedTuple):
    """One thing found. `before`, `match` and `after` are the part of its text that holds the first word found."""

    kind: str
    consultation: Consultation
    passage: Passage
    before: str
    match: str
    after: str

    @property
    def excerpt(self) -> str:
        return self.before + self.match + self.after


def found(text: str, kind: str) -> list[int]:
    """The ids of the passages of a kind in which every word stands, the newest first, at most MOST."""
    rows = Passage.objects.filter(kind=kind).public().holding(terms(text)).order_by("-pk")
    return list(rows.values_list("pk", flat=True)[:MOST])


def found_everywhere(text: str) -> dict[str, list[int]]:
    """For each kind, what was found. Kept until the record says more: what was hidden is not counted any longer. What
    became public comes in some seconds later, and may wait here for some more."""
    words = tuple(terms(text))
    if not words:
        return {kind.value: [] for kind in Kind}
    return kept(
        ("search", newest_entry(), words), SECONDS, lambda: {kind.value: found(text, kind.value) for kind in Kind}
    )


def matches(ids: Sequence[int], text: str) -> list[Match]:
    """What is shown of these, in their order; asks the gates again."""
    rows: Passages = Passage.objects.filter(pk__in=ids).public()
    related = rows.select_related(
        "consultation__host",
        "consultation__ministry",
        "statement",
        "obligation__statement",
        "obligation__ministry",
        "answer__obligation__ministry",
        "utterance__post__obligation__ministry",
    )
    also = ("answer__milestones", "utterance__corrections", *_holders())
    known = {row.pk: row for row in related.prefetch_related(*also)}
    words = terms(text)
    return [_match(known[pk], words) for pk in ids if pk in known]


def _holders() -> list[str]:
    """What tells which ministry has a duty now."""
    duties = ("obligation", "answer__obligation", "utterance__post__obligation")
    return [f"{duty}__transfers__{part}" for duty in duties for part in ("reply", "taker")]


def _match(row: Passage, words: Sequence[str]) -> Match:
    text = _text(row)
    places = [place for word in words if (place := where(text, word))]
    start, end = min(places, default=(0, 0))
    first, last = max(start - AROUND, 0), end + AROUND
    before = ("…" if first else "") + text[first:start]
    after = text[end:last] + ("…" if last < len(text) else "")
    return Match(row.kind, row.consultation, row, before, text[start:end], after)


def _text(row: Passage) -> str:
    if row.utterance:
        return texts.of_utterance(row.utterance)
    if row.answer:
        return texts.of_answer(row.answer)
    if row.obligation:
        return texts.of_obligation(row.obligation)
    return row.statement.text if row.statement else texts.of_consultation(row.consultation)
