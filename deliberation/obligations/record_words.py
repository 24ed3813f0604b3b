"""An entry of the record as a sentence. Statements are named by number: a text hidden later is hidden here too."""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language_info, gettext_lazy

from deliberation.consultations.reasons import REASONS
from deliberation.obligations.course import GROUNDS as COURSE_GROUNDS
from deliberation.obligations.models import Position
from deliberation.obligations.redress import GROUNDS, OUTCOMES
from deliberation.people.permissions import Role
from deliberation.record.actions import BY_LINK, PARTICIPANT, SYSTEM
from deliberation.record.models import Entry

SENTENCES = {
    "consultation.opened": gettext_lazy("The consultation opened and its rules were fixed."),
    "consultation.closed": gettext_lazy("The consultation closed."),
    "owner.changed": gettext_lazy("Somebody else became accountable for the consultation."),
    "squad.joined": gettext_lazy("Somebody of %(organisation)s works on it from now on, with the role %(role)s."),
    "squad.left": gettext_lazy("Somebody of %(organisation)s works on it no longer, with the role %(role)s."),
    "week-note.published": gettext_lazy("The facilitators published week note %(number)s."),
    "week-notes.ended": gettext_lazy("The facilitators wrote what did not work."),
    "seeds.imported": gettext_lazy(
        "Statements to begin with were taken from a table: %(count)s, numbered %(first)s to %(last)s."
    ),
    "seeds.copied": gettext_lazy("Statements to begin with were taken from the consultation “%(origin)s”: %(count)s."),
    "embedding.changed": gettext_lazy("Sites that may show the vote in a frame from now on: %(origins)s."),
    "closing.postponed": gettext_lazy("Voting ends later: on %(closes_at)s, not on %(before)s. Reason: %(reason)s"),
    "background.corrected": gettext_lazy("The background was corrected. Reason: %(reason)s"),
    "file.attached": gettext_lazy("The file “%(title)s” was attached. Reason: %(reason)s"),
    "file.withdrawn": gettext_lazy("The file “%(title)s” was withdrawn. Reason: %(reason)s"),
    "topic.corrected": gettext_lazy("The topic was corrected from “%(before)s” to “%(topic)s”. Reason: %(reason)s"),
    "invitations.made": gettext_lazy("Invitation codes were made: %(count)s."),
    "population.named": gettext_lazy(
        "The population was named that those who take part are compared with. Source: %(source)s."
    ),
    "sheets.printed": gettext_lazy("Sheets of paper to vote on were printed: %(count)s."),
    "assistance.logged": gettext_lazy(
        "Staff helped about %(people)s people to vote on their device. Day: %(held_on)s. Place: %(place)s."
    ),
    "consultation.imported": gettext_lazy("The conversation was moved here from another system, with its votes."),
    "consultation.simulated": gettext_lazy("It was filled with made-up participants, as a trial."),
    "statement.accepted": gettext_lazy("Statement %(number)s was accepted."),
    "statement.rejected": gettext_lazy("Statement %(number)s was rejected: %(reason)s"),
    "statement.posted": gettext_lazy(
        "Statement %(number)s was posted directly: its author has a record of accepted statements."
    ),
    "statement.joined": gettext_lazy("Statement %(number)s was joined with statement %(into)s, which says the same."),
    "statement.reworded": gettext_lazy(
        "Statement %(number)s was put into clearer words: statement %(into)s stands in its place."
    ),
    "statement.divided": gettext_lazy(
        "Statement %(number)s held several ideas and was divided. In its place stand: %(into)s."
    ),
    "statement.hidden": gettext_lazy("The text of statement %(number)s was hidden from everybody: %(reason)s"),
    "ruling.undone": gettext_lazy("The ruling on statement %(number)s was undone. It stands as before: %(standing)s."),
    "appeal.made": gettext_lazy("The author of statement %(number)s appealed against its rejection."),
    "appeal.granted": gettext_lazy("The appeal about statement %(number)s was granted."),
    "appeal.upheld": gettext_lazy("The appeal about statement %(number)s was decided: the rejection stands."),
    "second-reading.agreed": gettext_lazy(
        "A second moderator, who had not seen the ruling on statement %(number)s, would have ruled the same."
    ),
    "second-reading.disagreed": gettext_lazy(
        "A second moderator, who had not seen the ruling on statement %(number)s, would have ruled otherwise. The "
        "ruling stands until somebody rules anew."
    ),
    "statement.translated": gettext_lazy("The facilitators translated statement %(number)s. Language: %(language)s."),
    "statement.translation-withdrawn": gettext_lazy(
        "The facilitators withdrew a translation of statement %(number)s. Language: %(language)s."
    ),
    "participation.erased": gettext_lazy(
        "Somebody who took part had what was kept about them erased. Published results stay as they are."
    ),
    "results.published": gettext_lazy("Publication %(number)s of the results appeared."),
    "votes.handed-over": gettext_lazy(
        "The votes of single people, without names and times, were handed to %(recipient)s, for this purpose: "
        "%(purpose)s"
    ),
    "obligation.opened": gettext_lazy("%(ministry)s was told what it owes; due on %(due_on)s."),
    "obligation.overdue": gettext_lazy("It became overdue: %(ministry)s had time until %(due_on)s."),
    "obligation.long-overdue": gettext_lazy(
        "It became long overdue: %(ministry)s had time until %(due_on)s. A public meeting is owed for it."
    ),
    "obligation.acknowledged": gettext_lazy("%(ministry)s acknowledged what it owes. Unit responsible: %(unit)s."),
    "obligation.extended": gettext_lazy(
        "%(ministry)s took more time: due on %(due_on)s, not on %(due_before)s. Reason: %(reason)s "
        "Interim reply: %(interim)s"
    ),
    "obligation.suspended": gettext_lazy(
        "The days from %(from_on)s to %(until_on)s do not count. %(ground)s. Reason: %(reason)s Due on %(due_on)s."
    ),
    "transfer.offered": gettext_lazy(
        "%(ministry)s offered the duty to %(to)s, which can accept it until %(until)s. Reason: %(reason)s"
    ),
    "transfer.accepted": gettext_lazy("%(to)s took over the duty from %(from)s. It stays due on %(due_on)s."),
    "transfer.declined": gettext_lazy("%(to)s declined the duty; it stays with %(from)s. Reason: %(reason)s"),
    "transfer.lapsed": gettext_lazy("The offer was not accepted in time: the duty stays with %(ministry)s."),
    "clarification.asked": gettext_lazy(
        "%(ministry)s asked: %(question)s The clock stands still until the facilitators reply, at most until %(until)s."
    ),
    "clarification.answered": gettext_lazy("The facilitators replied: %(reply)s Due on %(due_on)s."),
    "clarification.lapsed": gettext_lazy("Nobody replied to the question in time: the clock goes on."),
    "answer.published": gettext_lazy("The ministry published version %(version)s of its answer: %(position)s."),
    "answer.file-blanked": gettext_lazy(
        "The ministry deleted what was in the file “%(title)s” of its answer. Reason: %(reason)s"
    ),
    "meeting.announced": gettext_lazy("%(ministry)s announced the meeting."),
    "meeting.changed": gettext_lazy("%(ministry)s changed the announcement of the meeting. Reason: %(reason)s"),
    "meeting.not-announced": gettext_lazy(
        "The meeting was not announced in time: %(ministry)s had time until %(until)s."
    ),
    "meeting.held": gettext_lazy(
        "%(ministry)s entered that the meeting was held. Recording and transcript are due on %(post_by)s."
    ),
    "meeting.posted": gettext_lazy("%(ministry)s published recording, minutes and transcript of the meeting."),
    "meeting.transcript-late": gettext_lazy(
        "Recording and transcript of the meeting are late: %(ministry)s had time until %(until)s."
    ),
    "meeting.not-held": gettext_lazy("There will be no meeting; %(ministry)s has failed its duty. Reason: %(reason)s"),
    "utterance.corrected": gettext_lazy(
        "What was said in the meeting was corrected. Utterance: %(utterance)s. Version: %(version)s."
    ),
    "utterance.hidden": gettext_lazy(
        "Words said in the meeting were hidden from everybody. Utterance: %(utterance)s. Reason: %(reason)s"
    ),
    "utterance.marked": gettext_lazy(
        "Utterance %(utterance)s of the meeting was marked as an answer to statement %(statement)s."
    ),
    "utterance.unmarked": gettext_lazy(
        "It was taken back that utterance %(utterance)s of the meeting answers statement %(statement)s."
    ),
    "seed.said": gettext_lazy("Statement %(number)s was made of what was said in a meeting. Utterance: %(utterance)s."),
    "answer.rated": gettext_lazy(
        "The time to rate version %(version)s of the answer was over; the figures of then are final."
    ),
    "review.opened": gettext_lazy(
        "A review of version %(version)s of the answer was opened: %(ground)s It has to be decided by %(decide_by)s."
    ),
    "review.decided": gettext_lazy("The review of version %(version)s of the answer was decided: %(outcome)s"),
    "review.overdue": gettext_lazy(
        "The review of version %(version)s of the answer was not decided in time: by %(decide_by)s."
    ),
    "answer.due-again": gettext_lazy(
        "The day came on which the ministry said it would look at version %(version)s of its answer again. It has "
        "until %(say_by)s to say what changed."
    ),
    "answer.due-again-overdue": gettext_lazy(
        "The ministry did not say in time what changed since version %(version)s of its answer: by %(say_by)s."
    ),
    "milestone.done": gettext_lazy("Milestone %(milestone)s, promised for %(original)s, was reported done."),
    "milestone.moved": gettext_lazy(
        "Milestone %(milestone)s, promised for %(original)s, was moved to %(moved_to)s. It is judged by its first date."
    ),
    "milestone.withdrawn": gettext_lazy("Milestone %(milestone)s, promised for %(original)s, was given up."),
    "milestone.missed": gettext_lazy("Milestone %(milestone)s was missed: it was promised for %(original)s."),
    "milestone.confirmed": gettext_lazy(
        "Milestone %(milestone)s: people of several opinion groups confirm that it was reached."
    ),
    "milestone.disputed": gettext_lazy(
        "Milestone %(milestone)s: people of several opinion groups dispute that it was reached."
    ),
    "milestone.unheard": gettext_lazy(
        "Milestone %(milestone)s: too few people said whether it was reached, or as many each way."
    ),
    "ministry.noted": gettext_lazy("%(ministry)s published note %(note)s to its line of the scoreboard."),
    "ministry.note-withdrawn": gettext_lazy("%(ministry)s took back the note to its line of the scoreboard."),
    "organisation.founded": gettext_lazy("The organisation %(name)s was added."),
    "role.given": gettext_lazy("Somebody was given the role %(role)s."),
    "second-factor.reset": gettext_lazy("Somebody’s second factor for signing in was reset."),
    "role.ended": gettext_lazy("Somebody’s role ended: %(role)s."),
}
STANDINGS = {
    "waiting": gettext_lazy("waiting for a ruling"),
    "accepted": gettext_lazy("accepted"),
    "rejected": gettext_lazy("rejected"),
    "hidden": gettext_lazy("hidden"),
}
# Details that are codes, and what they stand for.
KINDS: dict[str, Mapping[str, object]] = {
    "position": dict(Position.choices),
    "reason": REASONS,
    "ground": {**COURSE_GROUNDS, **GROUNDS},
    "outcome": OUTCOMES,
    "role": dict(Role.choices),
    "standing": STANDINGS,
    "language": {code: get_language_info(code)["name_local"] for code in settings.TRANSLATED},
}
# Details that are dates.
DAYS = {
    "due_on", "held_on", "due_before", "until", "from_on", "until_on", "post_by", "decide_by", "say_by",
    "original", "moved_to",
}  # fmt: skip
# Who acted. The record keeps offices in English, as it keeps the names of acts.
OFFICES = {
    Role.FACILITATOR: gettext_lazy("facilitator, %(organisation)s"),
    Role.MODERATOR: gettext_lazy("moderator, %(organisation)s"),
    Role.OFFICIAL: gettext_lazy("official, %(organisation)s"),
    Role.OBSERVER: gettext_lazy("observer, %(organisation)s"),
}
ACTORS = {
    SYSTEM: gettext_lazy("the system, by rule"),
    PARTICIPANT: gettext_lazy("a participant"),
    BY_LINK: gettext_lazy("the unit responsible, by a signed link"),
}
EARLY = gettext_lazy("The consultation was closed early; it was announced to end on %(announced)s.")

FEW_HELPED = gettext_lazy(
    "Staff helped fewer than %(below)s people to vote on their device. Day: %(held_on)s. Place: %(place)s."
)
NO_TOPIC = gettext_lazy("The topic “%(before)s” was taken off. Reason: %(reason)s")
FIRST_TOPIC = gettext_lazy("It was filed under the topic “%(topic)s”. Reason: %(reason)s")
TOPIC_BEFORE = gettext_lazy("The topic was corrected from “%(before)s” to “%(topic)s”.")
NO_TOPIC_BEFORE = gettext_lazy("The topic “%(before)s” was taken off.")
FIRST_TOPIC_BEFORE = gettext_lazy("It was filed under the topic “%(topic)s”.")
NO_FRAMES = gettext_lazy("From now on no other site may show the vote in a frame.")


def told(entry: Entry, announced: datetime | None = None) -> str:
    """What happened, in words; an act that has no sentence yet is named as it is. `announced`: when voting was
    to end, on the consultation's own clocks."""
    try:
        return sentence_of(entry, announced) or f"{entry.act} {entry.subject}"
    except KeyError:  # an entry of another version lacks a detail
        return f"{entry.act} {entry.subject}"


def sentence_of(entry: Entry, announced: datetime | None = None) -> str | None:
    """The same where it must be whole: None for an act without a sentence, KeyError where a detail is lacking."""
    if announced and entry.act == "consultation.closed" and entry.happened_at < announced:
        return EARLY % {"announced": date_format(announced, "DATETIME_FORMAT")}
    if entry.act == "embedding.changed" and not entry.details.get("origins"):
        return str(NO_FRAMES)
    sentence = _sentence(entry)
    if sentence is None:
        return None
    details = _with_moments(entry, announced.tzinfo if announced else None)
    return str(sentence) % {"number": entry.subject.rpartition("/")[2], **_words(details)}


def _sentence(entry: Entry) -> object:
    if entry.act == "topic.corrected":
        return _of_topic(entry.details)
    if entry.act == "assistance.logged" and entry.details.get("people") is None:
        return FEW_HELPED
    return SENTENCES.get(entry.act)


def _with_moments(entry: Entry, zone: tzinfo | None) -> Mapping[str, object]:
    """The details, with the times of a postponed closing in words."""
    if entry.act != "closing.postponed":
        return entry.details
    moments = {name: datetime.fromisoformat(entry.details[name]).astimezone(zone) for name in ("before", "closes_at")}
    return {**entry.details, **{name: date_format(each, "DATETIME_FORMAT") for name, each in moments.items()}}


def _of_topic(details: Mapping[str, object]) -> object:
    """Which sentence a change of topic is told by: there may have been none, or there is none any more; and earlier
    ones had no reason."""
    why = "reason" in details
    if not details.get("before"):
        return FIRST_TOPIC if why else FIRST_TOPIC_BEFORE
    if not details.get("topic"):
        return NO_TOPIC if why else NO_TOPIC_BEFORE
    return SENTENCES["topic.corrected"] if why else TOPIC_BEFORE


def office(actor: str) -> str:
    """Who acted, in words; an office of another kind is named as it was entered."""
    if actor in ACTORS:
        return str(ACTORS[actor])
    role, _comma, organisation = actor.partition(", ")
    return str(OFFICES[Role(role)]) % {"organisation": organisation} if role in OFFICES else actor


def _words(details: Mapping[str, object]) -> dict[str, object]:
    return {name: _word(name, value) for name, value in details.items()}


def _word(name: str, value: object) -> object:
    if name in DAYS and value:
        return date_format(date.fromisoformat(str(value)), "DATE_FORMAT")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return KINDS[name].get(str(value), value) if name in KINDS else value
