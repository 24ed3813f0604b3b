"""Static files under hashed names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Hashes the names inside ES-module imports too, so that a browser never mixes two releases."""

    support_js_module_import_aggregation = True
