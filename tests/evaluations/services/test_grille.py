"""The grid: declared, filled, signed, sealed; nothing lost between two evaluators."""

import hashlib
from datetime import date

import pytest
from django.db import transaction

from certif_portal.commun.declencheurs import LigneScellee
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from evaluations.choix import TRANSITIONS_GRILLE, EtatGrille
from evaluations.models import Appreciation, DeclarationIndependance, Passage, SignatureGrille, VersionGrille
from evaluations.queries.grille import contenu_grille
from evaluations.services import saisie as services_saisie
from evaluations.services.commission import ajouter_passage, annuler_commission, modifier_commission
from evaluations.services.grille import EmpreintePerimee, declarer_independance, rouvrir_grille, signer_grille
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import (
    AVANT,
    LE_JOUR,
    EvaluateurFactory,
    creer_commission,
    declarer,
    declarer_recevable,
    planifier,
    remplir,
    sceller,
)

pytestmark = pytest.mark.django_db
EN_COMMUN = ("passage",)


@pytest.fixture
def passage(inscription, evaluateur, autre_evaluateur):
    return planifier(inscription, evaluateur, autre_evaluateur)


def apprecier(passage, evaluateur, rang=0, **champs):
    donnees = {"maitrisee": True, "commentaire": "", "a": LE_JOUR} | champs
    competence = donnees.pop("competence", None) or list(passage.competences.order_by("version_bloc", "ordre"))[rang]
    return services_saisie.apprecier(
        grille=passage.inscription.grille, competence=competence, passage=passage, evaluateur=evaluateur, **donnees
    )


def signer(grille, evaluateur, empreinte=None, a=LE_JOUR):
    return signer_grille(
        grille=grille, evaluateur=evaluateur, empreinte=empreinte or contenu_grille(grille).empreinte, a=a
    )


def test_sans_declaration_la_grille_reste_fermee(passage, evaluateur):
    """INDEPENDANCE-DECLARATION"""
    with pytest.raises(RegleNonRespectee, match="Votre déclaration est attendue"):
        apprecier(passage, evaluateur)
    assert Appreciation.objects.count() == 0


def test_un_lien_declare_ferme_la_grille_et_previent_le_centre(inscription, evaluateur, autre_evaluateur, agent):
    """INDEPENDANCE-DECLARATION"""
    passage = planifier(inscription, evaluateur, autre_evaluateur, par=agent)
    declarer_independance(
        evaluateur=evaluateur, inscription=inscription, lien=True, precision="C’est mon beau-frère", a=LE_JOUR
    )
    with pytest.raises(RegleNonRespectee, match="Vous avez déclaré un lien"):
        apprecier(passage, evaluateur)
    assert Courriel.objects.get(acte="independance_lien").destinataire == agent.email
    assert journal_de(inscription)[0].phrase == f"{evaluateur} déclare un lien avec le candidat."
    assert journal_de(passage.commission)[0].phrase == (
        f"{evaluateur} déclare un lien avec {inscription.candidat} : C’est mon beau-frère"
    )


def test_une_declaration_ne_se_refait_pas(passage, evaluateur):
    declarer(passage)
    with pytest.raises(ErreurMetier, match="déjà fait cette déclaration"):
        declarer_independance(
            evaluateur=evaluateur, inscription=passage.inscription, lien=True, precision="Voisin", a=LE_JOUR
        )
    assert DeclarationIndependance.objects.filter(lien=True).count() == 0


def test_qui_ne_siege_pas_ne_declare_ni_n_evalue(passage):
    etranger = EvaluateurFactory()
    with pytest.raises(ErreurMetier, match="Vous ne siégez pas pour ce candidat"):
        declarer_independance(evaluateur=etranger, inscription=passage.inscription, lien=False, a=LE_JOUR)
    with pytest.raises(ErreurMetier, match="Vous ne siégez pas à cette séance"):
        apprecier(passage, etranger)


def test_un_lien_apparu_depuis_bloque_la_saisie(passage, evaluateur):
    """INDEPENDANCE-HIERARCHIE"""
    declarer(passage)
    passage.inscription.superieur_nom = str(evaluateur)
    passage.inscription.save()
    with pytest.raises(RegleNonRespectee, match="INDEPENDANCE-HIERARCHIE"):
        apprecier(passage, evaluateur)


def test_apprecier_nomme_la_seance_et_l_auteur(passage, evaluateur):
    declarer(passage)
    criteres = list(passage.competences.order_by("version_bloc", "ordre").first().elements.all()[:2])
    ligne = apprecier(passage, evaluateur, criteres=[c.pk for c in criteres])
    assert (ligne.passage, ligne.saisie_par, ligne.version, ligne.maitrisee) == (passage, evaluateur, 1, True)
    assert ligne.atteints == sorted(c.pk for c in criteres)


def test_non_maitrisee_sans_commentaire(passage, evaluateur):
    """COMMENTAIRE-NON-MAITRISE"""
    declarer(passage)
    with pytest.raises(RegleNonRespectee, match="COMMENTAIRE-NON-MAITRISE"):
        apprecier(passage, evaluateur, maitrisee=False, commentaire="  ")
    assert Appreciation.objects.count() == 0


def test_avant_le_jour_de_la_seance(passage, evaluateur):
    """GRILLE-SEANCE"""
    declarer(passage, a=AVANT)
    with pytest.raises(RegleNonRespectee, match=r"La séance est le 6\xa0novembre\xa02026"):
        apprecier(passage, evaluateur, a=AVANT)


def test_commission_d_un_seul_membre(inscription, evaluateur):
    """COMMISSION-MEMBRES"""
    passage = planifier(inscription, evaluateur)
    declarer(passage)
    with pytest.raises(RegleNonRespectee, match="La commission compte 1 membre sur 2"):
        apprecier(passage, evaluateur)


def test_validation_vae_sans_president(evaluateur, autre_evaluateur):
    """VALIDATION-VAE-PRESIDENCE"""
    inscription = InscriptionFactory(vae=True)
    declarer_recevable(inscription)
    commission = creer_commission(evaluateur, autre_evaluateur, vae=True)
    passage = ajouter_passage(commission=commission, inscription=inscription, par=None, a=AVANT)
    commission.membres.update(preside=False)
    declarer(passage)
    with pytest.raises(RegleNonRespectee, match="VALIDATION-VAE-PRESIDENCE"):
        apprecier(passage, evaluateur)
    commission.membres.filter(evaluateur=evaluateur).update(preside=True)
    assert sceller(remplir(passage)).etat == EtatGrille.SCELLEE


def test_competence_d_une_autre_seance(inscription, evaluateur, autre_evaluateur):
    competences = [c for bloc in inscription.referentiel.blocs.all() for c in bloc.competences.all()]
    premiere = planifier(inscription, evaluateur, autre_evaluateur, competences=competences[:2])
    declarer(premiere)
    with pytest.raises(ErreurMetier, match="n’est pas prévue à cette séance"):
        apprecier(premiere, evaluateur, competence=competences[3])


def test_une_seance_annulee_ou_d_un_autre_n_evalue_plus(passage, evaluateur, autre_evaluateur):
    """The page was open when the sitting was called off; the other sitting is another candidate's."""
    declarer(passage)
    d_un_autre = planifier(InscriptionFactory(referentiel=passage.inscription.referentiel), evaluateur)
    saisie = {"grille": passage.inscription.grille, "maitrisee": True, "evaluateur": evaluateur, "a": LE_JOUR}
    annuler_commission(commission=passage.commission, motif="Atelier fermé.", par=None, a=LE_JOUR)
    for seance in (Passage.objects.get(pk=passage.pk), d_un_autre):
        with pytest.raises(ErreurMetier, match="n’est pas, ou plus, une séance du candidat"):
            services_saisie.apprecier(**saisie, competence=seance.competences.first(), passage=seance)
    assert Appreciation.objects.count() == 0


def test_un_autre_evaluateur_a_change_la_ligne(passage, evaluateur, autre_evaluateur):
    """Both are kept; only who has seen both settles."""
    declarer(passage)
    lue = apprecier(passage, evaluateur).version
    apprecier(passage, autre_evaluateur, maitrisee=False, commentaire="Choix non justifié", version_lue=lue)
    contestee = apprecier(passage, evaluateur, commentaire="Très bien", version_lue=lue)
    assert (contestee.en_conflit, contestee.commentaire, contestee.version) == (True, "Choix non justifié", 3)
    assert [autre["valeur"]["commentaire"] for autre in contestee.autres] == ["Très bien"]
    assert apprecier(passage, evaluateur, commentaire="Très bien", version_lue=lue).en_conflit  # pressed again
    repris = apprecier(passage, evaluateur, commentaire="Très bien", version_lue=Appreciation.objects.get().version)
    assert (repris.version, repris.commentaire, repris.en_conflit) == (5, "Très bien", False)


def test_deux_premieres_saisies_a_la_fois(passage, evaluateur, autre_evaluateur):
    declarer(passage)
    apprecier(passage, evaluateur, version_lue=0)
    assert apprecier(passage, autre_evaluateur, commentaire="Net", version_lue=0).en_conflit


def test_signer_une_grille_incomplete(passage, evaluateur):
    """GRILLE-COMPLETE"""
    declarer(passage)
    apprecier(passage, evaluateur)
    with pytest.raises(RegleNonRespectee, match="Restent à évaluer : 2, 3, 4"):
        signer(passage.inscription.grille, evaluateur)
    assert SignatureGrille.objects.count() == 0


def test_la_derniere_signature_scelle(passage, evaluateur, autre_evaluateur):
    """GRILLE-SIGNATURE"""
    grille = remplir(passage, non_maitrisees=(3,))
    empreinte = contenu_grille(grille).empreinte
    assert signer(grille, evaluateur).etat == EtatGrille.EN_SIGNATURE
    scellee = signer(grille, autre_evaluateur)
    assert (scellee.etat, scellee.empreinte, scellee.scellee_le) == (EtatGrille.SCELLEE, empreinte, LE_JOUR)
    assert journal_de(passage.inscription)[0].phrase == f"Grille signée par {autre_evaluateur} : la grille est scellée."
    assert set(SignatureGrille.objects.values_list("empreinte", flat=True)) == {empreinte}


def test_signer_deux_fois_ou_sans_sieger(passage, evaluateur):
    grille = remplir(passage)
    signer(grille, evaluateur)
    with pytest.raises(ErreurMetier, match="déjà signé"):
        signer(grille, evaluateur)
    with pytest.raises(ErreurMetier, match="n’attend pas votre signature"):
        signer(grille, EvaluateurFactory())
    assert SignatureGrille.objects.count() == 1


def test_empreinte_perimee(passage, evaluateur, autre_evaluateur):
    """GRILLE-SIGNATURE"""
    grille = remplir(passage)
    ancienne = contenu_grille(grille).empreinte
    apprecier(passage, autre_evaluateur, maitrisee=False, commentaire="À revoir")
    with pytest.raises(EmpreintePerimee, match="La grille a changé"):
        signer(grille, evaluateur, ancienne)
    assert SignatureGrille.objects.count() == 0


def test_modifier_apres_une_signature_annule_les_signatures(passage, evaluateur, autre_evaluateur):
    grille = remplir(passage)
    signer(grille, evaluateur)
    apprecier(passage, autre_evaluateur, maitrisee=False, commentaire="La cote n’est pas tenue")
    grille.refresh_from_db()
    assert (grille.etat, grille.empreinte, SignatureGrille.objects.count()) == (EtatGrille.OUVERTE, "", 0)
    assert Courriel.objects.get(acte="grille_signatures_annulees").destinataire == evaluateur.utilisateur.email
    assert journal_de(passage.inscription)[0].phrase == (
        f"Signatures de la grille annulées ({evaluateur}) : une appréciation a changé."
    )


def test_enregistrer_sans_rien_changer_garde_les_signatures(passage, evaluateur, autre_evaluateur):
    grille = remplir(passage)
    signer(grille, evaluateur)
    apprecier(passage, autre_evaluateur)
    grille.refresh_from_db()
    assert grille.etat == EtatGrille.EN_SIGNATURE
    assert set(Appreciation.objects.values_list("version", flat=True)) == {1}


def test_une_grille_scellee_ne_change_plus(passage, evaluateur, autre_evaluateur):
    grille = sceller(remplir(passage))
    with pytest.raises(TransitionInterdite, match="scellée"):
        apprecier(passage, evaluateur, maitrisee=False, commentaire="Trop tard")
    with pytest.raises(TransitionInterdite, match="déjà scellée"):
        signer(grille, evaluateur)
    assert Appreciation.objects.filter(maitrisee=False).count() == 0


def test_deux_seances_tous_les_membres_signent(inscription, evaluateur, autre_evaluateur):
    competences = [c for bloc in inscription.referentiel.blocs.all() for c in bloc.competences.all()]
    premiere = planifier(inscription, evaluateur, autre_evaluateur, competences=competences[:2])
    tiers, quart = EvaluateurFactory(), EvaluateurFactory()
    seconde = planifier(inscription, tiers, quart, date=date(2026, 11, 5), lieu="Brest")
    remplir(premiere)
    grille = remplir(seconde)
    for membre in (evaluateur, tiers, autre_evaluateur):
        assert signer(grille, membre).etat == EtatGrille.EN_SIGNATURE
    assert signer(grille, quart).etat == EtatGrille.SCELLEE
    seances = {ligne.numero: ligne.appreciation.passage for ligne in contenu_grille(grille).lignes}
    assert seances == {1: premiere, 2: premiere, 3: seconde, 4: seconde}


def test_une_seance_encore_a_venir_retient_la_signature(inscription, evaluateur, autre_evaluateur):
    """GRILLE-SEANCE"""
    passage = planifier(inscription, evaluateur, autre_evaluateur)
    grille = remplir(passage)
    planifier(
        inscription, evaluateur, autre_evaluateur, date=date(2026, 11, 20), competences=[passage.competences.first()]
    )
    with pytest.raises(RegleNonRespectee, match="Une séance est encore à venir"):
        signer(grille, evaluateur)


def test_changer_les_membres_annule_les_signatures(passage, evaluateur, autre_evaluateur):
    grille = remplir(passage)
    signer(grille, evaluateur)
    commission = passage.commission
    modifier_commission(
        commission=commission,
        date=commission.date,
        lieu=commission.lieu,
        heure=None,
        adresse="",
        evaluateurs=[evaluateur, EvaluateurFactory()],
        preside=None,
        par=None,
        a=LE_JOUR,
    )
    grille.refresh_from_db()
    assert (grille.etat, SignatureGrille.objects.count()) == (EtatGrille.OUVERTE, 0)


@pytest.mark.parametrize("de", EtatGrille)
@pytest.mark.parametrize("vers", EtatGrille)
def test_transitions_de_la_grille(de, vers):
    permises = {
        (EtatGrille.OUVERTE, EtatGrille.EN_SIGNATURE),
        (EtatGrille.OUVERTE, EtatGrille.SCELLEE),
        (EtatGrille.EN_SIGNATURE, EtatGrille.OUVERTE),
        (EtatGrille.EN_SIGNATURE, EtatGrille.SCELLEE),
        (EtatGrille.SCELLEE, EtatGrille.OUVERTE),  # reopened, with a reason
    }
    assert (vers in TRANSITIONS_GRILLE[de]) is ((de, vers) in permises)


def test_un_desaccord_bloque_la_signature(passage, evaluateur, autre_evaluateur):
    """GRILLE-DESACCORD"""
    grille = remplir(passage)
    apprecier(passage, autre_evaluateur, maitrisee=False, commentaire="Cote fausse", version_lue=0)
    with pytest.raises(RegleNonRespectee, match="Restent à trancher : 1"):
        signer(grille, evaluateur)
    apprecier(passage, autre_evaluateur, maitrisee=False, commentaire="Cote fausse")
    assert signer(grille, evaluateur).etat == EtatGrille.EN_SIGNATURE


def test_un_commentaire_trop_court_bloque_la_signature(passage, evaluateur):
    """COMMENTAIRE-NON-MAITRISE: a tablet may have sent it half written."""
    grille = remplir(passage)
    Appreciation.objects.filter(pk=Appreciation.objects.first().pk).update(maitrisee=False, commentaire="x")
    with pytest.raises(RegleNonRespectee, match="ne dit pas quel critère n’est pas atteint"):
        signer(grille, evaluateur)


def test_le_trace_reste_avec_la_version_scellee(passage, evaluateur, autre_evaluateur):
    grille = remplir(passage)
    empreinte = contenu_grille(grille).empreinte
    trace = [[[100, 200], [900, 300]]]
    signer_grille(grille=grille, evaluateur=evaluateur, empreinte=empreinte, trace=trace, a=LE_JOUR)
    signer_grille(grille=grille, evaluateur=autre_evaluateur, empreinte=empreinte, sans_trace="Main plâtrée", a=LE_JOUR)
    version = VersionGrille.objects.get()
    assert [(s["trace"], s["sans_trace"]) for s in version.signatures] == [
        ([[[100, 200], [900, 300]]], ""), ([], "Main plâtrée"),
    ]  # fmt: skip
    assert hashlib.sha256(version.contenu.encode()).hexdigest() == version.empreinte == empreinte
    assert [s.trace for s in contenu_grille(grille).signataires] == [trace, []]


def test_la_conclusion_d_une_vae_est_sur_la_page_signee(evaluateur, autre_evaluateur):
    inscription = InscriptionFactory(vae=True)
    declarer_recevable(inscription)
    commission = creer_commission(evaluateur, autre_evaluateur, vae=True)
    passage = ajouter_passage(commission=commission, inscription=inscription, par=None, a=AVANT)
    contenu = contenu_grille(remplir(passage, non_maitrisees=(2,)))
    assert contenu.canonique["conclusion"] == "Validation partielle"
    assert [bloc["acquis"] for bloc in contenu.canonique["blocs"]].count(False) == 1
    grille = sceller(passage.inscription.grille)
    assert (grille.conclusion, grille.versions.get().conclusion) == ("partielle", "partielle")


def test_rouvrir_une_grille_garde_ce_qui_etait_scelle(passage, evaluateur, autre_evaluateur, responsable):
    grille = sceller(remplir(passage))
    premiere = grille.versions.get()
    rouverte = rouvrir_grille(grille=grille, motif="Erreur de saisie", par=responsable, a=LE_JOUR)
    assert (rouverte.etat, rouverte.empreinte, rouverte.scellee_le, SignatureGrille.objects.count()) == (
        EtatGrille.OUVERTE, "", None, 0,
    )  # fmt: skip
    assert sorted(
        Courriel.objects.filter(acte="grille_signatures_annulees").values_list("destinataire", flat=True)
    ) == sorted([evaluateur.utilisateur.email, autre_evaluateur.utilisateur.email])
    assert journal_de(passage.inscription)[0].phrase == "Grille rouverte (version 1 gardée) : Erreur de saisie"
    apprecier(passage, evaluateur, maitrisee=False, commentaire="Cote fausse")
    seconde = sceller(grille).versions.last()
    premiere.refresh_from_db()
    assert (premiere.rang, premiere.motif, seconde.rang, seconde.motif) == (1, "Erreur de saisie", 2, "")
    assert ["Cote fausse" in version.contenu for version in (premiere, seconde)] == [False, True]
    with pytest.raises(LigneScellee), transaction.atomic():
        VersionGrille.objects.filter(pk=premiere.pk).update(contenu="{}")


def test_une_grille_ouverte_ne_se_rouvre_pas(passage, responsable):
    grille = remplir(passage)
    with pytest.raises(TransitionInterdite, match="elle se corrige sans être rouverte"):
        rouvrir_grille(grille=grille, motif="Erreur", par=responsable, a=LE_JOUR)
    sceller(grille)
    with pytest.raises(ErreurMetier, match="Le motif de la réouverture est attendu"):
        rouvrir_grille(grille=grille, motif=" ", par=responsable, a=LE_JOUR)
