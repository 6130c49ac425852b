"""The send form, built from a compiled specification."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.models import Connection, Shop
from accounts.services.errors import FieldProblem, Words
from remittance.models import Destination
from remittance.selectors.form_spec import (
    ABOVE,
    GROUPS,
    ROUTE,
    Choice,
    Spec,
    blocking,
    check,
    clean,
    destination_offered,
    destinations_offered,
    doubts,
    spec_for,
)

from .fields import DestinationField, SpecField

FINGERPRINT = "form_fingerprint"  # hidden: which form the person saw
KEPT_RELATIONS = ("recipient.", "sender.")
KEPT_AT_MOST = 60
WIDE = {"address", "bank_branch_address"}


@dataclass(frozen=True)
class Row:
    """A bound field with what stands beside it: what `partials/_field.html` needs."""

    field: forms.BoundField
    warnings: tuple[Words, ...] = ()
    placed: tuple[Words, ...] = ()
    suggestion: str = ""
    wide: bool = False


@dataclass(frozen=True)
class Group:
    """Fields under one heading; a change in one that `redraws` asks for the form again."""

    name: str
    heading: Words
    rows: tuple[Row, ...]

    @property
    def redraws(self) -> bool:
        return self.name == "route"


class TransferForm(forms.Form):
    """Destination, route, amount, recipient and sender, as today's rules ask for them.

    Valid exactly when `check` finds nothing. `values` then holds what is to be sent, by dotted name.
    `spec` None: no destination is chosen yet, and that is all the form asks.
    """

    def __init__(
        self,
        spec: Spec | None,
        data: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        destinations: Sequence[tuple[str, str]] = (),
    ) -> None:
        self.spec = spec
        self.typed = _flat(initial) | _flat(data)
        super().__init__(data=data, initial=self._initial(initial))
        if destinations or spec is None:
            self.fields["destination"] = DestinationField(list(destinations))
        for field in spec.fields if spec else ():
            self.fields[field.name] = SpecField(field)
        self.destination: Destination | None = None  # the row, where `form_for` read it
        self._placed: dict[str, list[Words]] = {}
        self.above: list[Words] = []

    def clean(self) -> dict[str, Any]:
        if self.spec is not None:
            for problem in check(self.spec, self.typed).get(ABOVE, []):
                self.add_error(None, ValidationError(str(problem.message), code=problem.code))
        return self.cleaned_data

    @property
    def values(self) -> dict[str, str]:
        """What is to be sent, by dotted name: tidied, phones completed, nothing empty."""
        return clean(self.spec, self.typed) if self.spec else {}

    @property
    def blocked(self) -> list[Words]:
        """Why nothing can be sent by this form, in words; empty when something can."""
        return [blocking(one).message for one in self.spec.blocked] if self.spec else []

    @property
    def destination_id(self) -> str:
        """Its public id. Templates ask for this: to them `form.destination` is the field of that name."""
        return str(self.destination.public_id) if self.destination else ""

    @property
    def changed(self) -> bool:
        """Whether the form that the person filled in asked for something else than this one."""
        seen = self.typed.get(FINGERPRINT, "")
        return bool(seen and self.spec and seen != self.spec.fingerprint)

    def refuse(self, by_field: Mapping[str, Iterable[FieldProblem]], above: Iterable[Words] = ()) -> None:
        """Put a refusal beside its fields, in the provider's own words where it said any."""
        for name, problems in by_field.items():
            words = [problem.provider_message or problem.message for problem in problems]
            if name in self.fields:
                self._placed.setdefault(name, []).extend(words)
            else:
                self.above.extend(words)
        self.above.extend(above)

    @property
    def groups(self) -> list[Group]:
        """Fields under their headings, in the order they are asked."""
        doubted = doubts(self.spec, self._shown()) if self.spec else {}
        rows: dict[str, list[Row]] = {name: [] for name in GROUPS}
        for name in self.fields:
            group = self.spec.by_name[name].group if self.spec and name != "destination" else "route"
            found = doubted.get(name, [])
            row = Row(
                field=self[name],
                warnings=tuple(one.message for one in found),
                placed=tuple(self._placed.get(name, ())),
                suggestion=next((one.offer for one in found if one.offer), ""),
                wide=name.rpartition(".")[2] in WIDE,
            )
            rows[group].append(row)
        return [Group(name, GROUPS[name], tuple(listed)) for name, listed in rows.items() if listed]

    @property
    def kept(self) -> dict[str, str]:
        """What was typed for other choices, carried along hidden so that a change of mind loses nothing."""
        loose = {
            name: text
            for name, text in self.typed.items()
            if name.startswith(KEPT_RELATIONS) and name not in self.fields and 0 < len(text) <= 300
        }
        return dict(list(loose.items())[:KEPT_AT_MOST])

    def _initial(self, initial: Mapping[str, Any] | None) -> dict[str, Any]:
        """What was typed before, with the route as it was settled."""
        settled = {name: self.spec.choice.picked(name) for name in ROUTE} if self.spec else {}
        return _flat(initial) | settled

    def _shown(self) -> dict[str, str]:
        return self.typed if self.is_bound else _flat(self.initial)


def build(
    spec: Spec | None,
    data: Mapping[str, Any] | None = None,
    initial: Mapping[str, Any] | None = None,
    *,
    destinations: Sequence[tuple[str, str]] = (),
) -> TransferForm:
    """The form for `spec`: filled with `initial` and not judged, or with `data` and judged.

    `destinations`: (public id, name) of those that may be chosen; given, the form asks for it too.
    """
    return TransferForm(spec, data, initial=initial, destinations=destinations)


def form_for(
    connection: Connection, shop: Shop, typed: Mapping[str, Any], *, judge: bool = False
) -> TransferForm:
    """The whole form from what was typed so far: destination, then what it asks. Five queries at most.

    `judge`: whether what was typed is held against the form (a confirm) or only kept (a redraw).
    """
    place = destination_offered(connection, str(typed.get("destination", "")))
    spec = spec_for(connection, place, Choice.of(typed), shop=shop) if place else None
    offered = destinations_offered(connection)
    form = build(spec, typed if judge else None, None if judge else typed, destinations=offered)
    form.destination = place
    return form


def _flat(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """One text a name; of a name posted twice the last."""
    if values is None:
        return {}
    return values.dict() if isinstance(values, QueryDict) else dict(values)
