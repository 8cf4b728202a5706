"""What identifies somebody in a comment: masked when it is known of the file, pointed at when it only looks like it.

Nothing here reads a database: what is known comes in (`Connus`), zones of the text go out. Decision 0200.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

from certif_portal.commun.regles import Origine, Regle, decision, dispositif
from certif_portal.commun.textes import cle_recherche
from jurys.regles.forme import Zone, formes_douteuses, formes_sures
from jurys.regles.lexique import (
    CIVILITES,
    COURANTS,
    FORMES,
    INTRODUCTEURS,
    MESSAGERIES,
    PARTICULES,
    PATRONYMES,
    PERMIS,
    PRENOMS,
    SIGLES,
    VERBES,
)

ANONYMAT = Regle(
    code="JURY-ANONYMAT",
    enonce="L’UIMM territoriale centre de certification garantit l’anonymat des candidats pendant la délibération.",
    source=dispositif(partie=2, chapitre=3, paragraphe="3, décision du jury"),
)
COMMENTAIRES_RELUS = Regle(
    code="JURY-COMMENTAIRES-RELUS",
    enonce="Un commentaire où quelque chose peut désigner une personne est relu par le centre avant l’ouverture.",
    source=decision(200, "Commentaires relus avant l’ouverture"),
    origine=Origine.LECTURE,
)
MASQUE = "[…]"
SUITE_MAXIMALE = 6
"""Longest run of the words of a name by which it may be written."""
SUITE_LUE = 24
"""Longest run of a comment compared with a name: « K E R M A R R E C » is read « kermarrec »."""
DISTANCE_MINIMALE = 6
"""Shortest name that one typing error still lets recognise."""

MOT = re.compile(r"[^\W_]+")
LIAISON = re.compile(r"[ '’ʼ\-‐‑.·_&\u00a0\u00ad\u0300-\u036f\u200b-\u200d]{1,2}|[-‐‑]\s{0,3}\n\s{0,3}")
"""What may cut a name in two: « O’Brien », « Jean-Paul », « Le Goff », an accent apart, the end of a line."""
FIN_DE_PHRASE = re.compile(r"[.!?…:;\n\r•(\[«»“”\"/*]|(?:^|\s)[-–—]\s?$")
ABREGES = {"saint": "st", "sainte": "ste"}
BREVES = frozenset({"m", "mm", "me", "dr"})  # titles that are also a unit, a pronoun or initials


@dataclass(frozen=True)
class Connus:
    """What is known of one file and of who surrounds it.

    `personnes`: of the file itself; `autour`: keys (`cles_des_noms`) of the evaluators and candidates of the whole
    jury, made once for all its files; `vocabulaire`: keys of the words of the référentiel, which name nobody.
    """

    personnes: tuple[str, ...] = ()
    autour: frozenset[str] = frozenset()
    organisations: tuple[str, ...] = ()
    lieux: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    courriels: tuple[str, ...] = ()
    naissance: date | None = None
    vocabulaire: frozenset[str] = frozenset()

    @cached_property
    def index(self) -> "_Index":
        """Made once for all the comments of the file."""
        return _indexer(self)


@dataclass(frozen=True)
class TexteMasque:
    texte: str
    masques: int


@dataclass(frozen=True)
class _Mot:
    debut: int
    fin: int
    texte: str
    cle: str

    @property
    def capitale(self) -> bool:
        return self.texte[0].isupper()


@dataclass
class _Index:
    """Joined keys of what is known. Some bear a capital or are only doubtful. `communs`: keys that are words too."""

    autour: frozenset[str]
    communs: frozenset[str]
    libres: set[str] = field(default_factory=set)
    capitales: set[str] = field(default_factory=set)
    douteuses: set[str] = field(default_factory=set)
    initiales: set[str] = field(default_factory=set)
    proches: list[str] = field(default_factory=list)
    debuts: set[str] = field(default_factory=set)

    def commence(self, cle: str) -> bool:
        """Whether something known begins so: most words of a comment stop here."""
        return cle in self.debuts or cle in _debuts(self.autour)

    def zone(self, suite: list[_Mot]) -> Zone | None:
        cle, autour = "".join(mot.cle for mot in suite), False
        capitale = any(mot.capitale for mot in suite if mot.cle not in PARTICULES)
        if cle in self.autour:
            autour = len(cle) > 3 and cle not in self.communs
        if cle in self.libres or (capitale and (cle in self.capitales or cle in self.autour)):
            return Zone(suite[0].debut, suite[-1].fin, True)
        return Zone(suite[0].debut, suite[-1].fin) if autour or cle in self.douteuses else None


def reperer(texte: str, connus: Connus) -> list[Zone]:
    """JURY-ANONYMAT: every zone to mask or to look at, from left to right, never overlapping."""
    mots, index = [_Mot(m.start(), m.end(), m.group(), _cle(m.group())) for m in MOT.finditer(texte)], connus.index
    sures = [*formes_sures(texte, connus.naissance), *_suites(texte, mots, index)]
    certaines = _sans_chevauchement(zone for zone in sures if zone.certaine)
    doutes = [zone for zone in sures if not zone.certaine]
    doutes += [*formes_douteuses(texte, connus.naissance), *_mots_douteux(texte, mots, connus, index)]
    libres = [zone for zone in doutes if not any(_se_touchent(zone, sure) for sure in certaines)]
    return sorted([*certaines, *_reunir(texte, libres)])


def zones_des_mots(texte: str, mots: Iterable[str]) -> list[Zone]:
    """Where the centre's own words stand in the text, to mask them."""
    return _sans_chevauchement(
        Zone(trouve.start(), trouve.end(), True)
        for mot in mots
        for trouve in re.finditer(rf"(?<!\w){re.escape(mot)}(?!\w)", texte)
    )


def masquer(texte: str, zones: Iterable[Zone]) -> TexteMasque:
    """Replace each zone by « […] »."""
    a_masquer = _sans_chevauchement(zones)
    for zone in reversed(a_masquer):
        texte = f"{texte[: zone.debut]}{MASQUE}{texte[zone.fin :]}"
    return TexteMasque(texte, len(a_masquer))


def vocabulaire_de(textes: Iterable[str]) -> frozenset[str]:
    """Keys of the words of a référentiel."""
    return frozenset(mot for texte in textes for mot in cle_recherche(texte).split())


def cles_des_noms(noms: Iterable[str]) -> frozenset[str]:
    """Every key by which one of these persons may be written."""
    return frozenset(cle for nom in noms for cle, _ in _parties(nom))


def _indexer(connus: Connus) -> _Index:
    communs = _communs(connus.vocabulaire)
    index = _Index(connus.autour, communs)
    for personne in connus.personnes:
        for cle, seul in _parties(personne):
            (index.capitales if seul and (len(cle) < 3 or cle in communs) else index.libres).add(cle)
            if len(cle) < 3 and cle not in communs:  # « ly progresse »: the centre says
                index.douteuses.add(cle)
        index.initiales.add("".join(mot[0] for mot in cle_recherche(personne).split()))
    index.proches = [cle for cle in index.libres if len(cle) >= DISTANCE_MINIMALE]
    for organisation in connus.organisations:
        _ajouter_organisation(index, organisation)
    for lieu in connus.lieux:
        cles = {"".join(mots) for mots in _avec_abreges(cle_recherche(lieu).split())}
        index.capitales |= cles
        index.douteuses |= {cle for cle in cles if len(cle) > 3 and cle not in communs}
    for service in connus.services:
        index.libres |= _formes_du_service(service)
    domaines = ("".join(cle_recherche(domaine.rpartition(".")[0]).split()) for domaine in _domaines(connus))
    index.libres |= {cle for cle in domaines if len(cle) > 3}
    for cles in (index.libres, index.capitales, index.douteuses):
        cles.discard("")
        for cle in cles:
            index.debuts.update(_debuts_de(cle))
    return index


@lru_cache(maxsize=8192)
def _debuts_de(cle: str) -> tuple[str, ...]:
    """The files of a jury share their company, their OF, its contacts."""
    return tuple(cle[:fin] for fin in range(len(cle) + 1))


@lru_cache(maxsize=4)
def _debuts(cles: frozenset[str]) -> frozenset[str]:
    """Of the names around a whole jury: made once for all its files."""
    return frozenset(debut for cle in cles for debut in _debuts_de(cle))


@lru_cache(maxsize=16)
def _communs(vocabulaire: frozenset[str]) -> frozenset[str]:
    return COURANTS | vocabulaire | PERMIS


@lru_cache(maxsize=8192)
def _cle(mot: str) -> str:
    """Comments are made of the same words."""
    return cle_recherche(mot if mot.isascii() else unicodedata.normalize("NFKC", mot))


def _ajouter_organisation(index: _Index, organisation: str) -> None:
    """The whole name; the words that are its own; its initials, which are only doubtful."""
    mots = cle_recherche(organisation).split()
    ordinaire = len(mots) < 2 and all(mot in FORMES or mot in index.communs for mot in mots)
    (index.capitales if ordinaire else index.libres).add("".join(mots))
    propres = {mot for mot in mots if len(mot) > 2 and mot not in FORMES and mot not in index.communs}
    sigle = "".join(mot[0] for mot in mots if mot not in PARTICULES)
    index.capitales |= propres
    index.douteuses |= propres | ({sigle} if len(sigle) > 2 else set())


@lru_cache(maxsize=4096)
def _parties(nom: str) -> tuple[tuple[str, bool], ...]:
    return tuple(_lire_parties(nom))


def _lire_parties(nom: str) -> Iterator[tuple[str, bool]]:
    """Keys by which a name may be written, joined: « Le Goff » gives « goff » and « legoff ». With: a word alone."""
    for mots in _avec_abreges(cle_recherche(nom).split()):
        for debut in range(len(mots)):
            for fin in range(debut + 1, min(len(mots), debut + SUITE_MAXIMALE) + 1):
                suite = mots[debut:fin]
                if len(suite) == 1 and (suite[0] in PARTICULES or len(suite[0]) < 2 or suite[0] in ABREGES.values()):
                    continue
                if set(suite) <= PARTICULES:
                    continue
                yield "".join(suite), len(suite) == 1


def _avec_abreges(mots: list[str]) -> list[list[str]]:
    """« Saint-Nazaire » is written « St Nazaire » too."""
    abreges = [ABREGES.get(mot, mot) for mot in mots]
    return [mots] if abreges == mots else [mots, abreges]


def _formes_du_service(service: str) -> set[str]:
    mots = [mot for mot in cle_recherche(service).split() if mot not in INTRODUCTEURS | PARTICULES]
    cle = "".join(mots)
    if not cle:
        return set()
    formes = {f"{tete}{lien}{cle}" for tete in INTRODUCTEURS for lien in ("", "d", "de", "du", "des", "dela", "del")}
    return formes | ({cle} if len(mots) > 1 else set())


def _domaines(connus: Connus) -> set[str]:
    domaines = {courriel.rpartition("@")[2].lower() for courriel in connus.courriels if "@" in courriel}
    return domaines - MESSAGERIES


def _suites(texte: str, mots: list[_Mot], index: _Index) -> Iterator[Zone]:
    """Runs of words that, joined, are a name known: « LEGOFF », « Le Goff » and « le-goff » are the same."""
    rang = 0
    while rang < len(mots):
        zone, longueur = _la_plus_longue(texte, mots[rang : rang + SUITE_LUE], index)
        if zone:
            yield zone
        rang += longueur


def _la_plus_longue(texte: str, mots: list[_Mot], index: _Index) -> tuple[Zone | None, int]:
    """The longest run that is a name, from the first of these words; how many words it takes."""
    trouvee, longueur, cle = None, 1, ""
    for rang, mot in enumerate(mots):
        cle += mot.cle
        if not index.commence(cle) or (rang and not LIAISON.fullmatch(texte[mots[rang - 1].fin : mot.debut])):
            break
        if zone := index.zone(mots[: rang + 1]):
            trouvee, longueur = zone, rang + 1
    return trouvee, longueur


def _mots_douteux(texte: str, mots: list[_Mot], connus: Connus, index: _Index) -> Iterator[Zone]:
    """Words that have the air of a name: their title, their capital, the lexicon, one letter away from a known name."""
    crie = _tout_en_capitales(texte)
    for rang, mot in enumerate(mots):
        avant = mots[rang - 1] if rang else None
        suivant = mots[rang + 1] if rang + 1 < len(mots) else None
        if (
            (avant is not None and _presente(texte, avant, mot))
            or _au_lexique(mot, connus)
            or (not crie and _capitale_suspecte(texte, avant, mot, suivant, connus))
            or _a_une_lettre_pres(mot, index)
            or (not crie and _sont_ses_initiales(mot, index))
        ):
            yield Zone(mot.debut, mot.fin)


def _tout_en_capitales(texte: str) -> bool:
    lettres = [signe for signe in texte if signe.isalpha()]
    return len(lettres) > 12 and sum(signe.isupper() for signe in lettres) > 0.7 * len(lettres)


def _presente(texte: str, avant: _Mot, mot: _Mot) -> bool:
    """« M. Ly », « mme durand », « chez Dupont »: what a title or « chez » announces."""
    if not re.fullmatch(r"\.?[ \u00a0]+", texte[avant.fin : mot.debut]) or mot.texte[0].isdigit():
        return False
    if avant.cle == "chez":
        return mot.cle not in PERMIS | CIVILITES
    if avant.cle not in CIVILITES or (avant.cle in BREVES and not avant.capitale):
        return False
    if avant.cle in BREVES and texte[avant.fin] != ".":
        return mot.capitale and mot.cle not in PERMIS | SIGLES
    return mot.capitale or not (mot.cle in PERMIS or mot.cle in VERBES)


def _au_lexique(mot: _Mot, connus: Connus) -> bool:
    return (mot.cle in PRENOMS or mot.cle in PATRONYMES) and not _est_un_mot(mot.cle, connus)


def _est_un_mot(cle: str, connus: Connus) -> bool:
    return cle in connus.vocabulaire or cle in PERMIS  # no union of sets for each word of a jury's comments


def _capitale_suspecte(texte: str, avant: _Mot | None, mot: _Mot, suivant: _Mot | None, connus: Connus) -> bool:
    """A capital inside a sentence; at its beginning, before a verb or before another such capital."""
    if not _peut_etre_un_nom(mot, connus):
        return False
    if not _commence_une_phrase(texte, avant, mot):
        return True
    if suivant is None or not re.fullmatch(r"[ '’\-\u00a0]", texte[mot.fin : suivant.debut]):
        return False
    if suivant.cle in VERBES:
        return not suivant.capitale and suivant.texte != "à"
    return _peut_etre_un_nom(suivant, connus)


def _peut_etre_un_nom(mot: _Mot, connus: Connus) -> bool:
    if not mot.capitale or len(mot.cle) < 2 or not mot.texte.isalpha():
        return False
    autre = mot.cle in SIGLES or mot.cle in VERBES or mot.cle in CIVILITES or _est_un_mot(mot.cle, connus)
    return not autre and not _est_un_mot(mot.cle.removesuffix("s"), connus)


def _commence_une_phrase(texte: str, avant: _Mot | None, mot: _Mot) -> bool:
    if avant is None:
        return True
    entre = texte[avant.fin : mot.debut]
    if entre.startswith(".") and (avant.cle in CIVILITES or len(avant.texte) == 1):
        return False
    return bool(FIN_DE_PHRASE.search(entre))


def _a_une_lettre_pres(mot: _Mot, index: _Index) -> bool:
    if len(mot.cle) < DISTANCE_MINIMALE - 1 or mot.cle in index.communs:
        return False
    return any(une_faute(mot.cle, nom) for nom in index.proches)


def _sont_ses_initiales(mot: _Mot, index: _Index) -> bool:
    """« JP a réussi », « vu avec KB »."""
    return len(mot.cle) > 1 and mot.texte.isupper() and mot.cle in index.initiales and mot.cle not in SIGLES | PERMIS


def une_faute(un: str, autre: str) -> bool:
    """One letter missing, added, taken for another, or two exchanged."""
    if un == autre or abs(len(un) - len(autre)) > 1:
        return False
    debut = next((i for i, (a, b) in enumerate(zip(un, autre, strict=False)) if a != b), min(len(un), len(autre)))
    reste, attendu = un[debut:], autre[debut:]
    echange = reste[:2] == attendu[:2][::-1] and reste[2:] == attendu[2:]
    return echange or attendu in (reste[1:],) or reste == attendu[1:] or reste[1:] == attendu[1:]


def _se_touchent(un: Zone, autre: Zone) -> bool:
    return un.debut < autre.fin and autre.debut < un.fin


def _sans_chevauchement(zones: Iterable[Zone]) -> list[Zone]:
    """From left to right; of two that overlap, their union."""
    tenues: list[Zone] = []
    for zone in sorted(zones):
        if tenues and zone.debut < tenues[-1].fin:
            derniere = tenues.pop()
            tenues.append(Zone(derniere.debut, max(derniere.fin, zone.fin), derniere.certaine))
        else:
            tenues.append(zone)
    return tenues


def _reunir(texte: str, zones: Iterable[Zone]) -> list[Zone]:
    """Doubtful words that follow each other make one zone: « Karim Benali »."""
    reunies: list[Zone] = []
    for zone in _sans_chevauchement(zones):
        if reunies and LIAISON.fullmatch(texte[reunies[-1].fin : zone.debut]):
            reunies.append(Zone(reunies.pop().debut, zone.fin))
        else:
            reunies.append(zone)
    return reunies
