"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from upstander.config.turnstile import Turnstile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upstander.config.settings")
application = Turnstile(get_wsgi_application())
