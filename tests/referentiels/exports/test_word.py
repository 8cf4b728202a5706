"""A référentiel goes out as a Word document and comes back equal."""

import io
from dataclasses import replace
from itertools import pairwise

import docx
import pytest
from docx.oxml.ns import qn

from referentiels.exports.word import exporter_word
from referentiels.imports.lecture import lire_referentiel
from referentiels.imports.modele import (
    ActiviteLue,
    BlocLu,
    CompetenceLue,
    CriteresLus,
    Element,
    ModaliteLue,
    ReferentielLu,
)
from tests.referentiels.imports.contenu import CCPM, CQPM
from tests.referentiels.imports.sosies_word import fabriquer
from tests.referentiels.imports.test_anciennes_formes import ANCIEN


def contenu(lu: ReferentielLu) -> ReferentielLu:
    """What must come back: everything but the traces of one reading."""
    return replace(lu, empreinte="", doutes=(), ecartes=(), format="", proposition=False)


def aller_retour(lu: ReferentielLu) -> ReferentielLu:
    return lire_referentiel(exporter_word(lu))


@pytest.mark.parametrize("document", ["fictif", "ccpm"])
def test_documents_du_projet(document: str, request: pytest.FixtureRequest) -> None:
    lu = request.getfixturevalue(document)
    revenu = aller_retour(lu)
    assert contenu(revenu) == contenu(lu)
    assert (revenu.doutes, revenu.proposition) == ((), False)


@pytest.mark.partage
def test_texte_reel(reel: ReferentielLu) -> None:
    revenu = aller_retour(reel)
    assert contenu(revenu) == contenu(reel)
    assert revenu.doutes == reel.doutes


@pytest.mark.parametrize("sosie", [CQPM, CCPM], ids=["CQPM", "CCPM"])
def test_documents_de_la_branche(sosie: dict) -> None:
    lu = lire_referentiel(fabriquer(sosie))
    assert contenu(aller_retour(lu)) == contenu(lu)


def test_ancienne_forme() -> None:
    """No bloc, no evaluation: what is absent stays absent."""
    lu = lire_referentiel(ANCIEN.encode())
    assert contenu(aller_retour(lu)) == contenu(lu)


def _variantes(lu: ReferentielLu) -> dict[str, ReferentielLu]:
    bloc = lu.blocs[0]
    competence = CompetenceLue(
        numero=1,
        intitule="Régler un œil « à vue » & vérifier l’appui <fin>",
        conditions=(Element("Avec :"), Element("une cale", sous=True), Element("Sur place.")),
        criteres=CriteresLus(methodes=(Element("La règle (5 %, 2 × 3) est tenue."),)),
        resultats=(),
    )
    return {
        "sans identité": replace(
            lu, prefixe=None, annee=None, numero=None, suffixe=None, numero_imprime=None, niveau=None, date_gtp=None
        ),
        "catégorie": replace(lu, categorie="C*"),
        "sans mission ni activité": replace(lu, mission=None, activites=()),
        "activité sans texte": replace(lu, activites=(ActiviteLue("L’usinage d’une pièce", ""),)),
        "liste dans la mission": replace(lu, mission="Il prépare :\n• les pièces ;\n• les outils.\n\nIl range."),
        "sans modalité ni avis": replace(lu, modalites=(), avis_entreprise=None, mise_en_oeuvre=()),
        "projet seul": replace(
            lu, modalites=(ModaliteLue("projet", "PRÉSENTATION DES PROJETS OU ACTIVITÉS.\nUn rapport est remis."),)
        ),
        "situation reconstituée": replace(
            lu, modalites=(ModaliteLue("reconstituee", "ÉVALUATION EN SITUATION RECONSTITUÉE\nSur un poste école."),)
        ),
        "sans condition d’admission": replace(lu, conditions_admission=None),
        "connaissances avec sous-points": replace(
            lu,
            blocs=(
                replace(bloc, connaissances=(Element("Les normes :"), Element("la lecture", sous=True))),
                *lu.blocs[1:],
            ),
        ),
        "une compétence en bloc": replace(lu, blocs=(BlocLu("BDC9009", "Le réglage", (), (competence,)),)),
        "bloc sans numéro": replace(lu, blocs=(BlocLu(None, "Le réglage", (), (competence,)),)),
    }


@pytest.mark.parametrize(
    "nom",
    [
        "sans identité",
        "catégorie",
        "sans mission ni activité",
        "activité sans texte",
        "liste dans la mission",
        "sans modalité ni avis",
        "projet seul",
        "situation reconstituée",
        "sans condition d’admission",
        "connaissances avec sous-points",
        "une compétence en bloc",
        "bloc sans numéro",
    ],
)
def test_contenus_particuliers(fictif: ReferentielLu, nom: str) -> None:
    lu = _variantes(fictif)[nom]
    assert contenu(aller_retour(lu)) == contenu(lu)


def test_numero_recompose(fictif: ReferentielLu) -> None:
    """Without the printed form, the number is written on the model of the dispositif."""
    lu = replace(fictif, prefixe="MQ", annee=1996, mois=11, departements=("76", "35"), suffixe="R", numero_imprime=None)
    assert aller_retour(lu).numero_imprime == "MQ 1996 11 76/35 9001 R"


def test_modele_de_la_branche(fictif: ReferentielLu) -> None:
    """Merged cells, underlined families, a header row that is printed again on each page."""
    document = docx.Document(io.BytesIO(exporter_word(fictif)))
    blocs, evaluations, modalites = document.tables
    assert [cellule.text for cellule in evaluations.rows[0].cells] == [
        "Compétences professionnelles",
        "Conditions de réalisation",
        "Critères mesurables et observables",
        "Résultats attendus",
    ]
    assert evaluations.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [len(tableau.rows) for tableau in (blocs, evaluations, modalites)] == [7, 25, 2]
    premiere, derniere = evaluations.rows[1].cells, evaluations.rows[4].cells
    assert [premiere[c]._tc is derniere[c]._tc for c in range(4)] == [True, True, False, True]
    assert premiere[2].paragraphs[0].runs[0].underline is True
    assert premiere[2].paragraphs[0].text == "En matière de méthodes utilisées\u00a0:"


def test_le_document_dit_sa_langue_son_titre_ses_rubriques_et_ses_entetes(fictif: ReferentielLu) -> None:
    """What a reader that does not see the sizes goes by (RGAA 13.3)."""
    document = docx.Document(io.BytesIO(exporter_word(fictif)))
    proprietes = document.core_properties
    assert (proprietes.language, proprietes.title) == ("fr-FR", f"{fictif.type} {fictif.intitule}")
    langue = next(document.styles.element.iter(qn("w:lang")))
    assert langue.get(qn("w:val")) == "fr-FR"
    styles = [paragraphe.style.name for paragraphe in document.paragraphs if "Head" in paragraphe.style.name]
    niveaux = [int(nom.removeprefix("Heading ")) for nom in styles]
    assert niveaux[0] == 1
    assert niveaux.count(1) == 1
    assert set(niveaux) == {1, 2, 3}
    assert all(apres <= avant + 1 for avant, apres in pairwise(niveaux))
    assert all(tableau.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for tableau in document.tables)


def test_deux_exports_identiques(fictif: ReferentielLu) -> None:
    assert exporter_word(fictif) == exporter_word(fictif)
