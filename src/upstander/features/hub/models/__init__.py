"""Pages of the hub and what stands beside them."""

from .base import HubPage, HubPageQuerySet
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
    "Channel",
    "ContentPage",
    "DialoguePage",
    "Figure",
    "HomePage",
    "HubPage",
    "HubPageQuerySet",
    "Loaded",
    "OrganisationPage",
    "PracticePage",
    "RecommendationPage",
    "ResourcePage",
    "SectionPage",
]
