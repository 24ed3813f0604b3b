"""Is this process alive, and can it do its work?"""

from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from deliberation.notices.states import mail_states
from deliberation.results.queries import oldest_unanalysed
from deliberation.status.queries import ages, wanting
from deliberation.web.watching import sends

PATIENCE = 0.5  # seconds for Redis to answer


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("alive\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Whether votes can be stored; and to the operator, how old the oldest vote is that no analysis has read, what
    became of the mails, and what of everything derived is not as new as it should be.

    The age is nobody else's business: while a worker is slow or down it would tell strangers when somebody voted.
    """
    body: dict[str, Any] = {"database": _database_answers(), "redis": _redis_answers()}
    if body["database"] and sends(request, settings.HEALTH_TOKEN):
        now = timezone.now()
        body["oldest_unanalysed_seconds"] = int(oldest_unanalysed(now))
        body["mails"] = mail_states(now)
        found = ages(now)
        body["ages"] = {each.code: int(each.seconds) for each in found if each.seconds is not None}
        body["wanting"] = wanting(found)
    return JsonResponse(body, status=200 if body["database"] else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _redis_answers() -> bool:
    """Told, and no reason not to be ready: voting works without it."""
    try:
        with redis.Redis.from_url(
            settings.CELERY_BROKER_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
        ) as client:
            return bool(client.ping())
    except (redis.RedisError, ValueError):
        return False
