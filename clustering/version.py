"""The version written into every analysis, so that a result names the code that made it."""

__version__ = "0.2.0"
