"""One document for the table: the émargement kept, the anonymous syntheses, the blank checklist; big, and numbered."""

import io
from datetime import UTC, datetime

import pikepdf
import pytest

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.fichiers import octets_de
from jurys.choix import EtatJury, EtatPiece
from jurys.regles.conformite import ELEMENTS
from jurys.services.table import imprimer_la_table
from tests.candidats.factories import CandidatFactory, EntrepriseFactory
from tests.jurys.factories import creer_jury_compose, dossier_pret, ouvrir, presenter, relire
from tests.jurys.lecture import metadonnees, texte

pytestmark = pytest.mark.django_db
A = datetime(2026, 12, 7, 16, tzinfo=UTC)
NOMS = {"nom_naissance": "Marqueurnom", "nom_usage": "Marqueurusage", "prenom": "Marqueurprenom"}


@pytest.fixture
def jury(agent, organisme, referentiel):
    organisme.nom = "Marqueurorganisme"
    organisme.save()
    agence = EntrepriseFactory(raison_sociale="Marqueurentreprise")
    commun = {"referentiel": referentiel, "organisme": organisme, "entreprise": agence}
    jury = creer_jury_compose(numero="2026-4")
    presenter(
        jury,
        dossier_pret(candidat=CandidatFactory(**NOMS), **commun),
        dossier_pret(candidat=CandidatFactory(**NOMS), non_maitrisees=(3,), **commun),
        dossier_pret(candidat=CandidatFactory(**NOMS), blocs=(1, 2), **commun),
        par=agent,
    )
    return jury


def test_la_table_s_imprime_avant_puis_pendant_sans_aucun_nom_de_candidat(agent, jury):
    """JURY-COMMENTAIRES-RELUS: read again, they no longer hold it."""
    relire(jury, par=agent)
    avant = imprimer_la_table(jury=jury, par=agent, a=A)
    piece = jury.pieces.get()
    assert piece.etat == EtatPiece.RENDU
    lu = texte(avant)
    for code in jury.presentations.values_list("code", flat=True):
        assert code in lu
    for attendu in (
        "Feuille d’émargement",
        "Synthèse des évaluations",
        "pas en autonomie",
        "La gamme n’est pas justifiée.",
        "Conformité de l’organisation des évaluations",
        "page 1 / 1",
    ):
        assert attendu in lu
    assert "marqueur" not in lu.lower()
    assert "marqueur" not in metadonnees(avant)
    with pikepdf.open(io.BytesIO(avant)) as document:
        assert len(document.pages) >= 3
    for element in ELEMENTS:
        assert (element.enonce[:30] in lu) is ("formation" in element.voies)
    premiere = octets_de(piece.document.fichier)
    ouvrir(jury, par=agent)
    imprimer_la_table(jury=jury, par=agent, a=A)
    piece.refresh_from_db()
    assert octets_de(piece.document.fichier) == premiere


def test_un_commentaire_a_relire_retient_la_table(agent, referentiel):
    """JURY-COMMENTAIRES-RELUS"""
    jury = creer_jury_compose()
    douteux = "M. Dupond s’en occupe avec Mme Ly."
    presenter(jury, dossier_pret(referentiel=referentiel, non_maitrisees=(1,), commentaire=douteux), par=agent)
    with pytest.raises(RegleNonRespectee, match="À relire avant d’imprimer"):
        imprimer_la_table(jury=jury, par=agent, a=A)
    assert jury.pieces.count() == 0


def test_la_table_d_un_jury_non_convoque_ou_sans_candidat_ne_s_imprime_pas(agent):
    with pytest.raises(ErreurMetier, match="une fois les membres convoqués"):
        imprimer_la_table(jury=creer_jury_compose(etat=EtatJury.PREPARATION), par=agent, a=A)
    with pytest.raises(ErreurMetier, match="rien à mettre sur la table"):
        imprimer_la_table(jury=creer_jury_compose(), par=agent, a=A)


@pytest.mark.parametrize("ou", ["information", "xmp", "signet", "pièce jointe"])
def test_un_nom_dans_les_metadonnees_serait_vu(agent, jury, ou):
    """Negative control of what the table says of itself."""
    relire(jury, par=agent)
    with pikepdf.open(io.BytesIO(imprimer_la_table(jury=jury, par=agent, a=A))) as document:
        if ou == "information":
            document.docinfo["/Author"] = "Marqueurnom"
        elif ou == "xmp":
            with document.open_metadata() as donnees:
                donnees["dc:title"] = "Marqueurnom"
        elif ou == "signet":
            with document.open_outline() as plan:
                plan.root.append(pikepdf.OutlineItem("Marqueurnom", 0))
        else:
            document.attachments["Marqueurnom.txt"] = pikepdf.AttachedFileSpec(document, b"x")
        sortie = io.BytesIO()
        document.save(sortie)
    assert "marqueurnom" in metadonnees(sortie.getvalue())
