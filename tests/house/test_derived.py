"""Whatever is made of something else stands in one table (deliberation/status/derived.py), and so on the status page.

A new line of the clock, a new table and a new kind of kept answer each fail here until somebody has said where they
belong.
"""

import ast
from collections import Counter

from django.apps import apps

from deliberation.celery import app
from deliberation.status.derived import BACKUPS, DERIVED
from deliberation.status.noting import job_of
from tests.house.sources import modules, tree

# What people said or did, or what happened once: it cannot be made anew of anything else.
FACTS = {
    "consultations.Closing", "consultations.Consultation", "consultations.ConsultationFile", "consultations.Opening",
    "consultations.SquadMember", "consultations.WeekNote", "notices.Subscription", "obligations.Acknowledgement",
    "obligations.Announcement", "obligations.Answer", "obligations.AnswerAttachment", "obligations.AnswerFile",
    "obligations.AnswerGroup", "obligations.AnswerMark", "obligations.Assignment", "obligations.BoardNote",
    "obligations.CheckIn", "obligations.Clarification", "obligations.ClarificationReply", "obligations.Confirmation",
    "obligations.Correction", "obligations.Draft", "obligations.DueDate",
    "obligations.Extension", "obligations.FileBlanking", "obligations.MeetingHeld", "obligations.MeetingNotHeld",
    "obligations.MeetingPost", "obligations.Milestone", "obligations.Rating",
    "obligations.Report", "obligations.Review", "obligations.ReviewDecision", "obligations.SaidFirst",
    "obligations.Suspension", "obligations.Transfer", "obligations.TransferReply", "obligations.Utterance",
    "obligations.UtteranceHiding", "people.Attempt", "people.Membership", "people.Organisation", "people.Person",
    "record.Entry", "results.Handover", "statements.Appeal", "statements.AppealDecision", "statements.Drawn",
    "statements.Looking", "statements.Ruling", "statements.SecondOpinion", "statements.Statement",
    "statements.Successor", "statements.Translation", "status.Run", "votes.Erasure", "votes.Invitation",
    "votes.InvitationBatch", "votes.Participant", "votes.Population", "votes.Served", "votes.Sheet",
    "votes.SheetEntry", "votes.Vote",
}  # fmt: skip


def listed(name):
    return Counter(value for each in DERIVED.values() for value in getattr(each, name))


def test_every_job_of_the_clock_has_a_line():
    jobs = {job_of(line["task"], line["options"].get("queue", "work")) for line in app.conf.beat_schedule.values()}
    assert listed("jobs") == Counter(jobs | set(BACKUPS))


def test_every_table_is_a_fact_or_has_a_line():
    tables = {model._meta.label for model in apps.get_models() if model.__module__.startswith("deliberation.")}
    assert Counter(FACTS) + listed("tables") == Counter(tables)


def keys(module):
    """The first words of the keys under which answers are kept."""
    names = {node.targets[0].id: node.value for node in ast.walk(module)
             if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)}  # fmt: skip
    for node in ast.walk(module):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "kept"
            and len(node.args) == 3
        ):
            key = names[node.args[0].id] if isinstance(node.args[0], ast.Name) else node.args[0]
            yield key.elts[0].value


def test_every_kind_of_kept_answer_has_a_line():
    found = {key for path in modules("deliberation") for key in keys(tree(path))}
    assert listed("kept") == Counter(found)


def test_a_new_kind_of_kept_answer_is_noticed():
    assert list(keys(ast.parse("key = ('new', 1)\nkept(key, 60, make)\nkept(('newer', 2), 60, make)"))) == [
        "new",
        "newer",
    ]
