"""The result in sentences, made from the published figures and never from anything else.

Every sentence is whole, so that each language can put it in its own order. Citizens' words stand in it isolated
(U+2068, U+2069), so that their direction does not turn the sentence around.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.results import findings

Document = Mapping[str, Any]
Texts = Mapping[int, str]
ISOLATE, END = "\u2068", "\u2069"


def summary(document: Document, texts: Texts) -> list[str]:
    """A few sentences for somebody who never saw a scatter plot. `texts`: statements that may be shown."""
    return [
        turnout(document),
        *on_paper(document),
        grouping(document),
        *meaning(document),
        *common_ground(document, texts),
        *(sentence for group in document["groups"] for sentence in stands_out(group, texts)),
        *divided(document, texts),
        *uncertain(document, texts),
    ]


def turnout(document: Document) -> str:
    people = document["participants"]
    if people is None:
        least = document["disclosure"]["suppress_below"]
        sentence = ngettext("Fewer than %(least)s person has voted.", "Fewer than %(least)s people have voted.", least)
        return sentence % {"least": least}
    sentence = ngettext(
        "About %(people)s person cast about %(votes)s votes.",
        "About %(people)s people cast about %(votes)s votes.",
        people,
    )
    return sentence % {"people": people, "votes": document["votes"]}


def on_paper(document: Document) -> list[str]:
    """How many of them voted on paper; nothing where nobody did, or an older document does not tell."""
    told = document.get("channels")
    if told is None:
        return []
    if told["paper"] is None:
        least = {"least": document["disclosure"]["suppress_below"]}
        return [
            _("Some of them voted on paper. How many is hidden: fewer than %(least)s voted in one of the two ways.")
            % least
        ]
    sentence = ngettext(
        "About %(people)s of them voted on paper.", "About %(people)s of them voted on paper.", told["paper"]
    )
    return [sentence % {"people": told["paper"]}]


def beside(document: Document) -> str:
    """How many took part without counting; empty where everybody counts, or an older document does not tell."""
    told = document.get("beside")
    if told is None:
        return ""
    if told["participants"] is None:
        least = document["disclosure"]["suppress_below"]
        sentence = ngettext(
            "Beside this, fewer than %(people)s person took part by the open link; their votes do not count here.",
            "Beside this, fewer than %(people)s people took part by the open link; their votes do not count here.",
            least,
        )
        return sentence % {"people": least}
    sentence = ngettext(
        "Beside this, about %(people)s person took part by the open link; their votes do not count here.",
        "Beside this, about %(people)s people took part by the open link; their votes do not count here.",
        told["participants"],
    )
    return sentence % {"people": told["participants"]}


def grouping(document: Document) -> str:
    """How many groups there are, or why there are none."""
    groups = len(document["groups"])
    if groups < 2:
        return _no_groups(document)
    in_words = {
        2: _("There are two opinion groups."),
        3: _("There are three opinion groups."),
        4: _("There are four opinion groups."),
        5: _("There are five opinion groups."),
    }
    more = ngettext("There is %(count)s opinion group.", "There are %(count)s opinion groups.", groups)
    return in_words.get(groups, more % {"count": groups})


def meaning(document: Document) -> list[str]:
    """What it means that groups were looked for and are not clear."""
    if document["groups"] or not (document.get("stability") or {}).get("found"):
        return []
    return [
        _(
            "That is a result too: people do not fall into camps that would be found again. What most of them think of "
            "a statement is not less true for that."
        )
    ]


def common_ground(document: Document, texts: Texts) -> list[str]:
    """What all agree with, and what all disagree with."""
    sentences = []
    for direction in ("agree", "disagree"):
        entries = _readable(findings.consensus(document, direction), texts)
        if entries:
            said = _united(document, entries[0])
            sentences.append(said % {"text": isolated(texts[entries[0]["statement"]])})
        if len(entries) > 1:
            sentences.append(_united_on_more(document, entries[0], len(entries) - 1))
    return sentences or [_not_united(document)]


def who(document: Document, entry: Mapping[str, Any]) -> str:
    """Whom a consensus is of: "all" groups, those with a "voice", or "most" people where no groups are looked at."""
    labels = {group["label"] for group in entry["groups"]}
    if len(document["groups"]) < 2 or labels == {""}:
        return "most"
    return "voice" if labels and labels != {group["label"] for group in document["groups"]} else "all"


def stands_out(group: Mapping[str, Any], texts: Texts) -> list[str]:
    """How large a group is, and by what it stands out."""
    shown = _readable(group["representative"], texts)
    if not shown:
        sentence = _("Group %(label)s, about %(size)s %% of those in groups, stands out by no statement.")
        return [sentence % {"label": group["label"], "size": group["share"]}]
    agrees = _(
        "Group %(label)s, about %(size)s %% of those in groups, stands out by agreeing: “%(text)s” About %(share)s %% "
        "of the group agree."
    )
    disagrees = _(
        "Group %(label)s, about %(size)s %% of those in groups, stands out by disagreeing: “%(text)s” About "
        "%(share)s %% of the group disagree."
    )
    entry = shown[0]
    figures = {"label": group["label"], "size": group["share"], "share": entry["share"]}
    sentence = agrees if entry["direction"] == "agree" else disagrees
    return [sentence % {**figures, "text": isolated(texts[entry["statement"]])}]


def divided(document: Document, texts: Texts) -> list[str]:
    """What divides the groups most, or that nothing does."""
    if len(document["groups"]) < 2:
        return []
    entries = _readable(findings.dividing(document), texts)
    if not entries:
        nothing = _("On no statement does most of one group agree and most of another disagree.")
        return [nothing, *_apart(document, texts)]
    first = entries[0]
    plain = _("What divides the groups: “%(text)s”")
    measured = ngettext(
        "What divides the groups most: “%(text)s” They are about %(points)s percentage point apart.",
        "What divides the groups most: “%(text)s” They are about %(points)s percentage points apart.",
        first["apart"] or 0,
    )
    sentence = plain if first["apart"] is None else measured
    return [sentence % {"text": isolated(texts[first["statement"]]), "points": first["apart"]}]


def _apart(document: Document, texts: Texts) -> list[str]:
    """Where the groups are furthest apart though they do not oppose each other."""
    known = [row for row in document["statements"] if row.get("divisiveness") and row["number"] in texts]
    if not known:
        return []
    row = max(known, key=lambda row: row["divisiveness"])
    sentence = ngettext(
        "They are furthest apart, about %(points)s percentage point, on: “%(text)s”",
        "They are furthest apart, about %(points)s percentage points, on: “%(text)s”",
        row["divisiveness"],
    )
    return [sentence % {"text": isolated(texts[row["number"]]), "points": row["divisiveness"]}]


def uncertain(document: Document, texts: Texts) -> list[str]:
    """Of what statements the figures say little."""
    skipped, few = (_readable(found(document), texts) for found in (findings.skipped, findings.few_votes))
    return [*_skipped(skipped, texts), *few_votes(document, len(few))]


def few_votes(document: Document, count: int) -> list[str]:
    if not count:
        return []
    sentence = ngettext(
        "%(count)s statement has few votes, under about %(least)s: it is too early to say what people think of it.",
        "%(count)s statements have few votes, under about %(least)s: it is too early to say what people think of them.",
        count,
    )
    return [sentence % {"count": count, "least": findings.enough_votes(document)}]


def many_skips(count: int) -> str:
    """How many statements many skipped."""
    sentence = ngettext(
        "%(count)s statement was skipped in about %(least)s %% of its votes or more.",
        "%(count)s statements were skipped in about %(least)s %% of their votes or more.",
        count,
    )
    return sentence % {"count": count, "least": findings.MANY_SKIPS}


def isolated(text: str) -> str:
    """A citizen's words inside a sentence of ours."""
    return f"{ISOLATE}{text}{END}"


def _readable(entries: list[dict[str, Any]], texts: Texts) -> list[dict[str, Any]]:
    return [entry for entry in entries if entry["statement"] in texts]


def _no_groups(document: Document) -> str:
    """That none were found is one thing, and that those found are not clear another."""
    stability = document.get("stability")
    if stability is None:  # an older publication
        return _("No opinion groups can be told apart.")
    if not stability["found"] and document["participants"] is None:
        return _("Too few people have voted to look for opinion groups.")
    if not stability["found"]:
        return _("No opinion groups: nothing in the votes parts people.")
    return _unclear(stability) % stability


def _unclear(stability: Mapping[str, Any]) -> str:
    if stability["people"] is None:
        return _("No clear groups: among so few people it cannot be told whether any are there by chance.")
    if stability["people"] < stability["clear_from"]:
        return ngettext(
            "No clear groups: %(found)s was looked at, but with other people it would have come out differently. "
            "They agree to %(people)s %%, and groups are shown from %(clear_from)s %%.",
            "No clear groups: %(found)s were looked at, but with other people they would have come out differently. "
            "They agree to %(people)s %%, and groups are shown from %(clear_from)s %%.",
            stability["found"],
        )
    return ngettext(
        "No clear groups: %(found)s was looked at, but it does not help to foretell anybody’s votes.",
        "No clear groups: %(found)s were looked at, but they do not help to foretell anybody’s votes.",
        stability["found"],
    )


def _united(document: Document, entry: Mapping[str, Any]) -> str:
    sentences: dict[tuple[str, str], str] = {
        ("all", "agree"): _("All groups agree: “%(text)s”"),
        ("all", "disagree"): _("All groups disagree: “%(text)s”"),
        ("voice", "agree"): _("All groups that are large enough to have a voice agree: “%(text)s”"),
        ("voice", "disagree"): _("All groups that are large enough to have a voice disagree: “%(text)s”"),
        ("most", "agree"): _("Most people agree: “%(text)s”"),
        ("most", "disagree"): _("Most people disagree: “%(text)s”"),
    }
    return sentences[who(document, entry), entry["direction"]]


def _united_on_more(document: Document, entry: Mapping[str, Any], rest: int) -> str:
    sentences: dict[tuple[bool, str], Callable[[], str]] = {
        (True, "agree"): lambda: ngettext(
            "They agree on %(rest)s more statement.", "They agree on %(rest)s more statements.", rest
        ),
        (True, "disagree"): lambda: ngettext(
            "They disagree with %(rest)s more statement.", "They disagree with %(rest)s more statements.", rest
        ),
        (False, "agree"): lambda: ngettext(
            "Most people agree on %(rest)s more statement.", "Most people agree on %(rest)s more statements.", rest
        ),
        (False, "disagree"): lambda: ngettext(
            "Most people disagree with %(rest)s more statement.",
            "Most people disagree with %(rest)s more statements.",
            rest,
        ),
    }
    return sentences[who(document, entry) != "most", entry["direction"]]() % {"rest": rest}


def _not_united(document: Document) -> str:
    if len(document["groups"]) > 1:
        return _("No statement has the agreement of all groups.")
    return _("No statement is consensus.")


def _skipped(entries: list[dict[str, Any]], texts: Texts) -> list[str]:
    if not entries:
        return []
    most = _("Skipped most often: “%(text)s” About %(share)s %% of the votes on it were skips.")
    share = entries[0]["stances"][0]["share"]
    return [many_skips(len(entries)), most % {"text": isolated(texts[entries[0]["statement"]]), "share": share}]
