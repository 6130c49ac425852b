"""Tables that only grow: triggers in the database refuse to change or remove a row.

An app names its tables in `apps.ready` with `guard`; the triggers are made again after every migrate,
because SQLite drops them when a migration rebuilds a table. PostgreSQL also refuses TRUNCATE.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, models, router

_GUARDED: set[str] = set()
_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def guard(label: str) -> None:
    """Let the table of the model with this label (`app.Model`) only grow, from the next migrate on."""
    _GUARDED.add(label)


def guarded(app: str | None = None) -> list[type[models.Model]]:
    """The guarded models, of one app or of all, in a fixed order."""
    every = [apps.get_model(label) for label in sorted(_GUARDED)]
    return [model for model in every if app in {None, model._meta.app_label}]


def after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Receive `post_migrate`: make the triggers of this app's tables again."""
    tables = connections[using].introspection.table_names()
    for model in guarded(sender.label):
        if router.allow_migrate_model(using, model) and model._meta.db_table in tables:
            set_triggers(model, using)


def set_triggers(model: type[models.Model], using: str = "default") -> None:
    """Make the triggers of one table, whether or not they stand already."""
    drop_triggers(model, using)
    table = model._meta.db_table
    with connections[using].cursor() as cursor:
        for statement in _making(table, connections[using].vendor):
            cursor.execute(statement)


def drop_triggers(model: type[models.Model], using: str = "default") -> None:
    """Take the triggers off: for tests that empty the tables, and for nothing else."""
    table = model._meta.db_table
    on = f' ON "{table}"' if connections[using].vendor == "postgresql" else ""
    with connections[using].cursor() as cursor:
        for act in ("update", "delete", "truncate"):
            cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_{act}"{on}')


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Without the triggers of all guarded tables while this lasts: for the flush between tests."""
    for model in guarded():
        drop_triggers(model, using)
    try:
        yield
    finally:
        for model in guarded():
            set_triggers(model, using)


def _making(table: str, vendor: str) -> list[str]:
    if vendor == "postgresql":
        rows = [
            f'CREATE TRIGGER "{table}_no_{act}" BEFORE {act.upper()} ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            for act in ("update", "delete")
        ]
        whole = (
            f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return [_FUNCTION, *rows, whole]
    return [
        f'CREATE TRIGGER "{table}_no_{act}" BEFORE {act.upper()} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{table} only grows: {act.upper()} is refused'); END"
        for act in ("update", "delete")
    ]
