"""What somebody looks for: the words of a question to the search."""

from deliberation.search.folding import folded

LONGEST = 100  # characters that are read
MOST = 8  # words that are read


def terms(text: str) -> list[str]:
    """The words, folded, each once; all of them have to be found. Empty when there is nothing to look for."""
    words = folded(text.replace("\0", " ")[:LONGEST]).split()
    named = [word.strip("\"'“”„«»「」『』.,;:!?¿¡()（），。！？؟،") for word in words]
    return list(dict.fromkeys(filter(None, named)))[:MOST]
