"""Where the two faces are mounted."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("api/", include("deliberation.api.urls")),
    path("", include("deliberation.web.machines")),
    # English stands at the bare addresses, every other language below its code: /ar/c/a-park/.
    *i18n_patterns(path("", include("deliberation.web.urls")), prefix_default_language=False),
]
handler500 = "deliberation.api.problems.fault"
