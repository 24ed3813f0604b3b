"""The addresses of the pages."""

from importlib.util import find_spec

from django.urls import include, path

from deliberation.web import doors, home

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("how/", home.how, name="how"),
    path("sign-in/", doors.SignIn.as_view(), name="sign-in"),
    path("sign-out/", doors.SignOut.as_view(), name="sign-out"),
]
if find_spec("deliberation.web.staff") and find_spec("deliberation.web.staff.urls"):
    urlpatterns.append(path("", include("deliberation.web.staff.urls")))
