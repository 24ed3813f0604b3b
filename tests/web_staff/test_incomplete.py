"""A draft of which only the question is known: every page about it can be opened by its facilitators."""

import re
from html import unescape

from django.urls import reverse

from deliberation.statements.starting import start
from tests.cast import NOON
from tests.web.addresses import every_address

QUESTION = "Shall the square be a park?"


def test_no_page_needs_what_is_still_missing(cast, signed_in):
    start(host=cast.city, by=cast.fay, now=NOON, slug="park", question=QUESTION)
    fay = signed_in(cast.fay)
    named = [each.name for each in every_address() if each.needs == ("slug",)]
    names = [name for name in named if name.startswith(("web:", "api:"))]
    assert len(names) > 30
    seen = 0
    for name in names:
        response = fay.get(reverse(name, args=["park"]), follow=True)
        assert response.status_code in {200, 401, 404, 405, 409}, name
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            page = re.sub(r"<[^>]*>", " ", unescape(response.content.decode()))
            assert " None" not in page, name
            seen += QUESTION in page
    assert seen > 10
