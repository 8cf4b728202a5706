"""A projet is written, deposited, answered, amended; registrations attach to it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from candidats.choix import PROJET_DECIDE, TRANSITIONS_PROJET, EtatInscription, EtatProjet
from candidats.donnees import DonneesProjet
from candidats.models import Inscription, Projet
from candidats.services.depot import InscriptionIncomplete, accepter_inscription, deposer_inscription
from candidats.services.incident import abandonner_inscription
from candidats.services.inscription import creer_inscription, modifier_inscription
from candidats.services.projet import (
    ProjetIncomplet,
    creer_projet,
    decider_projet,
    deposer_projet,
    modifier_projet,
    rattacher_inscription,
    supprimer_projet,
)
from certif_portal.centre.models import parametres
from certif_portal.commun.erreurs import ErreurMetier, Obstacles, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from certif_portal.commun.typographie import date_longue
from tests.candidats.factories import InscriptionFactory, ProjetFactory, donnees_completes, piece_recue
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 20, 10, tzinfo=UTC)
COMPLET = {
    "besoins": "Trois départs",
    "moyens_techniques": "Deux centres",
    "moyens_humains": "Un formateur",
    "entree_formation": date(2027, 1, 4),
    "livret_prevu_le": date(2027, 3, 1),
    "date_evaluation_prevue": date(2027, 9, 15),
    "fin_formation": date(2027, 9, 30),
    "effectif_prevu": 6,
}


@pytest.fixture
def projet(organisme, referentiel, membre_of):
    donnees = DonneesProjet(referentiel_id=referentiel.pk, **COMPLET)
    return creer_projet(donnees=donnees, organisme=organisme, par_centre=False, par=membre_of, a=A)


@pytest.fixture
def depose(projet, membre_of):
    return deposer_projet(projet=projet, par=membre_of, a=A)


def phrases(objet):
    return [entree.phrase for entree in journal_de(objet)]


def decider(projet, agent, decision, motif="", **options):
    return decider_projet(projet=projet, decision=decision, motif=motif, par=agent, a=A, **options)


def test_un_brouillon_se_garde_incomplet_et_ne_se_depose_pas(organisme, referentiel, membre_of):
    projet = creer_projet(
        donnees=DonneesProjet(referentiel_id=referentiel.pk), organisme=organisme, par_centre=False, par=membre_of, a=A
    )
    with pytest.raises(ProjetIncomplet) as refus:
        deposer_projet(projet=projet, par=membre_of, a=A)
    assert len(refus.value.constats) == 8
    projet.refresh_from_db()
    assert (projet.etat, projet.depose_le) == (EtatProjet.BROUILLON, None)


def test_le_depot_attend_le_centre_et_ferme_la_saisie(depose, membre_of, referentiel):
    assert (depose.etat, depose.depose_le) == (EtatProjet.DEPOSE, A)
    assert phrases(depose)[0] == f"Projet déposé : {referentiel.intitule}, 6 candidats prévus."
    donnees = DonneesProjet(referentiel_id=referentiel.pk, **COMPLET)
    with pytest.raises(TransitionInterdite):
        modifier_projet(projet=depose, donnees=donnees, par=membre_of, a=A)


def test_l_aval_previent_l_organisme(depose, agent, organisme):
    decide = decider(depose, agent, EtatProjet.AVAL, " Cohérent. ")
    assert (decide.etat, decide.decide_par, decide.motif) == (EtatProjet.AVAL, agent, "Cohérent.")
    assert phrases(decide)[0] == "Aval donné : Cohérent."
    courriel = Courriel.objects.get(acte="projet_decide")
    assert (courriel.destinataire, decide.reference in courriel.texte) == (organisme.courriel, True)
    assert "donne son aval" in courriel.texte


def test_un_refus_se_motive_et_se_depose_de_nouveau(depose, agent, membre_of, referentiel):
    with pytest.raises(ErreurMetier, match="motif"):
        decider(depose, agent, EtatProjet.REFUSE)
    refuse = decider(depose, agent, EtatProjet.REFUSE, "Aucun plateau technique.")
    donnees = DonneesProjet(referentiel_id=referentiel.pk, **COMPLET | {"moyens_techniques": "Plateau loué"})
    modifier_projet(projet=refuse, donnees=donnees, par=membre_of, a=A)
    redepose = deposer_projet(projet=refuse, par=membre_of, a=A)
    assert (redepose.etat, redepose.motif, redepose.decide_par) == (EtatProjet.DEPOSE, "", None)
    assert redepose.moyens_techniques == "Plateau loué"
    assert phrases(redepose)[0].startswith("Projet déposé de nouveau")


def test_un_conseil_nomme_une_autre_certification(depose, agent):
    with pytest.raises(ErreurMetier, match="quelle certification"):
        decider(depose, agent, EtatProjet.CONSEILLE, "Plus adaptée.")
    with pytest.raises(ErreurMetier, match="déjà celle du projet"):
        decider(depose, agent, EtatProjet.CONSEILLE, "x", certification_conseillee=depose.referentiel.certification)
    autre = creer_referentiel(champs_certification={"intitule": "Soudeur"}).certification
    conseille = decider(depose, agent, EtatProjet.CONSEILLE, "Plus adaptée.", certification_conseillee=autre)
    assert (conseille.etat, conseille.certification_conseillee) == (EtatProjet.CONSEILLE, autre)
    assert phrases(conseille)[0] == f"Autre certification conseillée, {autre} : Plus adaptée."
    aval = decider(conseille, agent, EtatProjet.AVAL)
    assert (aval.etat, aval.motif, aval.certification_conseillee) == (EtatProjet.AVAL, "", None)


def test_un_aval_sur_lequel_repose_une_inscription_ne_se_retire_pas(agent):
    projet = ProjetFactory()
    inscription = InscriptionFactory(projet=projet, organisme=projet.organisme, referentiel=projet.referentiel)
    with pytest.raises(ErreurMetier, match=r"1 inscription\(s\)"):
        decider(projet, agent, EtatProjet.REFUSE, "x")
    abandonner_inscription(inscription=inscription, motif="x", par=agent, a=A)
    assert decider(projet, agent, EtatProjet.REFUSE, "x").etat == EtatProjet.REFUSE


@pytest.mark.parametrize("de", list(EtatProjet))
@pytest.mark.parametrize("vers", list(EtatProjet))
def test_les_etats_suivent_leur_table(de, vers, agent, membre_of):
    decide = {"decide_le": A, "decide_par": agent} if de in PROJET_DECIDE else {"decide_le": None, "decide_par": None}
    conseillee = creer_referentiel(champs_certification={"intitule": "Soudeur"}).certification
    projet = ProjetFactory(
        etat=de,
        motif="x",
        certification_conseillee=conseillee,
        depose_le=None if de == EtatProjet.BROUILLON else A,
        entree_formation=date(2027, 1, 4),
        livret_prevu_le=date(2027, 3, 1),
        date_evaluation_prevue=date(2027, 9, 15),
        fin_formation=date(2027, 9, 30),
        **decide,
    )

    def passer():
        if vers == EtatProjet.DEPOSE:
            return deposer_projet(projet=projet, par=membre_of, a=A)
        return decider(projet, agent, vers, "x", certification_conseillee=conseillee)

    if vers in TRANSITIONS_PROJET[de]:
        assert passer().etat == vers
    else:
        with pytest.raises(TransitionInterdite):
            passer()


def test_seul_un_brouillon_se_supprime(projet, membre_of):
    with pytest.raises(TransitionInterdite):
        supprimer_projet(projet=ProjetFactory(depose=True), par=membre_of, a=A)
    supprimer_projet(projet=projet, par=membre_of, a=A)
    assert Projet.objects.filter(organisme=projet.organisme).count() == 0


def test_une_entreprise_porte_un_projet_saisi_par_le_centre(agent, referentiel):
    donnees = DonneesProjet(referentiel_id=referentiel.pk, entreprise_nom="Chantiers du Ponant", **COMPLET)
    projet = creer_projet(donnees=donnees, organisme=None, par_centre=True, par=agent, a=A)
    projet = decider(deposer_projet(projet=projet, par=agent, a=A), agent, EtatProjet.AVAL)
    assert (projet.porteur, projet.etat) == ("Chantiers du Ponant", EtatProjet.AVAL)
    assert Courriel.objects.count() == 0


# ---------------------------------------------------------------- registrations


def inscrire(organisme, referentiel, membre_of, **champs):
    donnees = donnees_completes(referentiel_id=referentiel.pk, **champs)
    return creer_inscription(donnees=donnees, organisme=organisme, piece=piece_recue(), par=membre_of, a=A)


def test_une_inscription_se_rattache_a_un_projet_avalise_du_meme_organisme(organisme, referentiel, membre_of):
    """PROJET-INSCRIPTION"""
    sien = ProjetFactory(organisme=organisme, referentiel=referentiel)
    for refuse in (
        ProjetFactory(referentiel=referentiel),
        ProjetFactory(organisme=organisme),
        ProjetFactory(organisme=organisme, referentiel=referentiel, depose=True),
    ):
        with pytest.raises(RegleNonRespectee, match="PROJET-INSCRIPTION"):
            inscrire(organisme, referentiel, membre_of, projet_id=refuse.pk)
    inscription = inscrire(
        organisme,
        referentiel,
        membre_of,
        projet_id=sien.pk,
        positionnement_le=date(2026, 11, 10),
        positionnement_resultat="Convient",
    )
    assert (inscription.projet, inscription.positionnement_le) == (sien, date(2026, 11, 10))


def test_sans_projet_l_inscription_se_depose_ou_se_refuse_selon_le_centre(organisme, referentiel, membre_of):
    """PROJET-PREALABLE: signalled by default, refused by the setting."""
    inscription = inscrire(organisme, referentiel, membre_of)
    centre = parametres()
    centre.projet_exige = True
    centre.save()
    with pytest.raises(InscriptionIncomplete) as refus:
        deposer_inscription(inscription=inscription, par=membre_of, a=A)
    assert [c.regle.code for c in refus.value.constats] == ["PROJET-PREALABLE", "POSITIONNEMENT"]
    centre.projet_exige = False
    centre.save()
    deposee = deposer_inscription(inscription=inscription, par=membre_of, a=A)
    assert deposee.etat == EtatInscription.DEPOSEE


def test_le_reglage_arrete_aussi_l_acceptation_sauf_sans_organisme(agent):
    """PROJET-PREALABLE"""
    centre = parametres()
    centre.projet_exige = True
    centre.save()
    inscription = InscriptionFactory(deposee=True, deposee_le=date(2026, 3, 10))
    inscription.candidat.identite_verifiee_le, inscription.candidat.identite_verifiee_par = A, agent
    inscription.candidat.identite_document = "carte"
    inscription.candidat.save()
    with pytest.raises(Obstacles) as erreur:  # no project: no positioning either
        accepter_inscription(inscription=inscription, par=agent, a=A)
    assert [refus.regle.code for refus in erreur.value.refus] == ["PROJET-PREALABLE", "POSITIONNEMENT"]
    type(inscription).objects.filter(pk=inscription.pk).update(organisme=None)
    assert accepter_inscription(inscription=inscription, par=agent, a=A).etat == EtatInscription.ACCEPTEE


def test_un_agent_rattache_plus_tard_et_detache(agent):
    projet = ProjetFactory()
    inscription = InscriptionFactory(organisme=projet.organisme, referentiel=projet.referentiel)
    valeurs = {"positionnement_le": date(2026, 3, 1), "positionnement_resultat": " Convient ", "par": agent, "a": A}
    rattachee = rattacher_inscription(inscription=inscription, projet=projet, **valeurs)
    assert (rattachee.projet, rattachee.positionnement_resultat) == (projet, "Convient")
    assert (
        phrases(inscription)[0]
        == f"Rattachée au projet {projet.reference} ; positionnement du {date_longue(date(2026, 3, 1))}."
    )
    with pytest.raises(RegleNonRespectee, match="PROJET-INSCRIPTION"):
        rattacher_inscription(inscription=inscription, projet=ProjetFactory(), **valeurs)
    with pytest.raises(ErreurMetier, match="à venir"):
        rattacher_inscription(
            inscription=inscription, projet=projet, **valeurs | {"positionnement_le": date(2026, 11, 21)}
        )
    detachee = rattacher_inscription(inscription=inscription, projet=None, **valeurs)
    assert detachee.projet is None
    with pytest.raises(TransitionInterdite):
        rattacher_inscription(inscription=InscriptionFactory(brouillon=True), projet=None, **valeurs)


def test_la_modification_garde_ou_change_le_projet(organisme, referentiel, membre_of):
    projet = ProjetFactory(organisme=organisme, referentiel=referentiel)
    inscription = inscrire(organisme, referentiel, membre_of, projet_id=projet.pk)
    donnees = donnees_completes(referentiel_id=referentiel.pk, projet_id=projet.pk, prenom="Autre")
    modifiee = modifier_inscription(inscription=inscription, donnees=donnees, par=membre_of, a=A)
    assert modifiee.projet == projet
    sans = replace(donnees, projet_id=None)
    assert modifier_inscription(inscription=modifiee, donnees=sans, par=membre_of, a=A).projet is None


def test_un_projet_a_une_certification(organisme, membre_of):
    donnees = replace(DonneesProjet(), referentiel_id=None)
    with pytest.raises(ErreurMetier, match="La certification est à choisir"):
        creer_projet(donnees=donnees, organisme=organisme, par_centre=False, par=membre_of, a=A)
    assert Projet.objects.count() == 0


def test_un_projet_disparu_entre_temps_est_dit(organisme, referentiel, membre_of):
    """Chosen on a page, deleted before it was sent."""
    with pytest.raises(ErreurMetier, match=r"^Ce projet de certification n’existe plus\.$"):
        inscrire(organisme, referentiel, membre_of, projet_id=0)
    assert not Inscription.objects.exists()
