"""« Dossier technique » is the livret's other name: the centre's own word is the only one the screens and mails say.

In the suite a page in two, drawn, is read, by the OF when the centre reads it too; PARCOURS_ENTIERS=1 (`dev.py epreuves
parcours mots`): every page, by both.
"""

import random
import re

import pytest
from django.utils.html import strip_tags

from candidats import courriels
from candidats.models import Livret
from candidats.services.livret import deposer_livret, noter_validation_livret, renvoyer_livret
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.models import Courriel
from certif_portal.commun.typographie import pluriel
from certif_portal.portail.catalogue import regles
from tests.architecture.droits import lire_table, noms_des_adresses
from tests.architecture.monde import creer_monde
from tests.candidats.factories import donnees_livret
from tests.environnement import PARCOURS_ENTIERS
from tests.navigateur.scene import texte_du_pdf

# A VAE has its own « livret 2 », a family its « livret de famille »; a rule or a source is quoted as its text says it.
AUTRE_MOT = re.compile(r"\b[Ll]ivrets?\b(?! 2| de famille)")
FICHIERS = (".pdf", ".docx", ".xlsx")
CITENT = {"regle_liste", "parametres_modifier", "composants", "guide", "guide_acte"}
"""The guide says the trade's word, and under each title which one is the centre's."""


@pytest.mark.parametrize(
    ("groupe", "au_pluriel"),
    [
        ("livret de suivi", "livrets de suivi"),
        ("dossier technique", "dossiers techniques"),
        ("carnet d’évaluation", "carnets d’évaluation"),
        ("parcours", "parcours"),
    ],
)
def test_le_pluriel_du_nom(groupe, au_pluriel):
    assert pluriel(groupe) == au_pluriel


@pytest.fixture
def dossier_technique(db):
    parametres()
    ParametresCentre.objects.update(livret_nom="dossier technique")


@pytest.mark.django_db
def test_aucune_page_ne_dit_un_autre_mot(dossier_technique):
    monde, routes = creer_monde(), noms_des_adresses()
    citations = [texte for ligne in regles() for texte in (ligne.regle.enonce, str(ligne.regle.source))]
    fautes, dits = [], 0
    table = lire_table()
    pages = [nom for nom, ligne in table.items() if ligne["methode"] == "GET" and nom not in CITENT]
    pages = [nom for nom in pages if not nom.startswith(("dossier_", "habilitation"))]
    for nom in pages if PARCOURS_ENTIERS else random.Random(9).sample(pages, len(pages) // 2):  # noqa: S311
        ligne = table[nom]
        siens = [role for role in ("responsable", "of") if ligne["attendus"][role] == 200]
        for role in siens if PARCOURS_ENTIERS else siens[-1:]:
            adresse = monde.adresse(nom, routes[nom], ligne["objet"], role)
            if adresse.endswith(FICHIERS):
                continue  # made for nothing: the PDFs are read below
            reponse = monde.clients[role].get(adresse)
            if not reponse.get("Content-Type", "").startswith("text/html"):
                continue
            texte = re.sub(r"\s+", " ", strip_tags(reponse.content.decode()))
            if AUTRE_MOT.search(texte):  # a page that says nothing of it has nothing to be excused
                for citation in citations:
                    texte = texte.replace(citation, "")
            dits += "ossier technique" in texte
            fautes += [(nom, role, texte[max(m.start() - 60, 0) : m.end() + 40]) for m in AUTRE_MOT.finditer(texte)]
    assert fautes == [], "\n".join(map(str, fautes))
    assert dits > 10


@pytest.mark.django_db
def test_ni_les_courriels_ni_les_pdf(dossier_technique, inscription, agent, instant, connecte):
    livret = deposer_livret(
        inscription=inscription, donnees=donnees_livret(inscription), fichier=None, par=agent, a=instant
    )
    renvoyer_livret(livret=livret, motif="Le lieu manque.", par=agent, a=instant)
    deposer_livret(inscription=inscription, donnees=donnees_livret(inscription), fichier=None, par=agent, a=instant)
    noter_validation_livret(livret=Livret.objects.get(), par=agent, a=instant)
    courriels.annoncer_au_candidat(inscription, a=instant)
    textes = [f"{courriel.objet} {courriel.texte}" for courriel in Courriel.objects.exclude(acte="avis_demande")]
    assert len(textes) == 3
    pdf = connecte(agent).get(f"/referentiels/{inscription.referentiel_id}/livret.pdf")
    assert pdf["Content-Disposition"].startswith('attachment; filename="dossier-technique-')
    for texte in [*textes, texte_du_pdf(pdf.content)]:
        assert "ossier technique" in texte
        assert AUTRE_MOT.findall(texte) == []


@pytest.mark.django_db
def test_l_aide_dit_le_mot_du_centre(dossier_technique, connecte, agent):
    page = connecte(agent).get("/guide/").content.decode()
    premier = re.search(r'href="(/guide/[^/"]+/[^/"]+/)"', page)[1]
    dite = "Ce que l’aide appelle «&nbsp;livret&nbsp;» est ici le {}."
    assert dite.format("dossier technique") in connecte(agent).get(premier).content.decode()
    ParametresCentre.objects.update(livret_nom="livret de suivi")
    assert "Ce que l’aide appelle" not in connecte(agent).get(premier).content.decode()
