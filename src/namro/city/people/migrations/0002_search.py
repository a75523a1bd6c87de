"""People are found by the beginning of any word of their name, without accents: a GIN index over the words."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.AddIndex(
            model_name="person",
            index=GinIndex(SearchVector("search_key", config="simple"), name="person_words"),
        ),
    ]
