"""The WSGI entry point that a server such as granian loads."""

import os

from django.core.wsgi import get_wsgi_application

from deliberation.metrics import Measured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deliberation.settings")
django = get_wsgi_application()  # before anything that knows a setting or a model

from django.conf import settings

from deliberation.overload import Overload

application = Measured(Overload(django, settings.PLACES))
