"""Links by lasting name, such as `page:get-help`, and the few that lead to other rooms.

A lasting name is the same in all languages; where it leads is found when the page is shown (`links`), so that
a page may move or be translated without any link being touched.
"""

from __future__ import annotations

import re
from typing import Final

KINDS: Final = ("page", "section", "recommendation", "dialogue", "practice", "resource", "organisation")
DOORS: Final = {"report": "reporting:report", "return": "reporting:return", "help": "web:help_now"}
"""The sealed report, coming back with a receipt, and help at once: names of views of other rooms."""

REFERENCE: Final = re.compile(rf"(?P<name>(?:{'|'.join(KINDS)}):[\w-]+)(?P<anchor>#[\w.-]+)?")
_DOOR = re.compile(rf"(?P<door>{'|'.join(DOORS)}):")
_OUTSIDE = re.compile(r"https?://[^\s\"<>]+|mailto:[^\s\"<>]+")
_HERE = re.compile(r"#[\w.-]+")


def is_reference(href: str) -> bool:
    return REFERENCE.fullmatch(href) is not None


def is_link(href: str) -> bool:
    """Whether an editor or a content file may link there."""
    return any(form.fullmatch(href) for form in (REFERENCE, _DOOR, _OUTSIDE, _HERE))
