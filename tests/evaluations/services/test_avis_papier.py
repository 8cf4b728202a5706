"""The company's opinion received on paper: its scan, what is typed of it, the second person who checks."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from certif_portal.centre.models import ValeurAvis
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.journal import journal_de
from certif_portal.comptes.choix import Role
from evaluations.choix import EtatAvis
from evaluations.models import AvisEntreprise, LienAvis
from evaluations.queries.avis import activites_pour_avis, empreinte_saisie
from evaluations.services.avis import ouvrir_avis, rendre_avis
from evaluations.services.avis_papier import (
    deposer_papier_avis,
    renvoyer_saisie_avis,
    saisir_avis_papier,
    verifier_avis_papier,
)
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import AVANT, LE_JOUR

pytestmark = pytest.mark.django_db

PDF = {"nom": "avis.pdf", "octets": b"%PDF-1.7 avis", "type_mime": "application/pdf"}


@pytest.fixture
def second():
    return creer_personne(Role.AGENT)


@pytest.fixture
def avis(inscription, agent):
    avis = ouvrir_avis(inscription=inscription, par=agent, a=AVANT)
    return deposer_papier_avis(avis=avis, **PDF, par=agent, a=LE_JOUR)


def saisir(avis, par, *, valeur="reserve", commentaire="Réglages à revoir.", **champs):
    choisie = ValeurAvis.objects.get(code=valeur)
    champs = {"signe_le": date(2026, 11, 4), "nom": "Anne Prigent", "qualite": "Tutrice", "a": LE_JOUR} | champs
    return saisir_avis_papier(
        avis=avis,
        par_activite={activite.pk: choisie for activite in activites_pour_avis(avis.inscription)},
        valeur=choisie,
        commentaire=commentaire,
        par=par,
        **champs,
    )


def verifier_lu(*, avis, par, a):
    """As whoever opens the page now, and reads it, does."""
    return verifier_avis_papier(avis=avis, empreinte=empreinte_saisie(avis), par=par, a=a)


def test_le_scan_depose_reste_a_saisir_et_le_lien_sert_encore(avis):
    assert (avis.etat, avis.papier.nom, avis.valeur) == (EtatAvis.ATTENDU, "avis.pdf", None)
    assert LienAvis.objects.get().revoque_le is None


def test_saisi_par_l_un_verifie_par_l_autre(avis, agent, second, inscription):
    """AVIS-PAPIER"""
    avis = saisir(avis, agent)
    assert (avis.etat, avis.saisi_par, avis.saisi_le, avis.rendu_le) == (EtatAvis.A_VERIFIER, agent, LE_JOUR, None)
    assert (avis.par_activite.count(), LienAvis.objects.get().revoque_le) == (2, LE_JOUR)
    with pytest.raises(RegleNonRespectee, match="Vous avez saisi cet avis"):
        verifier_lu(avis=avis, par=agent, a=LE_JOUR)
    avis = verifier_lu(avis=avis, par=second, a=LE_JOUR + timedelta(days=1))
    assert (avis.etat, avis.verifie_par, avis.rendu_le) == (EtatAvis.RENDU, second, LE_JOUR + timedelta(days=1))
    assert [entree.phrase for entree in journal_de(inscription)][:3] == [
        "Avis de l’entreprise sur papier, de Anne Prigent, Tutrice : conforme à son scan.",
        "Avis de l’entreprise sur papier, signé le 04/11/2026 : saisi du scan, à vérifier.",
        "Avis de l’entreprise sur papier : scan déposé.",
    ]
    with pytest.raises(ErreurMetier, match="n’est pas à vérifier"):
        verifier_lu(avis=avis, par=second, a=LE_JOUR)


def test_la_base_refuse_une_verification_par_qui_a_saisi(avis, agent):
    """AVIS-PAPIER"""
    saisir(avis, agent)
    with pytest.raises(IntegrityError), transaction.atomic():
        AvisEntreprise.objects.update(etat=EtatAvis.RENDU, rendu_le=LE_JOUR, verifie_par=agent)


def test_renvoye_on_ne_resaisit_que_ce_qui_differe(avis, agent, second, inscription):
    avis = saisir(avis, agent)
    with pytest.raises(ErreurMetier, match="Le motif est attendu"):
        renvoyer_saisie_avis(avis=avis, motif=" ", par=second, a=LE_JOUR)
    avis = renvoyer_saisie_avis(avis=avis, motif="Le papier dit « favorable ».", par=second, a=LE_JOUR)
    assert (avis.etat, avis.saisi_par, avis.papier.nom, avis.valeur.code) == (
        EtatAvis.ATTENDU,
        None,
        "avis.pdf",
        "reserve",
    )
    assert journal_de(inscription)[0].phrase == (
        "Avis de l’entreprise sur papier, à saisir de nouveau : Le papier dit « favorable »."
    )
    avis = saisir(avis, second, valeur="favorable", commentaire="")
    assert (avis.valeur.code, avis.par_activite.count()) == ("favorable", 2)
    assert verifier_lu(avis=avis, par=agent, a=LE_JOUR).etat == EtatAvis.RENDU


def test_ce_qui_est_rendu_est_ce_qui_a_ete_lu(avis, agent, second):
    """AVIS-PAPIER: an activity alone was typed again since the page was opened."""
    avis = saisir(avis, agent)
    lue = empreinte_saisie(avis)
    renvoyer_saisie_avis(avis=avis, motif="La première activité.", par=agent, a=LE_JOUR)
    saisir(avis, agent)
    assert empreinte_saisie(AvisEntreprise.objects.get()) == lue
    avis.par_activite.filter(pk=avis.par_activite.first().pk).update(valeur=ValeurAvis.objects.get(code="favorable"))
    with pytest.raises(RegleNonRespectee, match=r"a changé depuis que vous l’avez lu.*AVIS-PAPIER"):
        verifier_avis_papier(avis=avis, empreinte=lue, par=second, a=LE_JOUR)
    assert AvisEntreprise.objects.get().etat == EtatAvis.A_VERIFIER
    assert verifier_lu(avis=avis, par=second, a=LE_JOUR).etat == EtatAvis.RENDU


def test_sans_scan_ou_date_a_venir_rien_n_est_saisi(inscription, agent):
    """AVIS-PAPIER"""
    avis = ouvrir_avis(inscription=inscription, par=agent, a=AVANT)
    with pytest.raises(ErreurMetier, match="Déposez d’abord le scan"):
        saisir(avis, agent)
    deposer_papier_avis(avis=avis, **PDF, par=agent, a=LE_JOUR)
    with pytest.raises(RegleNonRespectee, match=r"un jour à venir.*AVIS-PAPIER"):
        saisir(avis, agent, signe_le=LE_JOUR.date() + timedelta(days=1))
    assert AvisEntreprise.objects.get().etat == EtatAvis.ATTENDU
    assert saisir(avis, agent, signe_le=LE_JOUR.date()).etat == EtatAvis.A_VERIFIER


def test_un_avis_sans_objet_ne_se_depose_pas(avis, agent, inscription):
    """AVIS-ENTREPRISE"""
    type(inscription).objects.update(initiative_sans_accord=True)
    for acte in (lambda: deposer_papier_avis(avis=avis, **PDF, par=agent, a=LE_JOUR), lambda: saisir(avis, agent)):
        with pytest.raises(RegleNonRespectee, match="sans l’accord de l’employeur"):
            acte()


def test_ce_qui_est_signe_en_ligne_passe_avant_le_papier(avis):
    valeur = ValeurAvis.objects.get(code="favorable")
    rendu = rendre_avis(
        lien=LienAvis.objects.get(),
        par_activite={activite.pk: valeur for activite in activites_pour_avis(avis.inscription)},
        valeur=valeur,
        commentaire="",
        nom="Anne Prigent",
        qualite="Tutrice",
        signature=[],
        nom_vaut_signature=True,
        a=AVANT + timedelta(days=3),
    )
    assert (rendu.etat, rendu.papier, rendu.signature) == (EtatAvis.RENDU, None, [])
