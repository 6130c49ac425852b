"""Confirms over HTTP to real web processes: fifty at once, and one whose server is killed in mid-call."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from django.test import Client

from remittance.models import Transfer
from tests.faults.conftest import TOKEN
from tests.faults.processes import Desk, wait_for
from tests.faults.test_kills import SEND, reached, sends, state_of
from tests.sandboxes import Sandbox
from wallet.models import Attempt, MoneyCommand

pytestmark = pytest.mark.django_db(transaction=True)

FIFTY = 50
PAUSE = threading.Event()  # never set


def press(browser: Client, url: str, form: dict[str, str]) -> requests.Response:
    """Confirm, and once more whenever the page says that too many wait for Bitspark already."""
    tries = 0
    while (answer := post(browser, url, form)).status_code == 503:
        tries += 1
        assert "Too many people wait" in answer.text, answer.text
        assert answer.headers["Retry-After"]
        assert tries < 200, "it never had room"
        PAUSE.wait(0.1)
    return answer


def post(browser: Client, url: str, form: dict[str, str]) -> requests.Response:
    cookies = {"csrftoken": TOKEN, "sessionid": browser.cookies["sessionid"].value}
    return requests.post(f"{url}/send/confirm/", form, cookies=cookies, timeout=120, allow_redirects=False)


def test_fifty_confirms_at_once_to_two_servers_make_one_transfer(
    desk: Desk, browser: Client, confirm: dict[str, str], sandbox: Sandbox
) -> None:
    urls = [url for _web, url in desk.webs(2)]
    together = threading.Barrier(FIFTY)

    def click(number: int) -> requests.Response:
        together.wait()
        return press(browser, urls[number % 2], confirm)

    with ThreadPoolExecutor(FIFTY) as people:
        answers = list(people.map(click, range(FIFTY)))

    transfer = Transfer.objects.get(command=MoneyCommand.objects.get())
    assert {answer.status_code for answer in answers} == {302}
    assert {answer.headers["Location"] for answer in answers} == {f"/transfers/{transfer.public_id}/"}
    assert wait_for(lambda: state_of(transfer.command) == "accepted")
    assert sends(sandbox) == len(sandbox.books()["transfers"]) == Attempt.objects.count() == 1


def test_a_web_server_killed_in_mid_call_leaves_it_unknown_and_no_other_process_sends_it(
    desk: Desk, browser: Client, confirm: dict[str, str], sandbox: Sandbox
) -> None:
    sandbox.fault("delay", SEND, seconds=1, when="after")
    web, url = desk.web()
    with ThreadPoolExecutor(1) as person:
        click = person.submit(post, browser, url, confirm)
        reached(sandbox)
        web.kill()
        assert isinstance(click.exception(60), requests.ConnectionError)

    command = MoneyCommand.objects.get()
    assert command.state == "sending"
    desk.worker()
    wait_for(lambda: state_of(command) == "unknown")
    wait_for(lambda: len(sandbox.books()["transfers"]) == 1)

    again = post(browser, desk.web()[1], confirm)

    transfer = Transfer.objects.get(command=command)
    assert again.headers["Location"] == f"/transfers/{transfer.public_id}/"
    page = browser.get(again.headers["Location"]).content.decode()
    assert "We may have sent it" in page
    assert sends(sandbox) == len(sandbox.books()["transfers"]) == 1
