"""People who sign in. There is no superuser: what someone may do comes from memberships alone."""

from __future__ import annotations

import uuid

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models


class AccountManager(UserManager["Account"]):
    """Creates accounts; refuses superusers, since the product has none."""

    def create_superuser(self, *args: object, **kwargs: object) -> Account:  # type: ignore[override]
        raise NotImplementedError("Upstander has no superuser; use `upstander init` or an invitation.")


class Account(AbstractBaseUser):
    """A staff or partner account (*operational*). Reporters have none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    display_name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        ordering = ["display_name"]

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        return self.display_name
