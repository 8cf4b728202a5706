"""A small list of places, without dates as the one that ships, for the tests of workbooks."""

from candidats.models import Commune, Pays
from candidats.regles.lieu import cle_commune, departement_de
from certif_portal.commun.textes import cle_recherche

COMMUNES = (
    ("44109", "Nantes", True),
    ("44184", "Saint-Nazaire", True),
    ("44100", "Montrelais", True),
    ("35238", "Rennes", True),
    ("25267", "Gennes", True),
    ("49149", "Gennes", False),
    ("75112", "Paris 12e Arrondissement", True),
    ("75056", "Paris", True),
)
PAYS = (("99352", "Algérie"), ("99350", "Maroc"))


def charger() -> None:
    Commune.objects.bulk_create(
        Commune(code=code, nom=nom, cle=cle_commune(nom), departement=departement_de(code), actuelle=actuelle)
        for code, nom, actuelle in COMMUNES
    )
    Pays.objects.bulk_create(Pays(code=code, nom=nom, cle=cle_recherche(nom)) for code, nom in PAYS)
