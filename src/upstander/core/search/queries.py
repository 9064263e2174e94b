"""What somebody typed, understood: units, each with the ways in which a document may satisfy it.

The language of the interface is not the language of the query: letters tell the script, and words in Latin
letters are read in English, French and Spanish at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from .languages import LATIN, Language
from .reading import TOKEN, Piece, read, tokens
from .stopwords import CHINESE_LONGEST, small_words
from .vocabulary import Match, vocabulary

LONGEST: Final = 200
"""Characters of a query that are read."""
MOST_PIECES: Final = 40
MOST_UNITS: Final = 16

NAMED, BROADER, SEE, SEE_FIRST = 1.0, 0.45, 0.35, 0.8
"""How far a document about the thing itself, something wider or what may help satisfies a unit.

What may help comes first (SEE_FIRST) where somebody tells of trouble, or says no more than that one thing.
"""


@dataclass(frozen=True, slots=True)
class Way:
    """Satisfied by a document that has, of each of the groups, one key at least."""

    groups: tuple[tuple[str, ...], ...]
    factor: float = NAMED


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, or several that name one thing."""

    written: tuple[str, ...]
    ways: tuple[Way, ...]
    concepts: tuple[str, ...] = ()
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Units in the order typed. `personal`: somebody tells of trouble, so help comes before documents."""

    text: str
    units: tuple[Unit, ...] = ()
    personal: bool = False
    concepts: tuple[str, ...] = field(default=())

    def keys(self) -> frozenset[str]:
        """Keys of the typed words, for marking them."""
        return frozenset(
            key
            for unit in self.units
            for way in unit.ways
            if way.factor >= NAMED
            for group in way.groups
            for key in group
            if key[0] != "#"
        )


def clean(text: str) -> str:
    """The part of a query that is read: no control characters, single spaces, at most LONGEST characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[: LONGEST * 4]).split())[:LONGEST]


def parse(text: str) -> Query:
    """Understand a query; any text gives one, perhaps without units."""
    plain = clean(text)
    pieces = _pieces(plain)
    shouted = len(pieces) > 1 and all(piece.capitals or not piece.written.isalpha() for piece in pieces)
    alone = len(pieces) == 1
    marks = {at: _marks(piece, alone=alone, shouted=shouted) for at, piece in enumerate(pieces)}
    matches = _apart(vocabulary().matches(pieces, marks, range(len(pieces))))
    units = _units(pieces, matches) or [_word(piece) for piece in pieces]
    if len(units) == len(matches) == 1:
        units = [_named(pieces, matches[0], first=True)]
    names = tuple(dict.fromkeys(name for unit in units for name in unit.concepts))
    known = vocabulary().concepts
    return Query(plain, tuple(units[:MOST_UNITS]), any(known[name].personal for name in names), names)


def _pieces(text: str) -> list[Piece]:
    readings = (read(token, LATIN) for token in tokens(text))
    return [piece for reading in readings for piece in reading.pieces][:MOST_PIECES]


def _marks(piece: Piece, *, alone: bool, shouted: bool) -> tuple[str, ...]:
    """An acronym that is a common word counts alone or in capitals; one that is a rarer word always."""
    common = alone or (piece.capitals and not shouted)
    return (f"~{piece.written}", f"^{piece.written}") if common else (f"~{piece.written}",)


def _apart(matches: Iterator[Match]) -> list[Match]:
    """From the left, those that do not overlap."""
    kept: list[Match] = []
    for match in matches:
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
    return kept


def _units(pieces: Sequence[Piece], matches: list[Match]) -> list[Unit]:
    spoken = _spoken(matches)
    found: list[Unit] = []
    at = 0
    for match in matches:
        found += _plain(pieces[at : match.start], spoken)
        found.append(_named(pieces, match))
        at = match.end
    return found + list(_plain(pieces[at:], spoken))


def _spoken(matches: list[Match]) -> frozenset[Language]:
    """The languages whose names for things were used; those of organisations tell nothing."""
    telling = [match for match in matches if not match.concepts[0].startswith("org-")]
    return frozenset(language for match in telling for language in match.languages if language in LATIN)


def _plain(pieces: Sequence[Piece], spoken: frozenset[Language]) -> Iterator[Unit]:
    """Words that name nothing in the vocabulary; Chinese as pairs of letters."""
    run: list[str] = []
    for piece in pieces:
        if _is_chinese(piece):
            run.append(piece.written)
            continue
        yield from _chinese("".join(run))
        run.clear()
        if not piece.small:
            yield _word(piece, spoken)
    yield from _chinese("".join(run))


def _is_chinese(piece: Piece) -> bool:
    return piece.keys[0].startswith("z:")


def _word(piece: Piece, spoken: frozenset[Language] = frozenset()) -> Unit:
    """A word; its stems only in the languages that the rest of the query speaks, if that is known."""
    silent = {tag for tag, language in zip("efs", LATIN, strict=True) if spoken and language not in spoken}
    keys = tuple(key for key in piece.keys if key[0] not in silent)
    return Unit((piece.written,), (Way((keys,)),))


def _chinese(run: str) -> Iterator[Unit]:
    for part in _without_small(run):
        pairs = [part[at : at + 2] for at in range(len(part) - 1)] or [part]
        for pair in pairs:
            yield Unit((pair,), (Way(((f"z:{pair}",),)),))


def _without_small(run: str) -> list[str]:
    small, parts, at = small_words("zh"), [""], 0
    while at < len(run):
        size = next((n for n in range(CHINESE_LONGEST, 0, -1) if run[at : at + n] in small), 0)
        if size:
            parts.append("")
        else:
            parts[-1] += run[at]
        at += size or 1
    return [part for part in parts if part]


def _named(pieces: Sequence[Piece], match: Match, *, first: bool = False) -> Unit:
    """A unit that names things. `first`: what may help comes before other documents."""
    concepts = [vocabulary().concepts[name] for name in match.concepts]
    covered = pieces[match.start : match.end]
    words = _written(covered)
    broader = tuple(f"#{name}" for concept in concepts for name in concept.broader)
    see = tuple(f"#{name}" for concept in concepts for name in concept.see)
    first = first or any(concept.personal for concept in concepts)
    ways = [Way((tuple(concept.key for concept in concepts),))]
    ways += [Way(words)] if words else []
    ways += [Way((broader,), BROADER)] if broader else []
    ways += [Way((see,), SEE_FIRST if first else SEE)] if see else []
    weak = all(concept.weak for concept in concepts)
    return Unit(tuple(piece.written for piece in covered), tuple(ways), match.concepts, weak)


def _written(pieces: Sequence[Piece]) -> tuple[tuple[str, ...], ...]:
    """The words themselves: every one that is not small, or the pairs of a Chinese run."""
    if not all(_is_chinese(piece) for piece in pieces):
        return tuple(piece.keys for piece in pieces if not piece.small)
    run = "".join(piece.written for piece in pieces)
    return tuple((f"z:{run[at : at + 2]}",) for at in range(len(run) - 1)) or ((f"z:{run}",),)


def with_words(text: str, instead: Mapping[str, str]) -> str:
    """The text with words (as they are written, folded) replaced by others."""
    return TOKEN.sub(lambda token: _replaced(token[0], instead), text)


def _replaced(token: str, instead: Mapping[str, str]) -> str:
    pieces = read(token, LATIN).pieces
    if not any(piece.written in instead for piece in pieces):
        return token
    return " ".join(instead.get(piece.written, piece.written) for piece in pieces)
