"""The WSGI application that granian serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from upstander.config.turnstile import Turnstile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upstander.config.settings")
django = get_wsgi_application()

from upstander.foundation.web.editions import seen_from_outside  # noqa: E402  models need Django set up
from upstander.foundation.web.shelf import Shelf  # noqa: E402

application = Shelf(
    Turnstile(django), edition=seen_from_outside, private_cookies=(settings.SESSION_COOKIE_NAME, "messages")
)
