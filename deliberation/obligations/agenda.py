"""What a meeting is about: a statement without an answer, those that were left undecided, what the ministry adds.

An item is {"statement": its number} or {"text": words of the ministry}.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from deliberation.consultations.wording import hides
from deliberation.results.findings import Document, dividing, nearly
from deliberation.statements.content import tidy

MOST_PROPOSED = 12
MOST_ITEMS = 40
LONGEST_ITEM = 200  # characters

Item = Mapping[str, Any]


def undecided(document: Document) -> dict[str, list[int]]:
    """The numbers of the statements that divide people, and of those that were nearly consensus; never one in both."""
    divide = [entry["statement"] for entry in dividing(document)]
    near = [number for entry in nearly(document) if (number := entry["statement"]) not in divide]
    divide = divide[: max(MOST_PROPOSED - len(near), MOST_PROPOSED // 2)]
    return {"dividing": divide, "nearly": near[: MOST_PROPOSED - len(divide)]}


def proposed(document: Document, public: Mapping[int, str], unanswered: int | None = None) -> list[dict[str, Any]]:
    """The agenda that is suggested, as far as anybody may read it: the statement that has no answer, if the meeting is
    owed for one, and what the result left undecided."""
    found = undecided(document)
    numbers = dict.fromkeys((unanswered, *found["dividing"], *found["nearly"]))
    return [{"statement": number} for number in numbers if number in public]


def tidied(items: Sequence[Item]) -> list[dict[str, Any]]:
    """Without spaces at the ends, nothing empty, each statement once."""
    found: dict[Any, dict[str, Any]] = {}
    for item in items:
        number, text = item.get("statement"), tidy(str(item.get("text") or ""))
        if number is not None:
            found.setdefault(("statement", number), {"statement": number})
        elif text:
            found.setdefault(text, {"text": text})
    return list(found.values())


def agenda_fault(items: Sequence[Item], public: Mapping[int, str]) -> str:
    """What is wrong with a tidied agenda; empty: nothing. `public`: the statements that anybody may read."""
    if not items:
        return _("Write what the meeting is about: at least one item.")
    if len(items) > MOST_ITEMS:
        return _("Shorten the agenda to %(most)s items.") % {"most": MOST_ITEMS}
    strange = [item["statement"] for item in items if "statement" in item and item["statement"] not in public]
    if strange:
        sentence = _("There is no public statement %(number)s in this consultation.")
        return sentence % {"number": strange[0]}
    texts = [item["text"] for item in items if "text" in item]
    if any(len(text) > LONGEST_ITEM or any(map(hides, text)) for text in texts):
        return _("Write each item in at most %(most)s plain characters.") % {"most": LONGEST_ITEM}
    return ""
