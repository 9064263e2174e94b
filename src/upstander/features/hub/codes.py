"""The coded lists of the hub. Codes are stored and searched; words are shown in the reader's language."""

from __future__ import annotations

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ResourceKind(TextChoices):
    """What kind of document a resource is."""

    ARTICLE = "article", _("Article")
    DASHBOARD = "dashboard", _("Dashboard")
    FACTSHEET = "factsheet", _("Fact sheet")
    FORM = "form", _("Form")
    GUIDE = "guide", _("Guide")
    HUB = "hub", _("Web hub")
    LAW = "law", _("Law")
    MANUAL = "manual", _("Manual")
    POLICY = "policy", _("Policy")
    PRESENTATION = "presentation", _("Presentation")
    REPORT = "report", pgettext_lazy("kind of document", "Report")
    STANDARD = "standard", _("Standard")
    TOOLKIT = "toolkit", _("Toolkit")
    TRAINING = "training", _("Training")
    VIDEO = "video", _("Video")


class Reader(TextChoices):
    """For whose work a resource was made (not who may read it: that is `Audience`)."""

    EVERYBODY = "everybody", _("Everybody")
    SURVIVORS = "survivors", _("Victims and survivors")
    PERSONNEL = "personnel", _("Personnel")
    MANAGERS = "managers", _("Managers")
    LEADERS = "leaders", _("Leaders")
    HR = "hr", _("Human resources")
    INVESTIGATORS = "investigators", _("Investigators")
    FOCAL_POINTS = "focal_points", _("Focal points and ethics officers")
    TRAINERS = "trainers", _("Trainers and facilitators")
    EVENTS = "events", _("Event organisers and participants")
    ORGANISATIONS = "organisations", _("Organisations and employers")
    GOVERNMENTS = "governments", _("Member States, boards and policy makers")


LANGUAGES = list(settings.LANGUAGES)
"""Pairs of code and the name that its speakers use."""

RECOMMENDATIONS = [
    (1, _("Inclusive working environment")),
    (2, _("Leadership commitment")),
    (3, _("Victim/survivor-centred approach")),
    (4, _("Implementing policies and tools")),
    (5, _("Clear and regular guidance")),
    (6, _("Gender balance")),
    (7, _("Intersectionality")),
    (8, _("Accountability")),
    (9, _("Engaging men")),
    (10, _("Training and learning")),
    (11, _("Good practice and collaboration")),
    (12, _("Online harassment")),
]
"""By number, as in the publication on peer-to-peer learning of 2021."""
