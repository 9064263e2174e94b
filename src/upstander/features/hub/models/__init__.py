"""Pages of the hub and what stands beside them."""

from ..desk.models import Basis, Link, SecondPairOfEyes
from .base import HubPage, HubPageQuerySet
from .media import HubImage, HubRendition
from .pages import (
    Channel,
    ContentPage,
    DialoguePage,
    Figure,
    HomePage,
    Loaded,
    OrganisationPage,
    PracticePage,
    RecommendationPage,
    ResourcePage,
    SectionPage,
)

__all__ = [
    "Basis",
    "Channel",
    "ContentPage",
    "DialoguePage",
    "Figure",
    "HomePage",
    "HubImage",
    "HubPage",
    "HubPageQuerySet",
    "HubRendition",
    "Link",
    "Loaded",
    "OrganisationPage",
    "PracticePage",
    "RecommendationPage",
    "ResourcePage",
    "SecondPairOfEyes",
    "SectionPage",
]
