"""The scorecard of an OF: what each figure counts, over what, and from which recorded fact. No database here.

The table is printed in docs/regles.md; `queries/bord.py` computes it, `propositions.py` answers the renewal with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from candidats.regles.insertion import INSERTION_2_ANS, INSERTION_6_MOIS, SEUIL_PERSONNES
from candidats.regles.projet import EVALUATION_ANNONCE

TROP_COURT = "sur une année au moins"
"""What is said of a figure asked over a half-year."""
TROP_PEU = f"moins de {SEUIL_PERSONNES} personnes"
"""What is said of a figure of too few people, or that would tell of them once another is subtracted."""


@dataclass(frozen=True)
class Indicateur:
    """`court`: its header in the list of OFs, empty when only the OF's own page shows it. `indicateurs`: those of the
    accreditation it answers. `personnes`: it counts people, never shown when they are too few; `issue`: and how it went
    for each of them, never shown when those of one side are too few. `annuel`: never over less than a year."""

    code: str
    libelle: str
    compte: str
    numerateur: str
    denominateur: str
    date_comptee: str
    fait: str
    indicateur: str
    court: str = ""
    personnes: bool = True
    issue: bool = False
    annuel: bool = False


INSCRIPTIONS = Indicateur(
    code="BORD-INSCRIPTIONS",
    libelle="Inscriptions déposées dans le délai",
    compte="Les inscriptions à une formation, au premier dépôt complet, dérogation ou non.",
    numerateur="déposées dans le délai qui suit l’entrée en formation (INSCRIPTION-DELAI)",
    denominateur="inscriptions déposées",
    date_comptee="premier dépôt complet",
    fait="`Inscription.deposee_le`",
    indicateur="3.2",
    court="Inscriptions",
)
IMPORTS = Indicateur(
    code="BORD-IMPORTS",
    libelle="Lignes de classeur à corriger",
    compte="Les lignes des classeurs enregistrés, telles que la première lecture les a trouvées.",
    numerateur="lignes à corriger à la première lecture",
    denominateur="lignes lues",
    date_comptee="enregistrement du classeur",
    fait="`ImportClasseur.lignes_fausses`",
    indicateur="3.1",
    court="Classeurs",
    personnes=False,
)
LIVRETS = Indicateur(
    code="BORD-LIVRETS",
    libelle="Modalités d’évaluation déposées dans le délai",
    compte="Les dépôts de modalités dont la date limite est passée, pour les inscriptions acceptées avant elle.",
    numerateur="premier dépôt au plus tard à la plus stricte des deux limites (LIVRET-TIERS, LIVRET-MOIS)",
    denominateur="dépôts attendus",
    date_comptee="date limite du dépôt",
    fait="`Livret.premier_depot_le`",
    indicateur="5.1",
    court="Modalités",
)
DATES = Indicateur(
    code="BORD-DATES",
    libelle="Dates d’évaluation annoncées dans le délai",
    compte="Les candidats en formation dont la date d’évaluation est passée.",
    numerateur=f"date connue du centre au moins {EVALUATION_ANNONCE.en_lettres} avant, sauf autre réglage du centre "
    "(EVALUATION-ANNONCE)",
    denominateur="candidats dont l’évaluation est passée",
    date_comptee="date d’évaluation (première commission, sinon date prévue)",
    fait="`Inscription.evaluation_annoncee_le`",
    indicateur="5.1",
    court="Dates",
)
BLOCS = Indicateur(
    code="BORD-BLOCS",
    libelle="Blocs validés par le jury",
    compte="Chaque bloc visé par chaque candidat présenté à un jury clos.",
    numerateur="blocs dont toutes les compétences sont validées",
    denominateur="blocs présentés",
    date_comptee="jury",
    fait="`ValidationCompetence.acquise`",
    indicateur="5.2",
    court="Blocs",
    issue=True,
)
AVIS = Indicateur(
    code="BORD-AVIS",
    libelle="Avis d’entreprise manquants au jury",
    compte="Les candidats présentés à un jury clos, quand l’avis de l’entreprise est attendu (AVIS-ENTREPRISE).",
    numerateur="sans avis rendu le jour du jury",
    denominateur="avis attendus",
    date_comptee="jury",
    fait="`AvisEntreprise.rendu_le`",
    indicateur="5.2",
    court="Sans avis",
)
NON_CONFORMITES = Indicateur(
    code="BORD-NON-CONFORMITES",
    libelle="Non-conformités encore ouvertes",
    compte="Les non-conformités notifiées, ouvertes un jour au moins de la période.",
    numerateur="ni levées ni closes avec leur audit au dernier jour",
    denominateur="non-conformités suivies",
    date_comptee="de la notification à la levée",
    fait="`NonConformite.levee_le`, `Audit.decide_le`",
    indicateur="6.1",
    court="Écarts",
    personnes=False,
)
REPONSES_6_MOIS = Indicateur(
    code="BORD-REPONSES-6-MOIS",
    libelle=f"Réponses à l’enquête d’insertion, à {INSERTION_6_MOIS.en_lettres}",
    compte=f"Les enquêtes envoyées aux certifiés, {INSERTION_6_MOIS.en_lettres} après le jury.",
    numerateur="réponses",
    denominateur="enquêtes envoyées",
    date_comptee="date prévue de l’enquête",
    fait="`EnqueteInsertion.repondue_le`",
    indicateur="6.2",
    annuel=True,
)
EMPLOI_6_MOIS = Indicateur(
    code="BORD-EMPLOI-6-MOIS",
    libelle=f"Certifiés en emploi, à {INSERTION_6_MOIS.en_lettres}",
    compte=f"L’insertion globale, à l’enquête des {INSERTION_6_MOIS.en_lettres} (INSERTION-6-MOIS).",
    numerateur="en emploi",
    denominateur="répondants, moins ceux qui étudient ou ne peuvent pas travailler",
    date_comptee="date prévue de l’enquête",
    fait="`EnqueteInsertion.situation`",
    indicateur="6.2",
    annuel=True,
    issue=True,
)
METIER_6_MOIS = Indicateur(
    code="BORD-METIER-6-MOIS",
    libelle=f"Certifiés dans le métier visé, à {INSERTION_6_MOIS.en_lettres}",
    compte=f"L’insertion dans le métier de la certification, à l’enquête des {INSERTION_6_MOIS.en_lettres}.",
    numerateur="en emploi dans le métier visé",
    denominateur="répondants, moins ceux qui étudient ou ne peuvent pas travailler",
    date_comptee="date prévue de l’enquête",
    fait="`EnqueteInsertion.metier_vise`",
    indicateur="6.2",
    court="Métier visé",
    annuel=True,
    issue=True,
)
REPONSES_2_ANS = Indicateur(
    code="BORD-REPONSES-2-ANS",
    libelle=f"Réponses à l’enquête d’insertion, à {INSERTION_2_ANS.en_lettres}",
    compte=f"Les enquêtes envoyées aux certifiés, {INSERTION_2_ANS.en_lettres} après le jury.",
    numerateur="réponses",
    denominateur="enquêtes envoyées",
    date_comptee="date prévue de l’enquête",
    fait="`EnqueteInsertion.repondue_le`",
    indicateur="6.2",
    annuel=True,
)
METIER_2_ANS = Indicateur(
    code="BORD-METIER-2-ANS",
    libelle=f"Certifiés dans le métier visé, à {INSERTION_2_ANS.en_lettres}",
    compte=f"L’insertion dans le métier de la certification, à l’enquête des {INSERTION_2_ANS.en_lettres} "
    "(INSERTION-2-ANS).",
    numerateur="en emploi dans le métier visé",
    denominateur="répondants, moins ceux qui étudient ou ne peuvent pas travailler",
    date_comptee="date prévue de l’enquête",
    fait="`EnqueteInsertion.metier_vise`",
    indicateur="6.2",
    annuel=True,
    issue=True,
)
INDICATEURS = (
    INSCRIPTIONS,
    IMPORTS,
    LIVRETS,
    DATES,
    BLOCS,
    AVIS,
    NON_CONFORMITES,
    REPONSES_6_MOIS,
    EMPLOI_6_MOIS,
    METIER_6_MOIS,
    REPONSES_2_ANS,
    METIER_2_ANS,
)
EN_LISTE = tuple(indicateur for indicateur in INDICATEURS if indicateur.court)


@dataclass(frozen=True)
class Mesure:
    """One figure: never a rate without what it is made of, never one that would speak of too few people, by itself or
    once another is subtracted."""

    indicateur: Indicateur
    numerateur: int
    denominateur: int
    trop_court: bool = False
    trop_peu: bool = False

    @property
    def pourquoi_masquee(self) -> str:
        """Why nothing is shown, or an empty string."""
        if self.trop_court:
            return TROP_COURT
        return TROP_PEU if self.trop_peu else ""

    @property
    def taux(self) -> float | None:
        return None if self.pourquoi_masquee or not self.denominateur else self.numerateur / self.denominateur


@dataclass(frozen=True)
class PeriodeBord:
    """A year, a half-year, or the act of each OF (its days are then its own)."""

    cle: str
    libelle: str
    debut: date | None = None
    fin: date | None = None

    @property
    def trop_court(self) -> bool:
        return self.cle.endswith(("S1", "S2"))


ACTE = PeriodeBord("acte", "L’habilitation")
ANNEES = 6


def periodes(le: date) -> Iterator[PeriodeBord]:
    """What may be chosen: the act, then the last years with their two halves."""
    yield ACTE
    for annee in range(le.year, le.year - ANNEES, -1):
        yield PeriodeBord(f"{annee}", f"Année {annee}", date(annee, 1, 1), date(annee, 12, 31))
        if le >= date(annee, 7, 1):
            yield PeriodeBord(f"{annee}-S2", f"2ᵈ semestre {annee}", date(annee, 7, 1), date(annee, 12, 31))
        yield PeriodeBord(f"{annee}-S1", f"1er semestre {annee}", date(annee, 1, 1), date(annee, 6, 30))


def periode_demandee(cle: str, le: date, defaut: str) -> PeriodeBord:
    """The period an address names, or the default one."""
    connues = {periode.cle: periode for periode in periodes(le)}
    return connues.get(cle) or connues[defaut]
