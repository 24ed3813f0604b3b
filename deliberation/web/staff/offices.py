"""What every staff page does first: somebody has signed in, and no cache keeps the page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control

from deliberation.consultations.models import Consultation
from deliberation.consultations.queries import consultation_for
from deliberation.errors import enforce
from deliberation.people.models import Organisation, Person
from deliberation.people.permissions import lacking, may
from deliberation.people.queries import signed_in, where_may

Page = Callable[..., HttpResponse]


def staff_page(page: Page) -> Page:
    """Hands the signed-in person to the page; visitors sign in first and come back."""

    @cache_control(private=True, no_store=True)
    @wraps(page)
    def guarded(request: HttpRequest, **address: Any) -> HttpResponse:
        person = signed_in(request.user)
        if person is None:
            return redirect_to_login(_way_back(request))
        return page(request, person, **address)

    return guarded


def _way_back(request: HttpRequest) -> str:
    """Where to go after signing in; what was sent by POST cannot be sent again, so that goes to the desk."""
    return request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("web:desk")


def staffed(slug: str, person: Person, act: str) -> Consultation:
    """The consultation, for those only who may do the act in it."""
    consultation = consultation_for(slug, person)
    enforce(may(act, person, consultation))
    return consultation


def hosts_of(person: Person) -> QuerySet[Organisation]:
    """The organisations this person may make a consultation for; refused where there is none."""
    hosts = where_may("make", person)
    if not hosts:
        raise lacking("make")
    return hosts
