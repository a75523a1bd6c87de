import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("onestop", "0024_online"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="other_bodies",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="Số cơ quan khác người nộp đã phải đến"),
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="Ngày kiểm tra")),
                ("is_whole", models.BooleanField(verbose_name="Niêm yết đúng, đủ")),
                ("missing", models.CharField(blank=True, max_length=600, verbose_name="Còn thiếu, sai")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="onestop.servicepoint",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("point", "day"), name="posting_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_whole", True), ("missing", "")),
                            models.Q(("is_whole", False), models.Q(("missing", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="posting_says_what",
                    ),
                ],
            },
        ),
    ]
