"""Proofs of deposits: sent once per file, whatever happens, and never at the cost of the deposit."""

import pytest

from accounts.models import AuditEntry
from accounts.services import files
from accounts.services.errors import Refused
from tests.accounts.files import pdf, picture, with_script
from tests.wallet.deposits import announce, booked, fresh
from wallet.models import Deposit, DepositProof, State
from wallet.services.deposits import proofs

pytestmark = pytest.mark.django_db

STORED, SENT = DepositProof.State.STORED, DepositProof.State.SENT
FAILED, UNKNOWN = DepositProof.State.FAILED, DepositProof.State.UNKNOWN


@pytest.fixture
def deposit(login, teller, harbour):
    return fresh(announce(login, teller, harbour))


def upload(deposit, actor, name="slip.pdf", content=None):
    return proofs.upload(deposit, name=name, content=content or pdf(), actor=actor)


def uploads(sandbox):
    return [one for one in sandbox.seen if one[1].endswith("/upload")]


def kept(settings):
    folder = settings.STATE_DIR / "files"
    return sorted(folder.iterdir()) if folder.exists() else []


def path(deposit):
    return f"/v2/payments/{deposit.provider_id}/upload"


def test_a_proof_is_sent_and_stands_in_bitsparks_books(deposit, teller, sandbox, settings):
    done = upload(deposit, teller, "receipt of Mr Chan.png", picture())

    assert (done.proof.state, done.replayed) == (SENT, False)
    (there,) = booked(sandbox)[0]["proofs"]
    assert there["name"].startswith("proof-") and there["name"].endswith(".png")
    assert there["size"] == done.proof.size == len(files.read(done.proof.kept_as))
    assert AuditEntry.objects.filter(action="deposit.proof-sent", object_id=deposit.public_id).exists()


def test_the_same_bytes_again_are_the_same_proof(deposit, teller, sandbox, settings):
    first = upload(deposit, teller)
    again = upload(deposit, teller, "other name.pdf")

    assert (again.proof, again.replayed) == (first.proof, True)
    assert len(uploads(sandbox)) == 1 and len(kept(settings)) == 1


@pytest.mark.parametrize(
    ("spec", "state", "sent"),
    [
        ({"fault": "drop_after_commit"}, UNKNOWN, 1),
        ({"fault": "drop_before"}, UNKNOWN, 0),
        ({"fault": "status", "code": 500, "after_commit": True}, UNKNOWN, 1),
        ({"fault": "html"}, UNKNOWN, 1),
        ({"fault": "malformed"}, UNKNOWN, 1),
        ({"fault": "truncate"}, UNKNOWN, 1),
        ({"fault": "status", "code": 422, "message": ["Proff can't be empty"]}, FAILED, 0),
        ({"fault": "status", "code": 401}, STORED, 0),
    ],
    ids=["lost", "dropped", "500", "html", "malformed", "truncated", "422", "401"],
)
def test_whatever_becomes_of_it_it_is_sent_once_and_the_deposit_is_untouched(
    deposit, teller, sandbox, spec, state, sent
):
    sandbox.fault(**spec, path=path(deposit), method="PUT")

    done = upload(deposit, teller)
    again = upload(deposit, teller)
    proofs.send_due()

    assert done.proof.state == again.proof.state == state
    assert len(booked(sandbox)[0]["proofs"]) == sent
    assert len(uploads(sandbox)) == 1
    after = fresh(deposit)
    assert (after.state, after.status_code, after.command.state) == (
        State.ACCEPTED,
        "pending",
        State.ACCEPTED,
    )
    if state == FAILED:
        assert done.proof.answer == ["Proff can't be empty"]


def test_one_that_never_left_is_tried_again_later(deposit, teller, sandbox, settings):
    url, settings.BITSPARK_URL = settings.BITSPARK_URL, "http://127.0.0.1:9"
    done = upload(deposit, teller)
    assert done.proof.state == STORED

    settings.BITSPARK_URL = url
    assert proofs.send_due() == 0  # not yet
    DepositProof.objects.update(not_before=None)
    assert proofs.send_due() == 1
    done.proof.refresh_from_db()
    assert done.proof.state == SENT


def test_a_proof_waits_for_a_deposit_in_doubt(login, teller, harbour, sandbox, public_url):
    from wallet.models import MoneyCommand
    from wallet.services import reading_back

    sandbox.fault("drop_after_commit", "/v3/payments/deposit", method="POST")
    deposit = fresh(announce(login, teller, harbour))
    assert upload(deposit, teller).proof.state == STORED

    reading_back.read_one(MoneyCommand.objects.get(pk=deposit.command_id))
    assert proofs.send_due() == 1
    assert DepositProof.objects.get().state == SENT


def test_a_crash_while_sending_leaves_it_unknown(deposit, teller, sandbox, monkeypatch):
    def stop(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(proofs.files, "read", stop)
        with pytest.raises(KeyboardInterrupt):
            upload(deposit, teller)

    assert DepositProof.objects.get().state == UNKNOWN
    assert upload(deposit, teller).proof.state == UNKNOWN
    assert proofs.send_due() == 0 and uploads(sandbox) == []


def test_bitcoin_deposits_take_none(login, teller, harbour, sandbox):
    deposit = fresh(announce(login, teller, harbour, "0.01", "BTC"))

    with pytest.raises(Refused) as refusal:
        upload(deposit, teller)
    assert refusal.value.code == "no-proof-taken"


def test_one_that_was_never_announced_takes_none(login, teller, harbour, sandbox):
    sandbox.fault("status", "/v3/payments/deposit", method="POST", code=422)
    deposit = fresh(announce(login, teller, harbour))

    with pytest.raises(Refused) as refusal:
        upload(deposit, teller)
    assert refusal.value.code == "no-proof-taken"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", pdf(with_script), "file-active"),
        ("a.exe", b"MZ", "file-type"),
        ("a.png", pdf(), "file-disguised"),
    ],
)
def test_sec_40_a_bad_file_is_not_kept(deposit, teller, sandbox, settings, name, content, code):
    with pytest.raises(Refused) as refusal:
        upload(deposit, teller, name, content)

    assert refusal.value.code == code
    assert kept(settings) == [] and uploads(sandbox) == [] and not DepositProof.objects.exists()


def test_sec_42_nothing_is_kept_while_the_scanner_is_down(deposit, teller, sandbox, settings):
    settings.VIRUS_SCANNER = "clamd:/nowhere"

    with pytest.raises(Refused) as refusal:
        upload(deposit, teller)
    assert refusal.value.status == 503
    assert kept(settings) == [] and uploads(sandbox) == []


@pytest.mark.parametrize("quota", ["SHOP_QUOTA", "USER_QUOTA"])
def test_sec_43_what_is_above_the_quota_is_refused_and_dropped(
    deposit, teller, sandbox, settings, monkeypatch, quota
):
    monkeypatch.setattr(proofs, quota, len(pdf()) + 10)
    upload(deposit, teller)

    with pytest.raises(Refused) as refusal:
        upload(deposit, teller, "b.png", picture())
    assert refusal.value.code == "quota-full"
    assert len(kept(settings)) == 1 and Deposit.objects.get().proofs.count() == 1
