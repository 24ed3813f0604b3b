"""The addresses of the API. None ends in a slash; none names a participant."""

from django.urls import path, re_path

from deliberation.api import (
    appeals,
    consultations,
    invitations,
    moderation,
    notices,
    obligations,
    organisations,
    results,
    searching,
    session,
    statements,
    translations,
    votes,
    week_notes,
)
from deliberation.api.description import Description
from deliberation.api.documentation import docs, problem_kinds
from deliberation.api.endpoint import Nowhere

app_name = "api"
ONE = "v1/consultations/<slug:slug>"
urlpatterns = [
    path("v1/consultations", consultations.ConsultationList.as_view(), name="consultations"),
    path(ONE, consultations.ConsultationDetail.as_view(), name="consultation"),
    path(f"{ONE}/opening", consultations.Opening.as_view(), name="opening"),
    path(f"{ONE}/closing", consultations.Closing.as_view(), name="closing"),
    path(f"{ONE}/topic", consultations.Topic.as_view(), name="topic"),
    path(f"{ONE}/embedding", consultations.Embedding.as_view(), name="embedding"),
    path(f"{ONE}/invitations", invitations.Invitations.as_view(), name="invitations"),
    path(f"{ONE}/invitation", invitations.Redemption.as_view(), name="invitation"),
    path(f"{ONE}/sign-in", invitations.SignIn.as_view(), name="how-to-sign-in"),
    path(f"{ONE}/notices", notices.Notices.as_view(), name="notices"),
    path(f"{ONE}/week-notes", week_notes.WeekNotes.as_view(), name="week-notes"),
    path(f"{ONE}/record", consultations.Record.as_view(), name="record"),
    path(f"{ONE}/moderation", moderation.Log.as_view(), name="moderation-log"),
    path(f"{ONE}/moderation/figures", moderation.Figures.as_view(), name="moderation-figures"),
    path(f"{ONE}/statements", statements.StatementList.as_view(), name="statements"),
    path(f"{ONE}/statements/mine", statements.OwnStatements.as_view(), name="own-statements"),
    path(f"{ONE}/statements/<int:number>/appeal", appeals.OwnAppeal.as_view(), name="appeal"),
    path(f"{ONE}/statements/<int:number>/appeal/decision", appeals.Decisions.as_view(), name="appeal-decision"),
    path(f"{ONE}/appeals", appeals.Appeals.as_view(), name="appeals"),
    path(f"{ONE}/seeds", moderation.Seeds.as_view(), name="seeds"),
    path(f"{ONE}/queue", moderation.Queue.as_view(), name="queue"),
    path(f"{ONE}/statements/<int:number>/rulings", moderation.Rulings.as_view(), name="rulings"),
    path(f"{ONE}/statements/<int:number>/undoing", moderation.Undoing.as_view(), name="undoing"),
    path(f"{ONE}/statements/<int:number>/hiding", moderation.Hiding.as_view(), name="hiding"),
    path(f"{ONE}/rulings", moderation.ManyRulings.as_view(), name="rulings-at-once"),
    path(f"{ONE}/rulings/<uuid:batch>/undoing", moderation.UndoingMany.as_view(), name="rulings-undoing"),
    path(f"{ONE}/translations/<slug:language>", translations.TranslationList.as_view(), name="translations"),
    path(
        f"{ONE}/statements/<int:number>/translations/<slug:language>",
        translations.OneTranslation.as_view(),
        name="translation",
    ),
    path(f"{ONE}/next", votes.Next.as_view(), name="next"),
    path(f"{ONE}/votes", votes.Votes.as_view(), name="votes"),
    path(f"{ONE}/results", results.LatestResult.as_view(), name="results"),
    path(f"{ONE}/results/over-time", results.OverTime.as_view(), name="over-time"),
    path(f"{ONE}/results/<int:number>", results.NumberedResult.as_view(), name="result"),
    path("v1/reasons", moderation.ReasonList.as_view(), name="reasons"),
    path("v1/obligations", obligations.ObligationList.as_view(), name="obligations"),
    path("v1/obligations/<int:obligation>", obligations.ObligationDetail.as_view(), name="obligation"),
    path("v1/obligations/<int:obligation>/answers", obligations.Answers.as_view(), name="answers"),
    path("v1/organisations", organisations.OrganisationList.as_view(), name="organisations"),
    path("v1/organisations/<slug:slug>", organisations.OrganisationDetail.as_view(), name="organisation"),
    path("v1/search", searching.Search.as_view(), name="search"),
    path("v1/session", session.Session.as_view(), name="session"),
    path("v1/participation", session.Participation.as_view(), name="participation"),
    path("v1/schema", Description.as_view(), name="schema"),
    path("docs", docs, name="docs"),
    path("docs/problems", problem_kinds, name="problem-kinds"),
    re_path("", Nowhere.as_view(schema=None), name="nowhere"),
]
