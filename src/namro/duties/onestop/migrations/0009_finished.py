from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("onestop", "0008_steps_of_logs"),
        ("organisation", "0002_tree_rules"),
        ("people", "0005_heads_are_found_quickly"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("finished_at__isnull", False)), fields=["finished_at"], name="dossier_finished"
            ),
        ),
    ]
