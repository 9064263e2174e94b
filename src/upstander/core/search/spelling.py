"""Words that differ by a slip or two of the finger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from .languages import Language
from .vocabulary import vocabulary

_HEAD: Final = 7
"""Letters from the beginning whose deletions are kept (as SymSpell does)."""


def slips(word: str) -> int:
    """How many slips a word of this length may have: none below four letters, two from seven."""
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2


def distance(one: str, other: str, most: int) -> int:
    """Letters put in, left out, exchanged or swapped with the next; `most` + 1 if there are more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, opposite in enumerate(other, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != opposite))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == opposite:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def nearest(word: str, candidates: Iterable[tuple[str, float]]) -> str | None:
    """The candidate with the fewest slips, the first letter kept before others, then the heaviest."""
    most = slips(word)
    measured = (
        (away, other[0] != word[0], -weight, other)
        for other, weight in candidates
        if other and 0 < (away := distance(word, other, most)) <= most
    )
    return min(measured, default=(0, False, 0.0, None))[-1]


def from_vocabulary(word: str, language: Language) -> str | None:
    """The word of the vocabulary that was probably meant, in the reader's language before others."""
    written = vocabulary().written
    if slips(word) == 0 or word in written:
        return None
    close = {other for cut in _cuts(word[:_HEAD], slips(word)) for other in _by_cut().get(cut, ())}
    return nearest(word, ((other, float(language in written[other])) for other in close))


@cache
def _by_cut() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in vocabulary().written:
        for cut in _cuts(word[:_HEAD], slips(word)):
            found[cut] = (*found.get(cut, ()), word)
    return found


def _cuts(head: str, most: int) -> set[str]:
    """The head and what is left of it without one letter, or two."""
    found = {head}
    for _ in range(most):
        found |= set(_shorter(found))
    return found


def _shorter(words: Iterable[str]) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for word in words for at in range(len(word)))
