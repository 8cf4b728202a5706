"""Two real tabs on one form, kind by kind: each is opened, one is sent, then the other, as a browser sends them."""

from collections.abc import Callable
from typing import Any

import lxml.html
import pytest
from django.urls import reverse

from candidats.models import ColonneGAC
from candidats.queries.gac import colonnes_gac
from candidats.services.livret import deposer_livret, renvoyer_livret
from certif_portal.commun.versions import CHAMP, PREFIXE_CHOIX
from referentiels.models import FicheParcours, Referentiel
from tests.candidats.factories import InscriptionFactory, ProjetFactory, donnees_livret
from tests.candidats.personne import verifier
from tests.referentiels.services.test_parcours import enregistrer

pytestmark = pytest.mark.django_db
NAVIGATEUR = {"Origin": "http://testserver", "Sec-Fetch-Mode": "navigate"}


class Onglet:
    """A page with a form, open in a browser."""

    def __init__(self, client: Any, page: str, champ: str) -> None:
        self.client, self.page, self.champ = client, page, champ
        self.lire(client.get(page))

    def lire(self, reponse: Any) -> None:
        formes = lxml.html.fromstring(reponse.content.decode()).forms
        forme = next(forme for forme in formes if self.champ in forme.fields)
        self.champs: dict[str, list[str]] = {}
        for nom, valeur in forme.form_values():
            self.champs.setdefault(nom, []).append(valeur)

    def envoyer(self, **saisis: str) -> Any:
        valeurs = self.champs | {nom: [valeur] for nom, valeur in saisis.items()}
        self.reponse = self.client.post(self.page, valeurs, headers=NAVIGATEUR)
        if self.reponse.status_code == 200:
            self.lire(self.reponse)
        return self.reponse


def _brouillon(monde: Any) -> tuple[str, Callable[[], str]]:
    inscription = InscriptionFactory(organisme=monde("organisme"), referentiel=monde("referentiel"), brouillon=True)
    return reverse("inscription_modifier", args=[inscription.pk]), lambda: _relu(inscription).tuteur_nom


def _etat_civil(monde: Any) -> tuple[str, Callable[[], str]]:
    candidat = verifier(InscriptionFactory().candidat, monde("agent"), monde("instant"))
    return reverse("candidat_corriger", args=[candidat.pk]), lambda: _relu(candidat).prenom


def _projet(monde: Any) -> tuple[str, Callable[[], str]]:
    projet = ProjetFactory(organisme=monde("organisme"), referentiel=monde("referentiel"), brouillon=True)
    return reverse("projet_modifier", args=[projet.pk]), lambda: _relu(projet).besoins


def _colonnes(_: Any) -> tuple[str, Callable[[], str]]:
    colonnes_gac()
    return reverse("gac_colonnes"), lambda: ColonneGAC.objects.order_by("ordre").first().titre


def _parcours(_: Any) -> tuple[str, Callable[[], str]]:
    projet = enregistrer()
    lire = lambda: FicheParcours.objects.get(referentiel=projet).domaines.first().contenus  # noqa: E731
    return reverse("parcours_modifier", args=[projet.pk]), lire


def _relu(objet: Any) -> Any:
    return type(objet)._base_manager.get(pk=objet.pk)


GENRES = {
    "un brouillon": (_brouillon, "membre_of", "tuteur_nom", "tuteur_nom", {}),
    "un état civil": (_etat_civil, "agent", "prenom", "prenom", {"motif": "Mal recopié.", "preuve": "acte"}),
    "un projet": (_projet, "membre_of", "besoins", "besoins", {}),
    "les colonnes de l’export": (_colonnes, "responsable", "form-0-titre", "form", {}),
    "un parcours": (_parcours, "responsable", "domaines-0-contenus", "domaines", {}),
}


@pytest.mark.parametrize("choix", ["mienne", "enregistree"])
@pytest.mark.parametrize("genre", GENRES)
def test_le_second_onglet_compare_et_choisit(request, connecte, genre, choix):
    preparer, role, champ, compare, autres = GENRES[genre]
    page, lire = preparer(request.getfixturevalue)
    client = connecte(request.getfixturevalue(role))
    premier, second = (Onglet(client, page, champ) for _ in range(2))
    assert premier.envoyer(**autres, **{champ: "Premier"}).status_code == 302
    assert lire() == "Premier"
    refus = second.envoyer(**autres, **{champ: "Second"})
    corps = refus.content.decode()
    assert (refus.status_code, lire()) == (200, "Premier")
    assert [dit in corps for dit in ("Premier", "Second", f'name="{PREFIXE_CHOIX}{compare}"')] == [True] * 3
    assert (second.envoyer().status_code, lire()) == (200, "Premier")  # pressed again without choosing
    assert second.envoyer(**{PREFIXE_CHOIX + compare: choix}).status_code in (200, 302)
    assert lire() == ("Second" if choix == "mienne" else "Premier")


def test_une_ligne_ajoutee_ailleurs_ne_se_perd_pas(connecte, responsable):
    """The second tab was opened before the line was there: sent as it is, it would have dropped it."""
    page, _ = _colonnes(None)
    client = connecte(responsable)
    premier, second = (Onglet(client, page, "form-0-titre") for _ in range(2))
    rang = int(premier.champs["form-TOTAL_FORMS"][0]) - 2
    ligne = {f"form-{rang}-ordre": "900", f"form-{rang}-titre": "Ajoutée", f"form-{rang}-champ": "prenom"}
    assert premier.envoyer(**ligne).status_code == 302
    assert second.envoyer(**{f"form-{rang}-titre": ""}).status_code == 200
    assert ColonneGAC.objects.filter(titre="Ajoutée").count() == 1
    corps = second.reponse.content.decode()
    ecarts = corps.partition('class="ecarts"')[2].partition("</table>")[0]
    assert ("Ajoutée" in ecarts, "Nom de naissance" in ecarts) == (True, False)  # the lines that differ, and no other
    assert second.envoyer().status_code == 302  # untouched here, the table is taken as it is recorded
    assert ColonneGAC.objects.filter(titre="Ajoutée").count() == 1


def test_un_navigateur_qui_ne_dit_pas_ce_qu_il_montrait_est_refuse(connecte, responsable):
    """Decision 0197: refused, what differs side by side; the same form unchanged passes."""
    page, lire = _parcours(None)
    onglet = Onglet(connecte(responsable), page, "domaines-0-contenus")
    avant = lire()
    del onglet.champs[CHAMP]
    refus = onglet.envoyer(**{"domaines-0-contenus": "Autre chose"})
    assert (refus.status_code, lire()) == (200, avant)
    corps = " ".join(refus.content.decode().split())
    assert "Cette page ne dit pas ce qu’elle montrait" in corps.replace("\u00a0", " ")
    assert onglet.envoyer(**{f"{PREFIXE_CHOIX}domaines": "mienne"}).status_code == 302
    assert lire() == "Autre chose"
    assert Referentiel.objects.count() == 1


def test_le_second_onglet_d_un_livret_deja_redepose_recoit_une_phrase(connecte, membre_of, inscription, agent, instant):
    """Deposited by the first, it is no longer to be deposited: the second is told, and nothing is written over."""
    depot = {"inscription": inscription, "fichier": None, "par": membre_of, "a": instant}
    livret = deposer_livret(donnees=donnees_livret(inscription), **depot)
    renvoyer_livret(livret=livret, motif="Qui a donné son accord ?", par=agent, a=instant)
    page, client = reverse("livret_deposer", args=[inscription.pk]), connecte(membre_of)
    premier, second = (Onglet(client, page, "accord_nom") for _ in range(2))
    assert premier.envoyer(accord_nom="Premier").status_code == 302
    refus = second.envoyer(accord_nom="Second")
    assert (refus.status_code, _relu(livret).accord_nom) == (403, "Premier")
    assert "cet acte n’y est pas possible" in " ".join(refus.content.decode().split()).replace("\u00a0", " ")
