"""Static files: only those we serve, under hashed names."""

from collections.abc import Iterable
from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Folders that packages bring and no page of ours loads. Compressing them took most of a first start; and
# django-htmx names an import that does not exist, on which collecting would stop.
UNUSED = ("rest_framework", "django_htmx")


class NeededFiles(AppDirectoriesFinder):
    """The files of packages without the folders that nothing loads."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        return super().list([*(ignore_patterns or ()), *UNUSED])


class HashedStorage(ManifestStaticFilesStorage):
    """Hashes the names inside ES-module imports too, so that a browser never mixes two releases."""

    support_js_module_import_aggregation = True


class CompressedStorage(CompressedManifestStaticFilesStorage):
    """The same, with a compressed copy beside each file."""

    support_js_module_import_aggregation = True
