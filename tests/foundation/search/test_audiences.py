"""A reader learns nothing of what she may not read: not by hits, counts, facets, offers or order."""

from __future__ import annotations

import pytest

from tests.foundation.search.corpus import Listed, document
from upstander.foundation.search.selectors import search, suggest
from upstander.foundation.search.services import catch_up, rebuild

pytestmark = pytest.mark.django_db
PUBLIC = frozenset({"public"})
MEMBERS = frozenset({"public", "members"})
SECRET = "zanzibaritis"


@pytest.fixture
def hidden(listed: Listed) -> Listed:
    """Public pages, and a members' page with a word that is nowhere else."""
    documents = [
        document("open", title="Reporting", facets={"type": ("policy",)}),
        document("shared", "en", title="Minutes"),
        document("shared", "fr", title=f"Procès-verbal {SECRET}", audience="members"),
        document("closed", title=f"Reporting {SECRET}", audience="members", facets={"type": ("hidden",)}),
    ]
    listed.by_key = {one.key: one for one in documents}
    rebuild()
    catch_up()
    return listed


@pytest.mark.parametrize(
    "text", [SECRET, SECRET[:5], SECRET[:-1] + "x", f"reporting {SECRET}", "reporting", "", "minutes"]
)
def test_a_stranger_gets_the_answers_of_a_hub_without_the_members_pages(hidden: Listed, text: str) -> None:
    with_them = search(text, language="fr", audiences=PUBLIC)
    offered = suggest(text, language="fr", audiences=PUBLIC)
    hidden.by_key = {key: one for key, one in hidden.by_key.items() if one.audience == "public"}
    rebuild()
    catch_up()
    without = search(text, language="fr", audiences=PUBLIC)
    for name in ("hits", "total", "facets", "correction"):
        assert getattr(with_them, name) == getattr(without, name), name
    assert offered == suggest(text, language="fr", audiences=PUBLIC)


def test_members_find_their_pages(hidden: Listed) -> None:
    results = search(SECRET, language="en", audiences=MEMBERS)
    assert {hit.group for hit in results.hits} == {"closed", "shared"}
    assert results.facets["type"] == {"hidden": 1}
    assert suggest(SECRET[:4], language="en", audiences=MEMBERS)


def test_remembered_answers_are_kept_apart(hidden: Listed) -> None:
    assert search("reporting", language="en", audiences=MEMBERS).total == 2
    assert search("reporting", language="en", audiences=PUBLIC).total == 1


def test_a_thing_with_translations_for_different_readers_counts_once(hidden: Listed) -> None:
    results = search("", language="en", audiences=MEMBERS)
    assert sorted(hit.group for hit in results.hits) == ["closed", "open", "shared"]
    assert results.total == 3


@pytest.mark.parametrize(
    "audiences", [frozenset(), frozenset({""}), frozenset({"#state"}), frozenset({"staff"})]
)
def test_no_audience_finds_nothing(hidden: Listed, audiences: frozenset[str]) -> None:
    assert search("", language="en", audiences=audiences).total == 0
    assert suggest("rep", language="en", audiences=audiences) == []


def test_filters_open_nothing(hidden: Listed) -> None:
    for filters in ({"audience": ["members"]}, {"type": ["hidden"]}, {"kind": ["closed"]}):
        assert search("", language="en", audiences=PUBLIC, filters=filters).total == 0


def test_the_order_of_public_pages_does_not_depend_on_hidden_ones(listed: Listed) -> None:
    """With shared statistics a word that is common among hidden pages would weigh less for strangers too."""
    public = [document("a", title="Walrus"), document("b", title="Gecko"), document("c", title="Walrus pond")]
    hidden = [document(f"h{number}", title="Walrus", audience="members") for number in range(50)]
    orders = []
    for documents in (public, public + hidden):
        listed.by_key = {one.key: one for one in documents}
        rebuild()
        catch_up()
        orders.append([hit.group for hit in search("walrus gecko", language="en", audiences=PUBLIC).hits])
    assert orders[0] == orders[1]
