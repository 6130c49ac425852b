"""What each permission is called where a person reads that it is missing."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Permission

WORDS: dict[Permission, str | Promise] = {
    Permission.SEE_TRANSFERS: _("see transfers and receipts"),
    Permission.SEND_MONEY: _("send money"),
    Permission.STOP_COMMAND: _("stop an order that has not been sent"),
    Permission.SEE_PEOPLE: _("see senders and recipients"),
    Permission.EDIT_PEOPLE: _("change senders and recipients"),
    Permission.UNMASK_IDENTITY: _("see identity numbers in full"),
    Permission.SEE_SUSPICIOUS: _("see what compliance sees"),
    Permission.SEE_RAW: _("see the provider's answers word for word"),
    Permission.PLACE_HOLD: _("place a hold"),
    Permission.LIFT_HOLD: _("lift a hold"),
    Permission.AGREE_EXPIRED_ID: _("agree to an expired identity document"),
    Permission.WORD_NOT_KEPT: _("record that the provider did not keep the money"),
    Permission.ACCEPT_RULE_KIND: _("accept a rule this desk does not know"),
    Permission.WRITE_NOTES: _("write notes"),
    Permission.SEE_FOLLOW_UPS: _("see the follow-up list"),
    Permission.EXPORT: _("export lists"),
    Permission.SEE_AUDIT: _("read the audit log"),
    Permission.SEE_SETTINGS: _("see the settings"),
    Permission.EDIT_SHOPS: _("set up shops"),
    Permission.EDIT_STAFF: _("set up people and their roles"),
    Permission.EDIT_CONNECTIONS: _("set up connections"),
    Permission.SEE_APPROVALS: _("see what waits for a second person"),
    Permission.APPROVE_COMMANDS: _("approve orders of others"),
    Permission.PROPOSE_TERMS: _("propose limits, fees and thresholds"),
    Permission.ACCEPT_TERMS: _("accept limits, fees and thresholds"),
    Permission.SEE_WALLET: _("see accounts, deposits, withdrawals and history"),
    Permission.DEPOSIT: _("pay money in"),
    Permission.WITHDRAW: _("withdraw money"),
    Permission.EXCHANGE: _("exchange money"),
    Permission.PROPOSE_DETAILS: _("propose where withdrawals may go"),
    Permission.ACCEPT_DETAILS: _("accept where withdrawals may go"),
    Permission.SEE_TOP_UPS: _("see top-ups and money shops"),
    Permission.DECIDE_TOP_UPS: _("decide top-ups"),
    Permission.CREATE_TOP_UPS: _("top up our own account"),
    Permission.SEE_PROFILE: _("see the provider's profile of us"),
    Permission.EDIT_PROFILE: _("change the provider's profile of us"),
}
