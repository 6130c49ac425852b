"""A certificate that does not verify ends the call before anything is said."""

import datetime
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from accounts.providers.spectrocoin.client import NotSent, OutcomeUnknown, Unavailable

from .calls import SEND, client
from .stubs import Stub, answer, documented, hang, raw, url

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)
US = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Stub authority")])


def certificate(folder, *, names, ends=NOW + DAY):
    """A self-signed certificate for these names and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        x509.CertificateBuilder()
        .subject_name(US)
        .issuer_name(US)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - 3 * DAY)
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "stub.pem"
    pem = serialization.Encoding.PEM
    path.write_bytes(
        made.public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


def serving(path, **options):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    for name, value in options.items():
        setattr(context, name, value)
    return Stub(
        answer(200, documented("sent")), wrap=lambda sock: context.wrap_socket(sock, server_side=True)
    )


@pytest.fixture
def trusting(monkeypatch):
    """Make a certificate the only one that is trusted."""
    return lambda path: monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(path))


HERE = [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]


def send(stub, **options):
    with client(url(stub).replace("http:", "https:"), **options) as spectrocoin:
        return spectrocoin.sends.send(SEND)


def test_a_trusted_certificate_carries_the_call(tmp_path, trusting):
    path = certificate(tmp_path, names=HERE)
    trusting(path)
    with serving(path) as stub:
        assert send(stub).payment_id == "153"


def test_a_certificate_nobody_signed_is_not_sent(tmp_path):
    with serving(certificate(tmp_path, names=HERE)) as stub:
        with pytest.raises(NotSent) as caught:
            send(stub)
        with client(url(stub).replace("http:", "https:")) as spectrocoin, pytest.raises(Unavailable):
            spectrocoin.accounts.list()
        assert stub.visits == []
    assert "SSLCertVerificationError" in caught.value.cause


def test_a_certificate_for_another_name_is_not_sent(tmp_path, trusting):
    path = certificate(tmp_path, names=[x509.DNSName("elsewhere.example")])
    trusting(path)
    with serving(path) as stub, pytest.raises(NotSent):
        send(stub)


def test_an_expired_certificate_is_not_sent(tmp_path, trusting):
    path = certificate(tmp_path, names=HERE, ends=NOW - DAY)
    trusting(path)
    with serving(path) as stub, pytest.raises(NotSent):
        send(stub)


def test_another_failure_of_tls_proves_nothing(tmp_path, trusting):
    path = certificate(tmp_path, names=HERE)
    trusting(path)
    with Stub(raw(b"not TLS at all\r\n" * 9), reads=False) as stub, pytest.raises(OutcomeUnknown):
        send(stub)


def test_a_handshake_that_stands_still_ends_at_the_deadline(tmp_path, trusting):
    path = certificate(tmp_path, names=HERE)
    trusting(path)
    with Stub(hang, reads=False) as stub, pytest.raises(OutcomeUnknown):
        send(stub, write_deadline=0.4)
