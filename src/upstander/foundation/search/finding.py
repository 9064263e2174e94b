"""One search in one view of the index."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Final

import tantivy
from tantivy import Occur, Query

from upstander.core.search import queries
from upstander.core.search.languages import Language, language_of
from upstander.core.search.marking import Marker
from upstander.core.search.vocabulary import vocabulary

from .correcting import corrected
from .ports import Hit, Results, SearchDocument
from .ranking import Filters, asked, enough, narrowed, readable, seen
from .schema import SCHEMA, rank_field
from .things import nearest
from .view import View

_FEW: Final = 5
"""Where fewer have enough of the words, what has one less is shown after them."""
_MOST_SPLIT: Final = 300
_MOST_FACETS: Final = 2000


@dataclass(frozen=True, slots=True)
class Finding:
    """Who asks, in which language, of which state of the index."""

    view: View
    language: Language
    audiences: frozenset[str]
    filters: Filters
    newest: bool = False

    def results(self, empty: Results) -> Results:
        """The page of results that `empty` names by its text, number and size."""
        query, correction = corrected(self.view, queries.parse(empty.text), self.language, self.audiences)
        if not self.audiences or (empty.text and not query.units):
            return empty
        base = self._without_doubles(self._base(query))
        found = self._page(narrowed(base, self.filters), empty)
        return replace(
            empty,
            hits=self._hits([address for _, address in found.hits], query),
            total=_count_of(found),
            facets=self._facets(base),
            correction=correction,
        )

    def _base(self, query: queries.Query) -> Query:
        """The query without filters."""
        if not query.units:
            return readable(self.audiences, 1.0)  # by weight alone
        required = self._required(query)
        strict = asked(self.view, query.units, self.audiences, required)
        while required > 1 and _count_of(self.view.searcher.search(strict, 1)) < _FEW:
            required -= 1
            strict = asked(self.view, query.units, self.audiences, required)
        return strict

    def _required(self, query: queries.Query) -> int:
        """How many units a thing must satisfy; what is nowhere, or says little, does not count."""
        telling = [unit for unit in query.units if not unit.weak] or query.units
        present = [unit for unit in telling if unit.concepts or seen(self.view, unit, self.audiences)]
        return enough(len(present), personal=query.personal)

    def _page(self, query: Query, empty: Results) -> tantivy.SearchResult:
        order = (
            {"order_by_field": "moment"} if self.newest else {"weight_by_field": rank_field(self.language)}
        )
        offset = (empty.page - 1) * empty.page_size
        return self.view.searcher.search(query, empty.page_size, offset=offset, **order)  # type: ignore[arg-type]

    def _without_doubles(self, base: Query) -> Query:
        """A thing whose translations are for different audiences counts once for whoever may read several."""
        if len(self.audiences) < 2 or not self.view.searcher.doc_freq("split", "yes"):
            return base
        split = Query.term_query(SCHEMA, "split", "yes", "basic")
        both = Query.boolean_query([(Occur.Must, base), (Occur.Must, split)])
        found = self.view.searcher.search(both, _MOST_SPLIT, weight_by_field=rank_field(self.language))
        doubles, known = [], set[str]()
        for _, address in found.hits:
            entry = self.view.searcher.doc(address)
            group = str(entry.get_first("group"))
            if group in known:
                doubles.append(str(entry.get_first("uid")))
            known.add(group)
        if not doubles:
            return base
        unwanted = Query.term_set_query(SCHEMA, "uid", doubles)
        return Query.boolean_query([(Occur.Must, base), (Occur.MustNot, unwanted)])

    def _facets(self, base: Query) -> dict[str, dict[str, int]]:
        """Counts by facet; of a facet that is filtered by, as if it were not, so that more can be chosen."""
        counts = self._counted(narrowed(base, self.filters))
        for name in self.filters:
            others = {other: values for other, values in self.filters.items() if other != name}
            counts[name] = self._counted(narrowed(base, others)).get(name, {})
        return counts

    def _counted(self, query: Query) -> dict[str, dict[str, int]]:
        terms = {"facet": {"terms": {"field": "facet", "size": _MOST_FACETS}}}
        counts: dict[str, dict[str, int]] = defaultdict(dict)
        for bucket in self.view.searcher.aggregate(query, terms)["facet"]["buckets"]:
            name, _, value = bucket["key"].partition("=")
            counts[name][value] = int(bucket["doc_count"])
        return dict(counts)

    def _hits(self, addresses: list[tantivy.DocAddress], query: queries.Query) -> tuple[Hit, ...]:
        markers: dict[Language, Marker] = {}
        among = frozenset(self.filters.get("language", ()))
        hits = []
        for address in addresses:
            document = nearest(self.view.searcher.doc(address), self.language, among)
            spoken = language_of(document.language)
            if spoken not in markers:
                names = (vocabulary().stems(name, spoken) for name in query.concepts)
                markers[spoken] = Marker(spoken, query.keys().union(*names))
            hits.append(_hit(document, markers[spoken]))
        return tuple(hits)


def _hit(document: SearchDocument, marker: Marker) -> Hit:
    return Hit(
        group=document.group,
        key=document.key,
        kind=document.kind,
        language=document.language,
        title=document.title,
        summary=document.summary,
        snippet=marker.passage(document.title, document.summary, document.body),
        url=document.url,
        facets=document.facets,
    )


def _count_of(found: tantivy.SearchResult) -> int:
    return int(getattr(found, "count", 0) or 0)
