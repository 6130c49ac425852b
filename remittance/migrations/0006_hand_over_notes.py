from django.db import migrations


class Migration(migrations.Migration):
    """Notes hang on things of every app now (accounts 0005); their table stays as it is."""

    dependencies = [
        ("accounts", "0005_take_over_notes"),
        ("remittance", "0005_money_shops"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="Note")]),
    ]
