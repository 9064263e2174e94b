"""Property tests without a clock: a busy machine must not fail them."""

from hypothesis import settings

settings.register_profile("upstander", deadline=None)
settings.load_profile("upstander")
