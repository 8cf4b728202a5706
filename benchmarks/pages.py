"""Each page of the portal against the page frame of the same person, in turn, on the volume already loaded."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median

from django.db.models import Count
from django.test import Client, override_settings
from django.test.utils import setup_test_environment, teardown_test_environment
from django.urls import reverse

from benchmarks.chrono import occuper, occuper_et_rendre
from benchmarks.essai import essayer
from benchmarks.table import Mesure
from candidats.choix import EtatInscription
from candidats.models import Candidat, Inscription
from candidats.queries.catalogue import referentiels_ouverts
from certif_portal.commun import horloge
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.demo.personnes import JURE
from evaluations.models import Commission, Grille
from habilitations.models import OrganismeFormation
from jurys.choix import EtatJury
from jurys.models import Jury
from tests.sessions import entrer

DELAI = 120
"""Seconds after which a page is given up."""
LONGUE = 15
"""Seconds beyond which a page is opened once, not in turn."""
CADRES = 5
"""Frames opened around each page: it is short, and its median steadier."""
CENTRE, ORGANISME, EVALUATEUR = "responsable@demo.example", "of@demo.example", "evaluateur@demo.example"


@dataclass(frozen=True)
class Page:
    qui: str
    nom: str
    adresse: str
    but: bool = True
    """Held to the goal of pages; a file made whole is not a page."""
    sorte: str = ""
    """What it is, where its queries have a goal: liste, détail, accueil, formulaire."""
    premiere: str = ""
    """The first page of the list of which this is the last."""

    @property
    def buts(self) -> list[str]:
        codes = ["C1"] if self.but else []
        codes += [f"C3 {self.sorte}"] if self.sorte else []
        return [*codes, "C2"] if self.premiere else codes


def pages() -> list[Page]:
    return [*_du_centre(), *_listes_du_centre(), *_de_l_organisme(), *_des_autres()]


def _du_centre() -> Iterator[Page]:
    acceptee = Inscription.objects.filter(etat=EtatInscription.ACCEPTEE, grille__isnull=False).order_by("pk")[0]
    jury = Jury.objects.filter(etat=EtatJury.CONVOQUE).order_by("-date")[0]
    tenu = Jury.objects.filter(etat=EtatJury.CLOS).order_by("-date")[0]
    candidat = Candidat.objects.annotate(n=Count("inscriptions")).filter(n__gt=1).order_by("pk")[0]
    nom = candidat.cle_recherche.split()[0]
    yield Page(CENTRE, "accueil", "/", sorte="accueil")
    for code in ("a-verifier", "livrets", "a-planifier"):
        yield Page(CENTRE, f"file d’attente : {code}", reverse("file_attente", args=[code]))
    yield Page(CENTRE, "échéances", reverse("echeance_liste"))
    yield Page(CENTRE, "relances", reverse("relance_liste"))
    yield Page(CENTRE, "agenda", reverse("agenda"))
    yield Page(CENTRE, "chiffres", reverse("chiffre_liste"))
    yield Page(CENTRE, "chiffres par organisme", f"{reverse('chiffre_liste')}?par=organisme")
    yield Page(CENTRE, "dossiers au jury", reverse("pret_liste"))
    yield Page(CENTRE, "prêts seulement", reverse("pret_liste") + "?prets=1")
    yield Page(CENTRE, "jury à venir", jury.get_absolute_url())
    yield Page(CENTRE, "candidats d’un jury", reverse("jury_candidats", args=[jury.pk]))
    yield Page(CENTRE, "commentaires d’un jury", reverse("jury_commentaires", args=[jury.pk]))
    yield Page(CENTRE, "jury tenu", tenu.get_absolute_url())
    yield Page(CENTRE, "dossier d’une inscription", acceptee.get_absolute_url(), sorte="détail")
    yield Page(CENTRE, "candidat", reverse("candidat_detail", args=[candidat.pk]))
    yield Page(CENTRE, "recherche d’un nom", reverse("recherche") + f"?q={nom}")
    yield Page(CENTRE, "recherche sans réponse", reverse("recherche") + "?q=zzyzzx")
    yield Page(CENTRE, "organisme", OrganismeFormation.objects.order_by("pk")[0].get_absolute_url())
    yield Page(CENTRE, "indicateurs des organismes", reverse("indicateur_liste"))
    yield Page(CENTRE, "forfaits de l’année", reverse("forfait_liste"))
    yield Page(CENTRE, "usage des certifications", reverse("certification_usage"))


def _listes_du_centre() -> Iterator[Page]:
    liste, certificats = reverse("inscription_liste"), reverse("certificat_liste")
    yield Page(CENTRE, "inscriptions", liste, sorte="liste")
    yield Page(CENTRE, "inscriptions, dernière page", f"{liste}?page=99999", premiere="inscriptions")
    yield Page(CENTRE, "inscriptions acceptées", f"{liste}?etat=acceptee")
    yield Page(CENTRE, "inscriptions par nom", f"{liste}?tri=nom")
    yield Page(CENTRE, "inscriptions, un nom cherché", f"{liste}?q=kermarrec")
    yield Page(CENTRE, "inscriptions, livrets en retard", f"{liste}?retard=livret")
    yield Page(CENTRE, "certificats", certificats, sorte="liste")
    yield Page(CENTRE, "certificats, dernière page", f"{certificats}?page=99999", premiere="certificats")
    for nom, url in (
        ("projets", "projet_liste"),
        ("commissions", "commission_liste"),
        ("jurys", "jury_liste"),
        ("organismes", "organismeformation_liste"),
        ("évaluateurs", "evaluateur_liste"),
        ("export national", "gac_liste"),
        ("tout acquis", "detenteur_liste"),
        ("doubles", "doublon_liste"),
        ("insertion", "insertion_liste"),
    ):
        yield Page(CENTRE, nom, reverse(url))
    yield Page(CENTRE, "doubles : toutes les fiches", reverse("doublon_liste") + "?quoi=toutes", but=False)
    yield Page(CENTRE, "export : inscriptions acceptées", reverse("inscription_exporter") + "?etat=acceptee", but=False)
    yield Page(CENTRE, "export : toutes les inscriptions", reverse("inscription_exporter"), but=False)
    yield Page(CENTRE, "export : forfaits de l’année", reverse("forfait_classeur"), but=False)
    yield Page(CENTRE, "export : insertion", reverse("insertion_exporter"), but=False)
    yield Page(CENTRE, "export : indicateurs", reverse("indicateur_exporter"), but=False)


def _de_l_organisme() -> Iterator[Page]:
    siennes = Inscription.objects.filter(
        organisme__membres__utilisateur__email=ORGANISME, etat=EtatInscription.ACCEPTEE
    )
    yield Page(ORGANISME, "OF : accueil", "/", sorte="accueil")
    yield Page(ORGANISME, "OF : échéances", reverse("echeance_liste"))
    yield Page(ORGANISME, "OF : inscriptions", reverse("inscription_liste"))
    yield Page(ORGANISME, "OF : inscriptions, dernière page", reverse("inscription_liste") + "?page=99999")
    yield Page(ORGANISME, "OF : dossier", siennes.order_by("-pk")[0].get_absolute_url())
    yield Page(ORGANISME, "OF : certificats", reverse("certificat_liste"))
    yield Page(ORGANISME, "OF : forfaits de l’année", reverse("forfait_liste"))
    yield Page(ORGANISME, "OF : recherche", reverse("recherche") + "?q=martin")
    yield Page(ORGANISME, "OF : export en cours", reverse("classeur_exporter"), but=False)


def _des_autres() -> Iterator[Page]:
    siennes = Commission.objects.filter(membres__evaluateur__utilisateur__email=EVALUATEUR).order_by("-date", "-pk")
    grille = Grille.objects.filter(inscription__passages__commission=siennes[0].pk).order_by("pk")[0]
    yield Page(EVALUATEUR, "évaluateur : mes commissions", reverse("mes_commissions"))
    yield Page(EVALUATEUR, "évaluateur : une grille", grille.get_absolute_url())
    yield Page(JURE.courriel, "juré : accueil", "/")
    yield Page(JURE.courriel, "juré : mes jurys", reverse("jury_liste"))


def mesurer(tours: int, seulement: str = "") -> Iterator[Mesure]:
    """One line a page, as soon as it is known."""
    clients: dict[str, Client] = {}
    lues: dict[str, Mesure] = {}
    with override_settings(ROOT_URLCONF="benchmarks.urls"):
        for page in pages():
            if seulement not in page.nom:
                continue
            if page.qui not in clients:
                clients[page.qui] = Client(SERVER_NAME="127.0.0.1")
                entrer(clients[page.qui], Utilisateur.objects.get(email=page.qui))
            mesure = _mesurer(clients[page.qui], page, tours)
            if page.premiere in lues:
                premiere = median(lues[page.premiere].plancher)
                mesure = replace(mesure, rapport=[cadres / premiere for cadres in mesure.plancher])
            lues[page.nom] = mesure
            yield mesure
        if seulement in "formulaire d’inscription":
            yield _formulaire(clients.get(ORGANISME) or _entre(ORGANISME), tours)


def _entre(qui: str) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    entrer(client, Utilisateur.objects.get(email=qui))
    return client


def _mesurer(client: Client, page: Page, tours: int) -> Mesure:
    for _ in range(3):
        _ouvrir(client, reverse("mesure_cadre"))
    essai = essayer(lambda: _ouvrir(client, page.adresse), DELAI)
    longue = bool(essai.empechement) or essai.secondes > LONGUE
    secondes, rapports, cadres, taille = [], [], [], 0
    if not longue:
        _ouvrir(client, page.adresse)
    for _ in range(1 if longue else tours):
        cadres.append(_cadre(client))
        duree, taille = (essai.processeur, 0) if longue else _ouvrir(client, page.adresse)
        secondes.append(duree)
        rapports.append(duree / cadres[-1])
    return Mesure(
        "pages",
        page.nom,
        1,
        secondes,
        plancher=rapports,
        requetes=essai.requetes,
        memoire=essai.memoire,
        buts=page.buts,
        remarque=essai.empechement,
        details={"ko": round(taille / 1024, 1), "cadre_ms": [round(cadre * 1000, 2) for cadre in cadres]},
    )


def _cadre(client: Client) -> float:
    return median(_ouvrir(client, reverse("mesure_cadre"))[0] for _ in range(CADRES))


def _formulaire(client: Client, tours: int) -> Mesure:
    """The page of the registration form, its frame taken off, against `as_div` of the same fields (C4)."""
    adresse = f"{reverse('inscription_creer')}?referentiel={referentiels_ouverts(horloge.aujourdhui())[0].pk}"
    _ouvrir(client, adresse)
    setup_test_environment()  # what a page was made of is kept by tests alone
    formulaire = client.get(adresse).context["formulaire"]
    teardown_test_environment()
    rapports, secondes = [], []
    for _ in range(tours):
        simple = median(occuper(formulaire.as_div) for _ in range(CADRES))
        secondes.append(_ouvrir(client, adresse)[0])
        rapports.append((secondes[-1] - _cadre(client)) / simple)
    essai = essayer(lambda: _ouvrir(client, adresse), DELAI)
    return Mesure(
        "pages",
        "formulaire d’inscription",
        1,
        secondes,
        plancher=rapports,
        requetes=essai.requetes,
        buts=["C4", "C3 formulaire"],
    )


def _ouvrir(client: Client, adresse: str) -> tuple[float, int]:
    """Seconds of processor and bytes of a page; a file sent as a stream is read to its end."""

    def lire() -> tuple[int, int]:
        reponse = client.get(adresse)
        return reponse.status_code, len(reponse.getvalue())

    duree, (statut, taille) = occuper_et_rendre(lire)
    if statut not in (200, 302):
        raise RuntimeError(f"{adresse} répond {statut}")
    return duree, taille
