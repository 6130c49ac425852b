"""Who we are: people, shops, roles, devices, provider logins, and the record of who did what."""

from .actor import Actor
from .audit import AuditChain, AuditEntry
from .connection import Connection, ConnectionShop, Provider
from .device import Device
from .identity import PublicId
from .invitation import Invitation
from .membership import Membership
from .money import MoneyField
from .note import Note
from .operator import Operator
from .permission import Permission, Role, allows
from .profile import Profile
from .proposal import Proposal
from .rate import RateCount
from .shop import Shop
from .user import User
from .worker import Periodic, Worker

__all__ = [
    "Actor",
    "AuditChain",
    "AuditEntry",
    "Connection",
    "ConnectionShop",
    "Device",
    "Invitation",
    "Membership",
    "MoneyField",
    "Note",
    "Operator",
    "Periodic",
    "Permission",
    "Profile",
    "Proposal",
    "Provider",
    "PublicId",
    "RateCount",
    "Role",
    "Shop",
    "User",
    "Worker",
    "allows",
]
