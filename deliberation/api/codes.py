"""Every code a problem document may carry, and when it comes. The schema and docs/api.md print this table."""

from typing import NamedTuple


class Code(NamedTuple):
    """A kind of problem."""

    status: int
    when: str


CODES: dict[str, Code] = {
    # The input
    "not-valid": Code(400, "A field is missing, unknown or malformed; `fields` says which and how to mend it."),
    "parse-error": Code(400, "The body is not JSON."),
    "vote-value": Code(400, "A vote is 1 (agree), -1 (disagree) or 0 (skip)."),
    "statement-text": Code(400, "The text is empty, too long or holds characters that hide or reorder text."),
    "reason-missing": Code(400, "A change after opening needs a reason, not too long."),
    "file-refused": Code(400, "The file is empty, too large, or of a kind that is not taken."),
    "seed-table": Code(400, "The table cannot be read as one, is too long, or no row of it can be taken."),
    "reason-unknown": Code(400, "The reason is not among those of this consultation (its `reasons`)."),
    "outcome-unknown": Code(400, "The outcome is neither accepted nor rejected."),
    "too-many": Code(400, "No statement was named, or more than can be taken at once."),
    "appeal-text": Code(
        400, "The appeal, or the answer to it, is empty, too long or holds characters that hide or reorder text."
    ),
    "note-text": Code(400, "A note is empty, too long or holds control characters."),
    "handover-text": Code(400, "Recipient or purpose is missing, too short or too long; `fields` says which."),
    "sheet-incomplete": Code(
        400, "The entry of a sheet lacks a statement or names one that is not asked; see `fields`."
    ),
    "not-ready": Code(400, "The consultation lacks something it needs to open or to be printed; `fields` names it."),
    "not-together": Code(400, "One text cannot answer these statements; `fields` says why."),
    "not-an-official": Code(400, "Who is to look after it is no official of the ministry."),
    "answer-copied": Code(400, "The text is nearly the same as another answer's, which `fields` names."),
    "answer-too-long": Code(400, "The draft holds more than can be saved; `fields` says where."),
    "meeting-plan": Code(400, "The announcement of a meeting lacks something; `fields` names all of it."),
    "meeting-time": Code(400, "The meeting was announced for another time, or has not begun yet."),
    "meeting-post": Code(400, "Recording, captions, minutes or transcript are missing; `fields` names all of it."),
    "transcript": Code(400, "The transcript cannot be read as WebVTT or SRT; `fields` names the lines."),
    "utterance-text": Code(400, "The correction is empty, too long, hides characters or says what stands there."),
    "not-on-agenda": Code(400, "The statement is not on the agenda of this meeting, or may not be read any more."),
    "not-following": Code(400, "Only a draft of the same host takes what was said in a meeting."),
    "answer-incomplete": Code(400, "The answer lacks something; `fields` names all of it."),
    "rating-incomplete": Code(400, "A rating answers both questions with yes, partly or no."),
    "reason-text": Code(
        400, "The reason, or the role that signs, is missing, too short or too long; `fields` says which."
    ),
    "report-incomplete": Code(400, "The report on a milestone lacks something; `fields` names all of it."),
    "reply-incomplete": Code(400, "A reply is yes, no or cannot-tell."),
    "invitation-unknown": Code(400, "There is no such invitation code here, or it was used already."),
    "too-large": Code(413, "The body is larger than the server takes."),
    "unsupported-media-type": Code(415, "The body is not sent as `application/json`; files: as `multipart/form-data`."),
    "not-acceptable": Code(406, "The `Accept` header asks for something other than JSON."),
    # Who asks
    "cookie-missing": Code(401, "There is no participation cookie; `POST consultations/{slug}/next` gives one."),
    "cookie-foreign": Code(401, "The participation cookie was not made by this site; delete it and start again."),
    "sign-in-needed": Code(401, "Only for staff who signed in (`POST session`)."),
    "sign-in-failed": Code(401, "There is no account with this address and password."),
    "role-missing": Code(403, "The person signed in holds no role there that would do; `detail` names those."),
    "own-ruling": Code(
        403,
        "It is about a ruling of this very person; somebody else decides on the appeal, reads again, or rules.",
    ),
    "invitation-needed": Code(403, "Only for people with an invitation code (`POST consultations/{slug}/invitation`)."),
    "verified-needed": Code(403, "Only for people who have signed in (`GET consultations/{slug}/sign-in`)."),
    "took-no-part": Code(403, "Only for people whose votes counted in the consultation."),
    "own-answer": Code(403, "This very person signed the answer that is under review; somebody else decides."),
    "csrf-failed": Code(403, "The CSRF token is missing or wrong; `GET session` gives one, for `X-CSRFToken`."),
    # What is there
    "not-found": Code(404, "There is no such address or page."),
    "no-consultation": Code(404, "There is no such consultation, or not for this person to see."),
    "no-statement": Code(404, "There is no such statement in this consultation."),
    "no-file": Code(404, "There is no such file, or it was withdrawn."),
    "no-appeal": Code(404, "Nobody has appealed about this statement."),
    "no-language": Code(404, "Statements of the consultation are not translated into this language."),
    "no-publication": Code(404, "Nothing is published yet, or there is no publication of this number."),
    "no-sheet": Code(404, "There is no sheet of paper with this code in this consultation."),
    "no-stock": Code(404, "No figures of how it goes were made yet; the first come within a minute after opening."),
    "no-obligation": Code(404, "There is no such obligation."),
    "no-meeting": Code(404, "There is no such obligation, or it is not a duty to hold a meeting."),
    "no-utterance": Code(404, "There is no such utterance in this meeting."),
    "no-answer": Code(404, "There is no such version of the answer."),
    "no-milestone": Code(404, "The obligation has no milestone of this number."),
    "not-reported": Code(404, "Nobody has reported this milestone done."),
    "no-check-in": Code(404, "The link is not whole, ran out, or another one took its place."),
    "no-subscription": Code(404, "The link of an e-mail is not whole, or not good any more; only pages say so."),
    "no-organisation": Code(404, "There is no such organisation."),
    "no-role": Code(404, "Nobody holds this role there any more."),
    "method-not-allowed": Code(405, "The address does not take this method; the `Allow` header names those it takes."),
    # Not now
    "not-open-yet": Code(409, "The consultation has not opened yet."),
    "open-already": Code(409, "This can only be done before the consultation opens."),
    "closed": Code(409, "The consultation has closed."),
    "notes-ended": Code(409, "The last week note, on what did not work, is there already."),
    "notices-off": Code(409, "This site sends no e-mail."),
    "invited-already": Code(
        409, "This participant used a code already, or signed in; the one that was sent is still good."
    ),
    "assistance-logged": Code(409, "Helping people at this place on this day is in the record already."),
    "sheet-counted": Code(409, "The sheet was counted already; each is good for one person, once."),
    "sheet-differs": Code(409, "The sheet was typed in twice, and not alike; settle what differs."),
    "sheet-not-entered": Code(409, "The sheet was not typed in twice yet; there is nothing to settle."),
    "sign-in-off": Code(409, "Signing in changes nothing in this consultation, or this site has no provider."),
    "statement-exists": Code(409, "The very same text is there already."),
    "similar-statements-exist": Code(
        409, "Public statements say something similar; vote on one, or send `different`. Nothing was stored."
    ),
    "ballot-of-another": Code(
        409, "Somebody else has begun with this browser since the vote was cast there; only pages say so."
    ),
    "statement-not-open": Code(
        409, "The statement waits for a ruling or was rejected; it takes no votes and stands for no other."
    ),
    "same-statement": Code(400, "A statement cannot stand in its own place."),
    "in-a-circle": Code(409, "What stands in its place was retired in favour of it; undo that ruling first."),
    "not-drawn": Code(409, "No second reading of this statement waits."),
    "read-already": Code(409, "Somebody else has read it again already."),
    "not-rewordable": Code(409, "Only a statement that waits or was accepted can be put into other words."),
    "rewording-waits": Code(409, "Other words for the statement were proposed already, and wait."),
    "statement-hidden": Code(409, "The text is hidden: it takes no ruling before the hiding is undone."),
    "no-final-result": Code(409, "There is no final result yet; until then no votes of single people are handed over."),
    "too-many-votes": Code(409, "These are too many votes for one file."),
    "statement-erased": Code(409, "Its author had the text erased; there is nothing left to rule on."),
    "changed-meanwhile": Code(409, "Somebody saved changes since it was looked at; look again."),
    "preview-changed": Code(409, "Other rows can be taken now than those that were confirmed; look again."),
    "ruled-meanwhile": Code(409, "Somebody else ruled since it was seen; read it again."),
    "not-ruled": Code(409, "There is no ruling that could be undone."),
    "not-rejected": Code(409, "The statement is not rejected: there is nothing to appeal against."),
    "file-exists": Code(409, "This very file is attached already."),
    "too-many-files": Code(409, "As many files are attached as can be; withdraw one first."),
    "appealed-already": Code(409, "There was an appeal against this rejection already; one is possible."),
    "appeal-too-late": Code(409, "Voting ended, and the six months after the ruling are over."),
    "appeal-waits": Code(409, "An appeal about this statement waits; it has to be decided first."),
    "appeal-decided": Code(409, "The appeal has been decided already."),
    "last-facilitator": Code(409, "An organisation keeps one facilitator; appoint another one first."),
    "account-unused": Code(409, "Another organisation made the account, and nobody has signed in with it yet."),
    "operation-reused": Code(409, "The operation id was used for another vote or entry."),
    "vote-not-stored": Code(409, "Two requests collided; send the same request again."),
    "not-an-answer": Code(409, "This obligation is a duty to hold a meeting; it takes no written answer."),
    "no-draft": Code(409, "Nothing is drafted for this obligation."),
    "answered-together": Code(409, "The draft for another statement answers this one as well; change it there."),
    "second-person-needed": Code(409, "Who changed a draft last cannot sign it; another official does."),
    "acknowledged-already": Code(409, "The obligation has been acknowledged."),
    "offered-already": Code(409, "The obligation is offered to another ministry, which has not replied yet."),
    "not-offered": Code(409, "The obligation is offered to nobody, or not any more."),
    "too-late-to-transfer": Code(409, "An obligation can be handed over within ten working days."),
    "asked-already": Code(409, "The ministry's one question about the obligation has been asked."),
    "too-late-to-ask": Code(409, "The due date has passed: a question stops no clock that has run out."),
    "no-question": Code(409, "No question of the ministry waits for a reply."),
    "extended-already": Code(409, "The time has been extended once."),
    "too-late-to-extend": Code(409, "The due date has passed; the time can only be extended before."),
    "question-waits": Code(409, "The clock stands still for a question; extend the time after the reply."),
    "finished-already": Code(409, "There is nothing left to do about the obligation."),
    "not-announced": Code(409, "No announcement of the meeting was public before it began."),
    "no-stream-link": Code(409, "No stream link was public before the meeting began, so it does not count as held."),
    "meeting-held": Code(409, "It was entered already that the meeting was held."),
    "meeting-given-up": Code(409, "It was said already that this meeting is not held."),
    "not-held-yet": Code(409, "It was not entered yet that the meeting was held."),
    "meeting-posted": Code(409, "Recording and transcript are published already; correct single utterances."),
    "utterance-hidden": Code(409, "The words of this utterance are hidden."),
    "not-marked": Code(409, "The utterance was not said to answer that statement."),
    "not-answered": Code(409, "There is no answer yet that could be reviewed."),
    "review-open": Code(409, "A review of this answer waits for a decision already."),
    "reviewed-already": Code(409, "This version was reviewed already; each is reviewed once."),
    "no-review": Code(409, "No review of this answer waits for a decision."),
    "rating-over": Code(409, "The time to rate this version is over, or a later one took its place."),
    "rating-fixed": Code(409, "It is more than 30 days since the first rating; it cannot be changed any more."),
    "milestone-closed": Code(409, "The milestone is reported done or given up already."),
    "not-asked": Code(409, "People are asked about it from four weeks after the report on, for 20 working days."),
    # Ours
    "server-error": Code(500, "A fault of this site; it was logged."),
}
