"""Reading a receipt that someone typed, frightened perhaps, on a small keyboard: much is forgiven.

What is forgiven is in docs/formats.md, "Receipt". The browser reads the same way (tests/vectors/receipts.json
holds both to it). Errors name positions only, never what was typed: an exception may end up in a log.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import islice
from typing import Final

from upstander.core.sealing.receipts import DICE, WORDS, Receipt, from_indices
from upstander.core.sealing.wordlists import LANGUAGES, words_of

LOOK_ALIKES: Final = {"l": 1, "I": 1, "|": 1, "Z": 2, "z": 2, "S": 5, "s": 5, "b": 6}
LARGEST_TEXT: Final = 400
LARGEST_JOIN: Final = 2
MOST_READINGS: Final = 16
MOST_PIECES_WITH_SLIPS: Final = WORDS + 4
SHORTEST_WORD: Final = 3
LONGEST_WORD: Final = 9


class Fault(StrEnum):
    """What keeps typed text from being a receipt."""

    EMPTY = "empty"
    COUNT = "count"
    DIGIT = "digit"
    WORD = "word"


class UnreadableReceiptError(ValueError):
    """Typed text is not a receipt. `positions` (from 1) say which words or groups, where that is known."""

    def __init__(self, fault: Fault, sentence: str, positions: tuple[int, ...] = ()) -> None:
        super().__init__(sentence)
        self.fault = fault
        self.positions = positions


@dataclass(frozen=True)
class Reading:
    """One receipt that the text may mean. `language` is empty for digits.

    `corrected` gives the positions (from 1) of words taken for another, one slip away: to be confirmed.
    """

    receipt: Receipt
    language: str = ""
    corrected: tuple[int, ...] = ()


def read(text: str, languages: tuple[str, ...] = LANGUAGES) -> list[Reading]:
    """Every receipt that `text` may mean, the likelier first. Raises `UnreadableReceiptError` for none."""
    pieces = _pieces(text)
    if not pieces:
        raise UnreadableReceiptError(Fault.EMPTY, "Nothing was typed.")
    if len(text) > LARGEST_TEXT:
        raise UnreadableReceiptError(Fault.COUNT, "This is longer than a receipt.")
    digits = _digits(text)
    if digits is not None:
        return [Reading(_from_digits(digits))]
    readings = [reading for language in languages for reading in _exact(pieces, language)]
    readings = readings or [reading for language in languages for reading in _with_slips(pieces, language)]
    if not readings:
        raise _unreadable(pieces, languages)
    return _distinct(readings)


def fold(word: str) -> str:
    """A word without case, accents, hyphens and apostrophes."""
    decomposed = unicodedata.normalize("NFKD", word.lower())
    return "".join(c for c in decomposed if unicodedata.category(c)[0] in "LN")


def _pieces(text: str) -> list[str]:
    """What stands between spaces, hyphens, commas and line breaks."""
    composed = unicodedata.normalize("NFC", text.lower())
    return "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in composed).split()


# --- digits ---------------------------------------------------------------------------------------------


def _digits(text: str) -> list[int] | None:
    """The digits of a dice code, or None when the text is not made of digits and their look-alikes."""
    found, real = [], 0
    for character in unicodedata.normalize("NFKC", text):
        digit = unicodedata.decimal(character, None)
        real += digit is not None
        digit = LOOK_ALIKES.get(character, digit)
        if digit is not None:
            found.append(digit)
        elif unicodedata.category(character)[0] in "LNM":
            return None
    return found if real else None


def _from_digits(digits: list[int]) -> Receipt:
    if len(digits) != WORDS * DICE:
        raise UnreadableReceiptError(Fault.COUNT, f"A receipt has 40 digits; there are {len(digits)}.")
    groups = [digits[start : start + DICE] for start in range(0, len(digits), DICE)]
    wrong = tuple(place for place, group in enumerate(groups, 1) if not all(1 <= d <= 6 for d in group))
    if wrong:
        raise UnreadableReceiptError(Fault.DIGIT, "The digits of a receipt go from 1 to 6.", wrong)
    return from_indices(tuple(_index(group) for group in groups))


def _index(group: list[int]) -> int:
    index = 0
    for digit in group:
        index = index * 6 + digit - 1
    return index


# --- words ----------------------------------------------------------------------------------------------


@cache
def _by_fold(language: str) -> dict[str, tuple[int, ...]]:
    folded: dict[str, tuple[int, ...]] = {}
    for index, word in enumerate(words_of(language)):
        folded[fold(word)] = (*folded.get(fold(word), ()), index)
    return folded


Word = tuple[int, bool]
"""A place in the list, and whether the word was one slip away."""

LookUp = Callable[[list[str]], list[Word]]


def _exact(pieces: list[str], language: str) -> Iterator[Reading]:
    """Readings without any slip; failing those, of words run together."""
    found = list(islice(_sequences(pieces, lambda word: _meanings(word, language)), MOST_READINGS))
    found = found or list(islice(_run_together(fold("".join(pieces)), language), MOST_READINGS))
    for words in found:
        yield Reading(from_indices(tuple(index for index, _ in words)), language)


def _with_slips(pieces: list[str], language: str) -> Iterator[Reading]:
    """The readings in which what is not in the list is one slip away from exactly one word that is."""
    if len(pieces) > MOST_PIECES_WITH_SLIPS:
        return
    known: dict[str, list[Word]] = {}  # for this text only: typed words are never kept

    def look_up(word: list[str]) -> list[Word]:
        if meant := _meanings(word, language):
            return meant
        letters = fold("".join(word))
        if letters not in known:
            known[letters] = _one_slip_away(letters, language)
        return known[letters]

    for words in islice(_sequences(pieces, look_up), MOST_READINGS):
        corrected = tuple(place for place, (_, slipped) in enumerate(words, 1) if slipped)
        yield Reading(from_indices(tuple(index for index, _ in words)), language, corrected)


def _meanings(pieces: list[str], language: str) -> list[Word]:
    """The places in the list that a word typed as these pieces may mean, the exact spelling first.

    A list may hold words that differ in an accent or a hyphen only (`yo-yo` and `yoyo`): each is meant.
    """
    listed = words_of(language)
    found = _by_fold(language).get(fold("".join(pieces)), ())
    return [(index, False) for index in sorted(found, key=lambda index: _pieces(listed[index]) != pieces)]


def _sequences(pieces: list[str], look_up: LookUp, room: int = WORDS) -> Iterator[tuple[Word, ...]]:
    """Ways to read the pieces as `room` words; two may be one word, written with a hyphen or broken."""
    if not pieces and not room:
        yield ()
    if not pieces or not room:
        return
    for width in range(1, min(LARGEST_JOIN, len(pieces)) + 1):
        for word in look_up(pieces[:width]):
            for rest in _sequences(pieces[width:], look_up, room - 1):
                yield (word, *rest)


def _run_together(letters: str, language: str, room: int = WORDS) -> Iterator[tuple[Word, ...]]:
    """Ways to read letters without any space as `room` words."""
    if not letters and not room:
        yield ()
    if not room or not room * SHORTEST_WORD <= len(letters) <= room * LONGEST_WORD:
        return
    for width in range(SHORTEST_WORD, min(LONGEST_WORD, len(letters)) + 1):
        for index in _by_fold(language).get(letters[:width], ()):
            for rest in _run_together(letters[width:], language, room - 1):
                yield ((index, False), *rest)


def _one_slip_away(typed: str, language: str) -> list[Word]:
    """The word of the list one slip away, where there is exactly one such word."""
    near = [
        indices
        for word, indices in _by_fold(language).items()
        if -1 <= len(word) - len(typed) <= 1 and _is_one_slip(typed, word)
    ]
    return [(index, True) for index in near[0]] if len(near) == 1 else []


def _is_one_slip(typed: str, word: str) -> bool:
    """Whether one letter added, left out, replaced, or two neighbours exchanged make the difference."""
    start = 0
    while start < min(len(typed), len(word)) and typed[start] == word[start]:
        start += 1
    a, b = typed[start:], word[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])


def _unreadable(pieces: list[str], languages: tuple[str, ...]) -> UnreadableReceiptError:
    """What is wrong, in the language of which most words are known."""
    if len(pieces) != WORDS:
        sentence = f"A receipt has {WORDS} words; there are {len(pieces)}."
        return UnreadableReceiptError(Fault.COUNT, sentence)
    unknown = [
        tuple(place for place, piece in enumerate(pieces, 1) if not _meanings([piece], language))
        for language in languages
    ]
    positions = min(unknown, key=len, default=())
    return UnreadableReceiptError(Fault.WORD, "Some words are not in the list of words.", positions)


def _distinct(readings: list[Reading]) -> list[Reading]:
    by_number: dict[int, Reading] = {}
    for reading in readings:
        by_number.setdefault(reading.receipt.number, reading)
    return list(by_number.values())
