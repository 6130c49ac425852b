"""No answer, or not a whole one, over real sockets: what proves that nothing was sent, and what does not."""

import socket
import ssl
from contextlib import ExitStack

import pytest
import requests
from urllib3.exceptions import MaxRetryError, SSLError

from accounts.providers.calling.deadline import Deadline
from accounts.providers.spectrocoin.client import (
    MalformedReply,
    NotSent,
    OutcomeUnknown,
    Unavailable,
    left_this_machine,
)

from .calls import ACCESS, EVERY_CALL, READS, SEND, TOKENS, WRITES, client
from .stubs import Stub, answer, close, documented, drip, hang, raw, reset, response

WHOLE = response(200, documented("sent"))
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
    "a head without its end": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"),
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
    "a whole body that never ends": drip(HEAD + b"\r\n" + documented("sent")),
}


@pytest.mark.parametrize("name", SILENT)
@pytest.mark.parametrize("call", ["send", "buy", "fresh_btc", "refresh"])
def test_silence_after_the_request_is_unknown_for_a_write(call, name):
    with Stub(SILENT[name]) as stub, client(stub, write_deadline=SHORT, read_deadline=SHORT) as spectrocoin:
        with pytest.raises(OutcomeUnknown) as caught:
            EVERY_CALL[call](spectrocoin)
        assert (type(caught.value), caught.value.http_status) == (OutcomeUnknown, None)
        assert "ProtocolError" in caught.value.cause or "ReadTimeout" in caught.value.cause
        assert stub.connections == 1
        assert len(stub.visits) == 1


@pytest.mark.parametrize("name", SILENT)
def test_a_silent_read_may_try_again(name):
    with Stub(SILENT[name]) as stub, client(stub, read_deadline=SHORT) as spectrocoin:
        with pytest.raises(Unavailable):
            spectrocoin.accounts.list()
        assert len(stub.visits) == 1


@pytest.mark.parametrize("name", BROKEN)
def test_a_body_that_breaks_off_leaves_its_status_as_evidence(name):
    with (
        Stub(BROKEN[name]) as stub,
        client(stub, write_deadline=LONGER, read_deadline=LONGER) as spectrocoin,
    ):
        for call in (lambda: spectrocoin.sends.send(SEND), spectrocoin.tokens.authenticate):
            with pytest.raises(OutcomeUnknown) as caught:
                call()
            assert caught.value.http_status == 200
        with pytest.raises(Unavailable):
            spectrocoin.accounts.list()
        assert len(stub.visits) == 3


@pytest.mark.parametrize("name", EVERY_CALL)
def test_every_call_goes_out_once(name, ask):
    with pytest.raises(Unavailable if name in READS else OutcomeUnknown):
        ask(close, EVERY_CALL[name])


def test_closed_before_the_request_was_read_is_unknown():
    def unread(visit):
        visit.sock.recv(1, socket.MSG_PEEK)  # it has arrived: a reset any earlier may end the connecting
        return reset(visit)

    with Stub(unread, reads=False) as stub, client(stub) as spectrocoin, pytest.raises(OutcomeUnknown):
        spectrocoin.sends.send(SEND)


def test_a_refused_connection_is_not_sent():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with client(f"http://127.0.0.1:{port}") as spectrocoin, pytest.raises(NotSent) as caught:
        spectrocoin.sends.send(SEND)
    assert (
        caught.value.cause == "ConnectionError < MaxRetryError < NewConnectionError < ConnectionRefusedError"
    )


def test_an_unknown_name_is_not_sent():
    with client("https://nobody.invalid") as spectrocoin:
        for call in (WRITES["send"], TOKENS["refresh"]):
            with pytest.raises(NotSent) as caught:
                call(spectrocoin)
            assert "NameResolutionError" in caught.value.cause
        with pytest.raises(Unavailable):
            spectrocoin.accounts.list()


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
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        spectrocoin = stack.enter_context(client(url, write_deadline=SHORT))
        with pytest.raises(NotSent) as caught:
            spectrocoin.sends.send(SEND)
    assert "ConnectTimeout" in caught.value.cause


def test_a_kept_alive_connection_obeys_the_deadline_of_each_call():
    first, then = answer(200, documented("accounts")), drip(b"HTTP/1.1 200 OK\r\nX-A: ", b"a")

    def act(visit):
        return (first if len(visit.stub.visits) == 1 else then)(visit)

    with Stub(act) as stub, client(stub, read_deadline=LONGER) as spectrocoin:
        spectrocoin.accounts.list()
        with pytest.raises(Unavailable):
            spectrocoin.accounts.list()
        assert stub.connections == 1


def test_reads_share_a_connection_and_each_write_has_its_own():
    def act(visit):
        name = "accounts" if visit.target.endswith("accounts") else "fresh_btc"
        return answer(200, documented(name))(visit)

    with Stub(act) as stub, client(stub) as spectrocoin:
        for _ in range(3):
            spectrocoin.accounts.list()
        assert stub.connections == 1
        for _ in range(2):
            spectrocoin.deposits.fresh("BTC")  # a GET that creates is a write
        assert stub.connections == 3


def test_an_address_is_made_once_even_when_the_connection_was_closed_while_idle():
    # urllib3 may repeat a GET on a connection found dead; this GET creates.
    def act(visit):
        answer(200, documented("accounts"))(visit)
        return False

    with Stub(act) as stub, client(stub) as spectrocoin:
        spectrocoin.accounts.list()
        assert stub.closed.acquire(timeout=30)
        stub.act = close
        with pytest.raises(OutcomeUnknown):
            spectrocoin.deposits.fresh("BTC")
        assert len(stub.visits) == 2


def test_cookies_are_not_kept():
    act = answer(200, documented("accounts"), "application/json", "Set-Cookie: a=b; Path=/")
    with Stub(act) as stub:
        with client(stub) as spectrocoin:
            spectrocoin.accounts.list()
            spectrocoin.accounts.list()
        assert "cookie" not in stub.visits[1].headers


def test_proxies_and_netrc_of_the_environment_have_no_say(monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("default login somebody password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with Stub(answer(200, documented("sent"))) as stub, client(stub) as spectrocoin:
        spectrocoin.sends.send(SEND)
    assert stub.visits[0].headers["authorization"] == f"Bearer {ACCESS}"


def test_a_redirect_takes_the_token_nowhere():
    with Stub(answer(200, documented("sent"))) as elsewhere:
        there = f"http://127.0.0.1:{elsewhere.port}/wallet/send/EUR"
        for status in (301, 302, 303, 307, 308):
            act = answer(status, "", "text/html", f"Location: {there}")
            with Stub(act) as stub, client(stub) as spectrocoin, pytest.raises(OutcomeUnknown):
                spectrocoin.sends.send(SEND)
        assert elsewhere.connections == 0


def test_an_interrupt_is_not_swallowed(monkeypatch):
    def interrupt(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("accounts.providers.calling.exchanging._reply", interrupt)
    with Stub(close) as stub, client(stub) as spectrocoin:
        stub.act = answer(200, documented("sent"))
        with pytest.raises(KeyboardInterrupt):
            spectrocoin.sends.send(SEND)


def test_a_bearer_that_fails_is_heard_and_nothing_leaves():
    def bearer():
        raise LookupError("no token now")

    with Stub(close) as stub, client(stub, bearer=bearer) as spectrocoin, pytest.raises(LookupError):
        spectrocoin.sends.send(SEND)
    assert stub.connections == 0


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
    with Stub(answer(200, "{")) as stub, client(stub) as spectrocoin, pytest.raises(MalformedReply):
        spectrocoin.accounts.list()


@pytest.mark.parametrize("name", EVERY_CALL)
def test_a_write_has_the_long_deadline_and_all_else_the_short_one(name, monkeypatch):
    given = []

    class Noted(Deadline):
        def __init__(self, seconds):
            given.append(seconds)
            super().__init__(seconds)

    monkeypatch.setattr("accounts.providers.spectrocoin.client.transport.Deadline", Noted)
    expected = Unavailable if name in READS else NotSent
    with client("http://127.0.0.1:9/api/r") as spectrocoin, pytest.raises(expected):
        EVERY_CALL[name](spectrocoin)
    assert given == [40 if name in WRITES else 8]  # whoever refreshes holds up the others
