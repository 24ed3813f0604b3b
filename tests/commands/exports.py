"""A small Polis export to be spoiled: five comments, four participants, nine votes."""

from collections.abc import Mapping
from pathlib import Path

T = 1_400_000_000_000  # milliseconds; 2014-05-13 16:53:20 UTC

FILES = {
    "summary.csv": ["topic,How should the park be used?", "url,https://example.org/park", "conversation-description,"],
    "comments.csv": [
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body",
        f"{T + 3},x,3,,0,0,-1,",  # moderated out, and empty
        f"{T + 1},x,1,0,2,1,0,Dogs should be on a lead.",
        f"{T},x,0,9,2,1,1,The park should close at night.",
        f'{T + 2},x,2,1,1,0,1,"Benches,\nmore of them."',
        f"{T + 4},x,4,1,0,0,-1,Shut up",
    ],
    "votes.csv": [
        "timestamp,datetime,comment-id,voter-id,vote",
        f"{T + 90},x,0,0,-1",  # the last of participant 0 on comment 0, though first in the file
        f"{T + 10},x,0,0,1",
        f"{T + 20},x,0,1,1",
        f"{T + 20},x,1,1,1",
        f"{T + 20},x,1,1,0",  # the same instant: the later line stands
        f"{T + 30},x,1,2,-1",
        f"{T + 40},x,2,2,1",
        f"{T + 50},x,4,2,1",
        f"{T + 60},x,2,0,0",
    ],
    "participants-votes.csv": [
        "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1,2,3,4",
        "0,1,1,2,0,1,-1,,0,,",
        "1,0,2,2,1,0,1,0,,,",
        "2,0,0,3,2,1,,-1,1,,1",
        "7,,0,0,0,0,,,,,",  # looked, and did not vote
    ],
}


def export(folder: Path, changes: Mapping[str, bytes | str | list[str] | None] | None = None) -> Path:
    """The folder with the export in it; `changes` replaces a file, or leaves it out (None)."""
    for name, content in ({**FILES, **(changes or {})}).items():
        if content is not None:
            text = "\n".join(content) + "\n" if isinstance(content, list) else content
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def with_line(name: str, line: int, text: str) -> dict[str, list[str]]:
    """A file in which one row is another; `line` counts rows from 1, the header being the first."""
    rows = list(FILES[name])
    rows[line - 1] = text
    return {name: rows}
