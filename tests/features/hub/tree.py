"""A small hub for tests: a few pages of each kind in three languages, some of them for members only."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from wagtail.models import Locale, Page, Site

from upstander.features.hub.models import (
    ContentPage,
    DialoguePage,
    Figure,
    HomePage,
    HubPage,
    OrganisationPage,
    PracticePage,
    RecommendationPage,
    ResourcePage,
    SectionPage,
)

LANGUAGES = ("en", "fr", "ar")
SECRET = "Xylophone"
"""A word of the members' pages that stands nowhere else."""
PUBLISHED = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
Body = list[dict[str, Any]]


def text(*paragraphs: str) -> Body:
    return [{"type": "text", "value": "".join(f"<p>{words}</p>" for words in paragraphs)}]


def homes() -> dict[str, HomePage]:
    """The first pages, and the site that begins at the English one."""
    Locale.objects.get_or_create(language_code="en")
    root = Page.get_first_root_node()
    made: dict[str, HomePage] = {}
    for code in LANGUAGES:
        locale, _new = Locale.objects.get_or_create(language_code=code)
        slug = f"hub-{code}"
        home = HomePage.objects.filter(slug=slug).first() or HomePage(
            title="Hub", slug=slug, locale=locale, reference="page:home", summary="Find help and documents."
        )
        if made:
            home.translation_key = made["en"].translation_key
        if home.pk is None:
            add(root, home)
        made[code] = home
    Site.objects.update_or_create(
        is_default_site=True, defaults={"root_page": made["en"], "hostname": "testserver", "port": 80}
    )
    return made


def add(parent: Page, page: HubPage, **more: Any) -> Any:
    """Publish a page below another, at a fixed time."""
    for name, value in {"first_published_at": PUBLISHED, "last_published_at": PUBLISHED, **more}.items():
        setattr(page, name, value)
    page.locale = page.locale if page.locale_id else parent.locale
    parent.refresh_from_db()
    return parent.add_child(instance=page)


class Hub:
    """The pages by short names."""

    def __init__(self) -> None:
        self.homes = homes()
        self.sections = {code: self._sections(home) for code, home in self.homes.items()}
        self._resources()
        self._others()
        self._members()

    def _sections(self, home: HomePage) -> dict[str, SectionPage]:
        slugs = ("library", "recommendations", "practices", "dialogues", "report-wrongdoing")
        return {
            slug: add(home, SectionPage(title=slug.title(), slug=slug, reference=f"section:{slug}"))
            for slug in slugs
        }

    def _resources(self) -> None:
        policy: dict[str, Any] = {
            "slug": "model-policy",
            "reference": "resource:model-policy",
            "publisher": "Task Force",
            "organisations": ["UN"],
            "year": 2018,
            "resource_kind": "policy",
            "made_for": ["managers", "hr"],
            "made_for_words": "UN managers",
            "languages": ["en", "fr"],
            "recommendations": [4],
            "link": "https://example.org/policy",
            "provenance": "seen in 2026",
        }
        self.policy = self._resource("en", "Model policy", "What every organisation should have.", **policy)
        self.policy_fr = self._resource(
            "fr", "Politique modèle", "Ce que chaque organisation doit avoir.", **policy
        )
        self.guide = self._resource(
            "en",
            "Guide for bystanders",
            "How to step in safely.",
            slug="guide",
            reference="resource:guide",
            year=2021,
            resource_kind="guide",
            made_for=["personnel"],
            languages=["en"],
            recommendations=[9, 10],
            body=text("A bystander can <b>act</b> without danger."),
        )

    def _resource(self, code: str, title: str, summary: str, **more: Any) -> ResourcePage:
        return add(self.sections[code]["library"], ResourcePage(title=title, summary=summary, **more))

    def _others(self) -> None:
        en = self.sections["en"]
        self.help = add(
            self.homes["en"],
            ContentPage(
                title="Get help",
                slug="get-help",
                reference="page:get-help",
                summary="Who you can talk to.",
                body=[
                    {
                        "type": "question",
                        "value": {"question": "Will anyone know?", "answer": "<p>You decide.</p>"},
                    }
                ],
                weight=3.0,
            ),
        )
        self.help_ar = add(
            self.homes["ar"],
            ContentPage(
                title="احصلي على المساعدة",
                slug="get-help",
                reference="page:get-help",
                summary="مع من تتحدثين",
                weight=3.0,
            ),
        )
        self.recommendation = add(
            en["recommendations"],
            RecommendationPage(
                title="Implementing policies and tools",
                slug="04-policies",
                reference="recommendation:4",
                number=4,
                asks="That policies are used.",
                actors=["Heads of organisations"],
            ),
        )
        self.practice = add(
            en["practices"],
            PracticePage(
                title="A pledge signed at joining",
                slug="pledge",
                reference="practice:pledge",
                organisation="United Nations Secretariat",
                organisation_code="UN",
                recommendations=[2],
                source="Peer learning publication",
                source_date="2021",
            ),
        )
        self.dialogue = add(
            en["dialogues"],
            DialoguePage(
                title="Dialogue on leaders; what they do, and how",
                slug="dialogue-1",
                reference="dialogue:1",
                number=1,
                held_on=date(2021, 3, 24),
                hosts=["UN Women"],
                themes=["leadership"],
                summary="Leaders spoke.",
            ),
        )
        self.organisation = add(
            en["report-wrongdoing"],
            OrganisationPage(
                title="UN WOMEN", slug="un-women", reference="organisation:un-women", entity_code="UN WOMEN"
            ),
        )
        self.figure = Figure.objects.create(
            key="safe_space_2018.prevalence",
            label="Harassed in two years",
            value="33",
            unit="%",
            date="2018",
            source="Safe Space survey",
        )

    def _members(self) -> None:
        library = self.sections["en"]["library"]
        self.secret = add(
            library,
            ResourcePage(
                title=f"{SECRET} talking points",
                slug="xylophone",
                reference="resource:xylophone",
                audience="members",
                summary=f"{SECRET} for focal points only.",
                year=1999,
                resource_kind="dashboard",
                organisations=["ITLOS"],
                made_for=["trainers"],
                languages=["ru"],
                recommendations=[12],
                body=text(f"The {SECRET} is told here."),
            ),
        )
        self.secret_dialogue = add(
            self.sections["en"]["dialogues"],
            DialoguePage(
                title=f"{SECRET} dialogue",
                slug="xylophone-dialogue",
                reference="dialogue:99",
                held_on=date(1998, 1, 1),
                audience="members",
                summary=f"{SECRET} among members.",
            ),
        )
        self.draft = add(
            library,
            ResourcePage(
                title=f"{SECRET} draft", slug="xylophone-draft", reference="resource:draft", live=False
            ),
        )
