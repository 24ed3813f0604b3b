"""Everything that is made of something else, and what makes it: one table, which new things have to join.

Every line of the clock, every table that could be made anew and every kind of kept answer stands here in one line
(tests/house/test_derived.py), so that its age is on the status page.
"""

from datetime import timedelta
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SOON, HOURLY, DAILY = timedelta(minutes=10), timedelta(hours=2), timedelta(hours=26)  # from then on it is late
BACKUPS = ("backup-database", "backup-files")  # told by manage.py backed_up


class Derived(NamedTuple):
    """A line of the status page. `jobs` make it; without any it is made when it is asked for, or with what it is made
    of. `late`: how old it may be at most. `tables`, `kept`: the models, and the first words of the keys of kept.py."""

    title: Promise
    jobs: tuple[str, ...] = ()
    late: timedelta = SOON
    tables: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def _of(room: str, *tasks: str) -> tuple[str, ...]:
    return tuple(f"deliberation.{room}.tasks.{task}" for task in tasks)


DERIVED: dict[str, Derived] = {
    "workers": Derived(_("Workers"), ("listens to work",)),
    "workers-large": Derived(_("Workers for very large consultations"), ("listens to large",)),
    "schedule": Derived(_("Opening and closing on time"), _of("consultations", "open_due", "close_due")),
    "votes": Derived(
        _("Current votes and the marks of what is new"),
        tables=("votes.CurrentVote", "votes.Tally", "votes.DirtyMark"),
    ),
    "analyses": Derived(
        _("Analyses of new votes"),
        _of("results", "analyse_stale"),
        tables=("results.Analysis", "results.Computation", "results.Shard", "results.Step", "results.Part"),
    ),
    "releases": Derived(
        _("Published figures and results"), _of("results", "release_due"), tables=("results.Publication",)
    ),
    "stock": Derived(_("Figures for facilitators"), _of("results", "take_stock_due"), tables=("results.Health",)),
    "duties": Derived(_("Duties of ministries"), _of("obligations", "bind_closed"), tables=("obligations.Obligation",)),
    "late-entries": Derived(
        _("Entries of what is late"), _of("obligations", "sweep_overdue", "sweep_meetings"), HOURLY
    ),
    "erasure-entries": Derived(_("Entries of erased data"), _of("obligations", "sweep_erasures"), HOURLY),
    "follow-up": Derived(
        _("What follows answers: ratings, reviews, milestones"),
        _of("obligations", "follow_up"),
        tables=("obligations.RatingRelease", "obligations.ConfirmationRelease"),
    ),
    "scoreboard": Derived(
        _("The scoreboard of the ministries, feeds, pictures and views over time"),
        kept=("feed", "picture", "qr", "badge", "over-time page", "over-time sheet", "over-time API"),
    ),
    "search": Derived(
        _("What the search finds"), _of("search", "take_up_new"), tables=("search.Passage",), kept=("search",)
    ),
    "notices": Derived(
        _("E-mails to those who asked for them"),
        _of("notices", "send_notices"),
        tables=("notices.Notice", "notices.Told"),
    ),
    "reminders": Derived(
        _("E-mails to staff"), _of("notices", "remind_staff"), tables=("notices.Reminder", "notices.Alarm")
    ),
    "deleting": Derived(_("Deleting what is not needed any more"), _of("results", "forget_what_is_over")),
    "sessions": Derived(_("Ending sessions"), _of("people", "delete_ended_sessions"), HOURLY),
    "backup-database": Derived(_("Backup of the database"), ("backup-database",), DAILY),
    "backup-files": Derived(_("Backup of attached files"), ("backup-files",), DAILY),
}  # fmt: skip
MAILS = ("notices", "reminders")  # switched off where there is no mail server
