"""Whatever a page reads of its address is hostile, each name at once: it answers by a page of its own, and never falls.

A draw of the addresses here, all in `dev.py epreuves parcours parametres`.
"""

import random
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.http import QueryDict

from tests.architecture.droits import Monde, lire_table, noms_des_adresses
from tests.architecture.monde import creer_monde
from tests.environnement import PARCOURS_ENTIERS

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1800)]
VALEURS = (
    *("²", "٣", "-1", "0", "9" * 30, "9" * 5_000, "1e400", "nan", "2026-13-45", "9999-12-31", "0001-01-01"),
    *("x" * 3000, "%", "'", "a\r\nb", "\u202e", "[]", "1,2,x", "../..", "//ailleurs.example", "True"),
)
ECHANTILLON = 60
ROLES = ("responsable", "of", "evaluateur", "president")


class Hostile(QueryDict):
    """Answers the same to every name."""

    valeur = ""

    def get(self, key: str, default: object = None) -> str:
        return self.valeur

    def __getitem__(self, key: str) -> str:
        return self.valeur

    def getlist(self, key: str, default: object = None) -> list[str]:
        return [self.valeur, self.valeur]

    def __contains__(self, key: object) -> bool:
        return True

    def __delitem__(self, key: str) -> None:
        """None is written: the link of a page that leaves one out has nothing to leave."""


def intercaler(suite):
    """A middleware: the address of the request holds every name."""

    def servir(request):
        request.GET = Hostile("a=b", mutable=True)
        return suite(request)

    return servir


def chutes(monde: Monde, joues: list[tuple[str, str, str]]) -> Iterator[str]:
    """Each address that answers by a fault, with what it was asked."""
    table = lire_table()
    for nom, role, valeur in joues:
        Hostile.valeur = valeur
        adresse = monde.adresse(nom, noms_des_adresses()[nom], table[nom]["objet"], role)
        try:
            with transaction.atomic():
                reponse = monde.clients[role].get(adresse)
                if reponse.streaming:
                    b"".join(reponse.streaming_content)
                transaction.set_rollback(True)
        except Exception as erreur:
            yield f"{nom}, {role}, {valeur[:20]!r} : {erreur!r}"[:300]
            connection.needs_rollback = False
            continue
        if reponse.status_code >= 500 or "ailleurs.example" in reponse.headers.get("Location", ""):
            yield f"{nom}, {role}, {valeur[:20]!r} : {reponse.status_code} {reponse.headers.get('Location', '')}"


def a_jouer() -> list[tuple[str, str, str]]:
    table = {nom: ligne for nom, ligne in lire_table().items() if ligne["methode"] == "GET" and nom != "account_logout"}
    return [
        (nom, role, valeur)
        for nom, ligne in table.items()
        for role in [next((role for role in ROLES if ligne["attendus"][role] == 200), "")]
        if role
        for valeur in VALEURS
    ]


def test_aucun_parametre_ne_fait_tomber_une_page(settings):
    monde, tous = creer_monde(), a_jouer()
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.architecture.test_parametres_hostiles.intercaler"]
    joues = tous if PARCOURS_ENTIERS else random.Random(15).sample(tous, ECHANTILLON)  # noqa: S311  # a draw, no secret
    fautes = list(chutes(monde, joues))
    assert fautes == [], "\n".join(fautes)
    print(f"{len(joues)} demandes sur {len(tous)}")  # noqa: T201  # the figures


@pytest.mark.parametrize("adresse", ["/invitations/?q=%00", "/echeances/?page=1&q=a%00b", "/referentiels/%00/"])
def test_un_signe_nul_n_ouvre_aucune_page(connecte, responsable, adresse):
    assert connecte(responsable).get(adresse).status_code == 400


def test_une_session_a_signe_nul_n_ouvre_aucune_page(client, settings):
    client.cookies[settings.SESSION_COOKIE_NAME] = "a\0b"
    assert client.get("/").status_code == 400


def test_celle_qui_lirait_un_nombre_sans_le_garder_est_vue(settings, monkeypatch):
    """Negative control: a page number that is taken as it comes."""
    from certif_portal.commun import pagination

    monde = creer_monde()
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.architecture.test_parametres_hostiles.intercaler"]
    monkeypatch.setattr(pagination.Paginator, "get_page", lambda self, numero: self.page(int(numero)))
    assert list(chutes(monde, [("organismeformation_liste", "responsable", "²")])) != []
