"""The database backend of settings.DATABASES."""
