from django.db import migrations

from certif_portal.commun.trigrammes import poser, retirer

INDEX = "candidat_cle_collee_trgm"


def forwards(apps, editeur):
    poser(editeur, INDEX, "candidats_candidat", "replace(cle_recherche, ' ', '')")


def backwards(apps, editeur):
    retirer(editeur, INDEX)


class Migration(migrations.Migration):
    dependencies = [("candidats", "0013_liste_par_urgence")]

    operations = [migrations.RunPython(forwards, backwards)]
