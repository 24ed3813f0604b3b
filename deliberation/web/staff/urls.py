"""The addresses of staff pages."""

from django.urls import path

from deliberation.web.staff import (
    appeals,
    desk,
    embedding,
    facilitators,
    invitations,
    ministries,
    moderation,
    translating,
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
    path(f"{ONE}embedding/", embedding.embedding, name="consultation-embedding"),
    path(f"{ONE}invitations/", invitations.invitations, name="consultation-invitations"),
    path(f"{ONE}queue/", moderation.queue, name="queue"),
    path(f"{ONE}queue/<slug:standing>/", moderation.queue, name="queue"),
    path(f"{ONE}statements/<int:number>/ruling/", moderation.ruling, name="ruling"),
    path(f"{ONE}appeals/", appeals.appeals, name="appeals"),
    path(f"{ONE}statements/<int:number>/appeal/", appeals.decision, name="appeal-decision"),
    path(f"{ONE}translations/<slug:language>/", translating.translations, name="translations"),
    path(
        f"{ONE}statements/<int:number>/translations/<slug:language>/",
        translating.translation,
        name="translation",
    ),
    path("desk/obligations/<int:number>/answer/", ministries.answer, name="answer"),
]
