import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("onestop", "0023_held_before"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="movement",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("by__isnull", False), models.Q(("before", "draft"), ("move", "register")), _connector="OR"
                ),
                name="movement_by",
            ),
        ),
        migrations.CreateModel(
            name="CitizenMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("mailed_at", models.DateTimeField(null=True)),
                ("problem", models.CharField(blank=True, max_length=300)),
                (
                    "movement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mail", to="onestop.movement"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mailed_at__isnull", True), ("problem", ""), _connector="OR"),
                        name="citizen_mail_one_end",
                    )
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("mailed_at__isnull", True), ("problem", "")),
                        fields=["id"],
                        name="citizen_mail_waits",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("paper", models.TextField(verbose_name="Giấy tờ")),
                ("file", models.FileField(upload_to="papers/%Y/%m")),
                ("kind", models.CharField(max_length=4)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64, verbose_name="Dấu vân tay SHA-256")),
                ("sent_at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper_files",
                        to="onestop.dossier",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("dossier", "sha256"), name="paper_file_once"),
                    models.CheckConstraint(condition=models.Q(("paper", ""), _negated=True), name="paper_file_paper"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["pdf", "png", "jpeg"])), name="paper_file_kind"
                    ),
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="paper_file_size"),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="paper_file_sha256"
                    ),
                ],
            },
        ),
    ]
