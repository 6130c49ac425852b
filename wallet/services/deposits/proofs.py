"""Proofs that a deposit was paid: looked into, kept, and sent to Bitspark once per file.

The same bytes again are the same proof. Nothing that happens to a proof touches its deposit.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Actor, Shop
from accounts.providers.bitspark.client import BitsparkError, NotSent, Unsendable
from accounts.providers.bitspark.client import Refused as RefusedThere
from accounts.services import audit, connections, files
from accounts.services.errors import ProviderDown, Refused
from accounts.services.waiting import provider_room
from wallet.models import Deposit, DepositProof, State
from wallet.selectors.deposits import BITCOIN

THE_DESK = Actor.the_desk("proofs")
SHOP_QUOTA = 1024 * 1024 * 1024  # bytes, of all that a shop keeps
USER_QUOTA = 100 * 1024 * 1024  # bytes, of one person in 24 hours
MOST_TRIES = 20  # of uploads that never left
NEVER_SENT = (State.REJECTED, State.CANCELLED, State.RELEASED)
LOGIN_REFUSED = 401


@dataclass(frozen=True)
class Uploaded:
    """A proof, and whether the same bytes had been given before."""

    proof: DepositProof
    replayed: bool


def upload(deposit: Deposit, *, name: str, content: bytes, actor: Actor) -> Uploaded:
    """Take a file as proof of a deposit and send it to Bitspark, once. Waits for Bitspark up to 40 s.

    Raises:
        Refused: `no-proof-taken` (a Bitcoin deposit, or one that was never sent), `quota-full`,
            `scanner-down` (503), or what is wrong with the file (`file-...`).
    """
    assert deposit.shop is not None and actor.user is not None
    _must_take_proofs(deposit)
    clean = files.cleaned(name, content)
    known = DepositProof.objects.filter(deposit=deposit, sha256=clean.sha256).first()
    if known is None:
        files.must_be_clean(clean.content)
        kept_as = files.keep(clean.content)
        try:
            known, replayed = _write(deposit, clean, kept_as, actor), False
        except IntegrityError:  # the same bytes came twice at once
            known, replayed = DepositProof.objects.get(deposit=deposit, sha256=clean.sha256), True
        finally:
            if not DepositProof.objects.filter(kept_as=kept_as).exists():
                files.drop(kept_as)
    else:
        replayed = True
    send(known)
    return Uploaded(DepositProof.objects.get(pk=known.pk), replayed)


def send(proof: DepositProof) -> None:
    """Send one proof that was not sent yet, if Bitspark has its deposit. Nothing is raised for what Bitspark
    does; read the state."""
    with provider_room() as room:
        if not room:
            return
        deposit = Deposit.objects.select_related("connection").get(pk=proof.deposit_id)
        if deposit.provider_id and _claim(proof):
            _call(proof, deposit)


def send_due(limit: int = 5) -> int:
    """Send proofs that wait, oldest first; how many were tried. For the worker."""
    rows = _due().exclude(deposit__provider_id="").order_by("id")[:limit]
    waiting = list(rows)
    for proof in waiting:
        send(proof)
    return len(waiting)


def _due() -> QuerySet[DepositProof]:
    now = timezone.now()
    rows = DepositProof.objects.filter(state=DepositProof.State.STORED, tries__lt=MOST_TRIES)
    return rows.filter(Q(not_before=None) | Q(not_before__lte=now))


def _must_take_proofs(deposit: Deposit) -> None:
    if deposit.account_currency == BITCOIN:
        raise Refused(_("Bitspark takes no proofs of Bitcoin deposits."), code="no-proof-taken")
    if deposit.state in NEVER_SENT:
        raise Refused(_("This deposit was never announced to Bitspark."), code="no-proof-taken")


def _write(deposit: Deposit, clean: files.Cleaned, kept_as: str, actor: Actor) -> DepositProof:
    """The row of a file that is on the disk already; the quota counts while the shop is locked."""
    assert actor.user is not None
    with transaction.atomic():
        shop = Shop.objects.select_for_update().get(pk=deposit.shop_id or 0)
        _must_have_room(shop, actor, len(clean.content))
        proof = DepositProof.objects.create(
            deposit=deposit,
            shop=shop,
            name=clean.name,
            media_type=clean.media_type,
            size=len(clean.content),
            sha256=clean.sha256,
            kept_as=kept_as,
            uploaded_by_id=actor.user.pk,
            device=actor.device,
        )
        _grow(deposit)
        audit.record(
            "deposit.proof-stored",
            actor=actor,
            shop=shop,
            noun="deposit",
            object_id=deposit.public_id,
            version=deposit.version,
            proof=proof.public_id,
            file=clean.name,
            sha256=clean.sha256,
        )
    return proof


def _must_have_room(shop: Shop, actor: Actor, size: int) -> None:
    day_ago = timezone.now() - timedelta(hours=24)
    rows = DepositProof.objects.all()
    of_shop = rows.filter(shop=shop).aggregate(sum=Sum("size"))["sum"] or 0
    lately = rows.filter(uploaded_by=actor.user, created_at__gte=day_ago)
    of_user = lately.aggregate(sum=Sum("size"))["sum"] or 0
    if of_shop + size > SHOP_QUOTA:
        raise Refused(_("This shop keeps as many files as it may."), code="quota-full")
    if of_user + size > USER_QUOTA:
        raise Refused(_("You uploaded as much as you may within 24 hours."), code="quota-full")


def _claim(proof: DepositProof) -> bool:
    """Take it for sending: from here on it "may have been sent", whatever dies. False: somebody else did."""
    mine = _due().filter(pk=proof.pk)
    return bool(mine.update(state=DepositProof.State.UNKNOWN, tries=F("tries") + 1, sent_at=timezone.now()))


def _call(proof: DepositProof, deposit: Deposit) -> None:
    """The one call, and its record. The file gets a neutral name: what people call theirs stays here."""
    told = f"proof-{proof.sha256[:12]}.{proof.name.rpartition('.')[2]}"
    try:
        content = files.read(proof.kept_as)
        client = connections.client_for(deposit.connection)
        client.payments.upload_proof(deposit.provider_id, told, content, proof.media_type)
    except (NotSent, ProviderDown, OSError):
        _record(proof, DepositProof.State.STORED)
    except RefusedThere as refusal:
        login = refusal.http_status == LOGIN_REFUSED
        state = DepositProof.State.STORED if login else DepositProof.State.FAILED
        _record(proof, state, refusal.messages)
    except Unsendable as error:
        _record(proof, DepositProof.State.FAILED, [str(error)])
    except BitsparkError as error:
        _record(proof, DepositProof.State.UNKNOWN, error.messages)
    else:
        _record(proof, DepositProof.State.SENT)


def _record(proof: DepositProof, state: str, answer: list[str] | None = None) -> None:
    """What became of it. One that never left is tried again, later and later."""
    proof.refresh_from_db()
    again = timezone.now() + timedelta(seconds=min(2**proof.tries * 5, 3600))
    left = state != DepositProof.State.STORED
    with transaction.atomic():
        DepositProof.objects.filter(pk=proof.pk).update(
            state=state, answer=answer or [], not_before=None if left else again
        )
        deposit = Deposit.objects.get(pk=proof.deposit_id)
        _grow(deposit)
        audit.record(
            f"deposit.proof-{state}",
            actor=THE_DESK,
            shop=deposit.shop,
            noun="deposit",
            object_id=deposit.public_id,
            version=deposit.version,
            proof=proof.public_id,
        )


def _grow(deposit: Deposit) -> None:
    """A proof is news of its deposit: the version that pages and apps compare grows."""
    Deposit.objects.filter(pk=deposit.pk).update(version=F("version") + 1, updated_at=timezone.now())
    deposit.refresh_from_db(fields=["version"])
