"""Where the two faces are mounted."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("deliberation.api.urls")),
    path("", include("deliberation.web.urls")),
]
handler500 = "deliberation.api.problems.fault"
