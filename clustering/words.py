"""What an analysis comes to, in sentences for people who do not read figures."""

from collections.abc import Sequence

from clustering.analysis import Analysis
from clustering.stability import CLEAR, Stability


def in_words(analysis: Analysis) -> list[str]:
    """Groups, or why there are none, and how stable all this is: one sentence each."""
    return [*_groups(analysis), *_stability(analysis)]


def is_clear(analysis: Analysis) -> bool | None:
    """Whether there are groups to speak of; None when that was not looked into."""
    if analysis.stability is not None:
        return analysis.stability.clear
    return None if analysis.k else False


def listed(entries: Sequence[object]) -> str:
    """The entries with commas between them; "none" for none."""
    return ", ".join(str(entry) for entry in entries) or "none"


def _groups(analysis: Analysis) -> list[str]:
    if not analysis.k:
        return [f"There are no clear groups: {_why_none(analysis.stability)}."]
    outside = len(analysis.labels) - int(analysis.group_sizes.sum())
    sentence = f"There are {analysis.k} groups, of {listed(analysis.group_sizes.tolist())} people"
    return [f"{sentence}; {outside} people are in none, their votes being too few." if outside else f"{sentence}."]


def _why_none(judged: Stability | None) -> str:
    if judged is None or not judged.k:
        return "too few people, or all in the same place"
    if judged.people < CLEAR:
        return (
            f"the {judged.k} that were found do not come back among other people like these "
            f"(agreement {judged.people:.2f}, needed {CLEAR:.2f})"
        )
    return (
        f"the {judged.k} that were found say nothing about votes that were kept back ({judged.bits:+.3f} bits per vote)"
    )


def _stability(analysis: Analysis) -> list[str]:
    judged = analysis.stability
    if judged is None:
        return ["How stable this is was not looked into."]
    if not judged.clear:
        return []
    return [
        f"Among other people like these such groups come back with an agreement of {judged.people:.2f}.",
        f"One half of the statements shows the same groups as the other with an agreement of {judged.statements:.2f}.",
        "An agreement of 1 is the same groups, of 0 chance.",
        f"It would again be {judged.k} groups in {judged.same_k:.0%} of {judged.resamples} resamples.",
        f"Knowing somebody's group makes a vote of theirs {judged.bits:.3f} bits surer.",
    ]
