"""Lists that cost the same for 200 people and for 200,000.

The words of a name are kept beside it (`words`, made by the database, never read by the models), so that a search reads
them instead of taking each name apart again. How often ranks and staff groups go together is told to the planner.
"""

from django.db import migrations, models
from django.db.models import Q

WORDS = """
DROP INDEX person_words;
ALTER TABLE people_person ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', search_key)) STORED;
CREATE INDEX person_words ON people_person USING gin (words);
CREATE STATISTICS posting_who (mcv) ON kind, rank, staff_group FROM people_posting;
"""
BACK = """
DROP STATISTICS posting_who;
DROP INDEX person_words;
ALTER TABLE people_person DROP COLUMN words;
CREATE INDEX person_words ON people_person USING gin (to_tsvector('simple'::regconfig, coalesce(search_key, '')));
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0003_faster_no_overlap")]
    operations = [
        migrations.RunSQL(WORDS, BACK, state_operations=[migrations.RemoveIndex("person", "person_words")]),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(fields=["staff_group", "rank"], condition=Q(kind="main"), name="posting_main_who"),
        ),
    ]
