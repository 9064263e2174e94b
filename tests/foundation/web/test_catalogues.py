"""The catalogue tools find every text, lose none, and see what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from upstander.foundation.web.catalogues.checking import bidi_problem, check
from upstander.foundation.web.catalogues.exchange import DRAFT, missing, take_in
from upstander.foundation.web.catalogues.files import bring_up_to_date, compile_one, load, save
from upstander.foundation.web.catalogues.texts import template

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
a = _("plain text")
b = ngettext("%(n)s file", "%(n)s files", 2)
c = pgettext_lazy("page", "Next")
"""
HTML = """{% load i18n %}
    <p>{% translate "in a template" %}</p>
        <c-field name="x" label="{% translate "in a component's attribute" %}" />
{% blocktranslate trimmed with name=x %}
  for {{ name }}
  and all
{% endblocktranslate %}
{% blocktranslate count n=n %}one{% plural %}{{ n }} many{% endblocktranslate %}
{{ _("in a variable") }} it's 'odd" ( text
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    root = tmp_path / "upstander"
    (root / "room" / "templates").mkdir(parents=True)
    (root / "room" / "words.py").write_text(PYTHON)
    (root / "room" / "templates" / "page.html").write_text(HTML)
    return root


@pytest.fixture
def catalog(package: Path) -> Catalog:
    empty = Catalog(locale="ar")
    bring_up_to_date(empty, template(package))
    return empty


def test_texts_of_python_templates_and_components_are_found(package: Path) -> None:
    found = {message.id for message in template(package) if message.id}
    assert found == {
        "plain text",
        ("%(n)s file", "%(n)s files"),
        "Next",
        "in a template",
        "in a component's attribute",
        "for %(name)s and all",
        ("one", "%(n)s many"),
        "in a variable",
    }
    assert template(package).get("Next", "page") is not None


def test_a_translation_survives_its_text_going_and_coming_back(package: Path, tmp_path: Path) -> None:
    catalog = Catalog(locale="fr")
    bring_up_to_date(catalog, template(package))
    take_in(catalog, [{"id": "plain text", "translation": "texte simple"}], "fr")
    (package / "room" / "words.py").write_text("")
    bring_up_to_date(catalog, template(package))
    save(catalog, "fr", tmp_path)
    again = load("fr", tmp_path)
    assert again.get("plain text") is None
    (package / "room" / "words.py").write_text(PYTHON)
    bring_up_to_date(again, template(package))
    assert again.get("plain text").string == "texte simple"


def test_a_taken_in_translation_is_marked_as_a_draft_until_reviewed(catalog: Catalog) -> None:
    take_in(catalog, [{"id": "plain text", "translation": "نص"}], "ar")
    assert catalog.get("plain text").user_comments == [DRAFT]
    take_in(catalog, [{"id": "plain text", "translation": "نص"}], "ar", reviewed=True)
    assert catalog.get("plain text").user_comments == []


def test_exported_texts_tell_how_many_plural_forms_the_language_needs(catalog: Catalog) -> None:
    entry = next(entry for entry in missing(catalog) if entry["id"] == "%(n)s file")
    assert entry["forms"] == 6
    assert entry["translation"] == [""] * 6


WRONG = [
    ({"id": "for %(name)s and all", "translation": "للجميع"}, "has other placeholders than the source"),
    ({"id": "plain text", "translation": "plain text"}, "is still English"),
    ({"id": "plain text", "translation": "\u202eنص\u202c"}, "turns text round with a bidirectional override"),
    ({"id": "plain text", "translation": "\u2067نص"}, "leaves a bidirectional embedding open"),
    ({"id": "plain text", "translation": "<b>نص</b>"}, "has other tags than the source"),
    ({"id": "%(n)s file", "translation": ["%(n)s ملف", "%(n)s ملفات"]}, "has 2 plural forms, needs 6"),
    ({"id": "plain text", "translation": ""}, "is missing"),
    ({"id": "never written", "translation": "نص"}, "is not a text of the product"),
]


@pytest.mark.parametrize(("entry", "problem"), WRONG)
def test_a_wrong_translation_is_refused_and_the_catalogue_unchanged(
    catalog: Catalog, entry: dict[str, str], problem: str
) -> None:
    before = len(missing(catalog))
    assert problem in take_in(catalog, [entry], "ar")[0]  # type: ignore[list-item]
    assert len(missing(catalog)) == before


def test_check_names_missing_fuzzy_and_new_texts(package: Path, catalog: Catalog) -> None:
    take_in(catalog, [{"id": "plain text", "translation": "نص"}], "ar")
    catalog.get("plain text").flags.add("fuzzy")
    (package / "room" / "more.py").write_text('from x import gettext as _\n_("brand new")\n')
    found = "\n".join(check(catalog, template(package), "ar"))
    assert "'plain text' is fuzzy" in found
    assert "'in a template' is missing" in found
    assert "'brand new' is new: run update" in found


def test_balanced_isolates_are_fine() -> None:
    assert bidi_problem("\u2068Upstander\u2069 نص") == ""
    assert bidi_problem("نص\u2069") != ""


def test_the_compiled_catalogue_is_what_django_reads(catalog: Catalog, tmp_path: Path) -> None:
    import gettext

    take_in(catalog, [{"id": "plain text", "translation": "نص"}], "ar")
    save(catalog, "ar", tmp_path)
    compile_one("ar", tmp_path)
    assert gettext.translation("django", str(tmp_path), ["ar"]).gettext("plain text") == "نص"
