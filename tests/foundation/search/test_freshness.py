"""The index follows what is committed, through crashes, other processes and damage."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from django.db import connection, transaction

from tests.foundation.search.corpus import Listed, document
from tests.foundation.search.process import PUBLIC, Filed, start
from upstander.foundation.search import outbox
from upstander.foundation.search.models import SearchChange
from upstander.foundation.search.ports import sources
from upstander.foundation.search.selectors import search
from upstander.foundation.search.services import catch_up, changed, rebuild
from upstander.foundation.search.shelf import shelf

pytestmark = pytest.mark.django_db(transaction=True)


def found(text: str) -> list[str]:
    return sorted(hit.group for hit in search(text, language="en", audiences=PUBLIC).hits)


def soon(text: str, expected: list[str]) -> bool:
    """Searches look for changes every third of a second."""
    until = monotonic() + 10
    while found(text) != expected:
        if monotonic() > until:
            return False
        sleep(0.05)
    return True


def put(listed: Listed, *titles: str) -> None:
    """Publish pages `a`, `b`, ... of these titles."""
    with transaction.atomic():
        for key, title in zip("abcdef", titles, strict=False):
            listed.by_key[key] = document(key, key=key, title=title)
        changed("abcdef"[: len(titles)])


def test_a_search_finds_what_was_published_and_no_longer_what_was_taken_away(listed: Listed) -> None:
    put(listed, "Walrus")
    assert soon("walrus", ["a"])
    put(listed, "Gecko")
    assert soon("gecko", ["a"])
    assert found("walrus") == []
    del listed.by_key["a"]
    changed(["a"])
    assert soon("gecko", [])


def test_a_translation_that_goes_leaves_the_others(listed: Listed) -> None:
    listed.by_key = {
        "en": document("a", "en", key="en", title="Walrus"),
        "fr": document("a", "fr", key="fr", title="Morse"),
    }
    changed(["en", "fr"])
    assert soon("morse", ["a"])
    del listed.by_key["fr"]
    changed(["fr"])
    assert soon("morse", [])
    assert found("walrus") == ["a"]


def test_a_page_given_to_members_alone_is_gone_for_others(listed: Listed) -> None:
    put(listed, "Walrus")
    assert soon("walrus", ["a"])
    listed.by_key["a"] = document("a", key="a", title="Walrus", audience="members")
    changed(["a"])
    assert soon("walrus", [])


def test_what_is_rolled_back_is_not_indexed(listed: Listed) -> None:
    rebuild()
    with transaction.atomic():
        put(listed, "Walrus")
        assert found("walrus") == [], "not before it is committed"
        transaction.set_rollback(True)
    listed.by_key.clear()
    catch_up()
    assert found("walrus") == []
    assert not SearchChange.objects.exists()


def test_the_list_of_changes_keeps_one_line_a_page(listed: Listed) -> None:
    for _ in range(5):
        put(listed, "Walrus", "Gecko")
    assert SearchChange.objects.count() == 2


def test_a_first_search_builds_the_index(listed: Listed) -> None:
    listed.by_key["a"] = document("a", title="Walrus")
    assert soon("walrus", ["a"])


def test_very_many_changes_are_applied_too(listed: Listed) -> None:
    rebuild()
    listed.by_key = {f"k{n}": document(f"k{n}", key=f"k{n}", title=f"Walrus {n}") for n in range(500)}
    changed(listed.by_key)
    assert soon("walrus 499", found("walrus 499")) and soon("499", ["k499"])


@pytest.mark.parametrize("damage", ["gone", "empty", "truncated", "pointer", "meta"])
def test_a_damaged_index_is_built_anew_and_no_search_fails(listed: Listed, damage: str) -> None:
    put(listed, "Walrus")
    assert soon("walrus", ["a"])
    folder = shelf().folder
    _damage(folder, damage)
    for _ in range(3):
        found("walrus")
    shelf.__globals__["_shelf"].cache_clear()  # as a process that starts now
    assert soon("walrus", ["a"])


def _damage(folder: Path, kind: str) -> None:
    generation = folder / (folder / "current").read_text()
    if kind == "gone":
        shutil.rmtree(folder)
    elif kind == "pointer":
        (folder / "current").write_text("g-nowhere")
    elif kind == "meta":
        (generation / "meta.json").write_text("{")
    else:
        for part in generation.glob("*.*"):
            if part.name != "meta.json":  # another file in its place: this process has the old one mapped
                kept = b"" if kind == "empty" else part.read_bytes()[: part.stat().st_size // 2]
                part.unlink()
                part.write_bytes(kept)


def test_a_database_put_back_from_a_copy_gets_another_index(listed: Listed) -> None:
    for title in ("Walrus", "Gecko"):
        put(listed, title)
    catch_up()
    view = shelf().look()
    assert view is not None
    assert outbox.knows(view.position)
    assert not outbox.knows(outbox.Position(view.position.horizon + 10**6))


@pytest.mark.postgres_only
def test_a_change_that_commits_after_a_later_one_is_not_lost(listed: Listed) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: what begins first ends first")
    rebuild()
    import threading

    slow_wrote, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            changed(["a"])
            slow_wrote.set()
            may_end.wait(10)
        connection.close()

    other = threading.Thread(target=slow)
    other.start()
    slow_wrote.wait(10)
    listed.by_key["b"] = document("b", key="b", title="Gecko")
    changed(["b"])
    catch_up()
    assert found("gecko") == ["b"]
    listed.by_key["a"] = document("a", key="a", title="Walrus")
    may_end.set()
    other.join()
    catch_up()
    assert found("walrus") == ["a"]
    view = shelf().look()
    assert view is not None and outbox.pending(view.position) is None


# --- other processes ---


@pytest.fixture
def filed(tmp_path: Path, listed: Listed) -> Iterator[Filed]:
    """A source that other processes share; the index of this test's folder is built and empty."""
    source = Filed(tmp_path)
    source.write({})
    sources.forget(listed.name)
    sources.register(source)
    rebuild()
    yield source
    sources.forget(source.name)


@pytest.mark.parametrize("act", ["die-before-commit", "die-after-commit"])
def test_a_process_killed_while_indexing_loses_nothing(filed: Filed, tmp_path: Path, act: str) -> None:
    filed.write({"d1": "word1"})
    changed(["d1"])
    assert start(tmp_path, act).wait(120) == 9
    catch_up()
    assert found("word1") == ["d1"]
    filed.write({"d2": "word2"})
    changed(["d1", "d2"])
    catch_up()
    assert found("word1") == []
    assert found("word2") == ["d2"]


def test_processes_that_publish_and_rebuild_at_once_all_find_everything(filed: Filed, tmp_path: Path) -> None:
    filed.write({f"d{number}": f"word{number}" for number in range(30)})
    others = [
        start(tmp_path, "publish", "0", "15"),
        start(tmp_path, "publish", "15", "30"),
        start(tmp_path, "rebuild"),
    ]
    assert [other.wait(240) for other in others] == [0, 0, 0]
    for number in range(30):
        assert soon(f"word{number}", [f"d{number}"])


def test_two_machines_with_an_index_each_follow_one_database(filed: Filed, tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    changed(["d1"])
    filed.write({"d1": "word1"})
    for machine in ("one", "two"):
        settings.SEARCH_FOLDER = tmp_path / machine
        catch_up()
        assert found("word1") == ["d1"]
    filed.write({})
    changed(["d1"])
    for machine in ("two", "one"):
        settings.SEARCH_FOLDER = tmp_path / machine
        assert soon("word1", [])
