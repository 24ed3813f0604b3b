"""Static files under hashed names."""

from collections.abc import Iterator, Mapping
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

# django-htmx brings its own copies of htmx and its extensions. We vendor ours, and one of its files names an
# import that does not exist, on which collecting all files would stop.
NOT_OURS = "django_htmx/"


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Hashes the names inside ES-module imports too, so that a browser never mixes two releases."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: Mapping[str, Any], *args: Any, **options: Any) -> Iterator[Any]:
        ours = {name: source for name, source in paths.items() if not name.startswith(NOT_OURS)}
        yield from super().post_process(ours, *args, **options)
