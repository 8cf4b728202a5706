"""JURY-CONFORMITE: found by whom, with what reserve, when; once for the jury, by candidate where it differs."""

import pytest

from certif_portal.centre.models import parametres
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from evaluations.models import AvisEntreprise
from jurys.choix import EtatJury, NaturePiece
from jurys.documents.attestation import contexte_attestation
from jurys.models import ConstatConformite, Jury
from jurys.queries.conformite import lire_conformite
from jurys.queries.synthese import lire_synthese
from jurys.services import suivi
from jurys.services.cloture import clore_jury
from jurys.services.conformite import constater_conformite
from jurys.services.deliberation import decider
from jurys.services.gtp import preparer_dossier
from jurys.services.presentation import detacher, passer_outre
from tests.jurys.factories import (
    AVANT,
    CE_JOUR,
    MembreJuryFactory,
    clore_et_editer,
    creer_jury_compose,
    dossier_pret,
    ouvrir,
    presenter,
)
from tests.jurys.lecture import texte

pytestmark = pytest.mark.django_db
EN_COMMUN = ("deliberation",)
INSCRIT = "Chaque candidat était inscrit auprès du centre avant ses évaluations"


@pytest.fixture
def deliberation(agent, referentiel):
    jury = creer_jury_compose()
    presentations = presenter(jury, *(dossier_pret(referentiel=referentiel) for _ in range(2)), par=agent)
    ouvrir(jury, par=agent)
    jury.refresh_from_db()
    return jury, presentations


def constater(jury, agent, presentation=None, **reserves):
    return constater_conformite(
        jury=jury,
        presentation=presentation,
        reserves=reserves,
        constate_par=jury.membres.get(preside=True),
        par=agent,
        a=CE_JOUR,
    )


def test_le_constat_ne_refait_rien_des_dossiers(deliberation, agent, monkeypatch):
    """Of three hundred candidates, the page that records it waited for each file to be concluded of again."""
    jury, _ = deliberation
    monkeypatch.setattr(suivi, "SEUIL", 0)
    constater(jury, agent)
    assert suivi.en_attente() == 0


def test_le_jury_constate_une_fois_sans_reserve(deliberation, agent):
    jury, _ = deliberation
    assert lire_conformite(jury).jury is None
    constater(jury, agent, inscription="  ")
    lu = lire_conformite(jury).jury
    assert (lu.par, lu.le, lu.reserves, lu.dites, lu.resume) == ("Nolwenn Tanguy", CE_JOUR, {}, [], "sans réserve")
    assert journal_de(jury)[0].phrase == "Organisation constatée conforme par Nolwenn Tanguy."


def test_une_reserve_se_dit_et_se_reprend(deliberation, agent):
    jury, _ = deliberation
    constater(jury, agent, inscription="Deux l’ont été tard.")
    lu = lire_conformite(jury).jury
    assert (lu.dites, lu.resume) == ([f"{INSCRIT} — réserve : Deux l’ont été tard."], "avec 1 réserve")
    assert journal_de(jury)[0].phrase.endswith(f"avec réserve. {INSCRIT} — réserve : Deux l’ont été tard.")
    constater(jury, agent)
    assert (ConstatConformite.objects.count(), lire_conformite(jury).jury.reserves) == (1, {})


def test_un_candidat_a_la_sienne_ou_n_en_a_plus(deliberation, agent):
    jury, (un, deux) = deliberation
    assert constater(jury, agent, presentation=deux) is None
    constater(jury, agent, presentation=un, criteres="Une grille refaite.")
    assert lire_conformite(jury).candidats[un.pk].reserves == {"criteres": "Une grille refaite."}
    assert deux.pk not in lire_conformite(jury).candidats
    assert journal_de(jury)[0].phrase.startswith(
        f"{un.code} : Organisation constatée conforme par Nolwenn Tanguy, avec"
    )
    constater(jury, agent, presentation=un)
    assert (lire_conformite(jury).candidats, journal_de(jury)[0].phrase) == (
        {},
        f"{un.code} : plus aucune réserve propre à ce candidat.",
    )


def test_la_reserve_d_un_candidat_detache_part_avec_lui(deliberation, agent):
    jury, (un, _) = deliberation
    constater(jury, agent, presentation=un, criteres="Une grille refaite.")
    detacher(presentation=un, motif="Non examiné.", par=agent, a=CE_JOUR)
    assert ConstatConformite.objects.count() == 0


def test_un_point_qui_n_est_pas_de_ce_jury_est_refuse(deliberation, agent):
    """No VAE among the candidates."""
    jury, _ = deliberation
    with pytest.raises(ErreurMetier, match="inconnus pour ce jury : recevabilite, zzz"):
        constater(jury, agent, recevabilite="Tardive.", zzz="?")
    assert ConstatConformite.objects.count() == 0


def test_seul_un_membre_present_constate(deliberation, agent):
    jury, _ = deliberation
    absent = jury.membres.filter(preside=False).first()
    absent.present = False
    absent.save()
    invite = MembreJuryFactory(jury=jury, invite=True, present=True)
    ailleurs = creer_jury_compose().membres.get(preside=True)
    for membre in (absent, invite, ailleurs):
        with pytest.raises(ErreurMetier, match="ne siège pas à ce jury"):
            constater_conformite(jury=jury, reserves={}, constate_par=membre, par=agent, a=CE_JOUR)


@pytest.mark.parametrize("etat", [EtatJury.CONVOQUE, EtatJury.CLOS])
def test_la_conformite_se_constate_en_deliberation(deliberation, agent, etat):
    jury, _ = deliberation
    Jury.objects.filter(pk=jury.pk).update(etat=etat, clos_le=CE_JOUR)
    with pytest.raises(ErreurMetier, match="se constate en délibération"):
        constater(jury, agent)


def test_le_pv_et_l_annexe_12_disent_le_constat_et_ses_reserves(deliberation, agent):
    jury, (un, deux) = deliberation
    constater(jury, agent, inscription="Deux l’ont été tard.")
    constater(jury, agent, presentation=un, criteres="Une grille refaite.")
    for presentation in (un, deux):
        decider(presentation=presentation, decision="A", par=agent, a=CE_JOUR)
    clore_et_editer(jury, par=agent)
    pv = texte(octets_de(jury.pieces.get(nature=NaturePiece.PV).document.fichier))
    for attendu in (
        "actions d’évaluation constatée par Nolwenn Tanguy le 8 décembre 2026, avec 1 réserve.",
        "Annexe — réserves du jury sur l’organisation des actions d’évaluation",
        f"{INSCRIT} — réserve : Deux l’ont été tard.",
        f"{un.inscription.candidat.nom_naissance.upper()} {un.inscription.candidat.prenom} : Chaque compétence",
        "réserve : Une grille refaite.",
    ):
        assert attendu in pv
    lettre = contexte_attestation(
        jury, [], jointes=[], centre=parametres(), delegation=None, a=CE_JOUR, conformite=lire_conformite(jury)
    )
    assert lettre.hors_date == [
        f"{INSCRIT} — réserve : Deux l’ont été tard.",
        "Réserves propres à 1 candidat, annexées aux procès-verbaux.",
    ]


def test_le_pv_et_l_annexe_12_disent_qui_a_ete_presente_malgre_une_piece(referentiel, agent, responsable):
    """PRET-POUR-LE-JURY: by whom; the pieces and the reason on the PV, and each candidate once in the letter."""
    jury = creer_jury_compose()
    pret, rouge = (dossier_pret(referentiel=referentiel, blocs=rangs) for rangs in ((), (1, 2)))
    presenter(jury, pret, par=agent)
    AvisEntreprise.objects.filter(inscription=rouge).delete()
    passer_outre(jury=jury, inscription=rouge, motif="Tutrice en arrêt.", par=responsable, a=AVANT)
    ouvrir(jury, par=agent)
    for presentation in jury.presentations.all():
        for titre in lire_synthese(presentation.synthese).titres:
            decider(presentation=presentation, bloc=titre.bloc, decision="A", par=agent, a=CE_JOUR)
    clore_et_editer(jury, par=agent)
    nom = f"{rouge.candidat.nom_naissance.upper()} {rouge.candidat.prenom}"
    pv = [texte(octets_de(piece.document.fichier)) for piece in jury.pieces.filter(nature=NaturePiece.PV)]
    annexe = f"présentés malgré une pièce manquante {nom}"
    assert sorted(annexe in lu and f"Motif : Tutrice en arrêt. Décidé par {responsable}." in lu for lu in pv) == [
        *(False, True, True)
    ]
    dossier = preparer_dossier(jury=jury, jointes=(), motif="Non reçu.", par=responsable, a=CE_JOUR)
    codes = ", ".join(str(bloc.bloc) for bloc in rouge.blocs.order_by("bloc__numero"))
    dit = f"{codes} : un candidat présenté malgré une pièce manquante, "
    dit += f"ce qu’admet {responsable}"
    lu = dossier.lettre.contexte["hors_date"]
    assert (lu[0].replace("\u00a0", " "), nom in str(lu)) == (f"{dit} (motif annexé au procès-verbal).", False)
    assert len(dossier.lettre.contexte["hors_date"]) == 2


def test_la_cloture_confirme_les_reserves_qu_elle_a_montrees(deliberation, agent):
    """JURY-CONFORMITE: a reserve stops nothing; as many as were shown are confirmed, those of a candidate too."""
    jury, (un, deux) = deliberation
    constater(jury, agent, inscription="Deux l’ont été tard.")
    constater(jury, agent, presentation=un, criteres="Une grille refaite.")
    for presentation in (un, deux):
        decider(presentation=presentation, decision="A", par=agent, a=CE_JOUR)
    for lues in (0, 1, 3):
        with pytest.raises(RegleNonRespectee, match=r"2.réserves : relisez.*JURY-CONFORMITE"):
            clore_jury(jury=jury, reserves=lues, par=agent, a=CE_JOUR)
    assert clore_jury(jury=jury, reserves=2, par=agent, a=CE_JOUR).etat == EtatJury.CLOS
    cloture = journal_de(jury).get(acte="cloture")
    assert cloture.phrase.replace("\u00a0", " ").endswith("Close avec 2 réserves sur la conformité.")


def test_sans_constat_les_papiers_n_en_disent_rien(deliberation, agent):
    jury, presentations = deliberation
    for presentation in presentations:
        decider(presentation=presentation, decision="A", par=agent, a=CE_JOUR)
    clore_et_editer(jury, par=agent)
    pv = texte(octets_de(jury.pieces.get(nature=NaturePiece.PV).document.fichier))
    assert ("Conformité de l’organisation" in pv, "Annexe" in pv) == (False, False)
