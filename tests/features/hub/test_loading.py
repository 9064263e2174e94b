"""What the loader promises: whole, again and again, and with its hands off what editors changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db.models import Model
from wagtail.models import Locale, Page, Revision, Site

from tests.foundation.accounts import given
from upstander.features.hub.loading import generated, reading
from upstander.features.hub.loading.faults import ContentError
from upstander.features.hub.models import (
    Channel,
    Figure,
    HubPage,
    OrganisationPage,
    ResourcePage,
)
from upstander.features.hub.signals import pages_loaded

from .files import FILES, load, write

pytestmark = pytest.mark.django_db
NO_PROBLEMS = ([], [], [], [], [])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    given.entity("UN")
    given.entity("UNHCR")
    return write(tmp_path / "content")


def page(reference: str, language: str = "en") -> HubPage:
    found: HubPage = HubPage.objects.get(reference=reference, locale__language_code=language).specific
    return found


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row that the loader writes."""
    models: list[type[Model]] = [Page, HubPage, ResourcePage, Revision, Channel, Figure, Site, Locale]
    return {m.__name__: list(m._default_manager.order_by("pk").values_list()) for m in models}


def test_every_language_gets_a_home_and_sections(folder: Path) -> None:
    load(folder)
    homes = HubPage.objects.filter(reference="home")
    assert sorted(homes.values_list("slug", flat=True)) == [
        "hub-ar", "hub-en", "hub-es", "hub-fr", "hub-ru", "hub-zh-hans",
    ]  # fmt: skip
    assert len(set(homes.values_list("translation_key", flat=True))) == 1
    assert HubPage.objects.filter(reference="section:library").count() == 6
    assert Site.objects.get(is_default_site=True).root_page_id == page("home").pk


def test_the_tree_is_as_wagtail_would_have_made_it(folder: Path) -> None:
    load(folder)
    assert Page.find_problems() == NO_PROBLEMS
    under = page("section:library")
    assert under.numchild == 2
    child = under.add_child(instance=ResourcePage(title="By hand", slug="by-hand", locale=under.locale))
    assert child.url_path == "/hub-en/library/by-hand/"
    assert Page.find_problems() == NO_PROBLEMS


def test_loading_twice_changes_nothing(folder: Path) -> None:
    first = load(folder)
    before = everything()
    second = load(folder)
    assert first.added > 40
    assert (second.added, second.updated, second.left_alone) == (0, 0, [])
    assert everything() == before


def test_a_page_whose_file_changed_is_brought_up_to_date_with_its_history(folder: Path) -> None:
    load(folder)
    write(
        folder, **{"pages/choices.en.md": FILES["pages/choices.en.md"].replace("Side by side.", "All ways.")}
    )
    outcome = load(folder)
    assert (outcome.added, outcome.updated) == (0, 1)
    changed = page("page:choices")
    assert changed.summary == "All ways."
    assert changed.revisions.count() == 2
    assert changed.get_latest_revision_as_object().summary == "All ways."
    assert load(folder).updated == 0


def test_what_an_editor_changed_is_left_alone_and_named(folder: Path) -> None:
    load(folder)
    edited = page("page:choices")
    edited.title = "Ways open to you"
    edited.save_revision().publish()
    write(
        folder, **{"pages/choices.en.md": FILES["pages/choices.en.md"].replace("Side by side.", "All ways.")}
    )
    outcome = load(folder)
    assert outcome.updated == 0
    assert any("page:choices (en)" in line for line in outcome.left_alone)
    assert page("page:choices").title == "Ways open to you"


@pytest.mark.parametrize("how", ["draft", "unpublished", "deleted"])
def test_work_in_progress_counts_as_changed(folder: Path, how: str) -> None:
    load(folder)
    edited = page("page:choices")
    if how == "draft":
        edited.summary = "Half written"
        edited.save_revision()
    elif how == "unpublished":
        edited.unpublish()
    else:
        edited.delete()
    write(
        folder, **{"pages/choices.en.md": FILES["pages/choices.en.md"].replace("Side by side.", "All ways.")}
    )
    outcome = load(folder)
    assert (outcome.added, outcome.updated, len(outcome.left_alone)) == (0, 0, 1)
    assert not HubPage.objects.live().filter(summary="All ways.").exists()


def test_a_page_that_an_editor_made_first_is_not_replaced(folder: Path) -> None:
    load(folder)
    home = page("home", "fr")
    own = HubPage.objects.get(reference="page:get-help", locale__language_code="en").specific
    mine = type(own)(
        title="Obtenir de l’aide", slug="get-help", reference="page:get-help", locale=home.locale
    )
    home.add_child(instance=mine)
    write(folder, **{"pages/get-help.fr.md": FILES["pages/get-help.en.md"]})
    assert any("page:get-help (fr)" in line for line in load(folder).left_alone)
    assert page("page:get-help", "fr").title == "Obtenir de l’aide"


def test_organisations_get_a_page_where_reporting_is_explained(folder: Path) -> None:
    load(folder)
    assert OrganisationPage.objects.count() == 2
    assert page("organisation:un").title == "United Nations Secretariat"
    assert page("organisation:un").get_parent().specific.reference == "page:report"
    translated = FILES["pages/report.en.md"].replace("Report wrongdoing", "الإبلاغ")
    write(folder, **{"pages/report.ar.md": translated})
    load(folder)
    assert page("organisation:un", "ar").title == "الأمم المتحدة"


def test_channels_of_other_groups_are_left_out_and_figures_keep_their_dates(folder: Path) -> None:
    load(folder)
    assert [one.entity_code for one in Channel.objects.all()] == ["UN"]
    assert Figure.objects.get(key="survey.asked").date == "2018-11"


def test_an_organisation_that_joins_later_gets_its_page_at_the_next_loading(folder: Path) -> None:
    load(folder)
    given.entity("UNICEF")
    assert load(folder).added == 1
    assert page("organisation:unicef")


def test_it_tells_once_what_it_changed(folder: Path) -> None:
    told: list[frozenset[str]] = []

    def listen(references: frozenset[str], **_more: object) -> None:
        told.append(references)

    pages_loaded.connect(listen)
    load(folder)
    load(folder)
    pages_loaded.disconnect(listen)
    assert len(told) == 1
    assert {"page:choices", "resource:model-policy"} <= told[0]


WRONG = {
    "<b>bold</b>": "html_inline",
    "# A title": "two or three #",
    "> quoted": "blockquote",
    "![picture](https://example.org/x.png)": "image",
    "[away](javascript:alert(1))": None,
    "[away](ftp://example.org)": "is not a link",
    '::: notice kind="loud"\nText\n:::': "no kind of notice",
    '::: nothing title="x"\n:::': "no such block",
    '::: notice title="x"\nText': "not closed",
    '::: action href="report:"\n:::': "label is missing",
    '::: action href="report:" label="x" size="large"\n:::': "size: not known here",
}


@pytest.mark.parametrize("text", [text for text, problem in WRONG.items() if problem])
def test_a_fault_names_the_file_and_the_line(folder: Path, text: str) -> None:
    body = "A first paragraph.\n\n" + text
    write(folder, **{"pages/faq.en.md": f'+++\ntitle = "Questions"\nsummary = "Answers."\n+++\n{body}\n'})
    with pytest.raises(ContentError, match=r"^pages/faq\.en\.md:7: ") as raised:
        reading.read(folder)
    assert str(WRONG[text]) in str(raised.value)


def test_a_link_that_would_run_something_stays_words(folder: Path) -> None:
    body = "[away](javascript:alert(1))"
    write(folder, **{"pages/faq.en.md": f'+++\ntitle = "Questions"\nsummary = "Answers."\n+++\n{body}\n'})
    load(folder)
    assert "href" not in page("page:faq").body[0].value.source


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ('title = "Questions"', 1),
        ('title = "Questions"\nsummary = "Answers."\nwieght = 3.0', 4),
        ('title = "Questions"\nsummary = "Answers."\naudience = "nobody"', 4),
        ('title = "Questions"\nsummary = Answers', 3),
        ('title = "Questions"\nsummary = "Answers."\nupdated = "soon"', 4),
    ],
)
def test_a_fault_in_the_head_names_its_line(folder: Path, head: str, line: int) -> None:
    write(folder, **{"pages/faq.en.md": f"+++\n{head}\n+++\nText.\n"})
    with pytest.raises(ContentError, match=rf"^pages/faq\.en\.md:{line}: "):
        reading.read(folder)


def test_a_fault_in_a_table_names_its_line(folder: Path) -> None:
    write(folder, **{"resources.csv": FILES["resources.csv"].replace(",guide,", ",novel,")})
    with pytest.raises(ContentError, match=r"^resources\.csv:3: .*novel"):
        reading.read(folder)


def test_words_of_publishers_become_codes(folder: Path) -> None:
    load(folder)
    guide = page("resource:guide-for-managers")
    assert isinstance(guide, ResourcePage)
    assert guide.made_for == ["managers", "hr"]
    assert guide.languages == ["zh-hans"]
    assert guide.organisations == ["UNHCR"]


def test_many_pages_at_once_make_a_sound_tree(folder: Path) -> None:
    load(folder)
    assert generated.load(130) == 130
    assert generated.load(20) == 20
    assert Page.find_problems() == NO_PROBLEMS
    assert ResourcePage.objects.filter(slug__startswith="generated-").count() == 150
    assert page("section:library", "ar").numchild == 25
    one = page("resource:generated-000002", "en")
    assert "Generated example 2" in one.title
    assert one.latest_revision == one.live_revision
    assert one.latest_revision.object_id == str(one.pk)
    assert [made.title for made in generated.generated_pages(3)] == [
        made.title for made in generated.generated_pages(3)
    ]


def test_the_hubs_own_content_loads_and_links_to_what_is_there() -> None:
    content = reading.read()
    organisations = {f"organisation:{code.lower().replace(' ', '-')}" for code in content.organisation_names}
    assert reading.dangling(content, organisations) == []
    assert len([one for one in content.pages if one.model is ResourcePage]) == 103
    known = {row.known_by["key"] for row in content.figures}
    used = {
        block["value"]["key"]
        for one in content.pages
        for block in one.fields.get("body", [])
        if block["type"] == "figure"
    }
    assert used <= known
