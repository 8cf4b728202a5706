"""A grid signed on paper: typed by one, checked by another, and of no effect before."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from candidats.services.incident import abandonner_inscription
from certif_portal.commun.erreurs import ErreurMetier, Obstacles, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.fichiers import PDF
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from certif_portal.comptes.choix import Role
from evaluations.choix import EtatGrille, EtatGrillePapier
from evaluations.models import Appreciation, DeclarationIndependance, GrillePapier, SignatureGrille
from evaluations.queries.grille import contenu_grille
from evaluations.queries.grille_papier import contenu_du_papier, empreinte_saisie
from evaluations.queries.saisie import valeurs_a_trancher
from evaluations.regles.saisie import Valeur
from evaluations.services.commission import annuler_commission
from evaluations.services.composition import composer_commission
from evaluations.services.grille import rouvrir_grille, signer_grille
from evaluations.services.grille_papier import (
    LignePapier,
    abandonner_grille_papier,
    deposer_grille_papier,
    renvoyer_grille_papier,
    saisir_grille_papier,
    sceller_grille_papier,
)
from jurys.choix import CodePiece
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import (
    LE_JOUR,
    SEANCE,
    declarer,
    planifier,
    remplir,
    sceller,
)
from tests.evaluations.services.test_saisie import envoyer, operation
from tests.habilitations.dossier import pdf

pytestmark = pytest.mark.django_db
EN_COMMUN = ("papier",)
PLUS_TARD = LE_JOUR + timedelta(days=5)


@pytest.fixture
def second():
    return creer_personne(Role.AGENT)


@pytest.fixture
def passage(inscription, evaluateur, autre_evaluateur):
    passage = planifier(inscription, evaluateur, autre_evaluateur)
    declarer(passage)
    return passage


@pytest.fixture
def papier(passage, agent):
    return deposer(passage, agent)


def deposer(passage, par):
    return deposer_grille_papier(
        grille=passage.inscription.grille, nom="grille.pdf", octets=pdf(), type_mime=PDF, par=par, a=PLUS_TARD
    )


def dit(passage, *, non=(), sauf=(), commentaire="La gamme n’est pas justifiée."):
    """What the paper says: every competence mastered, but those ranks (from 1)."""
    return {
        competence.pk: LignePapier(
            Valeur(rang not in non, ("observe",), (), "Pièce usinée", commentaire if rang in non else ""), passage.pk
        )
        for rang, competence in enumerate(passage.competences.order_by("version_bloc", "ordre"), start=1)
        if rang not in sauf
    }


def saisir(papier, passage, par, *, signee_le=SEANCE, sauf_signature=None, **options):
    lues = {nom: options.pop(nom) for nom in ("non", "sauf", "commentaire") if nom in options}
    membres = [membre.evaluateur for membre in passage.commission.membres.all()]
    return saisir_grille_papier(
        papier=papier,
        lignes=dit(passage, **lues),
        signatures={membre.pk: signee_le for membre in membres if membre != sauf_signature},
        par=par,
        a=PLUS_TARD,
        **options,
    )


def sceller_lue(*, papier, par, a):
    """As whoever opens the page now, and reads it, does."""
    papier = GrillePapier.objects.get(pk=papier.pk)
    lue = empreinte_saisie(papier, contenu_du_papier(papier))
    return sceller_grille_papier(papier=papier, empreinte=lue, par=par, a=a)


def manque(inscription):
    return {piece.code for piece in inscription.pieces_manquantes.all()}


def test_saisie_par_l_un_verifiee_par_l_autre_puis_scellee(papier, passage, inscription, agent, second, evaluateur):
    """GRILLE-PAPIER: the jury's gate is shut until the second pair of eyes."""
    papier = saisir(papier, passage, agent, non=(2,))
    assert (papier.etat, papier.saisie_par, Appreciation.objects.count()) == (EtatGrillePapier.A_VERIFIER, agent, 0)
    inscription.grille.refresh_from_db()
    assert (inscription.grille.etat, CodePiece.GRILLE in manque(inscription)) == (EtatGrille.OUVERTE, True)
    with pytest.raises(RegleNonRespectee, match="Vous avez saisi cette grille"):
        sceller_lue(papier=papier, par=agent, a=PLUS_TARD)
    grille = sceller_lue(papier=papier, par=second, a=PLUS_TARD)
    assert (grille.etat, grille.scellee_le, CodePiece.GRILLE in manque(inscription)) == (
        EtatGrille.SCELLEE,
        PLUS_TARD,
        False,
    )
    lues = Appreciation.objects.order_by("competence__version_bloc", "competence__ordre")
    assert [ligne.maitrisee for ligne in lues] == [True, False, True, True]
    assert [ligne.modalites for ligne in lues] == [["observe"]] * 4
    assert {signature.sur_papier for signature in SignatureGrille.objects.all()} == {True}
    version = grille.versions.get()
    assert (version.papier, version.empreinte) == (papier, contenu_grille(grille).empreinte)
    assert json.loads(version.contenu)["papier"] == {
        "sha256": papier.fichier.sha256,
        "signatures": sorted([str(membre), "2026-11-06"] for membre in passage.commission.membres.all()),
        "saisie_par": str(agent),
        "verifiee_par": str(second),
    }
    assert [entree.phrase for entree in journal_de(inscription)][:3] == [
        f"Grille scellée, reprise d’une grille papier signée par {', '.join(version_noms(version))} ; "
        f"saisie par {agent}.",
        "Grille signée sur papier : saisie du scan, à vérifier par une autre personne.",
        "Grille signée sur papier : scan déposé, à saisir.",
    ]


def version_noms(version):
    return [signature["evaluateur"] for signature in version.signatures]


def test_la_base_refuse_une_verification_par_qui_a_saisi(papier, passage, agent):
    """GRILLE-PAPIER"""
    saisir(papier, passage, agent)
    with pytest.raises(IntegrityError), transaction.atomic():
        GrillePapier.objects.update(etat=EtatGrillePapier.ACCEPTEE, examinee_par=agent, examinee_le=LE_JOUR)


def test_ce_que_le_papier_ne_dit_pas_est_demande_en_une_fois(papier, passage, agent, evaluateur):
    """GRILLE-COMPLETE, COMMENTAIRE-NON-MAITRISE, GRILLE-PAPIER"""
    with pytest.raises(Obstacles) as refus:
        saisir(papier, passage, agent, sauf=(1,), non=(3,), commentaire="x", sauf_signature=evaluateur)
    assert [refuse.detail for refuse in refus.value.refus] == [
        "Restent sans décision, ou sans séance du candidat où elles sont prévues : 1.",
        "Le commentaire ne dit pas quel critère n’est pas atteint : 3.",
        f"La signature de {evaluateur} est attendue.",
    ]
    papier.refresh_from_db()
    assert (papier.etat, papier.lignes) == (EtatGrillePapier.A_SAISIR, {})


@pytest.mark.parametrize("signee_le", [SEANCE - timedelta(days=1), PLUS_TARD.date() + timedelta(days=1)])
def test_une_date_impossible_est_dite(papier, passage, agent, signee_le):
    """GRILLE-PAPIER"""
    with pytest.raises(Obstacles, match="Le papier porte le"):
        saisir(papier, passage, agent, signee_le=signee_le)


def test_renvoyee_on_ne_ressaisit_que_ce_qui_differe(papier, passage, inscription, agent, second):
    papier = saisir(papier, passage, agent)
    with pytest.raises(ErreurMetier, match="Le motif est attendu"):
        renvoyer_grille_papier(papier=papier, motif=" ", par=second, a=PLUS_TARD)
    papier = renvoyer_grille_papier(papier=papier, motif="La 2 n’est pas maîtrisée.", par=second, a=PLUS_TARD)
    assert (papier.etat, papier.saisie_par, len(papier.lignes)) == (EtatGrillePapier.A_SAISIR, None, 4)
    papier = saisir(papier, passage, second, non=(2,))
    assert (papier.motif, sceller_lue(papier=papier, par=agent, a=PLUS_TARD).etat) == ("", EtatGrille.SCELLEE)


def test_abandonnee_rien_n_en_reste_et_un_autre_papier_se_depose(papier, passage, inscription, agent, second):
    with pytest.raises(ErreurMetier, match="Le motif de l’abandon"):
        abandonner_grille_papier(papier=papier, motif="", par=agent, a=PLUS_TARD)
    papier = saisir(papier, passage, agent)
    with pytest.raises(TransitionInterdite, match="saisie, à vérifier"):
        deposer(passage, agent)
    papier = abandonner_grille_papier(papier=papier, motif="Pas signée.", par=second, a=PLUS_TARD)
    assert (papier.etat, papier.examinee_par, Appreciation.objects.count()) == (
        EtatGrillePapier.ABANDONNEE,
        second,
        0,
    )
    with pytest.raises(TransitionInterdite):
        sceller_lue(papier=papier, par=second, a=PLUS_TARD)
    autre = deposer(passage, agent)
    assert (autre.pk == papier.pk, deposer(passage, second).pk == autre.pk) == (False, True)


def test_une_grille_remplie_sur_tablette_se_demande(papier, passage, inscription, agent, second, evaluateur):
    """What the paper replaces is kept, and those who had signed on a tablet are told."""
    remplir(passage)
    grille = inscription.grille
    signer_grille(grille=grille, evaluateur=evaluateur, empreinte=contenu_grille(grille).empreinte, a=LE_JOUR)
    with pytest.raises(ErreurMetier, match="contient déjà des saisies faites sur tablette"):
        saisir(papier, passage, agent, non=(1,))
    papier = saisir(papier, passage, agent, non=(1,), remplace=True)
    grille = sceller_lue(papier=papier, par=second, a=PLUS_TARD)
    papier.refresh_from_db()
    assert [ligne["decision"] for ligne in papier.remplacees.values()] == ["oui"] * 4
    assert (grille.appreciations.filter(maitrisee=False).count(), grille.signatures.count()) == (1, 2)
    assert set(grille.appreciations.values_list("version", flat=True)) == {2}
    assert Courriel.objects.filter(destinataire=evaluateur.utilisateur.email).exists()


def test_une_tablette_qui_ecrit_apres_la_saisie_arrete_le_scellement(papier, passage, agent, second, evaluateur):
    papier = saisir(papier, passage, agent)
    envoyer(evaluateur, operation(passage))
    with pytest.raises(ErreurMetier, match="remplie sur une tablette depuis cette saisie"):
        sceller_lue(papier=papier, par=second, a=PLUS_TARD)
    assert Appreciation.objects.count() == 1


def test_une_grille_scellee_entre_temps_est_dite(papier, passage, agent, second):
    papier = saisir(papier, passage, agent)
    sceller(remplir(passage))
    with pytest.raises(Obstacles, match="Cette grille est scellée"):
        sceller_lue(papier=papier, par=second, a=PLUS_TARD)
    with pytest.raises(TransitionInterdite, match="Cette grille est scellée"):
        deposer(passage, agent)


def test_un_candidat_qui_abandonne_n_a_plus_de_grille(papier, passage, inscription, agent):
    abandonner_inscription(inscription=inscription, motif="Emploi trouvé", par=agent, a=PLUS_TARD)
    with pytest.raises(ErreurMetier, match="sa grille n’est plus reçue"):
        saisir(papier, passage, agent)


def test_l_independance_est_exigee_de_chaque_signataire(papier, passage, agent, second, evaluateur, autre_evaluateur):
    """INDEPENDANCE-DECLARATION, and what is computed again."""
    papier = saisir(papier, passage, agent)
    DeclarationIndependance.objects.filter(evaluateur=evaluateur).delete()
    DeclarationIndependance.objects.filter(evaluateur=autre_evaluateur).update(lien=True, precision="Voisin")
    formateur = passage.inscription.formateurs.create(nom=str(evaluateur), courriel=evaluateur.utilisateur.email)
    with pytest.raises(Obstacles) as refus:
        sceller_lue(papier=papier, par=second, a=PLUS_TARD)
    calcule, *declares = [refuse.detail for refuse in refus.value.refus]
    assert calcule.startswith(f"{formateur.nom} : ")
    assert declares == [
        f"La déclaration de {evaluateur} est attendue, sur sa page « Mes commissions ».",
        f"{autre_evaluateur} a déclaré un lien avec ce candidat.",
    ]


def test_une_seance_a_venir_ou_incomplete_arrete_le_scellement(papier, passage, agent, second, evaluateur):
    """GRILLE-SEANCE, COMMISSION-MEMBRES"""
    papier = saisir(papier, passage, agent)
    type(passage.commission).objects.update(date=PLUS_TARD.date() + timedelta(days=1))
    passage.commission.membres.exclude(evaluateur=evaluateur).delete()
    with pytest.raises(Obstacles) as refus:
        sceller_lue(papier=papier, par=second, a=PLUS_TARD)
    dites = " ".join(refus.value.phrases)
    assert ("Une séance est encore à venir" in dites, "1 membre sur 2" in dites) == (True, True)


def test_une_competence_sans_seance_vivante_n_est_pas_reprise(papier, passage, agent, inscription):
    """GRILLE-COMPLETE: the sitting fell meanwhile."""
    lignes = dit(passage)
    annuler_commission(commission=passage.commission, motif="Grève", par=agent, a=LE_JOUR)
    with pytest.raises(RegleNonRespectee, match="Restent sans décision, ou sans séance"):
        saisir_grille_papier(papier=papier, lignes=lignes, signatures={}, par=agent, a=PLUS_TARD)


def test_ce_qui_est_scelle_est_ce_qui_a_ete_lu(papier, passage, agent, second):
    """GRILLE-PAPIER: sent back and typed again since the page was opened."""
    papier = saisir(papier, passage, agent)
    lue = empreinte_saisie(papier, contenu_du_papier(papier))
    renvoyer_grille_papier(papier=papier, motif="La 2 n’est pas maîtrisée.", par=agent, a=PLUS_TARD)
    papier = saisir(papier, passage, agent, non=(2,))
    with pytest.raises(RegleNonRespectee, match=r"a changé depuis que vous l’avez lu.*GRILLE-PAPIER"):
        sceller_grille_papier(papier=papier, empreinte=lue, par=second, a=PLUS_TARD)
    assert (Appreciation.objects.count(), GrillePapier.objects.get().etat) == (0, EtatGrillePapier.A_VERIFIER)
    assert sceller_lue(papier=papier, par=second, a=PLUS_TARD).etat == EtatGrille.SCELLEE


def test_deux_homonymes_gardent_chacun_leur_date(papier, passage, agent, second, evaluateur, autre_evaluateur):
    """GRILLE-PAPIER: of each signature, in what is hashed."""
    type(agent).objects.filter(pk=autre_evaluateur.utilisateur_id).update(
        nom=evaluateur.utilisateur.nom, prenom=evaluateur.utilisateur.prenom
    )
    jours = {evaluateur.pk: SEANCE, autre_evaluateur.pk: SEANCE + timedelta(days=1)}
    papier = saisir_grille_papier(papier=papier, lignes=dit(passage), signatures=jours, par=agent, a=PLUS_TARD)
    grille = sceller_lue(papier=papier, par=second, a=PLUS_TARD)
    assert json.loads(grille.versions.get().contenu)["papier"]["signatures"] == [
        [str(evaluateur), "2026-11-06"],
        [str(evaluateur), "2026-11-07"],
    ]
    assert contenu_grille(grille).empreinte == grille.empreinte


def test_qui_signe_ne_saisit_ni_ne_verifie(papier, passage, agent, second, evaluateur, autre_evaluateur):
    """GRILLE-PAPIER: though they came into the commission after they typed."""
    with pytest.raises(RegleNonRespectee, match=r"Vous siégez pour ce candidat.*GRILLE-PAPIER"):
        saisir(papier, passage, evaluateur.utilisateur)
    papier = saisir(papier, passage, agent)
    with pytest.raises(RegleNonRespectee, match="Vous siégez pour ce candidat"):
        sceller_lue(papier=papier, par=autre_evaluateur.utilisateur, a=PLUS_TARD)
    GrillePapier.objects.update(saisie_par=evaluateur.utilisateur)
    with pytest.raises(RegleNonRespectee, match=f"{evaluateur} l’a saisie, et siège pour ce candidat"):
        sceller_lue(papier=papier, par=second, a=PLUS_TARD)
    GrillePapier.objects.update(saisie_par=agent)
    assert sceller_lue(papier=papier, par=second, a=PLUS_TARD).etat == EtatGrille.SCELLEE


def test_rouverte_elle_ne_vient_plus_du_papier(papier, passage, responsable, agent, second):
    grille = sceller_lue(papier=saisir(papier, passage, agent), par=second, a=PLUS_TARD)
    rouverte = rouvrir_grille(grille=grille, motif="Signature illisible", par=responsable, a=PLUS_TARD)
    assert (rouverte.etat, rouverte.versions.get().papier, contenu_grille(rouverte).papier) == (
        EtatGrille.OUVERTE,
        papier,
        None,
    )
    assert contenu_grille(sceller(rouverte, a=PLUS_TARD)).papier is None


def test_rouverte_ses_lignes_sont_de_la_commission(
    papier, passage, responsable, agent, second, evaluateur, autre_evaluateur
):
    """Of none of its members until one of them writes it; and none is taken out, as each signed every line."""
    grille = sceller_lue(papier=saisir(papier, passage, agent), par=second, a=PLUS_TARD)
    rouvrir_grille(grille=grille, motif="Signature illisible", par=responsable, a=PLUS_TARD)
    assert {ligne.auteur for ligne in Appreciation.objects.all()} == {"la commission, sur papier"}
    for seul in (evaluateur, autre_evaluateur):
        with pytest.raises(ErreurMetier, match="a déjà évalué à cette séance"), transaction.atomic():
            composer_commission(passage.commission, [seul], None, agent, PLUS_TARD)
    envoyer(evaluateur, operation(passage, version=1, decision="non", commentaire="La gamme n’est pas justifiée."))
    assert {ligne.auteur for ligne in Appreciation.objects.filter(sur_papier=False)} == {str(evaluateur)}
    assert Appreciation.objects.filter(sur_papier=True).count() == 3


def test_une_saisie_qui_n_a_pas_vu_le_papier_ne_l_ecrase_pas(papier, passage, responsable, agent, second):
    """GRILLE-DESACCORD: even of the member under whom the line stands."""
    grille = sceller_lue(papier=saisir(papier, passage, agent), par=second, a=PLUS_TARD)
    rouvrir_grille(grille=grille, motif="Signature illisible", par=responsable, a=PLUS_TARD)
    membre = Appreciation.objects.first().saisie_par
    envoyer(membre, operation(passage, version=0, decision="non", commentaire="La gamme n’est pas justifiée."))
    [ligne] = Appreciation.objects.exclude(tranchable=0)
    assert (ligne.maitrisee, ligne.sur_papier) == (True, True)
    assert [valeur.par for valeur in valeurs_a_trancher(ligne)] == ["la commission, sur papier", str(membre)]
