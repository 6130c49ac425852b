"""No answer, or not a whole one, over real sockets: what proves that nothing was sent, and what does not."""

import socket
import ssl
from contextlib import ExitStack

import pytest
import requests
from urllib3.exceptions import MaxRetryError, SSLError

from accounts.providers.bitspark.client import (
    MalformedReply,
    NotSent,
    OutcomeUnknown,
    Unavailable,
    left_this_machine,
)

from .orders import ORDER, client, sent
from .stubs import Stub, answer, close, documented, drip, hang, raw, reset, response

WHOLE = response(200, documented("transfer_sent"))
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
SHORT = 0.4
LONGER = 0.8  # for what must first be answered, on a busy machine too

SILENT = {
    "closed after the request was read": close,
    "reset after the request was read": reset,
    "silence": hang,
    "garbage": raw(b"\x00\x01\x02 what is this?\r\n\r\n"),
    "no status": raw(b"HTTP/1.1 abc\r\n\r\n"),
    "half a head": raw(b"HTTP/1.1 200 OK\r\nContent-Ty"),
    "a dripping head": drip(b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
    "a head without end": drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", 0.001),
    "continue for ever": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}
# the status line came, the body did not come whole
BROKEN = {
    "truncated by length": raw(WHOLE[:-20]),
    "truncated chunk": raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\n{"),
    "reset in the body": lambda visit: (visit.sock.sendall(WHOLE[:-20]), reset(visit))[1],
    "a dripping body": drip(HEAD + b"Content-Length: 9999\r\n\r\n{"),
    "a dripping body without length": drip(HEAD + b"\r\n{"),
    "a whole body that never ends": drip(HEAD + b"\r\n" + documented("transfer_sent")),
}


@pytest.mark.parametrize("name", SILENT)
def test_silence_after_the_request_is_unknown_for_a_write(name):
    with Stub(SILENT[name]) as stub, client(stub.url, write_deadline=SHORT) as bitspark:
        with pytest.raises(OutcomeUnknown) as caught:
            bitspark.transfers.send(ORDER)
        assert (caught.value.http_status, caught.value.fast_path) == (None, False)
        assert "ProtocolError" in caught.value.cause or "ReadTimeout" in caught.value.cause
        assert stub.connections == 1
        assert len(stub.visits) == 1


@pytest.mark.parametrize("name", SILENT)
def test_a_silent_read_may_try_again(name):
    with Stub(SILENT[name]) as stub, client(stub.url, read_deadline=SHORT) as bitspark:
        with pytest.raises(Unavailable):
            bitspark.transfers.page(1)
        assert len(stub.visits) == 1


@pytest.mark.parametrize("name", BROKEN)
def test_a_body_that_breaks_off_leaves_its_status_as_evidence(name):
    with (
        Stub(BROKEN[name]) as stub,
        client(stub.url, write_deadline=LONGER, read_deadline=LONGER) as bitspark,
    ):
        with pytest.raises(OutcomeUnknown) as caught:
            bitspark.transfers.send(ORDER)
        assert caught.value.http_status == 200
        with pytest.raises(Unavailable):
            bitspark.transfers.page(1)
        assert len(stub.visits) == 2


def test_the_request_cut_by_a_full_network_is_unknown():
    # The other side accepts and never reads: a large form fills the buffers and stands still.
    with ExitStack() as stack:
        stub = stack.enter_context(Stub(hang, reads=False))
        bitspark = stack.enter_context(client(stub.url, write_deadline=SHORT))
        stack.enter_context(pytest.raises(OutcomeUnknown))
        bitspark.recipients.create({"first_name": "x" * 20_000_000})


def test_closed_before_the_request_was_read_is_unknown():
    def unread(visit):
        visit.sock.recv(1, socket.MSG_PEEK)  # it has arrived: a reset any earlier may end the connecting
        return reset(visit)

    with Stub(unread, reads=False) as stub, client(stub.url) as bitspark, pytest.raises(OutcomeUnknown):
        bitspark.transfers.send(ORDER)


def test_a_refused_connection_is_not_sent():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with client(f"http://127.0.0.1:{port}") as bitspark, pytest.raises(NotSent) as caught:
        bitspark.transfers.send(ORDER)
    assert (
        caught.value.cause == "ConnectionError < MaxRetryError < NewConnectionError < ConnectionRefusedError"
    )


def test_an_unknown_name_is_not_sent():
    with client("https://nobody.invalid") as bitspark:
        with pytest.raises(NotSent) as caught:
            bitspark.transfers.send(ORDER)
        assert "NameResolutionError" in caught.value.cause
        with pytest.raises(Unavailable):
            bitspark.accounts.me("usd")


def test_a_connection_that_is_not_made_in_time_is_not_sent():
    # A listener whose queue is full answers no further SYN.
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        bitspark = stack.enter_context(
            client(f"http://127.0.0.1:{listener.getsockname()[1]}", write_deadline=SHORT)
        )
        with pytest.raises(NotSent) as caught:
            bitspark.transfers.send(ORDER)
    assert "ConnectTimeout" in caught.value.cause


def test_a_kept_alive_connection_obeys_the_deadline_of_each_call():
    first, then = answer(200, documented("transfers_v2")), drip(b"HTTP/1.1 200 OK\r\nX-A: ", b"a")

    def act(visit):
        return (first if len(visit.stub.visits) == 1 else then)(visit)

    with Stub(act) as stub, client(stub.url, read_deadline=LONGER) as bitspark:
        bitspark.transfers.page(1)
        with pytest.raises(Unavailable):
            bitspark.transfers.page(1)
        assert stub.connections == 1


def test_reads_share_a_connection_and_each_write_has_its_own():
    def act(visit):
        name = "transfer_sent" if visit.method == "POST" else "transfers_v2"
        return answer(200, documented(name))(visit)

    with Stub(act) as stub, client(stub.url) as bitspark:
        for _ in range(3):
            bitspark.transfers.page(1)
        assert stub.connections == 1
        for _ in range(2):
            bitspark.transfers.send(ORDER)
        assert stub.connections == 3


def test_a_connection_that_was_closed_while_idle_is_not_used_again():
    def act(visit):
        answer(200, documented("transfers_v2"))(visit)
        return False

    with Stub(act) as stub, client(stub.url) as bitspark:
        for _ in range(3):
            bitspark.transfers.page(1)
            assert stub.closed.acquire(timeout=5)
        assert stub.connections == 3


def test_cookies_are_not_kept():
    with Stub(answer(200, documented("transfers_v2"), "application/json", "Set-Cookie: a=b; Path=/")) as stub:
        with client(stub.url) as bitspark:
            bitspark.transfers.page(1)
            bitspark.transfers.page(1)
        assert "cookie" not in stub.visits[1].headers


def test_proxies_and_netrc_of_the_environment_have_no_say(monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("default login somebody password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with Stub(answer(200, sent())) as stub, client(stub.url) as bitspark:
        bitspark.transfers.send(ORDER)
    assert "authorization" not in stub.visits[0].headers


def test_an_interrupt_is_not_swallowed(monkeypatch):
    def interrupt(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("accounts.providers.calling.exchanging._reply", interrupt)
    with Stub(answer(200, sent())) as stub, client(stub.url) as bitspark, pytest.raises(KeyboardInterrupt):
        bitspark.transfers.send(ORDER)


@pytest.mark.parametrize(
    "error",
    [
        requests.ConnectionError("?"),
        requests.ReadTimeout("?"),
        requests.exceptions.ChunkedEncodingError("?"),
        requests.exceptions.SSLError(MaxRetryError(None, "/", SSLError(ssl.SSLError("bad record")))),
        requests.ConnectionError(),
        ValueError("a bug of ours"),
        KeyboardInterrupt(),
        OSError(32, "Broken pipe"),
    ],
    ids=repr,
)
def test_what_proves_nothing_may_have_left(error):
    assert left_this_machine(error)


def test_a_malformed_read_is_no_silence():
    with Stub(answer(200, "{")) as stub, client(stub.url) as bitspark, pytest.raises(MalformedReply):
        bitspark.transfers.page(1)
