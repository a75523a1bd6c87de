"""The board counts running dossiers from a smaller index: the single new date is asked of the rows themselves."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("onestop", "0026_passing"),
        ("organisation", "0002_tree_rules"),
        ("people", "0005_heads_are_found_quickly"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="dossier",
            name="dossier_board",
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("state__in", ("accepted", "processing", "supplement", "payment", "stopped"))),
                fields=["unit", "field"],
                include=("due_at", "step_person"),
                name="dossier_board",
            ),
        ),
    ]
