"""The file's reading: what each role is given, in a constant number of queries."""

from datetime import UTC, date, datetime

import pytest

from candidats.choix import Portee
from candidats.models import Amenagement, FinancementInscription, Inscription
from certif_portal.centre.models import ParametresCentre
from certif_portal.portail.queries.dossier import dossier, inscription_complete
from evaluations.choix import EtatGrille
from evaluations.models import Appreciation, Grille, MembreCommission, Passage, SignatureGrille
from jurys.queries.piece import pieces_pour_jury
from referentiels.models import Competence
from tests.evaluations.factories import CommissionFactory

pytestmark = pytest.mark.django_db
LE = date(2026, 11, 20)
A = datetime(2026, 11, 6, 16, 42, tzinfo=UTC)


@pytest.fixture
def evaluee(inscription, evaluateur):
    """One competence mastered, one not, on a sealed grid."""
    commission = CommissionFactory()
    MembreCommission.objects.create(commission=commission, evaluateur=evaluateur)
    passage = Passage.objects.create(commission=commission, inscription=inscription)
    grille = Grille.objects.create(
        inscription=inscription, etat=EtatGrille.SCELLEE, ouverte_le=A, scellee_le=A, empreinte="f" * 64
    )
    premiere, seconde = Competence.objects.filter(version_bloc__compositions__referentiel=inscription.referentiel)[:2]
    for competence, maitrisee in ((premiere, True), (seconde, False)):
        Appreciation.objects.create(
            grille=grille,
            competence=competence,
            passage=passage,
            maitrisee=maitrisee,
            saisie_le=A,
            saisie_par=evaluateur,
            commentaire="" if maitrisee else "La matrice n’est pas pondérée.",
        )
    FinancementInscription.objects.create(inscription=inscription, code="CP")
    Amenagement.objects.create(inscription=inscription, effet="temps_majore", demande_le=LE)
    return inscription


def lire(inscription, personne):
    complete = inscription_complete(Inscription.objects.all(), inscription.pk)
    return dossier(complete, personne, ParametresCentre(), LE)


def test_le_centre_lit_les_resultats_de_la_grille_scellee(evaluee, agent):
    lu = lire(evaluee, agent)
    assert [(bloc.intitule, len(bloc.competences)) for bloc in lu.blocs] == [
        ("Bloc d’essai 1", 2),
        ("Bloc d’essai 2", 2),
    ]
    assert [c.numero for bloc in lu.blocs for c in bloc.competences] == [1, 2, 3, 4]
    assert [c.resultat for bloc in lu.blocs for c in bloc.competences] == [
        "maîtrisée",
        "pas en toute autonomie",
        "",
        "",
    ]
    assert lu.blocs[0].competences[1].commentaire == "La matrice n’est pas pondérée."
    assert lu.blocs[0].competences[1].seance_le == date(2026, 11, 6)


def test_l_organisme_ne_lit_ni_resultat_ni_commentaire_avant_la_cloture(evaluee, membre_of):
    lu = lire(evaluee, membre_of)
    assert {(c.resultat, c.commentaire) for bloc in lu.blocs for c in bloc.competences} == {("", "")}


def test_une_grille_en_cours_ne_se_lit_pas(evaluee, agent):
    Grille.objects.update(etat=EtatGrille.OUVERTE)
    assert {c.resultat for bloc in lire(evaluee, agent).blocs for c in bloc.competences} == {""}


def test_des_blocs_seuls_gardent_le_numero_du_referentiel(evaluee, agent):
    Inscription.objects.update(portee=Portee.BLOCS)
    evaluee.blocs.set([evaluee.referentiel.compositions.last().version_bloc])
    lu = lire(evaluee, agent)
    assert [c.numero for bloc in lu.blocs for c in bloc.competences] == [3, 4]


def test_les_petites_listes_sont_lues_avec_leurs_mots_et_leurs_dates(evaluee, agent):
    annexes = lire(evaluee, agent).annexes
    assert [ligne.get_code_display() for ligne in annexes.financements] == ["Contrat de professionnalisation"]
    assert [ligne.get_effet_display() for ligne in annexes.amenagements] == ["Temps majoré d’un tiers"]
    assert [passage.commission.date for passage in annexes.passages] == [date(2026, 11, 6)]
    assert [len(passage.commission.montres) for passage in annexes.passages] == [1]


def test_l_organisme_ne_recoit_ni_les_membres_ni_les_signatures_ni_les_amenagements(evaluee, evaluateur, membre_of):
    SignatureGrille.objects.create(grille=evaluee.grille, evaluateur=evaluateur, signee_le=A, empreinte="f" * 64)
    annexes = lire(evaluee, membre_of).annexes
    assert [passage.commission.montres for passage in annexes.passages] == [[]]
    assert (list(annexes.signatures), list(annexes.liens), list(annexes.amenagements)) == ([], [], [])


def test_trois_requetes_avant_les_listes(evaluee, agent, django_assert_num_queries):
    with django_assert_num_queries(3):
        lire(evaluee, agent)


def test_les_pieces_sont_celles_du_jury(evaluee, agent):
    """PRET-POUR-LE-JURY: the file shows what is kept; the jury's gate reads the facts."""
    lues = {piece.code: (piece.etat, piece.explication) for piece in lire(evaluee, agent).pieces}
    attendues = pieces_pour_jury([evaluee], LE)[evaluee.pk]
    assert lues == {piece.code: (piece.etat, piece.explication) for piece in attendues}
    assert lues["competences"] == ("manquante", "Compétences 3, 4 non évaluées.")
