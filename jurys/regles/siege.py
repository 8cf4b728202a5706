"""Whether a person may sit with a vote, and of whom they may not decide. No database here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from candidats.choix import Origine as OrigineCandidat
from certif_portal.commun.regles import Effet, Origine, Regle, decision, dispositif
from jurys.choix import College

JURY_SANS_LECTEUR = Regle(
    code="JURY-SANS-LECTEUR",
    enonce="Qui lit les noms des candidats dans le portail (équipe du centre, auditeur) ne siège pas avec voix au "
    "jury.",
    source=decision(200, "Commentaires relus avant l’ouverture"),
    origine=Origine.LECTURE,
)
JURY_INVITES = Regle(
    code="JURY-INVITES",
    enonce="Le tuteur du candidat, un représentant d’un organisme de formation habilité et les membres de la "
    "commission d’évaluation peuvent être invités pour consultation ; ils ne prennent pas part à la décision.",
    source=dispositif(partie=2, chapitre=3, paragraphe="1.D, invités au jury"),
)
JURY_HOMONYME = Regle(
    code="JURY-HOMONYME",
    enonce="Un membre qui porte le nom d’un tuteur, d’un évaluateur, d’un formateur ou d’un supérieur d’un candidat, "
    "d’un responsable ou d’un contact d’un organisme de formation habilité : à vérifier, ce peut être la même "
    "personne.",
    source=decision(201, "Composition : qui vote, et de qui"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
)
JURY_ECARTE = Regle(
    code="JURY-ECARTE",
    enonce="L’employeur ou le supérieur d’un candidat ne prend pas part à la décision sur ce candidat ; les autres "
    "membres présents votent.",
    source=decision(201, "Composition : qui vote, et de qui"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
)


JURY_TRAVAIL_TEMPORAIRE = Regle(
    code="JURY-TRAVAIL-TEMPORAIRE",
    enonce="En tant que de besoin, chaque délégation comprend un membre supplémentaire de la branche du travail "
    "temporaire : quand un intérimaire est présenté, le portail le propose.",
    source=dispositif(partie=2, chapitre=3, paragraphe="1.B et 1.C, délégations"),
    effet=Effet.ALERTE,
)
NACE_INTERIM = "7820"
"""« Activités des agences de travail temporaire »."""


def est_interimaire(origine: str, code_nace: str, branche: str) -> bool:
    """An employee of a temporary work agency: by the activity of the company, or by the branch it names (`branche`, a
    search key)."""
    if origine != OrigineCandidat.SL:
        return False
    nace = "".join(signe for signe in code_nace if signe.isdigit())
    return nace.startswith(NACE_INTERIM) or "travail temporaire" in branche or "interim" in branche


@dataclass(frozen=True)
class Identite:
    """Somebody: key of the name (« goff jean le » in any order), and addresses in lower case."""

    nom: frozenset[str] = frozenset()
    courriels: frozenset[str] = frozenset()

    def est(self, autre: "Identite") -> bool:
        """The same person for sure: one address in common."""
        return not self.courriels.isdisjoint(autre.courriels)

    def homonyme(self, autre: "Identite") -> bool:
        """Every word of one name is in the other, and there are two at least."""
        court, long = sorted((self.nom, autre.nom), key=len)
        return len(court) > 1 and court <= long


@dataclass(frozen=True)
class Votant:
    """A member as the rules read them. `entreprise`: key of the company's name."""

    membre: int
    nom: str
    college: str
    identite: Identite
    entreprise: str = ""
    lecteur: bool = False
    organisme: bool = False

    @property
    def a_voix(self) -> bool:
        return self.college != College.INVITE


@dataclass(frozen=True)
class Organismes:
    """The OFs accredited on the day of the jury: their addresses and those of their contacts, keys of their names, who
    represents them."""

    courriels: frozenset[str] = frozenset()
    noms: frozenset[str] = frozenset()
    representants: tuple[Identite, ...] = ()

    def represente(self, votant: Votant) -> bool:
        """For sure: by an address, or by the company."""
        chez_lui = bool(votant.entreprise) and votant.entreprise in self.noms
        return chez_lui or not votant.identite.courriels.isdisjoint(self.courriels)

    def homonyme(self, votant: Votant) -> bool:
        return any(votant.identite.homonyme(representant) for representant in self.representants)


@dataclass(frozen=True)
class Entourage:
    """Who surrounds one candidate, known by their code alone."""

    presentation: int
    code: str
    consultes: tuple[Identite, ...] = ()
    superieurs: tuple[Identite, ...] = ()
    entreprise: str = ""
    interimaire: bool = False


@dataclass(frozen=True)
class Lien:
    """What ties a member to a jury, or to one of its candidates (`presentation`)."""

    regle: Regle
    membre: int
    detail: str
    presentation: int | None = None


def liens(votants: Iterable[Votant], entourages: Iterable[Entourage], organismes: Organismes) -> list[Lien]:
    """Everything that keeps a member from voting, or from voting of one candidate."""
    entourages = list(entourages)
    return [lien for votant in votants if votant.a_voix for lien in _liens_de(votant, entourages, organismes)]


def sieges_a_proposer(entourages: Iterable[Entourage], temporaires: Iterable[str]) -> list[str]:
    """JURY-TRAVAIL-TEMPORAIRE: the delegations to which a supplementary member is proposed; `temporaires`: those that
    have one already."""
    if not any(entourage.interimaire for entourage in entourages):
        return []
    deja = set(temporaires)
    return [college for college in (College.PATRONAL, College.SYNDICAL) if college not in deja]


def _liens_de(votant: Votant, entourages: list[Entourage], organismes: Organismes) -> Iterator[Lien]:
    if votant.lecteur:
        dit = f"{votant.nom} lit les noms des candidats dans le portail : sans ce rôle, ou sans ce siège."
        yield Lien(JURY_SANS_LECTEUR, votant.membre, dit)
    if votant.organisme or organismes.represente(votant):
        dit = f"{votant.nom} représente un organisme de formation (compte, adresse ou entreprise) : invité, sans voix."
        yield Lien(JURY_INVITES, votant.membre, dit)
    elif organismes.homonyme(votant):
        dit = f"{votant.nom} porte le nom d’un responsable ou d’un contact d’un organisme de formation : vérifiez."
        yield Lien(JURY_HOMONYME, votant.membre, dit)
    for entourage in entourages:
        yield from _autour_d_un_candidat(votant, entourage)


def _autour_d_un_candidat(votant: Votant, entourage: Entourage) -> Iterator[Lien]:
    qui, pk, code = votant.identite, votant.membre, entourage.code
    if any(qui.est(consulte) for consulte in entourage.consultes):
        yield Lien(JURY_INVITES, pk, f"{votant.nom} suit, forme ou évalue {code} : siège sans voix, pour consultation.")
    elif any(qui.homonyme(autre) for autre in (*entourage.consultes, *entourage.superieurs)) and not _ecarte(
        votant, entourage
    ):
        dit = f"{votant.nom} porte le nom d’un proche de {code} (tuteur, évaluateur, formateur, supérieur) : vérifiez."
        yield Lien(JURY_HOMONYME, pk, dit, entourage.presentation)
    if _ecarte(votant, entourage):
        dit = f"{votant.nom} ne prend pas part à la décision sur {code} : employeur ou supérieur."
        yield Lien(JURY_ECARTE, pk, dit, entourage.presentation)


def _ecarte(votant: Votant, entourage: Entourage) -> bool:
    """Employer: of the employers' delegation and of the candidate's company. Superior: by address, or by name within
    that company. A colleague of the unions is neither."""
    chez_lui = bool(votant.entreprise) and votant.entreprise == entourage.entreprise
    if chez_lui and votant.college == College.PATRONAL:
        return True
    qui = votant.identite
    return any(qui.est(chef) or (chez_lui and qui.homonyme(chef)) for chef in entourage.superieurs)
