"""The form that builds itself: one compiled specification for every door that takes a transfer."""

from .check import blocking, check, clean, problems, written
from .compile import compile_spec
from .doubts import Doubt, doubts
from .fields import ABOVE, ROUTE, Asked, Choice, Field, Option, Problem, Spec, Unknown
from .labels import GROUPS, KINDS, LEVELS, full_label, label_of
from .mirrored import (
    destination_offered,
    destinations_offered,
    precision_of,
    problems_of,
    spec_for,
    spec_from,
    unknown_kinds,
    values_of,
)
from .rules import Told
from .schema import json_schema

__all__ = [
    "ABOVE",
    "GROUPS",
    "KINDS",
    "LEVELS",
    "ROUTE",
    "Asked",
    "Choice",
    "Doubt",
    "Field",
    "Option",
    "Problem",
    "Spec",
    "Told",
    "Unknown",
    "blocking",
    "check",
    "clean",
    "compile_spec",
    "destination_offered",
    "destinations_offered",
    "doubts",
    "full_label",
    "json_schema",
    "label_of",
    "precision_of",
    "problems",
    "problems_of",
    "spec_for",
    "spec_from",
    "unknown_kinds",
    "values_of",
    "written",
]
