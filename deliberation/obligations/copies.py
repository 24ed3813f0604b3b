"""Is a text nearly the same as another answer's? Compared word by word; what differs in every answer is left out."""

import re
from difflib import SequenceMatcher

from deliberation.obligations.answering import SHORTEST_EXPLANATION, AnswerDraft

# From this share of equal words on. One word in ten differs where only names, numbers and places were exchanged, and
# answers that two people wrote about two things share far less than half.
NEARLY_THE_SAME = 0.9
PERCENT = round(100 * NEARLY_THE_SAME)
MOST_WORDS = 3_000  # of a text; what comes after is not compared
# A word, or a sign of a script that is written without spaces.
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")


def is_copied(draft: AnswerDraft, other: AnswerDraft) -> bool:
    """Nearly the same as a whole, or with nearly the same long explanation."""
    both_explain = min(len(draft.explanation.strip()), len(other.explanation.strip())) >= SHORTEST_EXPLANATION
    return _alike(_words(draft), _words(other)) or (
        both_explain and _alike(_split(draft.explanation), _split(other.explanation))
    )


def _words(draft: AnswerDraft) -> list[str]:
    """Of what is said, without who signs, whom to turn to, links and sources: these are often rightly the same."""
    promised = (milestone.what for milestone in draft.milestones if draft.needs("milestones"))
    reasoned = (draft.would_have_to_change, draft.alternative) if draft.needs("reasons") else ()
    used = (draft.usage,) if draft.needs("usage") else ()
    return _split("\n".join((draft.summary, draft.explanation, *promised, *reasoned, *used)))


def _split(text: str) -> list[str]:
    return WORD.findall(text.casefold())[:MOST_WORDS]


def _alike(words: list[str], others: list[str]) -> bool:
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    cheap_first = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)  # each an upper bound of the next
    return bool(words) and all(measure() >= NEARLY_THE_SAME for measure in cheap_first)
