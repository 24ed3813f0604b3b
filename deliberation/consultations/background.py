"""The text of a background, in Markdown: its headings, and whether anything stands between them."""

import re

HEADING = re.compile(r"^ {0,3}#{1,6}\s.*$", re.MULTILINE)


def headings(background: str) -> str:
    """Its headings alone, to be filled anew."""
    return "\n\n\n".join(found.strip() for found in HEADING.findall(background))


def only_headings(background: str) -> bool:
    """Does it say nothing between its headings?"""
    return not HEADING.sub("", background).strip()


def left_empty(background: str) -> list[str]:
    """The headings under which nothing stands before the next one of the same rank, or a higher one."""
    found = list(HEADING.finditer(background))
    following = [*found[1:], None][: len(found)]  # without headings there is none to come
    ends = [each.start() if each else len(background) for each in following]
    pairs = zip(found, ends, following, strict=True)
    return [
        heading[0].strip().lstrip("#").strip()
        for heading, end, then in pairs
        if not background[heading.end() : end].strip() and not (then and _rank(then[0]) > _rank(heading[0]))
    ]


def _rank(heading: str) -> int:
    return len(heading.strip()) - len(heading.strip().lstrip("#"))
