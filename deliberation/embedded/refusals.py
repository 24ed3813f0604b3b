"""What a person at the terminal is told instead of a traceback."""


class Refusal(Exception):
    """A sentence that says what is wrong and what to do about it; the program ends with status 1."""
