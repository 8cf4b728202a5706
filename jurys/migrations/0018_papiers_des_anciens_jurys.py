"""Alone: PostgreSQL alters no table that has pending rows."""

from collections import defaultdict

from django.db import migrations, models

PV, EMARGEMENT = "pv", "emargement"


def ranger_les_papiers(apps, schema_editor):
    """Juries closed when certificates were rendered one by one: what was kept of them becomes the rows of their papers,
    in the order of remittance. So does an émargement printed before its meeting. Nothing is rendered again."""
    certificats = apps.get_model("jurys", "Certificat")
    pieces = apps.get_model("jurys", "PieceJury")
    papiers = apps.get_model("jurys", "Papier")
    jurys = apps.get_model("jurys", "Jury").objects.filter(etat="clos").order_by("pk")
    for jury in jurys.iterator(chunk_size=100):
        lignes = defaultdict(list)
        dernier = papiers.objects.filter(jury=jury).aggregate(dernier=models.Max("ordre"))["dernier"] or 0
        rendus = certificats.objects.filter(presentation__jury=jury, document__isnull=False, papier__isnull=True)
        for certificat in rendus.select_related("document__fichier", "presentation__inscription__organisme"):
            organisme = certificat.presentation.inscription.organisme
            ordre = (organisme is None, organisme.nom if organisme else "", organisme.pk if organisme else 0)
            lignes[0].append(((*ordre, certificat.rang), "certificat", certificat, organisme, {"certificat": certificat}))
        seules = pieces.objects.filter(jury=jury, document__isnull=False, papier__isnull=True)
        for piece in seules.select_related("document__fichier"):
            rang = 1 if piece.nature == PV else 2
            lignes[rang].append(((piece.pk,), piece.nature, piece, None, {"piece": piece}))
        suite = [ligne for rang in sorted(lignes) for ligne in sorted(lignes[rang], key=lambda ligne: ligne[0])]
        papiers.objects.bulk_create(
            papiers(
                jury=jury,
                nature=nature,
                ordre=ordre,
                titre=objet.document.titre,
                organisme=organisme,
                modele=objet.document.code,
                version_modele=objet.document.version_modele,
                contexte={},
                etat="fait",
                document=objet.document,
                demande_par_id=objet.document.fichier.depose_par_id,
                demande_le=objet.document.rendu_le,
                **lien,
            )
            for ordre, (_, nature, objet, organisme, lien) in enumerate(suite, start=dernier + 1)
            if objet.document.fichier.depose_par_id
        )


class Migration(migrations.Migration):
    dependencies = [("jurys", "0017_conformite"), ("commun", "0005_journal_par_instant")]

    operations = [migrations.RunPython(ranger_les_papiers, migrations.RunPython.noop)]
