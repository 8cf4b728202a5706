"""Who sits, who votes, who presides. No quorum is written: nothing here blocks on a number of presents."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from certif_portal.commun.durees import en_lettres
from certif_portal.commun.regles import Effet, Origine, Regle, decision, dispositif
from jurys.choix import College, Decision

PATRONAL_MAXIMUM = 5
TRAVAIL_TEMPORAIRE_MAXIMUM = 1

JURY_PATRONAL = Regle(
    code="JURY-PATRONAL-5",
    enonce=f"La délégation patronale compte au plus {en_lettres(PATRONAL_MAXIMUM)} membres, et un membre "
    "supplémentaire du travail temporaire.",
    source=dispositif(partie=2, chapitre=3, paragraphe="1.B, délégation patronale"),
)
JURY_SYNDICAL = Regle(
    code="JURY-SYNDICAL-UNE-VOIX",
    enonce="Chaque organisation désigne un ou plusieurs représentants ; un seul siège avec droit de vote.",
    source=dispositif(partie=2, chapitre=3, paragraphe="1.C, délégation syndicale"),
    effet=Effet.ALERTE,
)
JURY_SYNDICAL_TEMPORAIRE = Regle(
    code="JURY-SYNDICAL-TEMPORAIRE",
    enonce="La délégation syndicale compte au plus un membre supplémentaire de la branche du travail temporaire.",
    source=dispositif(partie=2, chapitre=3, paragraphe="1.C, délégation syndicale"),
)
JURY_PRESIDENT = Regle(
    code="JURY-PRESIDENT",
    enonce="Le jury est présidé par un représentant que désigne l’UIMM territoriale.",
    source=dispositif(partie=2, chapitre=3, paragraphe="1.E, présidence du jury"),
)
JURY_PATRONAL_VOIX = Regle(
    code="JURY-PATRONAL-VOIX",
    enonce="Chaque membre de la délégation patronale a une voix ; le membre supplémentaire du travail temporaire en a "
    "une, dans l’une et l’autre délégation.",
    source=decision(201, "Composition : qui vote, et de qui"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
)
JURY_REPRESENTATIVE = Regle(
    code="JURY-REPRESENTATIVE",
    enonce="Seule une organisation syndicale représentative dans la branche le jour du jury y a une voix.",
    source=dispositif(partie=2, chapitre=3, paragraphe="1.C, délégation syndicale"),
    effet=Effet.ALERTE,
)
JURY_BRANCHE = Regle(
    code="JURY-BRANCHE",
    enonce="Les organisations syndicales désignent des salariés d’entreprises relevant de la branche de la "
    "métallurgie.",
    source=dispositif(partie=2, chapitre=3, paragraphe="1.C, délégation syndicale"),
)
JURY_QUALIFIES = Regle(
    code="JURY-QUALIFIES",
    enonce="Les membres du jury sont des personnes qualifiées : l’entreprise, ce qui les qualifie et, pour les "
    "syndicats, l’appartenance à la branche sont demandés.",
    source=dispositif(partie=2, chapitre=3, paragraphe="1.B et 1.C, délégations"),
    effet=Effet.ALERTE,
)
JURY_QUORUM = Regle(
    code="JURY-QUORUM",
    enonce="Aucun quorum ni nombre égal de voix n’est écrit : une absence est signalée, elle n’empêche rien.",
    source=decision(41, "Composition, présidence et convocation du jury"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
)
PARTAGE_VOIX = Regle(
    code="PARTAGE-VOIX",
    enonce="En cas de partage des voix, celle du président est prépondérante.",
    source=dispositif(partie=2, chapitre=3, paragraphe="1.E, présidence du jury"),
)


@dataclass(frozen=True)
class Siege:
    """What the rules read of a member. `organisation`: initials of the union that mandated them, `representative` on
    the day of the jury. `a_demander`: what is not known yet of what qualifies them."""

    nom: str
    college: str
    organisation: str = ""
    travail_temporaire: bool = False
    preside: bool = False
    representative: bool = True
    hors_branche: bool = False
    a_demander: tuple[str, ...] = ()


@dataclass(frozen=True)
class Constat:
    """One thing to know about a composition; blocking or not is that of its rule."""

    regle: Regle
    detail: str

    @property
    def bloquant(self) -> bool:
        return self.regle.effet == Effet.BLOQUANTE


@dataclass(frozen=True)
class Voix:
    patronales: int
    syndicales: int

    @property
    def total(self) -> int:
        return self.patronales + self.syndicales


def compter_voix(sieges: Iterable[Siege]) -> Voix:
    """One vote per member of the employers' delegation (JURY-PATRONAL-VOIX), one per union representative that day,
    whatever the number designated.

    The supplementary member from temporary work has one vote on either side; guests have none.
    """
    sieges = list(sieges)
    syndicaux = [siege for siege in sieges if siege.college == College.SYNDICAL and siege.representative]
    organisations = {siege.organisation for siege in syndicaux if not siege.travail_temporaire}
    temporaires = sum(siege.travail_temporaire for siege in syndicaux)
    return Voix(sum(siege.college == College.PATRONAL for siege in sieges), len(organisations) + temporaires)


def controler_composition(sieges: Sequence[Siege], organisations: Iterable[str]) -> list[Constat]:
    """Everything to say of a composition; `organisations`: unions representative on the day of the jury."""
    return [
        *_controler_maximum(sieges),
        *_controler_presidence(sieges),
        *_controler_organisations(sieges, organisations),
        *_controler_qualites(sieges),
        *_controler_equilibre(sieges),
    ]


def _controler_maximum(sieges: Sequence[Siege]) -> list[Constat]:
    constats = []
    patronaux = [siege for siege in sieges if siege.college == College.PATRONAL]
    ordinaires = sum(not siege.travail_temporaire for siege in patronaux)
    if ordinaires > PATRONAL_MAXIMUM:
        constats.append(Constat(JURY_PATRONAL, f"La délégation patronale compte {ordinaires} membres."))
    if (nombre := len(patronaux) - ordinaires) > TRAVAIL_TEMPORAIRE_MAXIMUM:
        constats.append(Constat(JURY_PATRONAL, _trop_de_temporaires(nombre, "patronaux")))
    temporaires = sum(siege.travail_temporaire for siege in sieges if siege.college == College.SYNDICAL)
    if temporaires > TRAVAIL_TEMPORAIRE_MAXIMUM:
        constats.append(Constat(JURY_SYNDICAL_TEMPORAIRE, _trop_de_temporaires(temporaires, "syndicaux")))
    return constats


def _trop_de_temporaires(nombre: int, college: str) -> str:
    return f"{en_lettres(nombre).capitalize()} membres {college} viennent du travail temporaire."


def _controler_presidence(sieges: Sequence[Siege]) -> list[Constat]:
    if any(siege.preside for siege in sieges):
        return []
    return [Constat(JURY_PRESIDENT, "Aucun président n’est désigné.")]


def _controler_organisations(sieges: Sequence[Siege], organisations: Iterable[str]) -> list[Constat]:
    designes = Counter(
        siege.organisation for siege in sieges if siege.college == College.SYNDICAL and siege.organisation
    )
    plusieurs = [
        Constat(JURY_SYNDICAL, f"{sigle} : {nombre} représentants désignés, une seule voix.")
        for sigle, nombre in sorted(designes.items())
        if nombre > 1
    ]
    absentes = [
        Constat(JURY_QUORUM, f"{sigle} n’a désigné personne : l’organisation figurera sur l’émargement.")
        for sigle in sorted(set(organisations) - set(designes))
    ]
    return plusieurs + absentes


def _controler_qualites(sieges: Sequence[Siege]) -> list[Constat]:
    """Of each who votes: union representative (JURY-REPRESENTATIVE), company of the branch (JURY-BRANCHE), and what is
    still to be asked."""
    votants = [siege for siege in sieges if siege.college != College.INVITE]
    sans_voix = sorted({siege.organisation for siege in votants if not siege.representative})
    constats = [
        Constat(JURY_REPRESENTATIVE, f"{sigle} n’est pas représentative le jour du jury : pas de voix.")
        for sigle in sans_voix
    ]
    constats += [
        Constat(JURY_BRANCHE, f"{siege.nom} ne travaille pas dans une entreprise de la métallurgie.")
        for siege in votants
        if siege.hors_branche
    ]
    incomplets = [f"{siege.nom} ({', '.join(siege.a_demander)})" for siege in votants if siege.a_demander]
    if incomplets:
        constats.append(Constat(JURY_QUALIFIES, f"À demander : {' ; '.join(incomplets)}."))
    return constats


def _controler_equilibre(sieges: Sequence[Siege]) -> list[Constat]:
    voix = compter_voix(sieges)
    if voix.patronales == voix.syndicales:
        return []
    return [Constat(JURY_QUORUM, f"Voix inégales : {voix.patronales} patronales, {voix.syndicales} syndicales.")]


def peut_presider(college: str) -> bool:
    """JURY-PRESIDENT: designated by the UIMM, so from the delegation it composes (our reading, decision 0041)."""
    return college == College.PATRONAL


def decision_du_vote(pour: int, contre: int) -> Decision | None:
    """What a vote says; None on a tie, where the president's vote prevails (PARTAGE-VOIX)."""
    if pour == contre:
        return None
    return Decision.A if pour > contre else Decision.NA
