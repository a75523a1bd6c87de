"""The log is read from its newest end, however long it grows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["at", "id"], name="audit_event_at_8df941_idx"),
        ),
    ]
