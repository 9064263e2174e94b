"""Verbs of submissions. Each takes an actor, is one transaction, and writes the trail."""

from .drafts import discard, keep
from .moderation import act, look
from .publication import hidden, shown
from .sending import send, withdraw

__all__ = ["act", "discard", "hidden", "keep", "look", "send", "shown", "withdraw"]
