"""The acts that the record knows. An act that is not in this table cannot be entered."""

ACTS = {
    "organisation.founded": "an organisation was added",
    "role.given": "somebody was given a role in an organisation",
    "role.ended": "somebody's role in an organisation ended",
    "consultation.opened": "a consultation opened; its rules stand in the entry",
    "consultation.closed": "voting ended",
    "owner.changed": "somebody else became accountable for a consultation",
    "squad.joined": "somebody of another organisation was taken into the squad of a consultation",
    "squad.left": "somebody of another organisation left the squad of a consultation",
    "week-note.published": "a facilitator told the public how it goes",
    "week-notes.ended": "a facilitator told the public what did not work: the last week note",
    "embedding.changed": "the list of other sites that may show the vote in a frame was changed",
    "topic.corrected": "an opened consultation was filed under another topic; the one before and the new one",
    "invitations.made": "invitation codes were made; how many",
    "consultation.imported": "a conversation was moved here from Polis; counts and digests of the files",
    "consultation.simulated": "a consultation was filled with synthetic participants",
    "statement.accepted": "a facilitator accepted a statement",
    "statement.rejected": "a facilitator rejected a statement; the reason",
    "statement.hidden": "a text that held personal data was hidden from everybody; the reason",
    "ruling.undone": "a ruling was undone; what holds again",
    "appeal.made": "an author appealed against a rejection",
    "appeal.granted": "another facilitator granted an appeal",
    "appeal.upheld": "another facilitator upheld a rejection after an appeal",
    "statement.translated": "a facilitator translated a statement; the language and the text's SHA-256",
    "statement.translation-withdrawn": "a facilitator withdrew a translation of a statement; the language",
    "results.published": "figures were published; digests of what they were made from and of the document",
    "obligation.opened": "a ministry was told what it owes and by when",
    "obligation.overdue": "a due date passed without an answer; dated the first late day",
    "answer.published": "a ministry published an answer, or a further version of it",
}

# What was done about statements that citizens wrote, and about appeals.
MODERATION = (
    "statement.accepted",
    "statement.rejected",
    "statement.hidden",
    "ruling.undone",
    "appeal.made",
    "appeal.granted",
    "appeal.upheld",
)
