"""The coded answers of a report, with their versions: the only part of it that is counted. *Coded*.

Every answer may be skipped and none ever blocks: a single act is enough, and no time is too long ago
(MISSION.md, principle 4). Codes are never reused with another meaning; a list that changes raises `VERSION`,
and what was answered under an older version stays readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

VERSION = 1
MOST_CODES = 24
"""No list of codes is longer than this, so a longer answer is a mistake or an attack."""


class Role(TextChoices):
    SELF = "self", _("It happened to me")
    SOMEONE_ELSE = "someone_else", _("It happened to someone else")
    WITNESS = "witness", _("I saw or heard it")


class Category(TextChoices):
    SEXUAL_HARASSMENT = "sh", _("Sexual harassment")
    EXPLOITATION_ABUSE = "sea", _("Sexual exploitation or abuse")
    OTHER_PROHIBITED = "other", _("Other prohibited conduct, such as discrimination or abuse of authority")
    NOT_SURE = "not_sure", _("I am not sure")


class Conduct(TextChoices):
    """Kinds of conduct in the terms of the UN System Model Policy on Sexual Harassment."""

    WORDS = "words", _("Sexual words or jokes")
    LOOKS = "looks", _("Sexual looks or gestures")
    TOUCHING = "touching", _("Unwanted touching")
    ADVANCES = "advances", _("Unwanted advances or requests")
    MATERIAL = "material", _("Sexual material shown or sent")
    PRESSURE = "pressure", _("Pressure with a job, promises or favours")
    FOLLOWING = "following", _("Following or stalking")
    ASSAULT = "assault", _("Attempted or completed assault")
    OTHER = "other", _("Something else")


class Online(TextChoices):
    NO = "no", _("In person")
    YES = "yes", _("Online")
    BOTH = "both", _("Both online and in person")


class OnlineForm(TextChoices):
    """The four forms of online harassment (MISSION.md, system P)."""

    IMAGES = "images", _("Images taken or shared without consent")
    THREATS = "threats", _("Threats or coercion")
    BULLYING = "bullying", _("Sexualised bullying")
    SEXUALISATION = "sexualisation", _("Unwanted sexualisation")


class Platform(TextChoices):
    EMAIL = "email", _("E-mail")
    WORK_CHAT = "work_chat", _("Work chat")
    PRIVATE_CHAT = "private_chat", _("Private chat or messages")
    VIDEO_MEETING = "video_meeting", _("Video meeting")
    SOCIAL_MEDIA = "social_media", _("Social media")
    OTHER = "other", _("Somewhere else online")


class Time(TextChoices):
    TODAY = "today", _("Today")
    WEEK = "week", _("This week")
    MONTH = "month", _("This month")
    YEAR = "year", _("This year")
    FIVE_YEARS = "five_years", _("One to five years ago")
    LONGER = "longer", _("Longer ago")
    ONGOING = "ongoing", _("It is still going on")


class Place(TextChoices):
    OFFICE = "office", _("Office")
    FIELD = "field", _("Field or mission")
    TRAVEL = "travel", _("Official travel")
    EVENT = "event", _("Event or meeting")
    SOCIAL = "social", _("Social occasion")
    ACCOMMODATION = "accommodation", _("Accommodation")
    TRANSPORT = "transport", _("Transport")
    ONLINE = "online", _("Online")
    OTHER = "other", _("Somewhere else")


class Relation(TextChoices):
    SUPERVISOR = "supervisor", _("A supervisor")
    SENIOR = "senior", _("Someone more senior")
    COLLEAGUE = "colleague", _("A colleague")
    JUNIOR = "junior", _("Someone more junior")
    PARTNER = "partner", _("A contractor or partner")
    PERSON_SERVED = "person_served", _("A person we serve")
    DELEGATE = "delegate", _("A delegate or official")
    NOT_KNOWN = "not_known", _("I do not know")
    OTHER = "other", _("Someone else")


class Frequency(TextChoices):
    ONCE = "once", _("Once")
    SEVERAL = "several", _("Several times")
    GOING_ON = "going_on", _("It is still going on")


class Named(TextChoices):
    ANONYMOUS = "anonymous", _("I do not give my name")
    NAMED = "named", _("I give my name")


@dataclass(frozen=True)
class Facet:
    """One question with its code list; `many` says whether several answers may be given."""

    name: str
    title: Promise | str
    codes: type[TextChoices] | None
    """None: the answer is the number of a duty station."""
    many: bool = False


FACETS: tuple[Facet, ...] = (
    Facet("role", _("Whom it happened to"), Role),
    Facet("category", _("Category"), Category, many=True),
    Facet("conduct", _("Kind of conduct"), Conduct, many=True),
    Facet("online", _("Online or in person"), Online),
    Facet("online_form", _("Form of online harassment"), OnlineForm, many=True),
    Facet("platform", _("Where online"), Platform, many=True),
    Facet("time", _("When"), Time, many=True),
    Facet("place", _("Where"), Place, many=True),
    Facet("station", _("Duty station"), None),
    Facet("relation", _("Who did it"), Relation, many=True),
    Facet("frequency", _("How often"), Frequency),
    Facet("named", _("Name"), Named),
)
BY_NAME = {facet.name: facet for facet in FACETS}
STATION = "station"


class FacetRefusedError(ValueError):
    """A facet or code that no list knows; the message is for the person who sent it."""


def checked(answers: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """The answers as (facet, code) pairs, each once, in the order of the lists.

    Raises `FacetRefusedError` for a facet or code that is not in the lists. A duty station is checked here
    for its form only; `services` looks it up.
    """
    unknown = set(answers) - set(BY_NAME)
    if unknown:
        raise FacetRefusedError(_now("There is no question called “%(name)s”.") % {"name": min(unknown)[:40]})
    return [
        (facet.name, code)
        for facet in FACETS
        if facet.name in answers
        for code in _codes(facet, answers[facet.name])
    ]


def _codes(facet: Facet, given: Iterable[str]) -> list[str]:
    codes = list(dict.fromkeys(given))
    if len(codes) > (MOST_CODES if facet.many else 1):
        raise FacetRefusedError(
            _now("“%(name)s” takes fewer answers than were given.") % {"name": facet.name}
        )
    for code in codes:
        if not _known(facet, code):
            raise FacetRefusedError(
                _now("“%(code)s” is not an answer to “%(name)s”.") % {"code": code[:40], "name": facet.name}
            )
    return codes


def _known(facet: Facet, code: str) -> bool:
    if facet.codes is None:
        return code.isascii() and code.isdigit() and 0 < len(code) <= 9
    return code in facet.codes.values


def label(facet_name: str, code: str) -> str:
    """What a code means in the reader's language; the code itself where no list knows it any more."""
    facet = BY_NAME.get(facet_name)
    if facet is None or facet.codes is None or code not in facet.codes.values:
        return code
    return str(facet.codes(code).label)
