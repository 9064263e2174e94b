"""From an understood query to one that the index answers, with scores of our own.

A unit that is found counts its rarity, times where it was found (schema.FIELDS), times how well it fits
(Way.factor). Rarity is counted among what the reader may see: with the usual BM25 statistics the order of
public pages would depend on members' pages.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import ceil, log
from typing import Final

from tantivy import Occur, Query

from upstander.core.search.queries import NAMED, Unit, Way

from .schema import FIELDS, SCHEMA
from .view import View

MOST_VALUES: Final = 50
"""Values of one filter, and filters, that are heeded."""
WEAK: Final = 0.5
"""What a unit counts that says little about which page is meant."""
Filters = Mapping[str, Collection[str]]


def readable(audiences: frozenset[str], score: float = 0.0) -> Query:
    """Only what these audiences may read; it adds nothing to a score unless told."""
    return Query.const_score_query(_any_of("audience", sorted(audiences)), score)


def narrowed(base: Query, filters: Filters) -> Query:
    """With one value at least of every filter."""
    clauses = [
        (Occur.Must, _free(_any_of("facet", _facets(name, values))))
        for name, values in (
            (name, list(values)[:MOST_VALUES]) for name, values in list(filters.items())[:MOST_VALUES]
        )
        if values
    ]
    return Query.boolean_query([(Occur.Must, base), *clauses])


def asked(view: View, units: Sequence[Unit], audiences: frozenset[str], required: int) -> Query:
    """What the audiences may read and that satisfies `required` of the units, scored."""
    weights = (rarity(view, unit, audiences) * (WEAK if unit.weak else 1) for unit in units)
    scored = [(Occur.Should, _unit(unit, weight)) for unit, weight in zip(units, weights, strict=True)]
    return Query.boolean_query(
        [(Occur.Must, readable(audiences)), (Occur.Must, Query.boolean_query(scored, max(1, required)))]
    )


def enough(units: int, *, personal: bool) -> int:
    """How many units a thing must satisfy: all of two, half of many; any, if somebody tells of trouble."""
    if personal:
        return 1
    return units if units <= 2 else ceil(units / 2)


def seen(view: View, unit: Unit, audiences: frozenset[str]) -> int:
    """How many things that these audiences may read have the unit itself."""
    ways = tuple(way for way in unit.ways if way.factor >= NAMED)
    return _count(view, (ways, audiences), _anywhere(ways), audiences)


def rarity(view: View, unit: Unit, audiences: frozenset[str]) -> float:
    """The inverse document frequency, as in BM25, among what the audiences may read."""
    everything = _count(view, audiences, Query.all_query(), audiences)
    found = seen(view, unit, audiences)
    return log(1 + (everything - found + 0.5) / (found + 0.5)) + 0.2


def _count(view: View, key: object, query: Query, audiences: frozenset[str]) -> int:
    if key not in view.counts:
        if len(view.counts) > 5000:
            view.counts.clear()
        both = Query.boolean_query([(Occur.Must, readable(audiences)), (Occur.Must, query)])
        view.counts[key] = int(getattr(view.searcher.search(both, 1), "count", 0) or 0)
    return view.counts[key]


def _anywhere(ways: Sequence[Way]) -> Query:
    return Query.boolean_query(
        [
            (Occur.Should, Query.boolean_query([(Occur.Must, _any_of("all", group)) for group in way.groups]))
            for way in ways
        ]
    )


def _unit(unit: Unit, weight: float) -> Query:
    """The best of its ways."""
    ways = [_way(way, weight) for way in unit.ways]
    return ways[0] if len(ways) == 1 else Query.disjunction_max_query(ways)


def _way(way: Way, weight: float) -> Query:
    share = weight * way.factor / len(way.groups)
    groups = [(Occur.Must, _scored(group, share)) for group in way.groups]
    return groups[0][1] if len(groups) == 1 else Query.boolean_query(groups)


def _scored(keys: Sequence[str], weight: float) -> Query:
    """Found anywhere, and more where it was found in a better place."""
    return Query.boolean_query(
        [
            (Occur.Should, Query.const_score_query(_any_of(name, keys), weight * boost))
            for name, boost in FIELDS.items()
        ]
    )


def _any_of(name: str, keys: Sequence[str]) -> Query:
    """Single terms: for a few keys five times as fast as tantivy's set query, which walks the dictionary."""
    terms = [Query.term_query(SCHEMA, name, key, "basic") for key in keys]
    return terms[0] if len(terms) == 1 else Query.boolean_query([(Occur.Should, term) for term in terms])


def _facets(name: str, values: Collection[str]) -> list[str]:
    return [f"{name}={value}" for value in list(values)[:MOST_VALUES]]


def _free(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)
