"""Answerable: the Django project. One small app per room, and two faces (see docs/house.md)."""

from deliberation.celery import app as celery_app

__all__ = ["celery_app"]
