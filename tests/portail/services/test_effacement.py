"""What is left of a field: nothing, or what its base accepts and that says nothing."""

from datetime import UTC, date, datetime

import pytest
from django.apps import apps

from certif_portal.comptes.models import RetraitFacteur, SessionOuverte, Utilisateur
from certif_portal.portail.queries.cible import PAR_CODE
from certif_portal.portail.services.effacement import effacer, valeur_vide
from evaluations.models import AvisEntreprise

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("modele", "champ", "vide"),
    [
        ("candidats.Candidat", "date_naissance", date(1900, 1, 1)),
        ("candidats.Candidat", "nom_naissance", "Effacé"),
        ("candidats.Candidat", "prenom", ""),
        ("candidats.Inscription", "entree_formation", None),
        ("candidats.LivretPrepare", "saisie", {}),
        ("candidats.FinancementInscription", "abondement", False),
        ("candidats.RapportClasseur", "octets", b""),
    ],
)
def test_une_valeur_vide_selon_le_champ(modele, champ, vide):
    assert valeur_vide(apps.get_model(modele)._meta.get_field(champ)) == vide


def test_un_json_sans_valeur_par_defaut_devient_un_objet_vide():
    assert valeur_vide(apps.get_model("candidats.CorrectionIdentite")._meta.get_field("avant")) in ({}, [])


def test_un_compte_efface_garde_une_adresse_qui_n_est_a_personne(agent, responsable, instant):
    RetraitFacteur.objects.create(compte=agent, motif="Téléphone perdu.", demande_le=instant, demande_par=responsable)
    effacer(PAR_CODE["comptes"], [agent.pk, responsable.pk])
    assert set(Utilisateur.objects.filter(pk__in=[agent.pk, responsable.pk]).values_list("email", "prenom")) == {
        (f"compte-{agent.pk}@efface.invalid", ""),
        (f"compte-{responsable.pk}@efface.invalid", ""),
    }
    assert not RetraitFacteur.objects.exists()


def test_ce_dont_rien_ne_reste_part_seul():
    for cle in ("due", "garde"):
        SessionOuverte.objects.create(session_key=cle, expire_date=datetime(2026, 1, 1, tzinfo=UTC))
    effacer(PAR_CODE["sessions"], ["due"])
    assert [session.pk for session in SessionOuverte.objects.all()] == ["garde"]


def test_un_texte_qu_une_contrainte_exige_ne_devient_pas_vide():
    champ = AvisEntreprise._meta.get_field("nom")
    assert "Effacé" in str(valeur_vide(champ))
