"""manage.py creer_responsable"""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from certif_portal.commun.models import Courriel
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Invitation, Utilisateur

OPTIONS = {"courriel": "herve@centre.example", "prenom": "Hervé", "nom": "Quéméneur"}


def lancer(**options) -> str:
    sortie = StringIO()
    call_command("creer_responsable", **OPTIONS | options, stdout=sortie)
    return sortie.getvalue()


def test_le_premier_responsable_recoit_son_lien(db, client):
    sortie = lancer()
    lien = re.search(r"http\S+", sortie).group()
    assert re.search("jusqu’au .* à .* h", sortie)
    assert lien in Courriel.objects.get().texte
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.envoyee_par) == (Role.RESPONSABLE, None)
    client.post(lien.removeprefix("http://127.0.0.1:8000"))
    assert Utilisateur.objects.get().attributions.get().role == Role.RESPONSABLE
    assert "déjà responsable" in lancer()


@pytest.mark.parametrize("options", [{"courriel": "herve"}, {"prenom": "  "}, {"nom": "x" * 101}, {"courriel": ""}])
def test_une_mauvaise_saisie_est_refusee(db, options):
    with pytest.raises(CommandError):
        lancer(**options)
    assert (Utilisateur.objects.count(), Courriel.objects.count()) == (0, 0)
