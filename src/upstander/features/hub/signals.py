"""What the hub tells others of itself."""

from django.dispatch import Signal

pages_loaded = Signal()
"""Many pages were added or changed at once by the loader, without Wagtail's signals a page.

Sent inside the transaction with `references` (lasting names of the pages, in whatever language) and `rows`
(true when figures or channels changed, which other pages may show).
"""
