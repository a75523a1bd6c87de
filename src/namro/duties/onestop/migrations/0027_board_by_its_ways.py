"""The board counts each of its ways along the index that is there for the lists: one index less at every intake."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("onestop", "0026_passing")]

    operations = [migrations.RemoveIndex(model_name="dossier", name="dossier_board")]
