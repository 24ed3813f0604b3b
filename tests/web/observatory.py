"""What the public HTTP Observatory would say of an answer: its published rules, as far as an answer can show them.

https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring. From 100 penalties are taken; from 90 on
bonuses are added. Not here: what no header shows (certificates, lists of preloaded names).
A cookie that says SameSite=None
gets neither the bonus nor the penalty, as a cookie in a frame has to say so.
"""

import re
from collections.abc import Callable, Iterator

from django.http import HttpResponse

HALF_A_YEAR = 15_768_000
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
UNSAFE = {"'unsafe-inline'", "'unsafe-eval'", "data:", "https:", "http:", "*"}
SCRIPT = re.compile(r"<script[^>]*\ssrc=\"([^\"]+)\"")


def policy_of(response: HttpResponse) -> dict[str, list[str]]:
    """The content policy: its sources, by directive."""
    parts = response.headers.get("Content-Security-Policy", "").split(";")
    return {words[0]: words[1:] for words in map(str.split, parts) if words}


def _policy(response: HttpResponse) -> Iterator[int]:
    policy = policy_of(response)
    if not policy:
        yield -25
        return
    sources = {name: policy.get(name, policy.get("default-src", ["*"])) for name in ("script-src", "object-src")}
    if UNSAFE & {each for named in sources.values() for each in named}:
        yield -20
        return
    unsafe_style = UNSAFE & set(policy.get("style-src", policy.get("default-src", ["*"])))
    none = policy.get("default-src") == ["'none'"]
    yield 0 if unsafe_style else 10 if none else 5
    passive = [each for name in ("img-src", "media-src") for each in policy.get(name, [])]
    if {"http:", "*"} & set(passive):
        yield -10


def _transport(response: HttpResponse) -> Iterator[int]:
    found = re.search(r"max-age=(\d+)", response.headers.get("Strict-Transport-Security", ""))
    yield -20 if not found else -10 if int(found[1]) < HALF_A_YEAR else 0


def _cookies(response: HttpResponse) -> Iterator[int]:
    cookies = list(response.cookies.items())
    yield from (-20 for _name, cookie in cookies if not cookie["secure"])
    yield from (-30 for name, cookie in cookies if "sess" in name and not cookie["httponly"])
    yield from (-20 for name, cookie in cookies if "csrf" in name and not cookie["samesite"])
    if cookies and all(cookie["secure"] and cookie["samesite"] in {"Lax", "Strict"} for _name, cookie in cookies):
        yield 5


def _frames(response: HttpResponse) -> Iterator[int]:
    ancestors = policy_of(response).get("frame-ancestors")
    if ancestors is not None and "*" not in ancestors:
        yield 5
    elif response.headers.get("X-Frame-Options", "").upper() not in {"DENY", "SAMEORIGIN"}:
        yield -20


def _others(response: HttpResponse) -> Iterator[int]:
    said = response.headers.get("Referrer-Policy")
    yield 5 if said in PRIVATE else -5 if said else 0
    yield 0 if response.headers.get("X-Content-Type-Options") == "nosniff" else -5
    sharing = response.headers.get("Cross-Origin-Resource-Policy")
    yield 10 if sharing in {"same-origin", "same-site"} else 0
    yield -50 if response.headers.get("Access-Control-Allow-Origin") == "*" else 0
    if response.headers["Content-Type"].startswith("text/html"):
        strangers = [each for each in SCRIPT.findall(response.content.decode()) if not re.match(r"/[^/]", each)]
        yield -50 if strangers else 0


RULES: tuple[Callable[[HttpResponse], Iterator[int]], ...] = (_policy, _transport, _cookies, _frames, _others)


def score(response: HttpResponse) -> int:
    """0 to 135."""
    given = [each for rule in RULES for each in rule(response)]
    without = 100 + sum(each for each in given if each < 0)
    return max(without + sum(each for each in given if each > 0), 0) if without >= 90 else max(without, 0)
