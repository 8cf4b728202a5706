from django.db import migrations

from certif_portal.commun.trigrammes import poser, retirer

INDEX = "certificat_cle_recherche_trgm"


def forwards(apps, editeur):
    poser(editeur, INDEX, "jurys_certificat", "cle_recherche")


def backwards(apps, editeur):
    retirer(editeur, INDEX)


class Migration(migrations.Migration):
    dependencies = [("jurys", "0004_papiers")]

    operations = [migrations.RunPython(forwards, backwards)]
