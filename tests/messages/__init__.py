"""The words of all pages, out of the sources and into the message files: python -m tests.messages."""
