"""Who may do what: the roles, and the acts each role is allowed."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The four roles of a membership."""

    TELLER = "teller", _("Teller")
    SUPERVISOR = "supervisor", _("Supervisor")
    COMPLIANCE = "compliance", _("Compliance officer")
    ADMIN = "admin", _("Administrator")


class Permission(StrEnum):
    """An act that a page or endpoint may ask for."""

    SEE_TRANSFERS = "see-transfers"
    SEND_MONEY = "send-money"
    STOP_COMMAND = "stop-command"
    SEE_PEOPLE = "see-people"  # senders and recipients
    EDIT_PEOPLE = "edit-people"
    UNMASK_IDENTITY = "unmask-identity"
    SEE_SUSPICIOUS = "see-suspicious"
    SEE_RAW = "see-raw"  # what the provider answered, word for word
    PLACE_HOLD = "place-hold"
    LIFT_HOLD = "lift-hold"
    AGREE_EXPIRED_ID = "agree-expired-id"  # an expired identity document is good for today
    WORD_NOT_KEPT = "word-not-kept"  # "the provider did not keep the money", before a second send
    ACCEPT_RULE_KIND = "accept-rule-kind"
    WRITE_NOTES = "write-notes"
    SEE_FOLLOW_UPS = "see-follow-ups"
    EXPORT = "export"
    SEE_AUDIT = "see-audit"
    SEE_SETTINGS = "see-settings"
    EDIT_SHOPS = "edit-shops"
    EDIT_STAFF = "edit-staff"
    EDIT_CONNECTIONS = "edit-connections"
    SEE_APPROVALS = "see-approvals"  # what waits for a second person
    APPROVE_COMMANDS = "approve-commands"
    PROPOSE_TERMS = "propose-terms"  # limits, fees, thresholds: the first person
    ACCEPT_TERMS = "accept-terms"  # the second
    SEE_WALLET = "see-wallet"  # accounts, deposits, withdrawals, exchanges, addresses, history, fees
    DEPOSIT = "deposit"  # and generating an address to pay in to
    WITHDRAW = "withdraw"
    EXCHANGE = "exchange"
    PROPOSE_DETAILS = "propose-details"  # where withdrawals may go: the first person
    ACCEPT_DETAILS = "accept-details"  # the second
    SEE_TOP_UPS = "see-top-ups"  # and the money shops
    DECIDE_TOP_UPS = "decide-top-ups"
    CREATE_TOP_UPS = "create-top-ups"
    SEE_PROFILE = "see-profile"
    EDIT_PROFILE = "edit-profile"


P = Permission
_AT_THE_COUNTER = {
    P.SEE_TRANSFERS,
    P.SEND_MONEY,
    P.STOP_COMMAND,
    P.SEE_PEOPLE,
    P.EDIT_PEOPLE,
    P.WRITE_NOTES,
    P.SEE_FOLLOW_UPS,
    P.UNMASK_IDENTITY,
    P.SEE_APPROVALS,
    P.SEE_WALLET,
    P.DEPOSIT,
    P.SEE_TOP_UPS,
    P.DECIDE_TOP_UPS,
    P.CREATE_TOP_UPS,
}
ALLOWED: dict[str, frozenset[Permission]] = {
    Role.TELLER: frozenset(_AT_THE_COUNTER),
    Role.SUPERVISOR: frozenset(
        _AT_THE_COUNTER
        | {
            P.SEE_SUSPICIOUS,
            P.PLACE_HOLD,
            P.AGREE_EXPIRED_ID,
            P.WORD_NOT_KEPT,
            P.ACCEPT_RULE_KIND,
            P.EXPORT,
            P.SEE_AUDIT,
            P.APPROVE_COMMANDS,
            P.WITHDRAW,
            P.EXCHANGE,
            P.PROPOSE_DETAILS,
            P.ACCEPT_DETAILS,
        }
    ),
    Role.COMPLIANCE: frozenset(
        {
            P.SEE_TRANSFERS,
            P.SEE_PEOPLE,
            P.UNMASK_IDENTITY,
            P.SEE_SUSPICIOUS,
            P.SEE_RAW,
            P.PLACE_HOLD,
            P.LIFT_HOLD,
            P.WRITE_NOTES,
            P.SEE_FOLLOW_UPS,
            P.EXPORT,
            P.SEE_AUDIT,
            P.SEE_APPROVALS,
            P.ACCEPT_TERMS,
            P.ACCEPT_DETAILS,
            P.SEE_WALLET,
            P.SEE_TOP_UPS,
            P.SEE_PROFILE,
        }
    ),
    Role.ADMIN: frozenset(
        {
            P.SEE_TRANSFERS,
            P.SEE_AUDIT,
            P.SEE_SETTINGS,
            P.EDIT_SHOPS,
            P.EDIT_STAFF,
            P.EDIT_CONNECTIONS,
            P.SEE_APPROVALS,
            P.PROPOSE_TERMS,
            P.SEE_WALLET,
            P.SEE_TOP_UPS,
            P.SEE_PROFILE,
            P.EDIT_PROFILE,
        }
    ),
}


def allows(role: str, permission: Permission) -> bool:
    """Whether `role` may do `permission` in its own shops."""
    return permission in ALLOWED.get(role, frozenset())
