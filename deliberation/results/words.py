"""The result in sentences, made from the published figures and never from anything else."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Document = Mapping[str, Any]


def summary(document: Document, texts: Mapping[int, str]) -> list[str]:
    """A few sentences for somebody who never saw a scatter plot. `texts`: statements that may be shown."""
    sentences = [_turnout(document), grouping(document)]
    sentences += [_common_ground(document, texts)]
    sentences += [_stands_out(group, texts) for group in document["groups"]]
    return [sentence for sentence in sentences if sentence]


def _turnout(document: Document) -> str:
    if document["participants"] is None:
        least = document["disclosure"]["suppress_below"]
        return _("Fewer than %(least)s people have voted.") % {"least": least}
    return _("About %(people)s people cast about %(votes)s votes.") % {
        "people": document["participants"],
        "votes": document["votes"],
    }


def grouping(document: Document) -> str:
    """How many groups there are, or why there are none."""
    groups = document["groups"]
    if len(groups) < 2:
        return _no_groups(document)
    sizes = ", ".join(_("group %(label)s about %(share)s %%") % group for group in groups)
    count = ngettext("There is %(count)s opinion group", "There are %(count)s opinion groups", len(groups))
    return _("%(count)s: %(sizes)s.") % {"count": count % {"count": len(groups)}, "sizes": sizes}


def _no_groups(document: Document) -> str:
    """That none were found is one thing, and that those found are not clear another."""
    stability = document.get("stability")
    if stability is None:  # an older publication
        return _("No opinion groups can be told apart.")
    if not stability["found"] and document["participants"] is None:
        return _("Too few people have voted to look for opinion groups.")
    if not stability["found"]:
        return _("No opinion groups: nothing in the votes parts people.")
    if stability["people"] is None:
        return _("No clear groups: among so few people it cannot be told whether any are there by chance.")
    if stability["people"] < stability["clear_from"]:
        sentence = _(
            "No clear groups: %(found)s were looked at, but with other people they would have come out differently. "
            "They agree to %(people)s %%, and groups are shown from %(clear_from)s %%."
        )
        return sentence % stability
    sentence = _("No clear groups: %(found)s were looked at, but they do not help to foretell anybody’s votes.")
    return sentence % stability


def _common_ground(document: Document, texts: Mapping[int, str]) -> str:
    entries = [entry for entry in document["consensus"] if entry["statement"] in texts]
    grouped = len(document["groups"]) > 1
    if not entries:
        return _("No statement has the agreement of all groups.") if grouped else _("No statement is consensus.")
    best = entries[0]
    text = texts[best["statement"]]
    sentence = _united(best["direction"], grouped)
    rest = len(entries) - 1
    more = ngettext("and on %(rest)s more statement", "and on %(rest)s more statements", rest) % {"rest": rest}
    return sentence % {"text": text} + (f" ({more})" if rest else "")


def _united(direction: str, grouped: bool) -> str:
    """Where there are no groups, the rule looked at everybody together."""
    if not grouped:
        return _("Most people agree: “%(text)s”") if direction == "agree" else _("Most people disagree: “%(text)s”")
    return _("All groups agree: “%(text)s”") if direction == "agree" else _("All groups disagree: “%(text)s”")


def _stands_out(group: Mapping[str, Any], texts: Mapping[int, str]) -> str:
    shown = [entry for entry in group["representative"] if entry["statement"] in texts]
    if not shown:
        return ""
    entry = shown[0]
    agrees = _("Group %(label)s stands out by agreeing (about %(share)s %%): “%(text)s”")
    disagrees = _("Group %(label)s stands out by disagreeing (about %(share)s %%): “%(text)s”")
    sentence = agrees if entry["direction"] == "agree" else disagrees
    return sentence % {"label": group["label"], "share": entry["share"], "text": texts[entry["statement"]]}
