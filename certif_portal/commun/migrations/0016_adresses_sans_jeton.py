"""What was kept before addresses lost their tokens (decision 0447) is kept as it is now, and found by the same link."""

import hashlib
import re

from django.db import migrations

JETON = re.compile(r"(?:(?<=/)|(?<=%2[Ff]))[A-Za-z0-9_-]{32,}(?=[/?#&%\s\"'),;>]|$)")
GARDEES = (("EnvoiJoue", ("vers",)), ("FichierGarde", ("chemin",)), ("SaisieGardee", ("chemin", "page")))


def cacher(adresse):
    return JETON.sub(lambda trouve: f"lien.{hashlib.sha256(trouve[0].encode()).hexdigest()}", adresse)[:500]


def cacher_les_jetons(apps, _schema_editor):
    for modele, champs in GARDEES:
        lignes = apps.get_model("commun", modele).objects
        for ligne in lignes.only("empreinte", *champs).iterator(chunk_size=1000):
            cachees = {champ: cacher(getattr(ligne, champ)) for champ in champs}
            if all(getattr(ligne, champ) == cachee for champ, cachee in cachees.items()):
                continue
            if "chemin" in cachees and lignes.filter(empreinte=ligne.empreinte, chemin=cachees["chemin"]).exists():
                ligne.delete()  # the same form was kept again since, hidden
            else:
                lignes.filter(pk=ligne.pk).update(**cachees)


class Migration(migrations.Migration):

    dependencies = [("commun", "0015_lettres_a_imprimer_et_reponses")]

    operations = [migrations.RunPython(cacher_les_jetons, migrations.RunPython.noop)]
