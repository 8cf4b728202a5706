"""Papers made from a version, and the round trip of its export to Word."""

import dataclasses
import io
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from pypdfium2 import PdfDocument

from certif_portal.centre.models import ValeurAvis, parametres, valeurs_avis
from referentiels import documents
from referentiels.choix import EtatReferentiel
from referentiels.imports.lecture import lire_referentiel
from referentiels.imports.modele import ReferentielLu
from referentiels.models import Referentiel
from referentiels.queries.export import version_lue
from referentiels.queries.fiche import fiche_referentiel
from referentiels.services.version import importer_referentiel
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 20, 10, tzinfo=UTC)
SOCLE = 3
PAPIERS = ("referentiel_livret_vierge", "referentiel_grille_vierge", "referentiel_avis_vierge", "referentiel_pdf")
# What the reading says of the document itself, not of the référentiel.
DU_DOCUMENT = {"empreinte", "format", "proposition", "doutes", "ecartes", "numero_imprime"}


def importer(lu: ReferentielLu) -> Referentiel:
    return importer_referentiel(lu=lu, nom_source="x", par=None, par_nom="Essai", a=A).referentiel


def texte(octets: bytes) -> str:
    pages = [page.get_textpage().get_text_bounded() for page in PdfDocument(octets)]
    return " ".join(" ".join(pages).replace("\ufffe", "").split())


def contenu(lu: ReferentielLu) -> dict[str, object]:
    return {c.name: getattr(lu, c.name) for c in dataclasses.fields(lu) if c.name not in DU_DOCUMENT}


@pytest.mark.parametrize("source", ["fictif", "ccpm"])
def test_le_word_exporte_se_relit_a_l_identique(source: str, request, agent) -> None:
    lu = request.getfixturevalue(source)
    fiche = fiche_referentiel(agent, importer(lu).pk)
    assert fiche is not None
    assert contenu(version_lue(fiche)) == contenu(lu)
    relu = lire_referentiel(documents.document_word(fiche))
    assert contenu(relu) == contenu(lu)


@pytest.mark.partage
def test_le_texte_reel_fait_l_aller_retour(reel: ReferentielLu, agent) -> None:
    complet = dataclasses.replace(reel, prefixe="MQ", annee=2006, numero="0248", suffixe="R")
    fiche = fiche_referentiel(agent, importer(complet).pk)
    assert fiche is not None
    assert contenu(lire_referentiel(documents.document_word(fiche))) == contenu(complet)


def test_la_grille_porte_chaque_texte(fictif: ReferentielLu, agent) -> None:
    fiche = fiche_referentiel(agent, importer(fictif).pk)
    assert fiche is not None
    lue = texte(documents.document_pdf(documents.GRILLE, fiche, parametres())).replace(" ", "").replace("-", "")
    for rang, competence in enumerate(fictif.competences, start=1):
        elements = (
            *competence.conditions,
            *(e for _, f in competence.criteres.familles() for e in f),
            *competence.resultats,
        )
        for morceau in (f"{rang}. {competence.intitule}", *(element.texte for element in elements)):
            attendu = "".join(morceau.split()).replace("-", "").replace("'", "’")
            assert attendu[:40] in lue, morceau
    assert lue.count("nonmaîtrisée") == len(fictif.competences) + 1


def test_l_avis_reprend_les_activites_et_les_valeurs(fictif: ReferentielLu, agent) -> None:
    ValeurAvis.objects.all().delete()
    for ordre, libelle in enumerate(("Favorable", "Réservé")):
        ValeurAvis.objects.create(code=libelle.lower()[:3], libelle=libelle, ordre=ordre)
    ValeurAvis.objects.create(code="vieux", libelle="Ancienne valeur", active=False)
    fiche = fiche_referentiel(agent, importer(fictif).pk)
    assert fiche is not None
    lu = texte(documents.document_pdf(documents.AVIS, fiche, parametres()))
    assert ["Favorable Réservé" in lu, "Ancienne valeur" in lu] == [True, False]
    assert all(activite.intitule[:30] in lu for activite in fictif.activites)


def test_le_meme_papier_deux_fois(agent, referentiel) -> None:
    fiche = fiche_referentiel(agent, referentiel.pk)
    assert fiche is not None
    assert documents.document_word(fiche) == documents.document_word(fiche)
    premier = documents.document_pdf(documents.LIVRET, fiche, parametres())
    assert documents.document_pdf(documents.LIVRET, fiche, parametres()) == premier


@pytest.mark.parametrize("nom", PAPIERS)
def test_un_clic_la_bonne_version(nom: str, connecte, membre_of, referentiel) -> None:
    reponse = connecte(membre_of).get(reverse(nom, args=[referentiel.pk]))
    assert (reponse.status_code, reponse["Content-Type"], reponse.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert "version-2022-03-12.pdf" in reponse["Content-Disposition"]
    assert "version du 12 mars 2022" in texte(reponse.content).replace("\xa0", " ")


def test_le_word_s_ouvre(connecte, membre_of, referentiel) -> None:
    import docx

    reponse = connecte(membre_of).get(reverse("referentiel_word", args=[referentiel.pk]))
    assert ".docx" in reponse["Content-Disposition"]
    assert len(docx.Document(io.BytesIO(reponse.content)).tables) == 3


def test_pas_d_avis_pour_un_ccpm(connecte, agent, ccpm: ReferentielLu) -> None:
    version = importer(ccpm)
    client = connecte(agent)
    assert client.get(reverse("referentiel_avis_vierge", args=[version.pk])).status_code == 404
    assert (
        reverse("referentiel_avis_vierge", args=[version.pk])
        not in client.get(version.get_absolute_url()).content.decode()
    )


def test_l_avis_vierge_dit_quand_il_est_sans_objet(connecte, membre_of, referentiel) -> None:
    """The CCPI as well as the CCPM."""
    lu = texte(connecte(membre_of).get(reverse("referentiel_avis_vierge", args=[referentiel.pk])).content)
    assert (
        "Sans objet en VAE, pour un CCPM ou un CCPI, ou à l’initiative du salarié sans l’accord de l’employeur."
        in " ".join(lu.replace("\xa0", " ").split())
    )


def test_un_brouillon_reste_au_centre(connecte, agent, membre_of) -> None:
    version = creer_referentiel()
    Referentiel.objects.update(etat=EtatReferentiel.BROUILLON, date_gtp=None)
    url = reverse("referentiel_grille_vierge", args=[version.pk])
    assert [connecte(personne).get(url).status_code for personne in (agent, membre_of)] == [200, 404]
    assert "projet.pdf" in connecte(agent).get(url)["Content-Disposition"]


def test_visiteur_renvoye_a_la_connexion(client, referentiel) -> None:
    assert client.get(reverse("referentiel_pdf", args=[referentiel.pk])).status_code == 302


@pytest.mark.parametrize("blocs", [1, 5])
def test_cout_constant(blocs: int, connecte, membre_of, django_assert_max_num_queries) -> None:
    version, _, _ = creer_referentiel(nombre_blocs=blocs), parametres(), valeurs_avis()  # a centre's first defaults
    client = connecte(membre_of)
    with django_assert_max_num_queries(SOCLE + 1 + 5 + 3):
        client.get(reverse("referentiel_livret_vierge", args=[version.pk]))


def test_liens_sur_le_dossier_et_sur_le_referentiel(connecte, agent, inscription) -> None:
    client = connecte(agent)
    version = inscription.referentiel
    assert f"{version.get_absolute_url()}#documents" in client.get(inscription.get_absolute_url()).content.decode()
    page = client.get(version.get_absolute_url()).content.decode()
    assert all(reverse(nom, args=[version.pk]) in page for nom in (*PAPIERS, "referentiel_word"))
