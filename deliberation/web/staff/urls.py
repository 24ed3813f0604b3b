"""The addresses of staff pages."""

from django.urls import path

from deliberation.web.staff import (
    appeals,
    at_once,
    desk,
    embedding,
    facilitators,
    health,
    invitations,
    ministries,
    moderation,
    people,
    retiring,
    squad,
    statement_desk,
    topic,
    translating,
    week_notes,
)

ONE = "desk/consultations/<slug:slug>/"

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/new-consultation/", facilitators.new, name="consultation-new"),
    path(ONE, facilitators.consultation_desk, name="consultation-desk"),
    path(f"{ONE}edit/", facilitators.edit, name="consultation-edit"),
    path(f"{ONE}seeds/", facilitators.seeds, name="consultation-seeds"),
    path(f"{ONE}opening/", facilitators.opening, name="consultation-opening"),
    path(f"{ONE}closing/", facilitators.closing, name="consultation-closing"),
    path(f"{ONE}week-notes/", week_notes.week_notes, name="consultation-week-notes"),
    path(f"{ONE}people/", squad.squad, name="consultation-squad"),
    path(f"{ONE}people/owner/", squad.owner, name="consultation-owner"),
    path(f"{ONE}people/squad/", squad.lending, name="consultation-lending"),
    path(f"{ONE}people/squad/<int:number>/", squad.dismissal, name="consultation-dismissal"),
    path(f"{ONE}embedding/", embedding.embedding, name="consultation-embedding"),
    path(f"{ONE}topic/", topic.topic, name="consultation-topic"),
    path(f"{ONE}invitations/", invitations.invitations, name="consultation-invitations"),
    path(f"{ONE}health/", health.health, name="consultation-health"),
    path(f"{ONE}queue/", moderation.queue, name="queue"),
    path(f"{ONE}queue/<slug:standing>/", moderation.queue, name="queue"),
    path(f"{ONE}statements/<int:number>/ruling/", moderation.ruling, name="ruling"),
    path(f"{ONE}statements/<int:number>/undoing/", moderation.undoing, name="undoing"),
    path(f"{ONE}statements/<int:number>/", statement_desk.statement_desk, name="statement-desk"),
    path(f"{ONE}statements/<int:number>/hiding/", statement_desk.hiding, name="hiding"),
    path(f"{ONE}statements/<int:number>/joining/", retiring.joining, name="joining"),
    path(f"{ONE}statements/<int:number>/rewording/", retiring.rewording, name="rewording"),
    path(f"{ONE}rulings/", at_once.rulings, name="rulings"),
    path(f"{ONE}rulings/<uuid:batch>/undoing/", at_once.undoing, name="rulings-undoing"),
    path(f"{ONE}appeals/", appeals.appeals, name="appeals"),
    path(f"{ONE}statements/<int:number>/appeal/", appeals.decision, name="appeal-decision"),
    path(f"{ONE}translations/<slug:language>/", translating.translations, name="translations"),
    path(
        f"{ONE}statements/<int:number>/translations/<slug:language>/",
        translating.translation,
        name="translation",
    ),
    path("desk/organisations/<slug:slug>/people/", people.people, name="people"),
    path("desk/organisations/<slug:slug>/people/<int:number>/end/", people.end, name="role-end"),
    path("desk/obligations/<int:number>/answer/", ministries.answer, name="answer"),
]
