"""Is this process alive, and can it do its work?"""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from deliberation.results.queries import oldest_unanalysed

MINUTE = 60.0
PATIENCE = 0.5  # seconds for Redis to answer


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Whether votes can be stored, and how old the oldest vote is that no analysis has read."""
    age = _oldest_unanalysed()
    body = {"database": age is not None, "redis": _redis_answers(), "oldest_unanalysed_seconds": age}
    return JsonResponse(body, status=200 if body["database"] else 503)


def _oldest_unanalysed() -> float | None:
    """None when the database cannot be asked. In whole minutes: strangers must not see when somebody votes."""
    try:
        connection.ensure_connection()
        return oldest_unanalysed(timezone.now()) // MINUTE * MINUTE
    except DatabaseError:
        return None


def _redis_answers() -> bool:
    """Told, and no reason not to be ready: voting works without it."""
    try:
        with redis.Redis.from_url(
            settings.CELERY_BROKER_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
        ) as client:
            return bool(client.ping())
    except (redis.RedisError, ValueError):
        return False
