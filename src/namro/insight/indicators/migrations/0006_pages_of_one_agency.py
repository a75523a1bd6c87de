"""What the page of one agency asks for is found by its units, and petitions by the day they were received."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0005_counted_is_not_rested_on"), ("evaluations", "0006_petition_pauses")]
    operations = [
        migrations.AddIndex("ratingtally", models.Index(fields=["unit", "kind", "first"], name="ratingtally_unit")),
        migrations.RunSQL(
            "CREATE INDEX petition_received ON evaluations_petition (received_on)", "DROP INDEX petition_received"
        ),
    ]
