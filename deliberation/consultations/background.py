"""The text of a background, in Markdown: its headings, and whether anything stands between them."""

import re

HEADING = re.compile(r"^ {0,3}#{1,6}\s.*$", re.MULTILINE)


def headings(background: str) -> str:
    """Its headings alone, to be filled anew."""
    return "\n\n\n".join(found.strip() for found in HEADING.findall(background))


def only_headings(background: str) -> bool:
    """Does it say nothing between its headings?"""
    return not HEADING.sub("", background).strip()
