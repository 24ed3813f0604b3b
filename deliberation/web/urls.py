"""The addresses of the pages, below the prefix of their language."""

from django.urls import include, path
from django.views.decorators.http import require_http_methods, require_safe

from deliberation.web import (
    citizens,
    doors,
    embed,
    finding,
    home,
    invitation,
    moderation_log,
    notices,
    obligations,
    over_time,
    own_statements,
    results,
    sharing,
    verified,
    voting,
    week_notes,
    writing,
)
from deliberation.web.feeds import ConsultationFeed, SiteFeed

app_name = "web"
form_page = require_http_methods(["GET", "HEAD", "POST"])  # where the view itself does not say so
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", finding.search, name="search"),
    path("how/", home.how, name="how"),
    path("c/<slug:slug>/", citizens.consultation, name="consultation"),
    path("feed.atom", require_safe(SiteFeed()), name="feed"),
    path("c/<slug:slug>/feed.atom", require_safe(ConsultationFeed()), name="consultation-feed"),
    path("c/<slug:slug>/poster/", sharing.poster, name="poster"),
    path("c/<slug:slug>/qr.svg", sharing.qr, name="qr"),
    path("c/<slug:slug>/vote/", voting.vote, name="vote"),
    path("c/<slug:slug>/mine/", citizens.mine, name="mine"),
    path("c/<slug:slug>/statements/<int:number>/appeal/", own_statements.appeal, name="appeal"),
    path("c/<slug:slug>/enough/", voting.enough, name="enough"),
    path("c/<slug:slug>/write/", writing.write, name="write"),
    path("c/<slug:slug>/invitation/", invitation.invitation, name="invitation"),
    path("c/<slug:slug>/sign-in/", verified.sign_in, name="verified"),
    path("c/<slug:slug>/notices/", notices.notices, name="notices"),
    path("notices/<str:token>/confirm/", notices.confirmation, name="notices-confirm"),
    path("notices/<str:token>/end/", notices.end, name="notices-end"),
    path("c/<slug:slug>/results/", results.results, name="results"),
    path("c/<slug:slug>/results/over-time/", over_time.page, name="over-time"),
    path("c/<slug:slug>/results/over-time.csv", over_time.sheet, name="over-time-csv"),
    path("c/<slug:slug>/results/<int:number>/", results.results_numbered, name="results-numbered"),
    path("c/<slug:slug>/results/<int:number>.csv", results.results_csv, name="results-csv"),
    path("c/<slug:slug>/results/<int:number>.svg", results.results_svg, name="results-svg"),
    path("c/<slug:slug>/week-notes/", week_notes.week_notes, name="week-notes"),
    path("c/<slug:slug>/moderation/", moderation_log.page, name="moderation-log"),
    path("c/<slug:slug>/moderation.csv", moderation_log.sheet, name="moderation-log-csv"),
    path("c/<slug:slug>/record/", obligations.record, name="record"),
    path("embed/next-person/", doors.next_person, name="embed-next-person"),
    path("embed/<slug:slug>/", embed.embed, name="embed"),
    path("embed/<slug:slug>/mine/", citizens.mine, name="embed-mine"),
    path("embed/<slug:slug>/enough/", voting.enough, name="embed-enough"),
    path("obligations/<int:number>/", obligations.obligation, name="obligation"),
    path("ministries/<slug:slug>/", obligations.ministry, name="ministry"),
    path("sign-in/", form_page(doors.SignIn.as_view()), name="sign-in"),
    path("password/<str:uidb64>/<str:token>/", form_page(doors.FirstPassword.as_view()), name="password"),
    path("sign-out/", doors.SignOut.as_view(), name="sign-out"),
    path("next-person/", doors.next_person, name="next-person"),
    path("", include("deliberation.web.staff.urls")),
]
