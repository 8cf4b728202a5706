"""Dates as people write them, in the form and in a workbook. What is written as unknown is unknown; what is only
missing, or may be read in two ways, is asked."""

import re
from collections.abc import Callable
from contextlib import suppress
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
SIGNES = r" ?[/. -] ?"
JOUR_D_ABORD = re.compile(rf"([0-9]{{1,2}}){SIGNES}([0-9]{{1,2}}){SIGNES}([0-9]{{4}})")
ANNEE_D_ABORD = re.compile(rf"([0-9]{{4}}){SIGNES}([0-9]{{1,2}}){SIGNES}([0-9]{{1,2}})")
DEUX_CHIFFRES = re.compile(rf"([0-9]{{1,2}})({SIGNES})([0-9]{{1,2}}){SIGNES}([0-9]{{2}})")
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
EN_LETTRES = re.compile(
    rf"(?:le )?(?:({'|'.join(JOURS)}) )?([0-9]{{1,2}})(?: ?er)? ([a-z]{{3,9}}) ([0-9]{{4}}|[0-9]{{2}})"
)
"""Of a text without accent nor sign: « lundi 5 mars 1990 », « 1er mars 90 », « 28 nov 1993 »."""
DOUTE_ECRIT = re.compile(r"^\W|[^\w\s.,/'’°º–-]|_|\.\.")
"""« 1? mars 1990 », « 12 mars 20.. »: a sign that says what is not known, or not sure."""
AVEC_HEURE = re.compile(
    r"(.+?)[T ]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?(?: ?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?"
)
INCONNU = r"0{1,2}|[xX]{1,2}|\?{1,2}|[-–—]{1,2}|_{1,2}|\*{1,2}"
PARTIELLE = re.compile(rf"({INCONNU}|[0-9]{{1,2}})[/. -]({INCONNU}|[0-9]{{1,2}})[/. -]([0-9]{{4}})")
PARTIELLE_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
ANNEE_SEULE = re.compile(r"[0-9]{4}")
MOIS_EN_LETTRES = re.compile(r"([^\W\d_]{3,9})\.?[ \u00a0/.-]*([0-9]{4}|[0-9]{2})")
CHIFFRES = re.compile(rf"([0-9]{{1,2}}){SIGNES}([0-9]{{1,2}}){SIGNES}(?:[0-9]{{4}}|[0-9]{{2}})(?:[T ].*)?")
SANS_JOUR = re.compile(r"([0-9]{1,2})[/. -]([0-9]{4})|([0-9]{4})[/. -]([0-9]{1,2})")


class DateDouteuse(ValueError):
    """A date that cannot be taken as it is written; says why, and what to write."""


Possible = Callable[[date], bool]
"""Whether somebody may mean that day, there."""


def de_naissance(le: date) -> Possible:
    """NAISSANCE-AGE"""
    return lambda jour: AGES[0] <= age(jour, le) <= AGES[1]


def du_parcours(le: date) -> Possible:
    """PARCOURS-DATES"""
    debut, fin = ECART_PARCOURS.avant(le), ECART_PARCOURS.apres(le)
    return lambda jour: debut <= jour <= fin


def lire_date(texte: str, possible: Possible | None = None) -> date:
    """A date written whole; a year of two digits is read when `possible` leaves it one reading (decision 0262). Raises
    DateDouteuse."""
    texte = " ".join(texte.split())
    if trouve := AVEC_HEURE.fullmatch(texte):
        jour = lire_date(trouve[1], possible)
        heure, minute, seconde = int(trouve[2]), int(trouve[3]), int(trouve[4] or 0)
        if heure > 23 or minute > 59 or seconde > 59:
            raise DateDouteuse(ATTENDUE)
        return sans_heure(datetime(jour.year, jour.month, jour.day, heure, minute, seconde))  # noqa: DTZ001 civil time
    if trouve := JOUR_D_ABORD.fullmatch(texte):
        return plausible(_existante(trouve[3], trouve[2], trouve[1]))
    if trouve := ANNEE_D_ABORD.fullmatch(texte):
        return plausible(_existante(*trouve.groups()))
    if trouve := DEUX_CHIFFRES.fullmatch(texte):
        return _annee_courte(trouve, possible)
    if not DOUTE_ECRIT.search(texte) and (trouve := EN_LETTRES.fullmatch(cle_recherche(texte))):
        return _en_lettres(trouve, possible)
    raise DateDouteuse(ATTENDUE)


def _existante(annee: str, mois: str, jour: str) -> date:
    try:
        return date(int(annee), int(mois), int(jour))
    except ValueError as erreur:
        raise DateDouteuse(ATTENDUE) from erreur


def _siecles(annee: str, mois: str, jour: str, possible: Possible | None) -> list[date]:
    """The days that a year of two digits leaves possible."""
    lectures = []
    for siecle in ("19", "20"):
        with suppress(DateDouteuse):
            lectures.append(_existante(siecle + annee, mois, jour))
    return [lue for lue in lectures if possible and possible(lue)]


def _annee_courte(trouve: re.Match[str], possible: Possible | None) -> date:
    """« 05/11/87 ». With dashes, the year may stand first: « 05-11-02 » has two readings."""
    jour, signe, mois, annee = trouve.groups()
    lectures = _siecles(annee, mois, jour, possible)
    if "-" in signe:
        lectures += [lue for lue in _siecles(jour.zfill(2), mois, annee, possible) if lue not in lectures]
    return _seule(lectures)


def _seule(lectures: list[date]) -> date:
    if len(lectures) > 1:
        ou = " ou ".join(f"le {lue:%d/%m/%Y}" for lue in lectures)
        raise DateDouteuse(f"Est-ce {ou} ? Écrivez l’année entière : jj/mm/aaaa.")
    if not lectures:
        raise DateDouteuse(ATTENDUE)
    return lectures[0]


def _en_lettres(trouve: re.Match[str], possible: Possible | None) -> date:
    semaine, jour, nom, annee = trouve.groups()
    mois = mois_nomme(nom)
    if mois is None:
        raise DateDouteuse(ATTENDUE)
    lus = annee, str(mois), jour
    lue = plausible(_existante(*lus)) if len(annee) == 4 else _seule(_siecles(*lus, possible))
    if semaine and JOURS[lue.weekday()] != semaine:
        raise DateDouteuse(f"Le {lue:%d/%m/%Y} est un {JOURS[lue.weekday()]} ; « {semaine} » est lu.")
    return lue


def mois_nomme(nom: str) -> int | None:
    """« nov », « novembre »: 11. None for « jui », which may be two."""
    debut = cle_recherche(nom)
    mois = [rang for rang, nom in enumerate(MOIS, start=1) if len(debut) >= 3 and cle_recherche(nom).startswith(debut)]
    return mois[0] if len(mois) == 1 else None


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


def lire_naissance(texte: str, le: date | None = None) -> Naissance:
    """A day of birth, whole or known in part: « 00/02/1990 », « XX/XX/1990 »; `le`, the day of reading, tells the
    century of « 05/11/87 ». Raises DateDouteuse."""
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
    return Naissance(lire_date(texte, de_naissance(le) if le else None))


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
    mois = mois_nomme(trouve[1])
    return (mois, trouve[2]) if mois else None


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


def mois_d_abord(texte: str) -> bool:
    """« 03/25/1998 » has one reading, the month first: who wrote it wrote « 07/04/1998 » the same way."""
    trouve = CHIFFRES.fullmatch(texte.strip())
    return trouve is not None and 1 <= int(trouve[1]) <= 12 < int(trouve[2]) <= 31


def jour_ou_mois(texte: str, jour: date, temoin: str) -> str:
    """What is asked of a day beside `temoin`, whose month is first; nothing when it has one reading. `texte`: as it was
    typed, empty for the cell of a date, which a spreadsheet may have read day first."""
    if jour.day > 12 or jour.day == jour.month or (texte and not CHIFFRES.fullmatch(texte.strip())):
        return ""
    return (
        f"Dans cette colonne, « {temoin} » s’écrit le mois d’abord : est-ce le {jour:%d/%m/%Y} ou le "
        f"{jour.replace(day=jour.month, month=jour.day):%d/%m/%Y} ? Écrivez le bon jour : jj/mm/aaaa."
    )


def nombre_ambigu(nombre: int, jour: date) -> str:
    """A number of days of a spreadsheet that is a day written without its signs too: 30199 is 05/09/1982, or
    03/01/99."""
    chiffres = f"{nombre:06d}"
    if not (1 <= int(chiffres[:2]) <= 31 and 1 <= int(chiffres[2:4]) <= 12):
        return ""
    autre = f"{chiffres[:2]}/{chiffres[2:4]}/{chiffres[4:]}"
    return f"Ce nombre est-il le {jour:%d/%m/%Y}, ou {autre} écrit sans barres ? Écrivez le bon jour : jj/mm/aaaa."


def age(naissance: date, le: date) -> int:
    return le.year - naissance.year - ((le.month, le.day) < (naissance.month, naissance.day))
