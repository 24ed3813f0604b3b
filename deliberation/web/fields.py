"""Which fields each page takes: whatever else is sent with a form is refused, not ignored.

A field that a page does not know is a misspelling, or somebody's try to say more than they are asked. The names come
from the forms themselves; what stands here as a word is read by a view without a form. A page that is missing takes
no field at all.
"""

import re
from collections.abc import Mapping

from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from deliberation.consultations.rule_set import CONSENSUS
from deliberation.errors import Invalid
from deliberation.web import delivery, invitation, own_data, redress, signing_in
from deliberation.web.forms import AddressForm, AppealForm, PasswordChangeForm, PasswordForm, VoteForm, WriteForm
from deliberation.web.staff import (
    answer_files,
    answer_form,
    appeals,
    assistance,
    board_note,
    changing,
    embedding,
    files,
    follow_up,
    handover,
    invitations,
    meeting_forms,
    new_form,
    own_account,
    people,
    population,
    ruling_form,
    seed_forms,
    setting_up,
    sheets,
    squad,
    step_forms,
    topic,
    translating,
    week_notes,
)

Names = frozenset[str]
NUMBER = re.compile(r"-[0-9]{1,18}\b")  # of a row, or of what a row is about; in the table it is "-#"


def takes(*sources: type[BaseForm] | str, prefix: str = "") -> Names:
    """The fields of forms, and single ones; besides them the token that every form has."""
    names = {"csrfmiddlewaretoken"}
    for source in sources:
        names |= {source} if isinstance(source, str) else {f"{prefix}{name}" for name in source.base_fields}
    return frozenset(names)


NOTHING = takes()
SEEN = takes("seen")
BALLOT = takes(VoteForm, "part", "from_mine")
PLACE = takes("seen", "ruling", "query", "page")  # where in which list a row stood
TAKEN: Mapping[str, Names] = {
    # Taking part
    "web:vote": BALLOT,
    "web:embed": BALLOT,
    "web:my-data": takes(own_data.ErasureForm),
    "web:embed-my-data": takes(own_data.ErasureForm),
    "web:next-person": takes("back"),
    "web:embed-next-person": takes("back"),
    "web:write": takes(WriteForm, "vote", "different"),
    "web:own-rewording": takes(WriteForm),
    "web:appeal": takes(AppealForm),
    "web:invitation": takes(invitation.CodeForm),
    "web:verified": NOTHING,
    "web:notices": takes(AddressForm),
    "web:notices-confirm": NOTHING,
    "web:notices-end": takes("List-Unsubscribe"),  # one click of a mail program (RFC 8058)
    "web:rating": takes(redress.RatingForm),
    "web:happened": takes(delivery.ReplyForm),
    "web:check-in": takes(delivery.ReportForm),
    # Coming in and going out
    "web:sign-in": takes("username", "password", "next"),
    "web:sign-in-again": takes("password", "next"),
    "web:sign-in-code": takes(signing_in.CodeForm),
    "web:set-up": takes(signing_in.SetUpForm),
    "web:password": takes(PasswordForm),
    "web:sign-out": NOTHING,
    "web:sign-out-everywhere": NOTHING,
    "web:account-data": takes(own_account.AccountErasureForm),
    "web:password-change": takes(PasswordChangeForm),
    "web:factor-new": takes(signing_in.SetUpForm),
    "web:factor-removal": NOTHING,
    "web:factor-reset": NOTHING,
    "web:recovery-codes": NOTHING,
    # Consultations
    "web:consultation-new": takes(new_form.NewForm),
    **{
        f"web:consultation-step {name}": takes(step.form, "seen", "list")
        for name, step in setting_up.STEPS.items()
        if step.form
    },
    "web:consultation-step rule": takes(*CONSENSUS, "seen", "list"),
    "web:consultation-preview": BALLOT,
    "web:consultation-seeds": takes(seed_forms.SeedsForm),
    "web:consultation-seed-table": takes(seed_forms.TableForm, "these"),
    "web:consultation-opening": SEEN,
    "web:consultation-closing": takes(week_notes.ClosingForm),
    "web:consultation-embedding": takes(embedding.OriginsForm),
    "web:consultation-owner": takes(squad.OwnerForm),
    "web:consultation-lending": takes(squad.SquadForm),
    "web:consultation-dismissal": NOTHING,
    "web:consultation-invitations": takes(invitations.NumberForm, "table"),
    "web:consultation-week-notes": takes(week_notes.NoteForm),
    "web:consultation-topic": takes(topic.TopicForm),
    "web:consultation-files": takes(files.FileForm, "seen"),
    "web:consultation-file-withdrawal": takes(files.ChangeForm, "seen"),
    "web:consultation-closing-time": takes(changing.ClosingTimeForm, "seen"),
    "web:consultation-background": takes(changing.BackgroundForm, "seen"),
    "web:population": takes(population.PopulationForm),
    "web:sheets": takes(sheets.PrintForm),
    "web:sheet": takes("operation", "settling", "answer-#"),
    "web:assistance": takes(assistance.AssistanceForm),
    "web:handover": takes(handover.HandoverForm),
    "web:people": takes(people.AppointmentForm),
    "web:role-end": NOTHING,
    # Statements
    "web:ruling": takes(ruling_form.RulingForm) | PLACE,
    "web:undoing": PLACE,
    "web:hiding": PLACE,
    "web:joining": takes("into") | PLACE,
    "web:rewording": takes(ruling_form.RewordingForm) | PLACE,
    "web:rulings": takes("tick", "which", "these", "until", "outcome", "reason") | PLACE,
    "web:rulings-undoing": PLACE,
    "web:reading-again": takes(ruling_form.RulingForm),
    "web:appeal-decision": takes(appeals.DecisionForm, "page"),
    "web:translation": takes(translating.TranslationForm, "page"),
    # Duties
    "web:answer": takes(answer_form.AnswerForm, "seen", "act")
    | takes(answer_form.MilestoneForm, prefix="milestone-#-")
    | takes(answer_form.TogetherForm, prefix="together-#-"),
    "web:answer-files": takes(files.FileFields, "seen"),
    "web:answer-file-withdrawal": SEEN,
    "web:answer-file-blanking": takes(answer_files.BlankingForm),
    "web:signing": SEEN,
    "web:assignment": takes("person"),
    "web:board-note": takes(board_note.NoteForm),
    **{f"web:duty-step {name}": takes(step.form) for name, step in step_forms.STEPS.items()},
    "web:milestone-report": takes(delivery.ReportForm),
    "web:milestone-link": NOTHING,
    "web:review-opening": takes(follow_up.ReviewForm),
    "web:review-decision": takes(follow_up.UpholdingForm),
    "web:meeting-desk": takes(meeting_forms.AnnouncementForm, "after"),
    "web:meeting-held": takes(meeting_forms.HeldForm),
    "web:meeting-posting": takes(meeting_forms.PostForm, "these"),
    "web:meeting-not-held": takes(meeting_forms.NotHeldForm),
    "web:utterance-desk": takes("act", "statement", "holds")
    | takes(meeting_forms.CorrectionForm, prefix="correct-")
    | takes(meeting_forms.HidingForm, prefix="hide-")
    | takes(meeting_forms.FollowForm, prefix="follow-"),
}


def only_known(request: HttpRequest, arguments: Mapping[str, object]) -> Invalid | None:
    """Of a form that was sent to a page: is there a field in it that the page does not take?"""
    match = request.resolver_match
    if request.method != "POST" or match is None or "api" in match.app_names:
        return None
    name = f"{match.view_name} {arguments['step']}" if "step" in arguments else match.view_name
    taken = TAKEN.get(name, NOTHING)
    strange = {*request.POST, *request.FILES} - taken
    return _refusal([name for name in sorted(strange) if NUMBER.sub("-#", name) not in taken]) if strange else None


def _refusal(names: list[str]) -> Invalid | None:
    sentence = _("This page takes no field “%(field)s”. Nothing was done. Open the page again and send its form.")
    told = {name: sentence % {"field": name[:100]} for name in names}
    return Invalid("not-valid", told[names[0]], told) if names else None
