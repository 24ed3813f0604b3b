"""How a consultation goes, in sentences made from the coarse figures. They advise; nobody is judged by them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.results.attendance import ALIKE_VOTES
from deliberation.results.health import Covered, below_floor
from deliberation.results.words import isolated
from deliberation.votes.routing import FLOOR

Figures = Mapping[str, Any]


def attendance(figures: Figures, zone: str) -> list[str]:
    """How many so far, and when most votes came."""
    people, votes = figures["participants"], figures["votes"]
    if people is None or votes is None:
        least = figures["disclosure"]["suppress_below"]
        sentence = ngettext(
            "Fewer than %(least)s person whose votes count has voted.",
            "Fewer than %(least)s people whose votes count have voted.",
            least,
        )
        return [sentence % {"least": least}]
    sentence = ngettext(
        "About %(people)s person whose votes count cast about %(votes)s votes.",
        "About %(people)s people whose votes count cast about %(votes)s votes.",
        people,
    )
    return [sentence % {"people": people, "votes": votes}, *_busiest(figures, zone)]


def _busiest(figures: Figures, zone: str) -> list[str]:
    told = [row for row in figures["times"] if row["votes"] is not None]
    if not told:
        return []
    most = max(told, key=lambda row: row["votes"])
    sentences = {
        "hour": _("Most votes came in the hour from %(begin)s: about %(votes)s."),
        "day": _("Most votes came on the day of %(begin)s: about %(votes)s."),
        "week": _("Most votes came in the week from %(begin)s: about %(votes)s."),
    }
    return [sentences[figures["unit"]] % {"begin": moment(most["from"], zone, figures["unit"]), "votes": most["votes"]}]


def moment(iso: str, zone: str, unit: str = "hour") -> str:
    """An instant on the consultation's own clocks; of a day or a week the date."""
    local = datetime.fromisoformat(iso).astimezone(ZoneInfo(zone))
    return date_format(local, "DATETIME_FORMAT" if unit == "hour" else "DATE_FORMAT")


def stopping(figures: Figures) -> list[str]:
    """After how many votes half have stopped."""
    if figures["half"] is None:
        return []
    sentence = ngettext(
        "Half of the people have cast %(count)s vote or fewer so far.",
        "Half of the people have cast %(count)s votes or fewer so far.",
        figures["half"],
    )
    return [sentence % {"count": figures["half"]}]


def covered(rows: Sequence[Covered]) -> str:
    """How many statements have too few votes; nothing where there are none."""
    few = below_floor(rows)
    if not rows:
        return ""
    if not few:
        return _("Every statement has at least %(floor)s votes.") % {"floor": FLOOR}
    sentence = ngettext(
        "%(count)s statement has fewer than %(floor)s votes. People are asked about it before others.",
        "%(count)s statements have fewer than %(floor)s votes. People are asked about them before others.",
        few,
    )
    return sentence % {"count": few, "floor": FLOOR}


def steadiness(rows: Sequence[Mapping[str, Any]]) -> str:
    """How well the groups of the newest publication were found again."""
    if not rows:
        return _("Nothing is published yet.")
    newest = rows[-1]
    if not newest["groups"] or newest["people"] is None:
        return _("In publication %(number)s there are no clear groups.") % {"number": newest["number"]}
    sentence = ngettext(
        "In publication %(number)s there is %(groups)s opinion group, found again to %(people)s %%.",
        "In publication %(number)s there are %(groups)s opinion groups, found again to %(people)s %%.",
        newest["groups"],
    )
    return sentence % newest


def unusual(figures: Figures, zone: str) -> list[str]:
    """What somebody should look at twice."""
    return [*(_burst(burst, figures, zone) for burst in figures["bursts"]), *_alike(figures["alike"])]


def _burst(burst: Mapping[str, Any], figures: Figures, zone: str) -> str:
    told = {"begin": moment(burst["at"], zone), "votes": burst["votes"], "usual": burst["usual"]}
    if burst["usual"] is None:
        told["usual"] = figures["disclosure"]["suppress_below"]
        return _("In the hour from %(begin)s about %(votes)s votes came; usually fewer than %(usual)s do.") % told
    return _("In the hour from %(begin)s about %(votes)s votes came; usually about %(usual)s do.") % told


def _alike(alike: Mapping[str, int | None]) -> list[str]:
    if not alike["sets"]:
        return []
    told = {**alike, "least": ALIKE_VOTES}
    if alike["sets"] == 1:
        one = _("About %(people)s people with at least %(least)s votes voted alike on all the same statements.")
        return [one % told]
    sentence = _(
        "About %(people)s people with at least %(least)s votes fall into %(sets)s sets; in each of them everybody "
        "voted alike on all the same statements. The largest has about %(largest)s people."
    )
    return [sentence % told]


class Compared(NamedTuple):
    """A category of the population: its share there, and among those who came by a code or sheet made for one. People
    and share are None where they are too few; `expected`: people, if all had their share."""

    category: str
    population: float
    people: int | None
    share: int | None
    expected: float

    def short(self, least: int, step: int) -> bool:
        """Are there clearly fewer than its share? Less than two steps of rounding say nothing."""
        if self.share is None:
            return self.expected >= least + 2 * step
        return self.share <= self.population - 2 * step


def missing(figures: Figures, shares: Sequence[Mapping[str, Any]]) -> list[Compared]:
    """Each category of the population, beside how many came by a code or sheet that was made for it."""
    told = {row["category"]: row["people"] for row in figures.get("reached", [])}
    step, total = figures["disclosure"]["round_to"], sum(people or 0 for people in told.values())

    def compared(category: str, share: float) -> Compared:
        people = told.get(category)
        part = None if people is None else round(100 * people / total / step) * step
        return Compared(category, share, people, part, total * share / 100)

    return [compared(**row) for row in shares]


def who_is_missing(rows: Sequence[Compared], figures: Figures) -> list[str]:
    """Which categories are clearly under their share."""
    least, step = figures["disclosure"]["suppress_below"], figures["disclosure"]["round_to"]
    if all(row.share is None for row in rows):
        return [_("Too few codes and sheets that were made for a category were used; nothing can be compared yet.")]
    short = [row for row in rows if row.short(least, step)]
    return [_shortfall(row, least) for row in short] or [_("No category is clearly under its share.")]


def _shortfall(row: Compared, least: int) -> str:
    told = {"category": isolated(row.category), "share": row.share, "population": f"{row.population:g}"}
    if row.share is None:
        few = _("%(category)s: fewer than %(least)s people came; it is %(population)s %% of the population.")
        return few % {**told, "least": least}
    return _("%(category)s: about %(share)s %% of those who came, %(population)s %% of the population.") % told
