"""No account has every right: the rights of an administrator are those of each table."""

from django.db import migrations, models


def rendre_les_droits(apps, _editeur):
    apps.get_model("comptes", "Utilisateur").objects.filter(is_superuser=True).update(is_superuser=False)


class Migration(migrations.Migration):
    dependencies = [("comptes", "0001_initial")]

    operations = [
        migrations.RunPython(rendre_les_droits, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="utilisateur",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_superuser", False)),
                name="utilisateur_jamais_superutilisateur",
                violation_error_message="Aucun compte n’a tous les droits : un rôle est attribué.",
            ),
        ),
    ]
