"""What the juries wait for, until it is done."""

from datetime import date

import pytest

from candidats.models import EcheanceDossier
from certif_portal.centre.models import ValeurAvis, parametres
from evaluations.choix import EtatAvis
from evaluations.models import AvisEntreprise
from jurys.choix import EtatJury
from jurys.choix_conservation import EtatPurge
from jurys.echeances import echeances
from jurys.models import LignePurge, Purge
from jurys.services.certificat import remettre_certificats
from tests.jurys.factories import (
    CE_JOUR,
    JuryFactory,
    OrganisationSyndicaleFactory,
    creer_jury_compose,
    dossier_pret,
    jury_clos,
    jury_edite,
)
from tests.jurys.gtp import dossier_transmis, signer_les_pieces

pytestmark = pytest.mark.django_db
LE = date(2026, 11, 10)


def dues(le=LE):
    return [(e.regle.code, e.date_limite, e.dossier_id) for e in echeances(le)]


def test_un_jury_en_preparation_attend_ses_demandes_et_sa_convocation():
    """JURY-DESIGNATION, JURY-CONVOCATION"""
    OrganisationSyndicaleFactory(courriel="os@exemple.fr")
    jury = JuryFactory()
    limite = date(2026, 11, 23)
    assert dues() == [("JURY-DESIGNATION", limite, jury.pk), ("JURY-CONVOCATION", limite, jury.pk)]
    assert echeances(LE)[0].cle == f"JURY-DESIGNATION:{jury.pk}:2026-11-23"
    assert {echeance.calcul for echeance in echeances(LE)} == {"Calculée depuis le 8\u00a0décembre\u00a02026."}
    assert (
        echeances(LE)[0].explication
        == "15 jours calendaires avant le jury, au plus tard le 23\u00a0novembre\u00a02026."
    )


def test_sollicite_et_convoque_il_n_attend_plus_rien():
    prepare = creer_jury_compose(etat=EtatJury.PREPARATION)
    assert dues() == [("JURY-CONVOCATION", date(2026, 11, 23), prepare.pk)]
    prepare.etat, prepare.convoque_le = EtatJury.CONVOQUE, LE
    prepare.save()
    assert dues() == []


def test_apres_la_cloture_le_gtp_et_les_certificats(agent, referentiel):
    """TRANSMISSION-GTP, CERTIFICATS-REMISE"""
    jury = jury_edite(dossier_pret(referentiel=referentiel), par=agent)
    assert dues(date(2026, 12, 9)) == [
        ("TRANSMISSION-GTP", date(2027, 2, 8), jury.pk),
        ("CERTIFICATS-REMISE", date(2027, 3, 8), jury.pk),
        ("NATIONAL-DELAI", date(2027, 3, 8), jury.pk),
        ("CALENDRIER-ANNUEL", date(2026, 12, 1), 2027),
    ]
    assert echeances(LE)[0].libelle.startswith("Pièces du jury à faire signer")
    signer_les_pieces(jury, par=agent)
    assert echeances(LE)[0].libelle == "Dossier à transmettre au GTP"
    dossier_transmis(jury, par=agent)
    remettre_certificats(jury=jury, le=date(2027, 1, 5), comment="main", par=agent, a=CE_JOUR)
    assert [code for code, _, _ in dues()] == ["NATIONAL-DELAI", "CALENDRIER-ANNUEL"]


def test_un_jury_sans_admis_n_a_pas_de_certificat_a_remettre(agent, referentiel):
    jury_clos(non_admis=(dossier_pret(referentiel=referentiel, non_maitrisees=(1,)),), par=agent)
    assert [code for code, _, _ in dues()] == ["TRANSMISSION-GTP", "CALENDRIER-ANNUEL"]


def avis_dus(le=LE):
    return [(e.regle, e.limite, e.inscription_id) for e in EcheanceDossier.objects.au(le)]


def test_un_avis_attendu_se_rend_avant_le_prochain_jury(referentiel):
    """AVIS-AVANT-JURY: 15 days before the first jury after the sitting, the centre's setting."""
    inscription = dossier_pret(referentiel=referentiel)
    AvisEntreprise.objects.update(etat=EtatAvis.ATTENDU, valeur=None, rendu_le=None)
    assert avis_dus() == []
    JuryFactory(date=date(2026, 11, 5), etat=EtatJury.CONVOQUE, convoque_le=LE)
    creer_jury_compose(date=date(2027, 3, 9))
    creer_jury_compose()
    assert avis_dus(date(2026, 12, 8)) == [("AVIS-AVANT-JURY", date(2026, 11, 23), inscription.pk)]
    assert avis_dus(date(2026, 12, 9)) == []
    centre = parametres()
    centre.avis_jours = 7
    centre.save()
    assert avis_dus() == [("AVIS-AVANT-JURY", date(2026, 12, 1), inscription.pk)]
    AvisEntreprise.objects.update(etat=EtatAvis.RENDU, valeur=ValeurAvis.objects.first(), rendu_le=CE_JOUR)
    assert avis_dus() == []


def test_les_requetes_ne_croissent_pas(referentiel, agent, django_assert_num_queries):
    centre = parametres()
    OrganisationSyndicaleFactory()
    for _ in range(2):
        JuryFactory()
        jury_clos(dossier_pret(referentiel=referentiel), par=agent)
        dossier_pret(referentiel=referentiel)
        with django_assert_num_queries(4 + 3):  # three more for what is still to declare
            echeances(LE, centre)


def test_la_cprefp_a_informer_se_rappelle_jusqu_a_l_ouverture():
    """CPREFP-INFORMATION"""
    jury = JuryFactory(etat=EtatJury.CONVOQUE, convoque_le=LE, cpref_informee_le=None)
    assert dues() == [("CPREFP-INFORMATION", date(2026, 11, 23), jury.pk)]
    jury.etat, jury.ouvert_le = EtatJury.DELIBERATION, CE_JOUR
    jury.save()
    assert dues() == []


def test_le_calendrier_de_l_annee_suivante_se_rappelle_a_qui_a_tenu_un_jury(agent, referentiel):
    """CALENDRIER-ANNUEL: during the second half of the year, as long as dates are lacking."""
    jury_clos(dossier_pret(referentiel=referentiel), par=agent)

    def rappels(le):
        trouvees = [e for e in echeances(le) if e.regle.code == "CALENDRIER-ANNUEL"]
        assert {e.calcul for e in trouvees} <= {f"Calculée depuis le 1er\u00a0janvier\u00a0{le.year + 1}."}
        return [(e.date_limite, e.dossier_id) for e in trouvees]

    assert rappels(date(2026, 6, 30)) == []
    assert rappels(date(2026, 7, 1)) == rappels(date(2026, 12, 31)) == [(date(2026, 12, 1), 2027)]
    assert rappels(date(2027, 7, 1)) == []
    centre = parametres()
    centre.jurys_an = 1
    centre.save()
    JuryFactory(date=date(2027, 3, 9), etat=EtatJury.CONVOQUE, convoque_le=LE)
    assert rappels(date(2026, 7, 1)) == []


def test_ce_qui_n_a_plus_a_etre_garde_se_rappelle_sans_changer_chaque_nuit():
    """PURGE-ATTENTE: thirty days from the first list that said what is due, whichever night made this one; what has no
    day is counted too, as the list counts it."""

    def liste(le=LE, attend_depuis=None) -> Purge:
        purge = Purge.objects.create(
            le=le, etat=EtatPurge.A_APPROUVER, demandee_le=CE_JOUR, attend_depuis=attend_depuis
        )
        lignes = ((1, 600, date(2026, 11, 1)), (2, 3, date(2026, 11, 5)), (3, 9, None))
        for rang, prevues, le in lignes:
            LignePurge.objects.create(purge=purge, rang=rang, regle="X", cible=f"x{rang}", prevues=prevues, depuis=le)
        return purge

    assert dues() == []
    premiere = liste()
    assert dues() == [("PURGE-ATTENTE", date(2026, 12, 10), premiere.pk)]
    [echeance] = echeances(LE)
    assert echeance.explication == "612 lignes à ne plus garder, au plus tard le 10\u00a0décembre\u00a02026."
    assert (echeance.url, echeance.nature) == (premiere.get_absolute_url(), "PURGE-ATTENTE")
    Purge.objects.update(etat=EtatPurge.ECARTEE)
    suivante = liste(date(2026, 11, 11), attend_depuis=LE)
    [refaite] = echeances(LE)
    assert (refaite.cle, refaite.dossier_id) == (echeance.cle, suivante.pk)
    Purge.objects.update(etat=EtatPurge.EN_COURS)
    assert dues() == []
