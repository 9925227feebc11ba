"""The door the production server comes in by."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threshold.config.settings")

from django.conf import settings

from threshold.config.request_bodies import measured
from threshold.core import warming

application = measured(get_wsgi_application(), most=settings.REQUEST_MAX_BYTES)
warming.begin()
