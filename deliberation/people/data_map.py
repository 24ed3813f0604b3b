"""What is kept, why and how long: the one table of it, data_map.csv, with the words for its codes.

Every field of every table stands in it once. The public page and its JSON twin print it, and what it says will end is
deleted by a sweep: tests hold all three against each other.
"""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TABLE = Path(__file__).with_name("data_map.csv")
SHOWN_DAYS = 30  # after the final result: what somebody was shown
UNCONFIRMED_DAYS = 2  # an e-mail address that nobody confirms
MAIL_DAYS = 400  # that staff were reminded of something

KINDS: Mapping[str, Promise] = {
    "personal": _("Says who somebody is."),
    "pseudonymous": _("Is about one person, and nobody here knows who that is."),
    "written": _("Words that somebody wrote."),
    "public": _("Everybody can read it."),
    "technical": _("Is about nobody in particular."),
}
BASES: Mapping[str, Promise] = {
    "consent": _("You do it of your own free will."),
    "task": _("Those who govern have to account for what they do."),
    "running": _("Without it this site would not work, or not safely."),
}
KEPT: Mapping[str, Promise] = {
    "erased": _("Until you have it erased; else as long as the consultation can be read here."),
    "month-after-result": _("Until %(shown_days)s days after the final result, or until you have it erased."),
    "result": _("Until the final result of the consultation, at the latest."),
    "superseded": _(
        "Until a newer result of the consultation is published; of the final one, as long as the consultation can be "
        "read here."
    ),
    "unsubscribed": _(
        "Until you end it with the link in each e-mail. An address that nobody confirms: %(unconfirmed_days)s days."
    ),
    "minutes": _("A few minutes."),
    "day": _("24 hours."),
    "session": _("Until you sign out, and at most %(session_hours)s hours."),
    "year": _("%(mail_days)s days."),
    "account": _("As long as there is the account."),
    "signed": _("Until the answer is signed or the draft discarded."),
    "archive": _("As long as the consultation can be read here."),
    "empty": _("Nothing is stored there."),
}
# What a sweep deletes by itself.
ENDS = frozenset({"month-after-result", "result", "unsubscribed", "minutes", "day", "session", "year"})


class Purpose(NamedTuple):
    """What something is for: a name, a sentence, and a code of BASES."""

    title: Promise
    why: Promise
    basis: str


PURPOSES: Mapping[str, Purpose] = {
    "taking-part": Purpose(
        _("That you take part"),
        _(
            "So that you are one person here and not several. It is a number made of a secret in your browser; nothing "
            "leads from it to your name."
        ),
        "consent",
    ),
    "voting": Purpose(_("How you voted"), _("So that your vote counts, counts once, and can be changed."), "consent"),
    "shown": Purpose(
        _("What you were shown"),
        _("So that only votes on what was shown count, and nobody can pick what to vote down."),
        "consent",
    ),
    "writing": Purpose(_("What you wrote"), _("So that others can vote on it."), "consent"),
    "appealing": Purpose(
        _("What you and the moderators wrote to each other"),
        _("So that a ruling can be explained, and looked at again."),
        "consent",
    ),
    "judging": Purpose(
        _("What you said of answers and promises"),
        _("So that a ministry hears whether its answer answers what was asked."),
        "consent",
    ),
    "notices": Purpose(
        _("E-mail addresses for notices"),
        _("So that you are told of answers. Nothing connects an address with a vote."),
        "consent",
    ),
    "inviting": Purpose(
        _("Invitation codes"),
        _("So that each is good for one person. Which code somebody used is not kept."),
        "running",
    ),
    "paper": Purpose(
        _("Sheets of paper"),
        _("So that a sheet counts once. What links it with its votes is deleted when it counts."),
        "running",
    ),
    "analysing": Purpose(
        _("What results are computed from"),
        _("So that opinion groups are found, and keep their letters from one result to the next."),
        "task",
    ),
    "publishing": Purpose(
        _("Published figures"), _("So that everybody sees what people think, and nobody sees who thinks it."), "task"
    ),
    "moderation": Purpose(
        _("What was ruled about statements"), _("So that anybody can see how moderation works."), "task"
    ),
    "accounts": Purpose(_("Accounts of staff"), _("So that only those who hold an office act in it."), "task"),
    "sessions": Purpose(_("Being signed in"), _("So that nobody has to sign in for every page."), "running"),
    "attempts": Purpose(
        _("How often somebody tried to sign in"),
        _("So that nobody guesses passwords. It is counted under marks that change every day and name nobody."),
        "running",
    ),
    "offices": Purpose(
        _("Who of the staff did what"),
        _("So that nobody decides alone what takes two people. The public sees the office, never the person."),
        "task",
    ),
    "looking": Purpose(
        _("Who has a statement open"), _("So that two moderators do not work on the same one."), "running"
    ),
    "reminding": Purpose(
        _("Reminders to staff"), _("So that nothing is forgotten, and nobody is told of it twice."), "running"
    ),
    "drafting": Purpose(
        _("Drafts of answers"), _("So that two people can work on an answer before it is public."), "task"
    ),
    "asking": Purpose(
        _("What is asked, of whom and when"), _("So that everybody knows the rules from the beginning."), "task"
    ),
    "answering": Purpose(
        _("What ministries owe and answer"), _("So that a promise can be held against whoever made it."), "task"
    ),
    "meeting": Purpose(
        _("What was said in public meetings"), _("So that it can be read by those who were not there."), "task"
    ),
    "recording": Purpose(
        _("The public record"), _("So that acts of office can be checked. It names offices, never people."), "task"
    ),
    "searching": Purpose(_("Words to search by"), _("So that what is public can be found."), "running"),
    "watching": Purpose(
        _("When periodic jobs last ended"), _("So that everybody can see how up to date this site is."), "running"
    ),
    "libraries": Purpose(
        _("Tables of libraries"), _("They come with the libraries that this site is made of."), "running"
    ),
}


class Row(NamedTuple):
    """Fields of one table that are alike: what they are, what for, how long."""

    model: str
    fields: tuple[str, ...]
    kind: str
    purpose: str
    kept: str


@cache
def rows() -> tuple[Row, ...]:
    """The table, in its order."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        return tuple(
            Row(row["model"], tuple(row["fields"].split()), row["kind"], row["purpose"], row["kept"]) for row in table
        )


class Part(NamedTuple):
    """What of one purpose is of the same kind and kept equally long."""

    kind: str
    kept: str
    fields: tuple[str, ...]  # such as votes.Vote.value

    @property
    def kind_words(self) -> str:
        return str(KINDS[self.kind])

    @property
    def how_long(self) -> str:
        """In words, with the numbers that the sweeps use."""
        return str(KEPT[self.kept]) % {
            "shown_days": SHOWN_DAYS,
            "unconfirmed_days": UNCONFIRMED_DAYS,
            "mail_days": MAIL_DAYS,
            "session_hours": -(-settings.SESSION_COOKIE_AGE // 3600),
        }


def by_purpose() -> list[tuple[str, Purpose, list[Part]]]:
    """The table as it is told: what is about people who take part first."""
    parts: dict[str, dict[tuple[str, str], list[str]]] = {code: {} for code in PURPOSES}
    for row in rows():
        alike = parts[row.purpose].setdefault((row.kind, row.kept), [])
        alike += [f"{row.model}.{field}" for field in row.fields]
    return [
        (code, PURPOSES[code], [Part(kind, kept, tuple(fields)) for (kind, kept), fields in found.items()])
        for code, found in parts.items()
    ]
