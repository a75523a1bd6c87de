"""Typed work belongs to the user whose session ended; what nobody owns cannot be given back and goes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL("DELETE FROM accounts_typedwork", migrations.RunSQL.noop),
        migrations.AddField("typedwork", "page", models.CharField(default="/", max_length=500)),
        migrations.AddField(
            "typedwork",
            "user",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
    ]
