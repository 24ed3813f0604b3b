"""Metrics, for whoever watches the site."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from deliberation.metrics import all_processes
from deliberation.status.gauges import Gauges


def sends(request: HttpRequest, token: str) -> bool:
    """Does the request bear this token? Nobody bears an empty one."""
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    return bool(token) and constant_time_compare(sent, token)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """In the text format of Prometheus, for whoever sends ANSWERABLE_METRICS_TOKEN; for others there is nothing here:
    they would see when somebody votes."""
    if not sends(request, settings.METRICS_TOKEN):
        raise Http404
    now = CollectorRegistry()
    now.register(Gauges(timezone.now()))
    body = generate_latest(all_processes()) + generate_latest(now)
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)
