"""Answers that are the same for everybody, kept in the process's memory by what they show.

The key says what is shown: the newest entry of the record, a publication's number, the language. Each thing is made
once for each key, by one thread while the others wait, so that many requests at once cost as much as one. It needs no
other server: with the broker down nothing is slower.
"""

import pickle
import zlib
from collections.abc import Callable
from hashlib import sha256
from threading import RLock
from typing import TypeVar

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe, quote_etag

MOST = 1_000_000  # bytes of a thing that is kept, packed; settings.CACHES says how many things
FRESH = "public, no-cache"  # may be kept by anybody, who has to ask each time whether it is still so

Thing = TypeVar("Thing")
_making = RLock()


def kept(key: tuple[object, ...], seconds: int, make: Callable[[], Thing]) -> Thing:
    """What `make` made for this key in the last `seconds`, or what it makes now."""
    name = sha256(repr(key).encode()).hexdigest()
    packed = cache.get(name)
    if packed is None:
        with _making:
            packed = cache.get(name) or _made(name, seconds, make)
    thing: Thing = pickle.loads(zlib.decompress(packed))
    return thing


def _made(name: str, seconds: int, make: Callable[[], Thing]) -> bytes:
    packed = zlib.compress(pickle.dumps(make()), 1)
    if len(packed) <= MOST:
        cache.set(name, packed, seconds)
    return packed


def same_for_all(
    request: HttpRequest, response: HttpResponse, public: bool = True, control: str = FRESH
) -> HttpResponse:
    """The response with a tag made of its content; without the content for somebody who has it already. What is not
    `public` is for nobody to keep."""
    if not public:
        response["Cache-Control"] = "private, no-store"
        return response
    tag = quote_etag(sha256(response.content).hexdigest()[:32])
    response["ETag"], response["Cache-Control"] = tag, control
    changed = response.headers.get("Last-Modified")
    answer = get_conditional_response(request, tag, parse_http_date_safe(changed) if changed else None, response)
    return answer or response
