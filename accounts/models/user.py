"""A person who signs in."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from .identity import PublicId


class User(PublicId, AbstractUser):
    """A member of staff. What they may do hangs on their memberships, not on Django's flags.

    `is_staff` opens the Django admin and is set with the administrator's role.
    """

    name = models.CharField(_("name"), max_length=120, help_text=_("As colleagues read it."))

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)
