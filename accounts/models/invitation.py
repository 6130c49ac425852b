"""An invitation: a one-time link that makes a colleague."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .identity import PublicId
from .permission import Role
from .shop import Shop


class Invitation(PublicId):
    """A link that works once, until it expires or is withdrawn; only its hash is kept."""

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)
    shops = models.ManyToManyField(Shop, blank=True, verbose_name=_("shops"))
    all_shops = models.BooleanField(_("all shops"), default=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_by = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="invitation"
    )
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return self.name
