"""The number of a report: eight random characters, which tell neither how many there are nor when.

Crockford's base 32 leaves out the letters that are misread; 40 bits make two alike rare, and the database's
unique constraint makes them impossible.
"""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8


def draw() -> str:
    """A fresh number such as `7K2M-QX4D`."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"
