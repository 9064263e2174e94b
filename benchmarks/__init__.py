"""Every figure of speed and size that the documents quote, one command each: `make bench-NAME`.

The journeys' people (tests/journeys) do the walking, and they need Django's settings to be there.
"""

import os
import tempfile

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upstander.config.settings")
os.environ.setdefault("UPSTANDER_DATA", tempfile.mkdtemp(prefix="upstander-bench-"))
django.setup()
