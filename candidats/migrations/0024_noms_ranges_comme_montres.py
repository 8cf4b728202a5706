from django.db import migrations

from candidats.regles.noms import cle_des_noms


def forwards(apps, editeur):
    """A used name is what lists show: it is what they sort by. Without one, the key is what it was."""
    candidats = apps.get_model("candidats", "Candidat").objects.exclude(nom_usage="").order_by("pk")
    lot = []
    for candidat in candidats.iterator(chunk_size=2000):
        candidat.cle_recherche = cle_des_noms(candidat)
        lot.append(candidat)
        if len(lot) == 2000:
            candidats.bulk_update(lot, ["cle_recherche"], batch_size=500)
            lot = []
    candidats.bulk_update(lot, ["cle_recherche"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("candidats", "0023_recherche_par_courriel_et_telephone")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
