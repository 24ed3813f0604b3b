"""What RFC 4287 demands of a feed, element by element."""

import re
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")  # RFC 3339


def faults(document: str, address: str) -> list[str]:
    """Everything that a reader of feeds may refuse or show wrongly, in words; nothing for a valid feed of `address`."""
    root = ElementTree.fromstring(document)
    if root.tag != f"{ATOM}feed":
        return [f"the root is {root.tag}"]
    entries = root.findall(f"{ATOM}entry")
    found = _of_part("the feed", root)
    links = [link.get("href") for link in root.findall(f"{ATOM}link[@rel='self']")]
    if links != [address]:
        found.append(f"the feed says that it is at {links}")
    for entry in entries:
        name = f"entry {entry.findtext(f'{ATOM}id')}"
        found += _of_part(name, entry)
        if root.find(f"{ATOM}author") is None and not entry.findtext(f"{ATOM}author/{ATOM}name"):
            found.append(f"{name} has no author")
        if entry.find(f"{ATOM}content") is None and entry.find(f"{ATOM}link") is None:
            found.append(f"{name} has neither content nor a link")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    found += [f"{one} stands twice" for one in sorted(set(filter(None, ids))) if ids.count(one) > 1]
    return found


def _of_part(name: str, part: ElementTree.Element) -> list[str]:
    """One id that is a whole address, one title and one date, of a feed or an entry."""
    found = [f"{name} has {len(part.findall(ATOM + tag))} of {tag}" for tag in ("id", "title", "updated")
             if len(part.findall(ATOM + tag)) != 1]  # fmt: skip
    if not MOMENT.fullmatch(part.findtext(f"{ATOM}updated") or ""):
        found.append(f"{name} was updated on {part.findtext(f'{ATOM}updated')!r}")
    if not re.match(r"[a-z]+:.", part.findtext(f"{ATOM}id") or ""):
        found.append(f"{name} has an id that is no address")
    return found
