"""Who has already sat is proposed for the next juries. Alone: PostgreSQL alters no table that has pending rows."""

from django.db import migrations

from certif_portal.commun.textes import cle_recherche

FICHE = ("nom", "prenom", "courriel", "college", "organisation_id", "travail_temporaire", "entreprise", "qualite")


def remplir_le_repertoire(apps, schema_editor):
    """Who has already sat is proposed for the next juries, as their last seat says."""
    Membre, Personne = apps.get_model("jurys", "MembreJury"), apps.get_model("jurys", "PersonneJury")
    fiches = {}
    for membre in Membre.objects.order_by("-jury__date", "-pk"):
        cle = (cle_recherche(membre.nom, membre.prenom), membre.courriel.lower())
        if cle not in fiches:
            donnees = {champ: getattr(membre, champ) for champ in FICHE}
            fiches[cle] = Personne.objects.create(cle=cle[0], **donnees).pk
        Membre.objects.filter(pk=membre.pk).update(personne=fiches[cle])


class Migration(migrations.Migration):
    dependencies = [("jurys", "0008_composition_et_repertoire")]

    operations = [migrations.RunPython(remplir_le_repertoire, migrations.RunPython.noop)]
