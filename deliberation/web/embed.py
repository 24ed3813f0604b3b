"""The vote for frames on other sites: the ordinary views behind another door (see framing.py)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from deliberation.votes.identity import new_token, remember, token_in
from deliberation.web import voting
from deliberation.web.citizens import asked
from deliberation.web.framing import blocked

TRIED = "kept"  # the question behind it: was the cookie kept?


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """The vote in a frame. Whether this browser keeps the cookie is found out before anything is voted on."""
    if request.method == "POST" or token_in(request.COOKIES):
        return voting.vote(request, slug)
    if not asked(request, slug).phase(timezone.now()).allows("serve"):
        return voting.vote(request, slug)
    if TRIED in request.GET:
        return blocked(request, slug)
    response = redirect(f"{request.path}?{TRIED}=1")
    remember(response, new_token())
    return response
