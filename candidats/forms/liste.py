"""Filters of the list, read from the address; a value that is not offered is ignored."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from candidats.choix import EtatInscription, Voie
from candidats.models import Inscription
from candidats.queries.chiffre import Population
from candidats.queries.liste import CRITERES_TRI, QUI, RETARDS, FiltreInscriptions, filtrer
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.textes import en_entier, nettoyer_texte
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter


class FiltreForm:
    """The filters of the address, as the page shows them and as the query wants them."""

    etats = EtatInscription.choices
    voies = Voie.choices
    retards = list(RETARDS.items())
    acteurs = list(QUI.items())

    def __init__(self, adresse: Mapping[str, str]) -> None:
        self.q = nettoyer_texte(adresse.get("q", ""))[:100]
        self.etat = self._parmi(adresse, "etat", EtatInscription.values)
        self.voie = self._parmi(adresse, "voie", Voie.values)
        self.retard = self._parmi(adresse, "retard", RETARDS)
        self.qui = self._parmi(adresse, "qui", QUI)
        self.organisme = en_entier(adresse.get("organisme", ""))
        self.certification = en_entier(adresse.get("certification", ""))
        self.chiffre = Population.lue(adresse.get("chiffre", ""))
        tri = adresse.get("tri", "")
        self.tri = tri if tri.removeprefix("-") in CRITERES_TRI else ""

    @staticmethod
    def _parmi(adresse: Mapping[str, str], nom: str, valeurs: Any) -> str:
        valeur = adresse.get(nom, "")
        return valeur if valeur in valeurs else ""

    @property
    def actif(self) -> bool:
        egaux = (self.etat, self.voie, self.retard, self.qui, self.organisme, self.certification)
        return any((self.q, self.chiffre, *egaux))

    def filtre(self) -> FiltreInscriptions:
        return FiltreInscriptions(
            q=self.q,
            etat=self.etat,
            organisme=self.organisme,
            voie=self.voie,
            certification=self.certification,
            retard=self.retard,
            qui=self.qui,
            chiffre=self.chiffre,
            tri=self.tri,
        )


def liste_filtree(
    inscriptions: QuerySet[Inscription], requete: str, personne: Utilisateur, centre: ParametresCentre, le: date
) -> QuerySet[Inscription]:
    """The registrations of the list at that address, in its order."""
    filtre = FiltreForm(QueryDict(requete)).filtre()
    return filtrer(inscriptions, filtre, le=le, centre=centre, pour_organisme=not peut_tout_consulter(personne))
