"""Every sentence of our mails, so that all of them can be checked in every language before one is sent."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from deliberation.obligations.record_words import SENTENCES

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
COUNTS = (0, 1, 2, 3, 11, 100)  # every plural form of the languages there are

# To subscribers
CONFIRM_SUBJECT = gettext_lazy("Please confirm: notices about “%(question)s”")
SOMEBODY_ASKED = gettext_lazy(
    "Somebody, perhaps you, asked to be told by e-mail when there is an answer to “%(question)s”."
)
PRESS = gettext_lazy("If it was you, open this page and press the button:")
DO_NOTHING = gettext_lazy(
    "If not, do nothing: without it you get no notices, and your address is deleted after two days."
)
ANSWER_SUBJECT = gettext_lazy("An answer to “%(question)s”")
LATE_SUBJECT = gettext_lazy("No answer in time to “%(question)s”")
NEWS_SUBJECT = gettext_lazy("News about “%(question)s”")
ANSWERED = gettext_lazy("%(ministry)s has answered.")
ANSWERED_AGAIN = gettext_lazy("%(ministry)s has published version %(version)s of its answer.")
NOT_IN_TIME = gettext_lazy("%(ministry)s has not answered in time. The answer was due on %(due_on)s.")
NOT_HELD_IN_TIME = gettext_lazy(
    "%(ministry)s has not held the public meeting that it owes in time. It was due on %(due_on)s."
)
DID_IT_HAPPEN = gettext_lazy(
    "%(ministry)s reported four weeks ago that milestone %(milestone)s is reached. Did it happen? You can say so there."
)
READ_MORE = gettext_lazy("Read more:")
NO_MORE = gettext_lazy("You get this e-mail because you asked for it. No more of them:")

# To staff
READINGS = gettext_lazy("Second readings that wait for you: %(number)s")
POSTED = gettext_lazy("Posted directly, to be checked: %(number)s")
VOTING_ENDS = gettext_lazy("Voting ends on %(closes)s.")
MAY_RULE = gettext_lazy("You get this e-mail once a day while statements wait, because you may rule on them.")
AT_MOST_DAILY = gettext_lazy(
    "You get such an e-mail at most once a day, because of your role. It tells each thing once."
)
NEW_DUTY = gettext_lazy("%(ministry)s has a new duty. It is due on %(due_on)s.")
FOUR_WEEKS = gettext_lazy("%(ministry)s has at most four weeks left: it is due on %(due_on)s.")
ONE_WEEK = gettext_lazy("%(ministry)s has at most one week left: it is due on %(due_on)s.")
PAST_DUE = gettext_lazy("%(ministry)s is late: it was due on %(due_on)s. Everybody can see that.")
LONG_PAST_DUE = gettext_lazy(
    "%(ministry)s is long overdue: it was due on %(due_on)s. It has to hold a public meeting as well. Everybody can "
    "see that."
)
AGAIN_SOON = gettext_lazy("The “not yet feasible” of %(ministry)s comes due again on %(due_on)s.")
AGAIN = gettext_lazy(
    "The “not yet feasible” of %(ministry)s came due again on %(since)s. It has to say until %(until)s what changed, "
    "with a new version of the answer."
)
AGAIN_LATE = gettext_lazy(
    "%(ministry)s is late to say what changed since it answered “not yet feasible”: it had time until %(until)s. "
    "Everybody can see that."
)
DISPUTED = gettext_lazy(
    "%(ministry)s reported that milestone %(milestone)s is reached, and people say that it is not. It is open again."
)
REVIEW_LATE = gettext_lazy(
    "The answer of %(ministry)s was not looked at again in time: it had to be decided by %(until)s. Everybody can see "
    "that."
)
NOT_ACKNOWLEDGED = gettext_lazy("%(ministry)s has not acknowledged this duty yet: that was expected by %(until)s.")
OFFERED = gettext_lazy("%(giver)s offers this duty to %(ministry)s, which can accept it until %(until)s.")
REVIEW = gettext_lazy("The answer of %(ministry)s has to be looked at again. It has to be decided by %(until)s.")
MILESTONE_SOON = gettext_lazy("A milestone of %(ministry)s is due on %(due_on)s: %(what)s")
MILESTONE_MISSED = gettext_lazy(
    "A milestone of %(ministry)s was missed: it was promised for %(due_on)s. Everybody can see that. %(what)s"
)
TRANSCRIPT_SOON = gettext_lazy("Recording and transcript of the meeting of %(ministry)s are due on %(due_on)s.")
TRANSCRIPT_LATE = gettext_lazy(
    "Recording and transcript of the meeting of %(ministry)s are late: they were due on %(due_on)s. Everybody can see "
    "that."
)
REPORT_BY_LINK = gettext_lazy("Whoever has this link can report on it without an account:")
MEETING_SOON = gettext_lazy("The meeting of %(ministry)s begins on %(starts)s.")
MEETING_DAY = gettext_lazy(
    "The meeting of %(ministry)s begins on %(starts)s, which is today. Enter on the same day that it was held: what "
    "counts for being in time is when it is entered."
)
REPLY = gettext_lazy("%(ministry)s asked what is meant and waits for your reply. It can wait until %(until)s.")
LAST_NOTE = gettext_lazy("Voting is over, and nobody has said yet what did not work: the last week note is missing.")

# To the operator
ALARM_SUBJECT = gettext_lazy("Mails did not arrive")
CAME_BACK = gettext_lazy("The mail of %(day)s to %(address)s came back.")
NOT_TAKEN = gettext_lazy("The mail of %(day)s to %(address)s could not be sent.")
NOT_WRITABLE = gettext_lazy(
    "Mails wait that could not be written: %(number)s. A sentence does not fit what it tells; the log has the numbers "
    "of these mails, and “manage.py check” names the sentence."
)
MEND = gettext_lazy("What is due is shown at the desk as well, but nobody was told of it. Mend the addresses.")


def waiting_subject(number: int) -> str:
    return ngettext("%(number)s statement waits for a ruling", "%(number)s statements wait for a ruling", number)


def matters_subject(number: int) -> str:
    return ngettext("%(number)s matter wants your attention", "%(number)s matters want your attention", number)


COUNTED = (waiting_subject, matters_subject)


def faults(languages: Iterable[str]) -> Iterator[str]:
    """What is wrong with the sentences in these languages; nothing is, if every mail can be written in each."""
    for name, sentence in {**_sentences(), **SENTENCES}.items():
        yield from _faults(name, partial(_plain, sentence), languages, counted=False)
    for counted in COUNTED:
        yield from _faults(counted.__name__, counted, languages, counted=True)


def _plain(sentence: Promise, _number: int) -> str:
    return str(sentence)


def _sentences() -> dict[str, Promise]:
    return {name: value for name, value in globals().items() if isinstance(value, Promise)}


def _faults(name: str, say: Callable[[int], str], languages: Iterable[str], counted: bool) -> Iterator[str]:
    with translation.override(None):
        wanted = set(PLACEHOLDER.findall(say(1) + say(2)))
    needed = wanted - {"number"} if counted else wanted  # "one statement" need not say the number
    for language in languages:
        with translation.override(language):
            found = {_fault(say(number), wanted, needed) for number in (COUNTS if counted else COUNTS[:1])}
        yield from (f"{name} in {language}: {fault}" for fault in sorted(found) if fault)


def _fault(said: str, wanted: set[str], needed: set[str]) -> str:
    has = set(PLACEHOLDER.findall(said))
    if foreign := has - wanted:
        return "it has a placeholder too many: " + ", ".join(sorted(foreign))
    if missing := needed - has:
        return "it lacks a placeholder: " + ", ".join(sorted(missing))
    try:
        said % dict.fromkeys(wanted, "x")
    except (LookupError, TypeError, ValueError):
        return "a percent sign in it is not doubled"
    return ""
