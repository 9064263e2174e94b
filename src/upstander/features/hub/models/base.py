"""What every page of the hub has: a lasting name, an audience, a summary."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain, count
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.models import PageManager as WagtailPageManager
from wagtail.query import PageQuerySet

from ..audiences import Audience
from .fields import LinesField

if TYPE_CHECKING:
    from django.http import HttpRequest


class HubPageQuerySet(PageQuerySet):
    def visible_to(self, audiences: Collection[str]) -> HubPageQuerySet:
        """Published pages of these audiences; the only way by which readers' views get pages."""
        narrowed: HubPageQuerySet = self.live().filter(audience__in=audiences)
        return narrowed


HubPageManager = WagtailPageManager.from_queryset(HubPageQuerySet)


class HubPage(Page):
    """A page of the hub (*operational*; its words are public or for members, none is anybody's report)."""

    reference = models.CharField(_("lasting name"), max_length=120, blank=True, db_index=True)
    """The same in all languages, such as "page:get-help" or "resource:un-system-model-policy"."""
    audience = models.CharField(
        _("who may read it"), max_length=20, choices=Audience.choices, default=Audience.PUBLIC
    )
    summary = models.TextField(_("summary"), max_length=600, blank=True)
    keywords = LinesField(
        _("other words for it"), help_text=_("One a line: acronyms, other names, how people say it.")
    )
    draft_translation = models.BooleanField(
        _("translated, not yet reviewed"), default=False, help_text=_("Readers are told so.")
    )
    weight = models.FloatField(default=1.0, editable=False)
    """How far above others in search (1 is ordinary; the pages for somebody in trouble have 3)."""

    objects = HubPageManager()

    kind: ClassVar[str] = "page"
    """What search, feeds and metadata call it."""
    is_creatable = False
    show_in_menus_default = False
    private_page_options: ClassVar[list[str]] = []
    """Who may read a page is its audience; Wagtail's own restrictions would be a second answer."""

    class Meta:
        verbose_name = _("page of the hub")

    def permissions_for_user(self, user: Any) -> Any:
        """What she may do at the editors' desk; nobody publishes without a second pair of eyes."""
        from ..desk.permissions import HubPermissionTester

        return HubPermissionTester(user, self)

    def _set_core_field_defaults(self) -> None:
        """A page that was made at the desk gets its lasting name with its first slug."""
        super()._set_core_field_defaults()
        if not self.reference and self.slug:
            self.reference = self._free_reference(f"{self.kind}:{self.slug}"[:110])

    def _free_reference(self, wanted: str) -> str:
        """`wanted`, or with the first number that no other page has."""
        others = HubPage.objects.exclude(translation_key=self.translation_key)
        names = chain([wanted], (f"{wanted}-{number}" for number in count(2)))
        return next(name for name in names if not others.filter(reference=name).exists())

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [
            (Audience.PUBLIC.value, _("As everybody sees it")),
            (Audience.MEMBERS.value, _("As members see it")),
        ]

    @property
    def default_preview_mode(self) -> str:
        return str(self.audience)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> Any:
        """The page as one of its audiences sees it (`desk.preview`)."""
        from ..desk import preview

        return preview.serve(self, request, mode_name)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the page's template needs; narrowed to the audiences of whoever asks."""
        from ..presenting import context_of  # stands on the models

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | context_of(self, request)
