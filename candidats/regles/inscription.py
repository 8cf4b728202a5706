"""When and on what conditions somebody may be registered."""

from datetime import date
from functools import lru_cache

from certif_portal.centre.regles import INSCRIPTION_JOURS
from certif_portal.commun.regles import Delai, Origine, Regle, Source, decision, dispositif, usage
from certif_portal.commun.typographie import date_longue
from referentiels.regles import date_engagement as engagement_formation

DISPOSITIF = "Dispositif CPNEFP du 27 octobre 2020"

INSCRIPTION_DELAI = Delai(
    code="INSCRIPTION-DELAI",
    enonce="L’inscription se dépose au plus tard {duree} après l’entrée en formation (par défaut, réglage du centre) ; "
    "au-delà, une dérogation motivée est demandée au centre.",
    source=usage("critère 3 « L’inscription à la certification », 2ᵉ indicateur"),
    origine=Origine.CENTRE,
    jours=INSCRIPTION_JOURS,
)
INSCRIPTION_PREALABLE = Regle(
    code="INSCRIPTION-PREALABLE",
    enonce="L’inscription précède la certification : elle n’a jamais lieu après la fin de la formation.",
    source=dispositif(partie=2, chapitre=2),
)
INSCRIPTION_UNIQUE = Regle(
    code="INSCRIPTION-UNIQUE",
    enonce="Un organisme n’inscrit pas deux fois la même personne à la même certification en même temps.",
    source=decision(50, "Date qui compte, dérogation et doublon d’inscription"),
    origine=Origine.LECTURE,
)
IDENTITE_COMPLETE = Regle(
    code="IDENTITE-COMPLETE",
    enonce="L’état civil porte nom de naissance, prénom, sexe, date, commune et pays de naissance, "
    "et le département pour une naissance en France.",
    source=dispositif(annexe=14, paragraphe="note 4"),
)
IDENTITE_VERIFIEE = Regle(
    code="IDENTITE-VERIFIEE",
    enonce="Nom, prénom et date de naissance sont contrôlés avec une pièce d’identité avant l’acceptation.",
    source=usage("critère 3 « L’inscription à la certification », fiche réponse"),
    origine=Origine.CENTRE,
)
ENTREPRISE_SL = Regle(
    code="ENTREPRISE-SALARIE",
    enonce="Pour un salarié, le procès-verbal porte la raison sociale, l’adresse, le code NACE et le secteur de l’entreprise.",
    source=dispositif(annexe=14),
)
ENTREPRISE_DE = Regle(
    code="ENTREPRISE-DEMANDEUR-EMPLOI",
    enonce="L’entreprise d’un demandeur d’emploi peut être connue en cours de formation ; elle ne figure jamais au procès-verbal.",
    source=dispositif(annexe=14, paragraphe="note 7"),
)
SECTEUR_BRANCHE = Regle(
    code="SECTEUR-BRANCHE",
    enonce="Hors métaux, la branche de l’entreprise est précisée.",
    source=dispositif(annexe=14, paragraphe="colonne « Secteur »"),
)
FINANCEMENT = Regle(
    code="FINANCEMENT",
    enonce="Le procès-verbal porte au moins un dispositif de financement.",
    source=dispositif(annexe=14, paragraphe="colonne « Dispositif de financement »"),
)
FINANCEMENTS_DATES: dict[str, tuple[date, date]] = {
    "CPE": (date.min, date(2024, 12, 31)),
    "PA": (date.min, date(2025, 12, 31)),
    "PREC": (date(2026, 1, 1), date.max),
}
"""First and last day of the deposits that may bear each code; the others have no end (decision 0082)."""
FINANCEMENT_OUVERT = Regle(
    code="FINANCEMENT-OUVERT",
    enonce="Un dispositif de financement ne se coche que dans un dossier déposé pendant qu’il existe : CPE jusqu’au "
    f"{date_longue(FINANCEMENTS_DATES['CPE'][1])}, Pro-A jusqu’au {date_longue(FINANCEMENTS_DATES['PA'][1])}, "
    f"période de reconversion depuis le {date_longue(FINANCEMENTS_DATES['PREC'][0])}.",
    source=decision(82, "Codes de financement datés"),
    origine=Origine.LECTURE,
)
CPF_ABONDEMENT = Regle(
    code="CPF-ABONDEMENT",
    enonce="L’abondement ne se mentionne qu’avec un financement par le CPF.",
    source=dispositif(annexe=14, paragraphe="note 6"),
)
INDEPENDANCE_DONNEES = Regle(
    code="INDEPENDANCE-DONNEES",
    enonce="Le service, le supérieur et les formateurs du candidat sont connus : ils ne pourront pas l’évaluer.",
    source=usage("critère 5 « L’évaluation », règle pour être évaluateur"),
    origine=Origine.CENTRE,
)
AMENAGEMENT_EFFET = Regle(
    code="AMENAGEMENT-EFFET",
    enonce="À la demande du candidat, un moyen de compensation du handicap est accordé ; la cause n’est jamais notée.",
    source=dispositif(partie=2, chapitre=2, paragraphe="1.B, modalités d’évaluation"),
)
VAE_RNCP = Regle(
    code="VAE-RNCP",
    enonce="La VAE ouvre l’accès aux seules certifications répertoriées au RNCP.",
    source=Source(DISPOSITIF, "glossaire, « VAE »"),
)
VAE_BRANCHE = Regle(
    code="VAE-BRANCHE",
    enonce="La VAE de branche ouvre l’accès aux CQPM et aux CCPM.",
    source=Source(DISPOSITIF, "glossaire, « VAE de branche »"),
)
VAE_RECEVABILITE = Regle(
    code="VAE-RECEVABILITE",
    enonce="Le candidat à une VAE est inscrit à la réception de son dossier de recevabilité (CERFA 12818*02).",
    source=dispositif(partie=2, chapitre=2, paragraphe="2.A"),
)


def financement_ouvert(code: str, depot: date) -> bool:
    """FINANCEMENT-OUVERT, at the date of the first complete deposit."""
    debut, fin = FINANCEMENTS_DATES.get(code, (date.min, date.max))
    return debut <= depot <= fin


@lru_cache(maxsize=1024)  # the lines of a workbook share a few days
def date_limite_inscription(entree_formation: date, jours: int) -> date:
    """Last day of a registration without dérogation; `jours` is the centre's setting."""
    return INSCRIPTION_DELAI.apres(entree_formation, jours=jours)


def est_tardive(entree_formation: date | None, depot: date, jours: int) -> bool:
    """INSCRIPTION-DELAI, at the date of the first complete deposit. Without training there is no such delay."""
    return entree_formation is not None and depot > date_limite_inscription(entree_formation, jours)


def peut_encore_s_inscrire(fin_formation: date | None, le: date) -> bool:
    """INSCRIPTION-PREALABLE: the last day of the training is the last day for anybody, dérogation included."""
    return fin_formation is None or le <= fin_formation


@lru_cache(maxsize=1024)
def date_engagement(
    *, en_vae: bool, entree_formation: date | None, recevabilite_recue_le: date | None, depot: date
) -> date:
    """ENGAGEMENT-INSCRIPTION: the day that decides the version, and whether a suppression still lets the path finish.

    The deposit stands for what the file does not say yet (decision 0011).
    """
    if en_vae:
        return recevabilite_recue_le or depot
    return engagement_formation(entree_formation, depot) if entree_formation else depot
