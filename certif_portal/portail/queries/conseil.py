"""What a search that finds nothing answers: how it was read, and what can be tried."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from certif_portal.commun.identifiants import chiffres
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.typographie import date_longue, typographier
from certif_portal.portail.queries.marche import lien
from certif_portal.portail.queries.numero import NDA, SIREN, SIRET
from certif_portal.portail.queries.question import GENRES, lire_question

NOMBRES = {SIRET: "un SIRET", SIREN: "un SIREN", NDA: "un numéro de déclaration d’activité", 10: "un téléphone"}
LONGUEUR_UTILE = 3


@dataclass(frozen=True)
class Conseil:
    phrase: str
    essai: str = ""  # another question, to send at a click

    @property
    def url(self) -> str:
        return f"{lien('recherche')}?{urlencode({'q': self.essai})}"


def conseils(texte: str, le: date) -> tuple[Conseil, ...]:
    """Nothing for an empty question."""
    return (
        tuple(Conseil(typographier(conseil.phrase), conseil.essai) for conseil in _conseils(texte, le)) if texte else ()
    )


def _conseils(texte: str, le: date) -> tuple[Conseil, ...]:
    nombre = chiffres(texte)
    if nombre.isdigit():
        return (_du_nombre(nombre),)
    if "@" in texte:
        return (Conseil("Lu comme un courriel : il se cherche en entier, tel qu’il est écrit dans le dossier."),)
    question = lire_question(texte, le)
    if not question.mots:
        return (Conseil("Aucun mot ni aucun chiffre n’a été lu dans ce qui est écrit."),)
    dits = [Conseil(f"Lu : {', '.join(f'« {mot} »' for mot in question.mots)}.")]
    ecartes = [mot for mot in cle_recherche(texte).split() if mot not in question.mots]
    if ecartes:
        dits.append(Conseil(f"Laissé de côté : {', '.join(f'« {mot} »' for mot in ecartes)}."))
    if question.du and question.au:
        jours = f"le {date_longue(question.du)}"
        if question.du != question.au:
            jours = f"du {date_longue(question.du)} au {date_longue(question.au)}"
        dits.append(Conseil(f"Lu comme une date : {jours}."))
    if any(signe.isdigit() for mot in question.reste for signe in mot):
        dits.append(Conseil("Un numéro se cherche en entier : un chiffre à côté est un autre numéro."))
    utiles = [mot for mot in question.essentielle.reste if len(mot) >= LONGUEUR_UTILE and mot not in GENRES]
    if len(utiles) > 1 or question.du or question.genre:
        dits += [Conseil(f"Chercher « {mot} » seul", mot) for mot in utiles]
    return tuple(dits)


def _du_nombre(nombre: str) -> Conseil:
    lu = NOMBRES.get(len(nombre))
    if lu:
        return Conseil(f"Lu comme {lu} : personne ne le porte parmi ce que vous voyez. Comparez-le, chiffre à chiffre.")
    return Conseil(
        f"Lu comme un nombre de {len(nombre)} chiffre{'s' if len(nombre) > 1 else ''} : un SIRET en a {SIRET}, un "
        f"SIREN {SIREN}, un téléphone 10 ; les numéros du portail s’écrivent avec leurs lettres."
    )
