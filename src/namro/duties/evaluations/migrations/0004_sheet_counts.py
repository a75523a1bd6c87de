"""How many sheets are in a state is kept by the database itself: a board of the whole city counts none of them."""

import django.db.models.deletion
from django.db import migrations, models

# A change adds what came and what went; an update that moves nothing adds nothing.
KEEP = """
CREATE FUNCTION evaluations_count_sheets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO evaluations_sheetcount (round_id, state, is_rated, number)
        SELECT round_id, state, not_rated = '', count(*) FROM came GROUP BY 1, 2, 3;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO evaluations_sheetcount (round_id, state, is_rated, number)
        SELECT round_id, state, not_rated = '', -count(*) FROM went GROUP BY 1, 2, 3;
    ELSE
        INSERT INTO evaluations_sheetcount (round_id, state, is_rated, number)
        SELECT round_id, state, is_rated, sum(number) FROM (
            SELECT round_id, state, not_rated = '' AS is_rated, 1 AS number FROM came
            UNION ALL
            SELECT round_id, state, not_rated = '', -1 FROM went
        ) moved GROUP BY 1, 2, 3 HAVING sum(number) <> 0;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER evaluations_sheets_came AFTER INSERT ON evaluations_sheet REFERENCING NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION evaluations_count_sheets();
CREATE TRIGGER evaluations_sheets_went AFTER DELETE ON evaluations_sheet REFERENCING OLD TABLE AS went
    FOR EACH STATEMENT EXECUTE FUNCTION evaluations_count_sheets();
CREATE TRIGGER evaluations_sheets_moved AFTER UPDATE ON evaluations_sheet REFERENCING OLD TABLE AS went NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION evaluations_count_sheets();
INSERT INTO evaluations_sheetcount (round_id, state, is_rated, number)
SELECT round_id, state, not_rated = '', count(*) FROM evaluations_sheet GROUP BY 1, 2, 3;
"""
FORGET = """
DROP TRIGGER evaluations_sheets_came ON evaluations_sheet;
DROP TRIGGER evaluations_sheets_went ON evaluations_sheet;
DROP TRIGGER evaluations_sheets_moved ON evaluations_sheet;
DROP FUNCTION evaluations_count_sheets();
"""


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0003_stale_marks")]
    operations = [
        migrations.CreateModel(
            name="SheetCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Chờ tự chấm"),
                            ("self_scored", "Đã tự chấm"),
                            ("forwarded", "Chuyển cấp trên, chưa tự chấm"),
                            ("reviewed", "Cấp trên đã chấm"),
                            ("decided", "Đã quyết định"),
                        ],
                        max_length=11,
                    ),
                ),
                ("is_rated", models.BooleanField()),
                ("number", models.IntegerField()),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="sheet_counts",
                        to="evaluations.round",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(KEEP, FORGET),
    ]
