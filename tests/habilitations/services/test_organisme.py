"""Acts on an OF."""

import io
from datetime import date, timedelta

import pikepdf
import pytest
from django.core.exceptions import ValidationError

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from certif_portal.comptes import services as comptes
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Invitation
from habilitations import regles
from habilitations.models import Habilitation, MembreOrganisme, OrganismeFormation
from habilitations.queries.organisme import acte_ouvert_le, habilitation_le, membres_de, reponse_habilitation
from habilitations.services.organisme import (
    creer_organisme,
    inviter_membre,
    modifier_organisme,
    retirer_habilitation,
    retirer_membre,
    saisir_habilitation,
)
from tests.habilitations.factories import OrganismeFactory, creer_membre

DONNEES = {
    "nom": " Greta-CFA de l’Estuaire ",
    "siret": "732 829 320 00074",
    "nda": "52 44 01234 44",
    "adresse": "3 rue Œuvrée",
    "code_postal": "44600",
    "ville": "Saint-Nazaire",
    "courriel": "contact@greta.example",
    "telephone": "",
}


def pdf() -> bytes:
    document, sortie = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(sortie)
    return sortie.getvalue()


def test_creer_un_organisme(agent, instant):
    organisme = creer_organisme(donnees=DONNEES, par=agent, a=instant)
    organisme.refresh_from_db()
    assert (organisme.nom, organisme.siret, organisme.nda) == (
        "Greta-CFA de l’Estuaire",
        "73282932000074",
        "52440123444",
    )
    assert organisme.cle_recherche == "greta cfa de l estuaire saint nazaire 73282932000074"
    assert [entree.acte for entree in journal_de(organisme)] == ["creation"]


@pytest.mark.parametrize("defaut", [{"siret": "73282932000075"}, {"nda": "1"}, {"code_postal": "4"}, {"courriel": "x"}])
def test_une_fiche_fausse_n_est_pas_enregistree(agent, instant, defaut):
    with pytest.raises((ErreurMetier, ValidationError)):
        creer_organisme(donnees=DONNEES | defaut, par=agent, a=instant)
    assert OrganismeFormation.objects.count() == 0


def test_un_siret_ne_sert_qu_une_fois(agent, instant):
    creer_organisme(donnees=DONNEES, par=agent, a=instant)
    with pytest.raises(ValidationError, match="SIRET"):
        creer_organisme(donnees=DONNEES | {"nom": "Autre"}, par=agent, a=instant)


def test_modifier_dit_ce_qui_change(agent, instant):
    organisme = creer_organisme(donnees=DONNEES, par=agent, a=instant)
    modifier_organisme(organisme=organisme, donnees=DONNEES, par=agent, a=instant)
    assert journal_de(organisme).count() == 1
    modifier_organisme(organisme=organisme, donnees=DONNEES | {"ville": "Pornic"}, par=agent, a=instant)
    assert journal_de(organisme).first().phrase == "Fiche modifiée\u00a0: ville."
    organisme.refresh_from_db()
    assert (organisme.ville, "pornic" in organisme.cle_recherche) == ("Pornic", True)


def test_saisir_une_habilitation_avec_son_acte(responsable, instant):
    organisme = OrganismeFactory()
    octets = pdf()
    habilitation = saisir_habilitation(
        organisme=organisme,
        date_effet=date(2024, 2, 29),
        acte=("acte.pdf", octets, "application/pdf"),
        par=responsable,
        a=instant,
    )
    assert (habilitation.date_fin, octets_de(habilitation.acte)) == (date(2029, 2, 28), octets)
    assert habilitation.saisie_par == responsable
    assert "29\u00a0février\u00a02024 au 28\u00a0février\u00a02029" in journal_de(organisme).get().phrase


def test_une_habilitation_n_en_chevauche_pas_une_autre(responsable, organisme, instant):
    """HABILITATION-UNIQUE"""
    with pytest.raises(RegleNonRespectee) as refus:
        saisir_habilitation(organisme=organisme, date_effet=date(2028, 12, 31), par=responsable, a=instant)
    assert refus.value.regle == regles.HABILITATION_UNIQUE
    assert "31\u00a0décembre\u00a02028" in str(refus.value)
    suivante = saisir_habilitation(organisme=organisme, date_effet=date(2029, 1, 1), par=responsable, a=instant)
    assert suivante.date_fin == date(2033, 12, 31)


def test_l_acte_d_un_autre_centre_est_joint_et_n_en_chevauche_pas_un_autre(responsable, organisme, instant):
    """HABILITATION-AILLEURS, HABILITATION-UNIQUE"""
    acte = {"organisme": organisme, "autre_centre": "UIMM de l’Anjou", "par": responsable, "a": instant}
    with pytest.raises(RegleNonRespectee) as refus:
        saisir_habilitation(**acte, date_effet=date(2029, 1, 1))
    assert refus.value.regle == regles.HABILITATION_AILLEURS
    joint = acte | {"acte": ("acte.pdf", pdf(), "application/pdf")}
    with pytest.raises(RegleNonRespectee) as refus:
        saisir_habilitation(**joint, date_effet=date(2028, 12, 31))
    assert refus.value.regle == regles.HABILITATION_UNIQUE
    assert saisir_habilitation(**joint, date_effet=date(2029, 1, 1)).autre_centre == "UIMM de l’Anjou"
    la_notre = saisir_habilitation(organisme=organisme, date_effet=date(2034, 1, 1), par=responsable, a=instant)
    assert (la_notre.autre_centre, la_notre.acte) == ("", None)


def test_apres_un_retrait_une_autre_peut_commencer_le_jour_meme(responsable, organisme, instant):
    habilitation = organisme.habilitations.get()
    retirer_habilitation(
        habilitation=habilitation, le=date(2026, 6, 1), motif="Audit : preuves absentes.", par=responsable, a=instant
    )
    assert habilitation_le(organisme, date(2026, 5, 31)) == habilitation
    assert habilitation_le(organisme, date(2026, 6, 1)) is None
    saisir_habilitation(organisme=organisme, date_effet=date(2026, 6, 1), par=responsable, a=instant)
    assert "preuves absentes" in journal_de(organisme).get(acte="retrait-habilitation").phrase


def test_retiree_le_premier_jour_elle_n_a_jamais_couvert(responsable, organisme, instant):
    """HABILITATION-VALIDE, HABILITATION-UNIQUE: no day was covered, so that another act may take the very same ones."""
    habilitation = organisme.habilitations.get()
    effet = habilitation.date_effet
    retirer_habilitation(habilitation=habilitation, le=effet, motif="Erreur.", par=responsable, a=instant)
    habilitation.refresh_from_db()
    assert (habilitation.retiree_le, habilitation.periode(), habilitation.couvre(effet)) == (effet, None, False)
    assert habilitation_le(organisme, effet) is None
    assert acte_ouvert_le(organisme, effet) is None
    reponse = reponse_habilitation(organisme, effet)
    assert (reponse.habilite, reponse.raison) == (
        False,
        "Habilitation retirée à compter du 1er\u00a0janvier\u00a02024.",
    )
    nouvelle = saisir_habilitation(organisme=organisme, date_effet=effet, par=responsable, a=instant)
    assert habilitation_le(organisme, effet) == nouvelle


def test_habilite_du_premier_au_dernier_jour(organisme):
    """HABILITATION-VALIDE"""
    jours = [date(2023, 12, 31), date(2024, 1, 1), date(2028, 12, 31), date(2029, 1, 1)]
    assert [habilitation_le(organisme, le) is not None for le in jours] == [False, True, True, False]
    assert [OrganismeFormation.objects.habilites_le(le).count() for le in jours] == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("le", "motif"), [(date(2023, 12, 31), "x"), (date(2029, 1, 1), "x"), (date(2026, 1, 1), " \u200b ")]
)
def test_un_retrait_est_date_et_motive(responsable, organisme, instant, le, motif):
    with pytest.raises(ErreurMetier):
        retirer_habilitation(habilitation=organisme.habilitations.get(), le=le, motif=motif, par=responsable, a=instant)
    assert Habilitation.objects.get().retiree_le is None


def test_une_habilitation_ne_se_retire_qu_une_fois(responsable, organisme, instant):
    options = {"habilitation": organisme.habilitations.get(), "motif": "Audit.", "par": responsable, "a": instant}
    retirer_habilitation(le=date(2026, 6, 1), **options)
    with pytest.raises(ErreurMetier, match="déjà retirée"):
        retirer_habilitation(le=date(2026, 7, 1), **options)


def inviter(organisme, par, a, **champs) -> MembreOrganisme:
    donnees = {"courriel": "gaelle@of.example", "prenom": "Gaëlle", "nom": "Pennec"}
    return inviter_membre(organisme=organisme, **donnees | champs, par=par, a=a)


def test_inviter_un_utilisateur(agent, organisme, autre_organisme, instant, jour):
    membre = inviter(organisme, agent, instant, gestionnaire=True)
    personne = membre.utilisateur
    assert (membre.gestionnaire, membre.retire_le) == (True, None)
    assert Invitation.objects.get().role == Role.ORGANISME
    assert organisme.nom in Courriel.objects.get().texte
    personne.charger_roles(jour)
    assert list(OrganismeFormation.objects.visibles_par(personne)) == []
    comptes.accepter_invitation(invitation=Invitation.objects.get(), a=instant)
    personne.refresh_from_db()
    personne.charger_roles(jour)
    assert list(OrganismeFormation.objects.visibles_par(personne)) == [organisme]


def test_inviter_deux_fois_ne_fait_qu_un_membre(agent, organisme, instant):
    inviter(organisme, agent, instant)
    membre = inviter(organisme, agent, instant, gestionnaire=True)
    assert (MembreOrganisme.objects.count(), membre.gestionnaire) == (1, True)
    assert sorted(Invitation.objects.values_list("etat", flat=True)) == ["envoyee", "revoquee"]


def test_retirer_le_dernier_acces_retire_le_role(agent, organisme, autre_organisme, instant, jour):
    premier = inviter(organisme, agent, instant)
    comptes.accepter_invitation(invitation=Invitation.objects.get(), a=instant)
    second = inviter(autre_organisme, agent, instant)
    personne = second.utilisateur
    retirer_membre(membre=premier, par=agent, a=instant)
    personne.charger_roles(jour)
    assert list(OrganismeFormation.objects.visibles_par(personne)) == [autre_organisme]
    retirer_membre(membre=second, par=agent, a=instant)
    assert personne.charger_roles(jour) == frozenset()
    with pytest.raises(ErreurMetier, match="déjà fermé"):
        retirer_membre(membre=second, par=agent, a=instant)


def test_reinvite_ailleurs_l_ancien_organisme_reste_ferme(agent, organisme, autre_organisme, instant, jour):
    membre = inviter(organisme, agent, instant)
    retirer_membre(membre=membre, par=agent, a=instant)
    inviter(autre_organisme, agent, instant)
    comptes.accepter_invitation(invitation=Invitation.objects.get(etat="envoyee"), a=instant)
    personne = membre.utilisateur
    personne.refresh_from_db()
    personne.charger_roles(jour)
    assert list(OrganismeFormation.objects.visibles_par(personne)) == [autre_organisme]


def test_personne_ne_ferme_son_propre_acces(membre_of, instant):
    """ROLE-SOI-MEME"""
    with pytest.raises(RegleNonRespectee):
        retirer_membre(membre=membre_of.appartenances.get(), par=membre_of, a=instant)
    assert membre_of.appartenances.get().retire_le is None


def test_le_dernier_gestionnaire_ne_se_retire_pas(agent, organisme, membre_of, instant):
    """DERNIER-GESTIONNAIRE, ROLE-SOI-MEME: an invited successor does not count until they accept; another closes it."""
    membre = membre_of.appartenances.get()
    inviter(organisme, agent, instant, gestionnaire=True)
    with pytest.raises(RegleNonRespectee, match="ne gère les accès de Pôle formation") as refus:
        retirer_membre(membre=membre, par=agent, a=instant)
    assert refus.value.regle == regles.DERNIER_GESTIONNAIRE
    assert membre_of.appartenances.get().retire_le is None
    comptes.accepter_invitation(invitation=Invitation.objects.get(etat="envoyee"), a=instant)
    retirer_membre(membre=membre, par=agent, a=instant)
    assert membre_of.appartenances.get().retire_le == instant


def test_le_dernier_gestionnaire_ne_perd_pas_la_gestion(agent, organisme, membre_of, instant):
    """DERNIER-GESTIONNAIRE: invited again as a plain user, they would leave the OF without a manager."""
    donnees = {"courriel": membre_of.email, "prenom": membre_of.prenom, "nom": membre_of.nom}
    with pytest.raises(RegleNonRespectee) as refus:
        inviter_membre(organisme=organisme, **donnees, gestionnaire=False, par=agent, a=instant)
    assert refus.value.regle == regles.DERNIER_GESTIONNAIRE
    assert membre_of.appartenances.get().gestionnaire is True
    creer_membre(organisme)
    inviter_membre(organisme=organisme, **donnees, gestionnaire=False, par=agent, a=instant)
    assert membre_of.appartenances.get().gestionnaire is False


def test_un_invite_qui_n_a_pas_accepte_se_retire(agent, organisme, instant):
    membre = inviter(organisme, agent, instant, gestionnaire=True)
    retirer_membre(membre=membre, par=agent, a=instant)
    membre.refresh_from_db()
    assert membre.retire_le == instant


def test_un_gestionnaire_dont_le_role_est_fini_ne_compte_pas(agent, organisme, membre_of, instant, jour):
    autre = creer_membre(organisme)
    autre.attributions.update(fin=jour - timedelta(days=1))
    with pytest.raises(RegleNonRespectee):
        retirer_membre(membre=membre_of.appartenances.get(), par=agent, a=instant)


def test_ce_que_vaut_l_acces_de_chacun(agent, organisme, membre_of, instant, jour):
    inviter(organisme, agent, instant)
    ferme = inviter(organisme, agent, instant, courriel="ferme@of.example", nom="Zut")
    Invitation.objects.filter(utilisateur=ferme.utilisateur).update(etat="revoquee")
    assert [ligne.etat for ligne in membres_de(organisme, jour)] == [
        "accès ouvert",
        "invitation envoyée",
        "accès fermé",
    ]
    membre_of.attributions.update(fin=jour - timedelta(days=1))
    assert membres_de(organisme, jour)[0].etat == "accès fermé"
