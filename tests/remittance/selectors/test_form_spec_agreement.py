"""One specification, four readers: server check, JSON Schema with our keywords, plain schema, Django form."""

from collections import Counter
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from remittance.forms.transfer_form import build
from remittance.selectors.form_spec import ABOVE, Spec, check, clean, compile_spec, json_schema

from . import random_rules
from .reference_validator import WithOurKeywords

RULE_SETS, INPUTS = 400, 25  # 10,000 inputs


class Verdicts:
    """What became of the inputs, so that a test that only ever sees refusals cannot pass."""

    def __init__(self) -> None:
        self.inputs = self.taken = 0
        self.codes: Counter[str] = Counter()


def random_spec(rng: Random) -> Spec:
    where = random_rules.place(rng)
    return compile_spec(
        where,
        random_rules.rules(rng, where),
        random_rules.choice(rng, where),
        precision=rng.choice((0, 2, 8, None)),
        country=rng.choice(("", "HK", "SG")),
    )


def judge(spec: Spec, rng: Random, seen: Verdicts) -> None:
    schema = json_schema(spec)
    Draft202012Validator.check_schema(schema)
    plain, ours = Draft202012Validator(schema), WithOurKeywords(schema)
    for _ in range(INPUTS):
        typed = random_rules.values(rng, spec)
        found = check(spec, typed)
        taken = not found
        assert ours.is_valid(typed) is taken, (
            typed,
            found,
            [str(e.message) for e in ours.iter_errors(typed)],
        )
        assert plain.is_valid(typed) or not taken, typed
        form = build(spec, typed)
        assert form.is_valid() is taken, (typed, found, form.errors)
        assert set(form.errors) - {"__all__"} == set(found) - {ABOVE}
        if taken:
            assert form.values == clean(spec, typed)
            assert check(spec, clean(spec, typed)) == {}, "what is sent is itself taken"
        seen.inputs += 1
        seen.taken += taken
        seen.codes.update(problem.code for listed in found.values() for problem in listed)


def test_form_schema_and_server_check_agree_on_ten_thousand_inputs():
    seen = Verdicts()

    @settings(max_examples=RULE_SETS, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(min_value=0, max_value=2**64))
    def over_rule_sets(seed: int) -> None:
        rng = Random(seed)
        judge(random_spec(rng), rng, seen)

    over_rule_sets()

    assert seen.inputs >= 10_000
    assert 0.2 < seen.taken / seen.inputs < 0.9
    often = {
        "required", "not-text", "too-long", "tilde", "control", "decimal", "iban", "minimum", "maximum",
        "precision", "choice", "unknown-rule-kind",
    }  # fmt: skip
    assert often <= set(seen.codes)


def test_the_settled_choice_compiles_to_the_same_form():
    for seed in range(300):
        rng = Random(seed)
        where = random_rules.place(rng)
        told, picked = random_rules.rules(rng, where), random_rules.choice(rng, where)

        once = compile_spec(where, told, picked)

        assert compile_spec(where, told, once.choice).fingerprint == once.fingerprint, seed
        assert compile_spec(where, told[::-1], once.choice).fingerprint == once.fingerprint, seed
