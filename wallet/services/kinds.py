"""What the money engine must know of each kind of money movement.

The engine (intake, claim, call, record) is the same for all of them; a kind says what is sent, what an
answer means, and keeps the row that people look at. Kinds are registered when their app is ready.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from accounts.models import Actor
from wallet.models import MoneyCommand
from wallet.selectors import command_card

Params = Mapping[str, Any]
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Answer:
    """What a provider said of the one remote object that a command made.

    `differences` names in words what is not as it was asked; empty means all of it was compared and is
    equal. `remote` is the client's own object (None when it is replayed from the spool), `text` the answer
    with identity numbers masked, fit to be kept.
    """

    remote_id: str
    remote_status: str = ""
    differences: tuple[str, ...] = ()
    remote: Any = None
    http_status: int | None = None
    text: str = ""


@dataclass(frozen=True)
class Prepared:
    """A call that is ready: the bytes of its body, and the one function that sends them once."""

    body: bytes
    send: Callable[[], Answer]


@dataclass(frozen=True)
class Subject:
    """The row that people know a command by, for the audit and the API's events."""

    noun: str
    object_id: UUID
    version: int


@dataclass(frozen=True)
class Shown:
    """A command in the words of the inbox and of lists: what it is, its facts, and the page it leads to."""

    title: str
    facts: tuple[tuple[str, str], ...]
    url_name: str
    object_id: UUID


class SecondPerson(StrEnum):
    """When a command of a kind waits for a second person."""

    ABOVE_LIMIT = "above-limit"
    ALWAYS = "always"


class DidNotHappen(Exception):
    """Read at the provider: this command had no effect and never will; the text says what was read."""


class Kind(ABC):
    """One kind of money movement.

    second_person: when it waits for one. waits_without_limit: roles for which it waits where no limit is
    set for them. waits_for: how long it waits for one at most. attended: sent only while the person who
    approved it waits, with what they typed at that moment, never by the worker. guarded_repeat: the provider
    refuses a second effect, so that a person may send the same again after an unknown outcome. reads_back:
    `read_back` finds out what became of one.
    """

    name: ClassVar[str]
    label: ClassVar[str | Promise] = ""
    twin_family: ClassVar[str] = ""  # kinds whose rows a provider's list cannot tell apart share one
    remote_type: ClassVar[str]
    creates_remote: ClassVar[bool] = True
    second_person: ClassVar[SecondPerson] = SecondPerson.ABOVE_LIMIT
    waits_without_limit: ClassVar[frozenset[str]] = frozenset()
    waits_for: ClassVar[timedelta] = timedelta(hours=1)
    attended: ClassVar[bool] = False
    guarded_repeat: ClassVar[bool] = False
    reads_back: ClassVar[bool] = False

    @abstractmethod
    def canonical(self, params: Params) -> dict[str, Any]:
        """The params in the one form that is hashed, stored and sent; amounts as text.

        Raises:
            Refused: an amount or another value cannot be sent as it is.
        """

    @abstractmethod
    def asked(self, params: Params) -> Mapping[str, Any]:
        """The part of the params that makes two requests the same request; prices are not in it."""

    @abstractmethod
    def amount(self, params: Params) -> tuple[Decimal, str]:
        """The amount in major units, and its currency."""

    @abstractmethod
    def twin_fields(self, params: Params) -> Mapping[str, str]:
        """What a row of the provider's list shows of it, normalised: equal fields cannot be told apart."""

    def lane(self, params: Params) -> str:
        """Commands in one lane are never in doubt together; "" is no lane."""
        return ""

    def subject_remote_id(self, params: Params) -> str:
        """The provider's id of the object that it decides; "" for a kind that decides none."""
        return ""

    def counted(self, params: Params) -> tuple[Decimal, str]:
        """What counts against limits: an amount in major units and its currency, upper case."""
        amount, currency = self.amount(params)
        return amount, currency.upper()

    def still_true(self, command: MoneyCommand, params: Params) -> None:
        """Look again, just before it is approved; the network may be used, no transaction is open.

        Raises:
            ServiceError: what was ordered no longer holds (the price moved, the object was decided); the
                approval is refused with its words and the command goes on waiting.
        """
        return

    @abstractmethod
    def shown(self, command: MoneyCommand, params: Params) -> Shown:
        """The command in words, for whoever decides about it. A query or two, no network; none for its own
        row where a list fetched that already (`rows_of`)."""

    def rows_of(self, commands: Sequence[MoneyCommand]) -> dict[int, Any]:
        """The rows of these commands by the command's primary key, in one query; for lists."""
        return {}

    def read_back(self, command: MoneyCommand, params: Params) -> Answer | None:
        """Find out what became of a command in doubt, by reading alone; None while it cannot be told.

        Raises:
            DidNotHappen: the provider shows that it had no effect and cannot have one any more.
            BitsparkError, ServiceError: it could not be read now.
        """
        return None

    @abstractmethod
    def on_intake(self, command: MoneyCommand, params: Params, actor: Actor) -> Subject:
        """Make the row that people will look at. Inside the transaction of the intake; no network."""

    @abstractmethod
    def on_change(self, command: MoneyCommand) -> Subject:
        """Bring that row to the command's state. Inside the transaction of the change; no network."""

    @abstractmethod
    def prepare(
        self,
        command: MoneyCommand,
        params: Params,
        callback_url: str,
        typed: Mapping[str, str] | None = None,
    ) -> Prepared:
        """Everything that can go wrong before bytes leave, done before the command is claimed.

        `typed` is what the approver of an attended kind typed just now (a one-time code), stored nowhere.
        `Prepared.send` moves money. It raises the client's NotSent, Refused or OutcomeUnknown; DidNotHappen
        where it read that no try of this command had an effect. A refusal speaks of that one try alone.

        Raises:
            ProviderDown: nobody to send it to.
            ValueError: it cannot be put into a request at all.
        """

    @abstractmethod
    def look(self, command: MoneyCommand, params: Params, remote_id: str) -> Answer:
        """Read one remote object with our own key and compare all that was asked. Moves nothing.

        Raises:
            BitsparkError: it could not be read, or does not exist.
        """

    @abstractmethod
    def on_answer(self, command: MoneyCommand, answer: Answer, source: str) -> None:
        """Keep what the provider said (`source`: "send" or "show"). Inside the recording transaction."""


def fetch_rows(commands: Sequence[MoneyCommand]) -> None:
    """Fetch the rows that `shown` will want, a query for each kind, and lay them beside their commands."""
    for name in {command.kind for command in commands}:
        alike = [command for command in commands if command.kind == name]
        rows = of(name).rows_of(alike)
        for command in alike:
            _fetched(command)["row"] = rows.get(command.pk)


def row_of(command: MoneyCommand, rows: QuerySet[Row]) -> Row:
    """The command's own row: the one that was fetched beside it, else looked up among `rows`."""
    fetched: Row | None = _fetched(command).get("row")
    return fetched if fetched is not None else rows.get(command=command)


def _fetched(command: MoneyCommand) -> dict[str, Any]:
    found: dict[str, Any] = command.__dict__.setdefault("_fetched", {})
    return found


_registered: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known to the engine, once, when its app is ready."""
    _registered[kind.name] = kind
    if kind.guarded_repeat:
        command_card.may_be_repeated(kind.name)


def of(name: str) -> Kind:
    """The kind of that name.

    Raises:
        LookupError: no app registered it.
    """
    try:
        return _registered[name]
    except KeyError:
        raise LookupError(f"no money movement is called {name!r}") from None


def family(name: str) -> list[str]:
    """The names of the kinds that count together under a limit of that name: it and those of its family."""
    return [one for one, kind in _registered.items() if name in {one, kind.twin_family}]


def attended() -> list[str]:
    """The names of the kinds that the worker never sends."""
    return [name for name, kind in _registered.items() if kind.attended]


def reading_back() -> list[str]:
    """The names of the kinds whose outcome can be read."""
    return [name for name, kind in _registered.items() if kind.reads_back]


def all_kinds() -> list[Kind]:
    """Every registered kind, by name."""
    return [_registered[name] for name in sorted(_registered)]
