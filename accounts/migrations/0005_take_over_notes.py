import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Notes hang on things of every app: their model comes here, their table stays as it is."""

    dependencies = [
        ("accounts", "0004_profiles"),
        ("remittance", "0004_find_transfers_by_maker"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Note",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("noun", models.CharField(max_length=16)),
                        ("object_id", models.UUIDField()),
                        ("text", models.TextField(max_length=2000, verbose_name="note")),
                        ("at", models.DateTimeField(auto_now_add=True)),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "note",
                        "verbose_name_plural": "notes",
                        "db_table": "remittance_note",
                        "indexes": [models.Index(fields=["noun", "object_id", "id"], name="ix_note_object")],
                    },
                ),
            ],
        ),
    ]
