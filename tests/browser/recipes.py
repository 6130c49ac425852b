"""How to reach each address of the desk: who goes there, and by which way.

A URL name without a recipe fails the walk. A recipe is a page to look at, or says why it is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
Way = Callable[[Page], str]


@dataclass(frozen=True)
class Look:
    """A page: `who` signs in (""; nobody) and goes to `way`; it answers with `status`."""

    way: str | Way
    who: str = "alice"
    status: int = 200


@dataclass(frozen=True)
class NoPage:
    """An address that shows nothing of its own: what it is instead."""

    why: str


def linked(listing: str | Way, pattern: str, act: str = "") -> Way:
    """The first link on `listing` whose address is `pattern` as a whole; and its page `act`."""

    def way(page: Page) -> str:
        page.goto(listing if isinstance(listing, str) else listing(page))
        addresses = page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))")
        found = next((one for one in addresses if re.fullmatch(pattern, one.partition("?")[0])), None)
        assert found, f"{page.url} links to nothing like {pattern}, but to {sorted(set(addresses))}"
        return f"{found}{act}"

    return way


def below(listing: str, act: str) -> Way:
    """The page `act` of the first thing on `listing`."""
    return linked(listing, f"{listing}{UUID}/", f"{act}/")


def ours(page: Page) -> str:
    """The newest transfer that was made here; others have no receipt."""
    page.goto("/transfers/")
    address = page.locator("a.ref", has_text="HK1-").first.get_attribute("href")
    assert address
    return address


ACT = NoPage("a POST that answers with a redirect or a part of a page")
PART = NoPage("a part of a page, looked at where it stands")
RECIPES: dict[str, Look | NoPage] = {
    # accounts
    "accounts:livez": NoPage("health, as JSON"),
    "accounts:readyz": NoPage("health, as JSON"),
    "accounts:active-shop": ACT,
    "accounts:audit": Look("/audit/", who="susan"),
    "accounts:audit-object": Look(
        linked(linked("/transfers/", rf"/transfers/{UUID}/"), rf"/audit/transfer/{UUID}/"), who="susan"
    ),
    "accounts:devices": Look("/devices/"),
    "accounts:device-renew": ACT,
    "accounts:device-revoke": ACT,
    "accounts:all-devices": Look("/settings/devices/", who="ada"),
    "accounts:any-device-revoke": ACT,
    "accounts:profile": Look("/profile/", who="carla"),
    "accounts:profile-edit": Look("/profile/edit/", who="ada"),
    "accounts:profile-unmask": ACT,
    "accounts:settings": Look("/settings/", who="ada"),
    "accounts:operator": ACT,
    "accounts:connections": Look("/settings/connections/", who="ada"),
    "accounts:connection": Look(
        linked("/settings/connections/", rf"/settings/connections/{UUID}/"), who="ada"
    ),
    "accounts:connection-new": Look("/settings/connections/new/", who="ada"),
    "accounts:connection-edit": Look(below("/settings/connections/", "edit"), who="ada"),
    "accounts:connection-shop": Look(below("/settings/connections/", "shop"), who="ada"),
    "accounts:connection-key": Look(below("/settings/connections/", "key"), who="ada"),
    "accounts:connection-pause": ACT,
    "accounts:connection-resume": ACT,
    "accounts:connection-retire": ACT,
    "accounts:connection-test": ACT,
    "accounts:people": Look("/settings/people/", who="ada"),
    "accounts:person": Look(linked("/settings/people/", rf"/settings/people/{UUID}/"), who="ada"),
    "accounts:person-deactivate": ACT,
    "accounts:person-reactivate": ACT,
    "accounts:person-link": ACT,
    "accounts:role-give": ACT,
    "accounts:role-take": ACT,
    "accounts:invite": Look("/settings/people/invite/", who="ada"),
    "accounts:invitation": Look("/invitations/no-such-link/", who="", status=410),
    "accounts:invitation-withdraw": ACT,
    "accounts:shops": Look("/settings/shops/", who="ada"),
    "accounts:shop": Look(linked("/settings/shops/", rf"/settings/shops/{UUID}/"), who="ada"),
    "accounts:shop-new": Look("/settings/shops/new/", who="ada"),
    "accounts:kept": NoPage("what was typed before signing in again; it has a test of its own"),
    # sign-in
    "account_login": Look("/accounts/login/", who=""),
    "account_logout": Look("/accounts/logout/"),
    "account_signup": Look("/accounts/signup/", who=""),
    "account_inactive": Look("/accounts/inactive/", who=""),
    "account_change_password": Look("/accounts/password/change/"),
    "account_set_password": NoPage("everybody here has a password; it leads to changing it"),
    "account_reset_password": Look("/accounts/password/reset/", who=""),
    "account_reset_password_done": Look("/accounts/password/reset/done/", who=""),
    "account_reset_password_from_key": Look("/accounts/password/reset/key/1-set-password/", who=""),
    "account_reset_password_from_key_done": Look("/accounts/password/reset/key/done/", who=""),
    "account_reauthenticate": Look("/accounts/reauthenticate/"),
    "account_email": NoPage("shut: an address for resets is the administrator's to set"),
    "account_email_verification_sent": Look("/accounts/confirm-email/", who=""),
    "account_confirm_email": Look("/accounts/confirm-email/no-such-key/", who=""),
    "account_confirm_login_code": NoPage("sign-in by a code from a mail is not offered; it leads to sign-in"),
    # wallet
    "wallet:approvals": Look("/approvals/", who="susan"),
    "wallet:approval": NoPage("one order that waits; it comes and goes, and has tests of its own"),
    "wallet:approve": ACT,
    "wallet:refuse": ACT,
    "wallet:withdraw": ACT,
    "wallet:command-stop": ACT,
    "wallet:command-send-again": ACT,
    "wallet:limits": Look("/settings/limits/", who="ada"),
    "wallet:limit-new": Look("/settings/limits/new/", who="ada"),
    "wallet:limit-end": ACT,
    "wallet:addresses": Look("/addresses/"),
    "wallet:address-generate": ACT,
    "wallet:addresses-refresh": ACT,
    "wallet:memo-account": ACT,
    "wallet:deposits": Look("/deposits/", who="susan"),
    "wallet:deposits-bitcoin": Look("/deposits/bitcoin/"),
    "wallet:deposit-new": Look("/deposits/new/"),
    "wallet:deposit": Look(linked("/deposits/", rf"/deposits/{UUID}/"), who="carla"),
    "wallet:deposit-cancel": Look(linked("/deposits/", rf"/deposits/{UUID}/", "cancel/"), who="susan"),
    "wallet:deposit-prove": ACT,
    "wallet:deposit-proof": NoPage("a file to be saved; it has tests of its own"),
    "wallet:deposit-refresh": ACT,
    "wallet:bank-details": Look("/bank-details/"),
    "wallet:bank-detail": Look(linked("/bank-details/", rf"/bank-details/{UUID}/"), who="susan"),
    "wallet:bank-detail-new": Look("/bank-details/new/", who="susan"),
    "wallet:bank-detail-retire": ACT,
    "wallet:withdrawals": Look("/withdrawals/"),
    "wallet:withdrawal": Look(linked("/withdrawals/", rf"/withdrawals/{UUID}/"), who="susan"),
    "wallet:withdrawal-new": Look("/withdrawals/new/", who="susan"),
    "wallet:withdrawal-refresh": ACT,
    "wallet:exchanges": Look("/exchanges/"),
    "wallet:exchange": Look(linked("/exchanges/", rf"/exchanges/{UUID}/"), who="susan"),
    "wallet:exchange-new": Look("/exchanges/new/", who="susan"),
    "wallet:exchange-confirm": NoPage("a POST, which shows the review again where something moved"),
    "wallet:exchange-balances": ACT,
    "wallet:callback": NoPage("the provider's door: answers OK to a callback and 404 to all else"),
    # home and transfers
    "home": Look("/"),
    "remittance:send": Look("/send/"),
    "remittance:confirm": ACT,
    "remittance:transfers": Look("/transfers/", who="susan"),
    "remittance:transfer": Look(linked("/transfers/", rf"/transfers/{UUID}/"), who="carla"),
    "remittance:receipt": Look(lambda page: f"{ours(page)}receipt/"),
    "remittance:refresh-transfer": ACT,
    "remittance:not-kept": ACT,
    "remittance:stop": ACT,
    "remittance:follow-ups": Look("/follow-ups/", who="susan"),
    "remittance:follow-up": ACT,
    # people
    "remittance:senders": Look("/senders/"),
    "remittance:sender-new": Look("/senders/new/"),
    "remittance:sender": Look(linked("/senders/", rf"/senders/{UUID}/"), who="susan"),
    "remittance:sender-edit": Look(below("/senders/", "edit")),
    "remittance:sender-panel": PART,
    "remittance:sender-agree-id": ACT,
    "remittance:sender-hold": ACT,
    "remittance:sender-unmask": ACT,
    "remittance:recipients": Look("/recipients/"),
    "remittance:recipient-new": Look("/recipients/new/"),
    "remittance:recipient": Look(linked("/recipients/", rf"/recipients/{UUID}/"), who="susan"),
    "remittance:recipient-edit": Look(below("/recipients/", "edit")),
    "remittance:recipient-delete": ACT,
    "remittance:recipient-hold": ACT,
    "remittance:recipient-settle": ACT,
    "remittance:recipient-unmask": ACT,
    "remittance:hold-lift": ACT,
    "accounts:note": ACT,
    "remittance:refresh": ACT,
    # the form
    "wallet:accounts": Look("/accounts/"),
    "wallet:account": Look(linked("/accounts/", rf"/accounts/{UUID}/"), who="ada"),
    "wallet:account-terms": Look(
        linked(linked("/accounts/", rf"/accounts/{UUID}/"), rf"/accounts/{UUID}/edit/"), who="ada"
    ),
    "wallet:account-refresh": ACT,
    "wallet:history": Look("/history/", who="susan"),
    "wallet:history-row": Look(linked("/history/", rf"/history/{UUID}/"), who="susan"),
    "wallet:history-file": NoPage("a file; it has tests of its own"),
    "wallet:history-refresh": ACT,
    "remittance:fees": Look("/fees/"),
    "remittance:fee": Look(linked("/fees/", rf"/fees/{UUID}/")),
    "remittance:fee-new": Look("/fees/new/", who="ada"),
    "remittance:fee-calculator": Look("/fees/calculator/?fee_model_type=TopUp&currency=USD&amount=100"),
    "remittance:top-ups": Look("/top-ups/"),
    "remittance:top-up": Look(linked("/top-ups/", rf"/top-ups/{UUID}/"), who="susan"),
    "remittance:top-up-new": Look("/top-ups/new/"),
    "remittance:top-up-poster": Look("/top-ups/poster/"),
    "remittance:top-up-approve": ACT,
    "remittance:top-up-cancel": ACT,
    "remittance:top-up-decline": ACT,
    "remittance:top-up-refresh": ACT,
    "remittance:money-shops": Look("/money-shops/"),
    "remittance:money-shop": Look(linked("/money-shops/", rf"/money-shops/{UUID}/")),
    "remittance:rules": Look("/rules/", who="susan"),
    "remittance:rule-kind-accept": ACT,
    "remittance:rule-kind-withdraw": ACT,
    "remittance:send-fields": PART,
}


def recipe_of(name: str) -> Look | NoPage | None:
    """The recipe of a URL name; the admin site's and the API's are told by their kind."""
    if name in RECIPES:
        return RECIPES[name]
    if name.startswith("api:"):
        return NoPage("the REST API, which has tests of its own")
    if name.startswith("admin:"):
        return _of_the_admin_site(name.removeprefix("admin:"))
    return None


def _of_the_admin_site(name: str) -> Look | NoPage:
    if name == "index":
        return Look("/admin/", who="ada")
    listed = re.fullmatch(r"([a-z]+)_(.+)_changelist", name)
    if listed and listed[1] in {"accounts", "wallet", "remittance"}:
        return Look(f"/admin/{listed[1]}/{listed[2]}/", who="ada")
    return NoPage("the admin site's own working; its tests are beside admin.py")
