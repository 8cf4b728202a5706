"""A letter of annexe 12 asked for by an earlier closing, and not made yet, keeps the words of the model for what it
joins."""

from django.db import migrations

JOINTES = (
    "Extrait du procès-verbal de la réunion de la CPREFP ou de la commission paritaire infrarégionale (ou courriers du "
    "secrétariat et réponse à ces courriers) ;",
    "Feuille d’émargement des membres du jury paritaire de délibération ;",
    "Procès-verbaux de délibération du jury paritaire de délibération.",
)


def dire_ce_qui_est_joint(apps, schema_editor):
    papiers = apps.get_model("jurys", "Papier").objects.filter(nature="attestation", dossier_gtp__isnull=True)
    for papier in papiers.exclude(etat="fait"):
        papier.contexte["jointes"] = list(JOINTES)
        papier.save(update_fields=["contexte"])


class Migration(migrations.Migration):
    dependencies = [("jurys", "0019_dossier_gtp")]
    operations = [migrations.RunPython(dire_ce_qui_est_joint, migrations.RunPython.noop)]
