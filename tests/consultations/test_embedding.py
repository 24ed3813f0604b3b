"""Which texts name a site that may be allowed, and how it is written."""

import pytest

from deliberation.consultations.embedding import MOST_ORIGINS, canonical, origins_from


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://www.example.org", "https://www.example.org"),
        (" HTTPS://Example.ORG/ ", "https://example.org"),
        ("https://example.org:443", "https://example.org"),
        ("https://example.org:8443", "https://example.org:8443"),
        ("https://XN--strae-oqa.DE", "https://xn--strae-oqa.de"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1", "http://127.0.0.1"),
        ("http://[::1]:80", "http://[::1]"),
    ],
)
def test_a_site_is_written_as_browsers_compare_it(typed, origin):
    assert canonical(typed) == origin


@pytest.mark.parametrize(
    "typed",
    [
        "", "*", "https://*", "https://*.example.org", "example.org", "http://example.org", "https://example.org/path",
        "https://example.org?x", "https://me@example.org", "https://a.example https://b.example", "https:", "data:",
        "https://example.org; script-src *", "https://example.org\nx", "https://example.org:0", "https://a:99999",
        "'self'", "https://example.org:", "javascript:alert(1)", "https://ex_ample.org", "https://[::2]",
        "https://" + "a" * 300, "https://é\ud800.example", "http://localhost.example.org", "https://..", "https://[é",
        "https://straße.de", "https://BÜCHER.example", "https://\u212aeyboard.example",
    ],
)  # fmt: skip
def test_anything_else_is_refused(typed):
    assert canonical(typed) is None


def test_each_site_is_kept_once_and_what_is_wrong_is_named_by_its_place():
    origins, faults = origins_from(["https://b.example", "*", "https://a.example", "https://B.example/"])
    assert origins == ["https://a.example", "https://b.example"]
    assert list(faults) == ["origins.1"]


def test_the_list_is_bounded():
    _origins, faults = origins_from(f"https://{number}.example" for number in range(MOST_ORIGINS + 1))
    assert list(faults) == ["origins"]
