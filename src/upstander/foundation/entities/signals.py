"""What this room tells the rooms above it (they listen; it knows none of them)."""

from django.dispatch import Signal

membership_ended = Signal()
"""Sent inside the transaction with `membership` and `actor`: grants and manifests follow from it."""
