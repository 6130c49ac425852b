"""Who acts: a person in a role in a shop, or the desk itself."""

from dataclasses import dataclass

from .device import Device
from .permission import Permission, Role, allows
from .shop import Shop
from .user import User


@dataclass(frozen=True)
class Actor:
    """The one who does something, as services and the audit see them.

    `shop` is the active shop (None: head office looking at all of them), `address` where the
    request came from. The desk itself (a worker, a callback) has no user.
    """

    user: User | None
    role: str = ""
    shop: Shop | None = None
    address: str = ""
    device: Device | None = None
    job: str = ""

    @classmethod
    def the_desk(cls, job: str) -> "Actor":
        """The desk acting by itself, in the job of that name."""
        return cls(user=None, job=job)

    @property
    def name(self) -> str:
        return str(self.user) if self.user else f"desk:{self.job}"

    def may(self, permission: Permission) -> bool:
        return allows(self.role, permission)

    @property
    def reads_suspicious(self) -> bool:
        return self.role in {Role.SUPERVISOR, Role.COMPLIANCE} and self.device is None
