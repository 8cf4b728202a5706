"""Dates as people write them, in the form and in a workbook. What is written as unknown is unknown; what is only
missing, or may be read in two ways, is asked."""

import re
from datetime import date, datetime, timedelta

from candidats.choix import PrecisionNaissance
from candidats.donnees import Naissance
from certif_portal.commun.dates import annee_plausible
from certif_portal.commun.regles import Delai, Origine, Regle, decision
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.typographie import MOIS

AGES = (14, 90)
"""Years of age within which a candidate is met."""
NAISSANCE_AGE = Regle(
    code="NAISSANCE-AGE",
    enonce=f"Une date de naissance donne un âge de {AGES[0]} à {AGES[1]} ans ; une autre est demandée, et gardée avec "
    "qui l’a confirmée.",
    source=decision(196, "Un âge inhabituel est confirmé"),
    origine=Origine.LECTURE,
)
ECART_PARCOURS = Delai(
    code="PARCOURS-DATES",
    enonce="Une date du parcours est à moins de {en_lettres} du jour de la saisie ; une autre est demandée.",
    source=decision(150, "Dates qui ne sont pas sûres"),
    origine=Origine.LECTURE,
    ans=10,
)
ATTENDUE = "Une date qui existe, avec son année entière : jj/mm/aaaa."
ANNEE_FAUSSE = "Une année entière est attendue ; « {annee} » est lu."
MODELES = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y")
AVEC_HEURE = re.compile(
    r"(.+?)[T ]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?(?: ?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?"
)
INCONNU = r"0{1,2}|[xX]{1,2}|\?{1,2}|[-–—]{1,2}|_{1,2}|\*{1,2}"
PARTIELLE = re.compile(rf"({INCONNU}|[0-9]{{1,2}})[/. -]({INCONNU}|[0-9]{{1,2}})[/. -]([0-9]{{4}})")
PARTIELLE_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
ANNEE_SEULE = re.compile(r"[0-9]{4}")
MOIS_EN_LETTRES = re.compile(r"([^\W\d_]{3,9})\.?[ \u00a0/.-]*([0-9]{4}|[0-9]{2})")
SANS_JOUR = re.compile(r"([0-9]{1,2})[/. -]([0-9]{4})|([0-9]{4})[/. -]([0-9]{1,2})")


class DateDouteuse(ValueError):
    """A date that cannot be taken as it is written; says why, and what to write."""


def lire_date(texte: str) -> date:
    """A date written whole; raises DateDouteuse."""
    texte = texte.strip()
    if trouve := AVEC_HEURE.fullmatch(texte):
        jour = lire_date(trouve[1])
        heure, minute, seconde = int(trouve[2]), int(trouve[3]), int(trouve[4] or 0)
        if heure > 23 or minute > 59 or seconde > 59:
            raise DateDouteuse(ATTENDUE)
        return sans_heure(datetime(jour.year, jour.month, jour.day, heure, minute, seconde))  # noqa: DTZ001 civil time
    for modele in MODELES:
        try:
            jour = datetime.strptime(texte, modele).date()  # noqa: DTZ007 a civil date has no time zone
        except ValueError:
            continue
        return plausible(jour)
    raise DateDouteuse(ATTENDUE)


def plausible(jour: date) -> date:
    """« 0027 » and « 2072 » are slips."""
    if not annee_plausible(jour.year):
        raise DateDouteuse(ANNEE_FAUSSE.format(annee=f"{jour.year:04d}"))
    return jour


def sans_heure(instant: datetime) -> date:
    """A day at midnight is that day. Another hour is often a script's, written in universal time the day before or
    after."""
    jour = plausible(instant.date())
    if (instant.hour, instant.minute, instant.second) == (0, 0, 0):
        return jour
    voisin = jour + timedelta(days=1 if instant.hour >= 12 else -1)
    lectures = f"le {min(jour, voisin):%d/%m/%Y} ou le {max(jour, voisin):%d/%m/%Y}"
    raise DateDouteuse(
        f"Cette date porte un horaire ({instant:%H:%M}) : est-ce {lectures} ? Écrivez le bon jour, sans horaire."
    )


def lire_naissance(texte: str) -> Naissance:
    """A day of birth, whole or known in part: « 00/02/1990 », « XX/XX/1990 »; raises DateDouteuse."""
    texte = texte.strip()
    if trouve := PARTIELLE.fullmatch(texte):
        jour, mois, annee = trouve.groups()
    elif trouve := PARTIELLE_ISO.fullmatch(texte):
        annee, mois, jour = trouve.groups()
    else:
        jour = mois = annee = ""
    if annee and _inconnu(jour):
        return _en_partie(0 if _inconnu(mois) else int(mois), int(annee))
    if SANS_JOUR.fullmatch(texte) or ANNEE_SEULE.fullmatch(texte) or _mois_en_lettres(texte):
        raise DateDouteuse(_jour_inconnu(texte))
    return Naissance(lire_date(texte))


def _inconnu(morceau: str) -> bool:
    return not morceau.isdigit() or int(morceau) == 0


def _en_partie(mois: int, annee: int) -> Naissance:
    if mois > 12:
        raise DateDouteuse(ATTENDUE)
    precision = PrecisionNaissance.MOIS if mois else PrecisionNaissance.ANNEE
    if annee == 0:
        raise DateDouteuse(ATTENDUE)
    return Naissance(plausible(date(annee, mois or 1, 1)), precision)


def _mois_en_lettres(texte: str) -> tuple[int, str] | None:
    """« février 1990 », « févr-90 », « fév. 1990 »: the month and the year as written."""
    trouve = MOIS_EN_LETTRES.fullmatch(texte)
    if not trouve:
        return None
    debut = cle_recherche(trouve[1])
    mois = [rang for rang, nom in enumerate(MOIS, start=1) if len(debut) >= 3 and cle_recherche(nom).startswith(debut)]
    return (mois[0], trouve[2]) if len(mois) == 1 else None


def _jour_inconnu(texte: str) -> str:
    trouve, en_lettres = SANS_JOUR.fullmatch(texte), _mois_en_lettres(texte)
    mois, annee = ("00", texte) if not trouve else (trouve[1] or trouve[4], trouve[2] or trouve[3])
    if en_lettres:
        mois, annee = f"{en_lettres[0]:02d}", en_lettres[1]
    ecrire = f"00/{mois.zfill(2)}/{annee}" if len(annee) == 4 else f"00/{mois}/ suivi de l’année entière"
    seul = trouve or en_lettres
    ce_qui = "le jour de naissance est-il inconnu" if seul else "le jour et le mois de naissance sont-ils inconnus"
    return f"Sur la pièce d’identité, {ce_qui} ? Si oui, écrivez {ecrire} ; sinon, la date entière : jj/mm/aaaa."


def jour_non_montre(jour: date, *, naissance: bool = False) -> str:
    """A first of the month whose cell shows no day, with its readings."""
    if not naissance:
        return f"La cellule ne montre pas le jour : est-ce le {jour:%d/%m/%Y} ? Écrivez la date entière : jj/mm/aaaa."
    partielles = [f"00/{jour:%m/%Y} (jour inconnu sur la pièce d’identité)"]
    if jour.month == 1:
        partielles.append(f"00/00/{jour:%Y} (jour et mois inconnus)")
    return (
        f"La cellule ne montre pas le jour : est-ce le {jour:%d/%m/%Y}, ou {', ou '.join(partielles)} ? "
        "Écrivez ce qui est sur la pièce d’identité."
    )


def age(naissance: date, le: date) -> int:
    return le.year - naissance.year - ((le.month, le.day) < (naissance.month, naissance.day))
