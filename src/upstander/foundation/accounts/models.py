"""People who sign in. There is no superuser: what someone may do comes from memberships alone."""

from __future__ import annotations

import hashlib
import uuid

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.crypto import salted_hmac


class AccountManager(UserManager["Account"]):
    """Creates accounts; refuses superusers, since the product has none."""

    def create_superuser(self, *args: object, **kwargs: object) -> Account:
        raise NotImplementedError("Upstander has no superuser; use `upstander init` or an invitation.")


class Account(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # of images
    """A staff or partner account (*operational*). Reporters have none.

    Groups and `is_superuser` are what the editors' desk of the hub (Wagtail) asks for. Groups follow from the
    roles and are kept by the hub alone; that nobody is a superuser, the database itself keeps.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    display_name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    sign_in_generation = models.PositiveIntegerField(default=0)
    """Part of what every session is bound to; raising it signs the person out everywhere."""
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        ordering = ["display_name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(is_superuser=False), name="no_account_is_superuser")
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def trail_name(self) -> str:
        """How the trail names her: by identifier, never by name."""
        return str(self.pk)

    def get_full_name(self) -> str:
        return self.display_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django binds sessions to the password; ours to the generation as well."""
        bound = f"{self.password}:{self.sign_in_generation}"
        return salted_hmac("accounts.session", bound, secret=secret, algorithm="sha256").hexdigest()


class SignedInSession(models.Model):
    """A signed-in browser of a person, so that she can see where she is signed in and end it (*operational*).

    `session_key` names a row of the session store. No address and no user agent are kept.
    """

    session_key = models.CharField(max_length=40, primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sessions_signed_in")
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    """Written at most once a minute (accounts.sessions)."""
    browser = models.CharField(max_length=40, blank=True)
    """A coarse word such as "Firefox, Android", from a short fixed list."""

    class Meta:
        ordering = ["-seen_at"]

    @property
    def handle(self) -> str:
        """What a page names it by: the key itself would let whoever reads the page take the session over."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:16]


class Attempts(models.Model):
    """How often something was tried under one key in one window of time (*operational*; see `throttle`).

    Counted in the database, since every process of the server must count together. The key is an HMAC:
    neither addresses nor user names can be read from it.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="attempts_by_end")]


class SpentCode(models.Model):
    """A one-time code that was accepted, so that no process accepts it again (RFC 6238, 5.2)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    spent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "digest"], name="code_spent_once")]
        indexes = [models.Index(fields=["spent_at"], name="spent_codes_by_time")]


class Invitation(models.Model):
    """A one-time link by which a person becomes an account with a role (*operational*).

    The account is made when she accepts, not before. Only a hash of the token is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.BinaryField(max_length=32, unique=True)
    role = models.ForeignKey("entities.Role", on_delete=models.CASCADE, related_name="invitations")
    team = models.ForeignKey(
        "entities.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    title = models.CharField(max_length=120, blank=True)
    username = models.CharField(max_length=150)
    display_name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    invited_by = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="invitations_sent"
    )
    """Null: the operator, from the terminal."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations_accepted"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False, revoked_at__isnull=True),
                name="invitation_accepted_by_someone_or_not",
            )
        ]
