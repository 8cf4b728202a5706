"""When an OF is accredited, and on what. No database here: facts and dates come in, a verdict goes out."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from certif_portal.centre.regles import OBSERVATIONS_JOURS
from certif_portal.commun.regles import Delai, Effet, Origine, Regle, Source, decision, dispositif, reglage
from certif_portal.commun.typographie import date_longue
from habilitations.choix import Verdict

CERTIMETAL = "Processus d’habilitation national CERTIMÉTAL"
CODE_DU_TRAVAIL = "Code du travail (décret n° 2025-500 du 6 juin 2025)"

HABILITATION_DUREE = Delai(
    code="HABILITATION-DUREE",
    enonce="Une habilitation dure {duree} ; elle n’est pas reconduite tacitement.",
    source=Source(CERTIMETAL, "définition de l’audit de renouvellement"),
    origine=Origine.NATIONALE,
    ans=5,
)
HABILITATION_VALIDE = Regle(
    code="HABILITATION-VALIDE",
    enonce="L’organisme de formation est habilité par l’UIMM territoriale le jour de l’acte.",
    source=dispositif(partie=2, chapitre=1),
)
HABILITATION_UNIQUE = Regle(
    code="HABILITATION-UNIQUE",
    enonce="Deux habilitations d’un même organisme ne se chevauchent pas.",
    source=decision(21, "Dernier jour d’une habilitation"),
    origine=Origine.LECTURE,
)
CENTRE_COMPETENT = Regle(
    code="CENTRE-COMPETENT",
    enonce="L’adresse du SIRET désigne l’UIMM territoriale qui instruit la demande d’habilitation.",
    source=Source(CERTIMETAL, "« l’adresse définira le certificateur en charge de l’habilitation »"),
)
HABILITATION_AILLEURS = Regle(
    code="HABILITATION-AILLEURS",
    enonce="Une habilitation donnée par un autre centre vaut sur tout le territoire ; elle est enregistrée avec "
    "sa preuve.",
    source=Source(CERTIMETAL, "l’habilitation de l’organisme de formation"),
)
DOSSIER_COMPLET = Regle(
    code="DOSSIER-COMPLET",
    enonce="Une demande se dépose avec l’identité de l’organisme, douze réponses et l’engagement signé et "
    "revêtu du cachet.",
    source=Source(CERTIMETAL, "identification de l’organisme de formation"),
)
DOSSIER_PREUVES = Regle(
    code="DOSSIER-PREUVES",
    enonce="Un critère sans annexe peut être déposé : l’absence de preuve est une non-conformité majeure, "
    "relevée à l’instruction.",
    source=Source(CERTIMETAL, "gestion des non-conformités"),
    effet=Effet.ALERTE,
)
CONSTAT_MOTIVE = Regle(
    code="CONSTAT-MOTIVE",
    enonce="Une non-conformité est motivée au regard d’un élément de preuve ; sans preuve versée, elle est majeure.",
    source=Source(CERTIMETAL, "gestion des non-conformités"),
)
CRITERES_SATISFAITS = Regle(
    code="CRITERES-SATISFAITS",
    enonce="Rien n’est accordé tant qu’un indicateur n’est pas apprécié ou qu’une non-conformité, même mineure, "
    "est ouverte.",
    source=decision(100, "États d’un dossier d’habilitation"),
    origine=Origine.LECTURE,
)
ACTIONS_CORRECTIVES = Delai(
    code="ACTIONS-CORRECTIVES",
    enonce="L’organisme a {duree} au plus, à compter de la notification des constats, pour apporter ses actions "
    "correctives.",
    source=Source(CERTIMETAL, "l’habilitation de l’organisme de formation"),
    mois=6,
)
OBSERVATIONS = Delai(
    code="HABILITATION-OBSERVATIONS",
    enonce="Un refus ou un retrait suit les observations de l’organisme, ou le délai qui lui est laissé pour en "
    "présenter ({duree} par défaut, réglage du centre).",
    source=reglage("échange contradictoire avant un refus ou un retrait"),
    origine=Origine.CENTRE,
    jours=OBSERVATIONS_JOURS,
)
AUDIT_INTERMEDIAIRE = Regle(
    code="AUDIT-INTERMEDIAIRE",
    enonce="Un audit intermédiaire peut être déclenché à tout moment de l’habilitation par l’UIMM, le jury ou le GTP.",
    source=Source(CERTIMETAL, "définition de l’audit intermédiaire"),
)
TIRAGE = Regle(
    code="AUDIT-TIRAGE",
    enonce="Les organismes d’une campagne sont tirés par un calcul que chacun peut refaire à partir de la "
    "graine affichée.",
    source=decision(102, "Tirage d’une campagne d’audits"),
    origine=Origine.LECTURE,
)
DERNIER_GESTIONNAIRE = Regle(
    code="DERNIER-GESTIONNAIRE",
    enonce="Le dernier gestionnaire des accès d’un organisme ne peut être ni retiré ni privé de cette gestion.",
    source=decision(92, "Dernier gestionnaire d’un organisme"),
    origine=Origine.LECTURE,
)
SUSPENSION = Regle(
    code="HABILITATION-SUSPENSION",
    enonce="Une suspension est motivée ; elle commence et finit pendant l’habilitation, et n’en chevauche pas "
    "une autre.",
    source=decision(104, "Suspendre une habilitation"),
    origine=Origine.LECTURE,
)
PERIMETRE = Regle(
    code="HABILITATION-PERIMETRE",
    enonce="L’habilitation couvre tout le dispositif, sauf si l’acte nomme les certifications ou les blocs concernés : "
    "l’organisme n’inscrit alors qu’à ceux-là.",
    source=Source(CODE_DU_TRAVAIL, "article R. 6113-16-1"),
    origine=Origine.LOI,
)
LISTE_GTP = Regle(
    code="HABILITATION-LISTE-GTP",
    enonce="Le GTP « Certifications » tient à jour la liste des organismes habilités : chaque changement lui "
    "est transmis.",
    source=dispositif(partie=2, chapitre=1),
    effet=Effet.ALERTE,
)
LISTE_DEUX_MOIS = Delai(
    code="HABILITATION-LISTE-FC",
    enonce="Chaque changement de la liste des organismes habilités est transmis à France compétences dans les {duree}.",
    source=Source(CODE_DU_TRAVAIL, "article R. 6113-16-2"),
    origine=Origine.LOI,
    effet=Effet.ALERTE,
    mois=2,
)
DECLARATION_CERTIFICATION = Regle(
    code="DECLARATION-CERTIFICATION",
    enonce="Pendant l’habilitation, l’organisme déclare au centre les certifications qu’il ajoute ou abandonne.",
    source=Source(CERTIMETAL, "identification de l’organisme de formation, rappel"),
)
ENQUETE_ORGANISME = Regle(
    code="ENQUETE-ORGANISME",
    enonce="L’organisme transmet au centre les résultats de ses enquêtes, en PDF ou en tableau, sur une période "
    "terminée.",
    source=Source(CERTIMETAL, "critère 6, 2ᵉ indicateur"),
)
REUNION_INFORMATION = Regle(
    code="REUNION-INFORMATION",
    enonce="Les réunions d’information du centre, et qui y est venu, sont une preuve des critères 1 et 6.",
    source=Source(CERTIMETAL, "critère 6, 1er indicateur"),
)
PROPOSITION_SOURCEE = Regle(
    code="PROPOSITION-SOURCEE",
    enonce="Au renouvellement, le portail propose des réponses d’après les faits enregistrés ; il n’en écrit "
    "aucune lui-même.",
    source=decision(108, "Réponses proposées au renouvellement"),
    origine=Origine.LECTURE,
)


def _rappel(mois: int) -> Delai:
    return Delai(
        code=f"HABILITATION-FIN-{mois}",
        enonce="Une habilitation qui finit sans suite est rappelée à l’organisme et à l’agent {duree} avant "
        "son dernier jour.",
        source=decision(109, "Vagues et rappels de renouvellement"),
        origine=Origine.LECTURE,
        effet=Effet.ALERTE,
        mois=mois,
    )


FIN_12, FIN_9, FIN_6, FIN_3 = _rappel(12), _rappel(9), _rappel(6), _rappel(3)
RAPPELS_FIN = (FIN_12, FIN_9, FIN_6, FIN_3)

Periode = tuple[date, date]
Fenetre = tuple[date, date | None]


def dernier_jour(date_effet: date) -> date:
    """Last day covered: « à l’issue de la période de 5 ans », the day of effect being the first.

    The eve of the anniversary; the last of February when the day of effect is a 29 February.
    """
    anniversaire = HABILITATION_DUREE.apres(date_effet)
    return anniversaire - timedelta(days=1) if anniversaire.day == date_effet.day else anniversaire


def periode_effective(date_effet: date, date_fin: date, retiree_le: date | None) -> Periode | None:
    """The days an act really covers; None when it was withdrawn on its first day."""
    fin = min(date_fin, retiree_le - timedelta(days=1)) if retiree_le else date_fin
    return (date_effet, fin) if fin >= date_effet else None


def fait_suite(date_effet: date, periodes: Iterable[Periode]) -> bool:
    """Whether an act renews another one: no day without accreditation between the two."""
    return any(fin + timedelta(days=1) == date_effet for _, fin in periodes)


def premier_chevauchement(periode: Periode, autres: Iterable[Periode]) -> Periode | None:
    """The first of `autres` that shares a day with `periode`."""
    return next((autre for autre in autres if autre[0] <= periode[1] and periode[0] <= autre[1]), None)


def dans(jour: date, fenetres: Iterable[Fenetre]) -> bool:
    """Whether a day is in one of these spans; one without end goes on."""
    return any(debut <= jour and (fin is None or jour <= fin) for debut, fin in fenetres)


def suspension_impossible(du: date, habilitation: Periode, autres: Iterable[Fenetre]) -> str:
    """HABILITATION-SUSPENSION: why it cannot begin that day, or an empty string. `habilitation`: the days really
    covered."""
    debut, fin = habilitation
    if not debut <= du <= fin:
        return f"Une date entre le {date_longue(debut)} et le {date_longue(fin)} est attendue."
    suivante = next((autre for autre in autres if autre[1] is None or autre[1] >= du), None)
    if suivante is None:
        return ""
    jusqu_au = f" au {date_longue(suivante[1])}" if suivante[1] else ""
    return f"Une suspension court déjà à compter du {date_longue(suivante[0])}{jusqu_au}."


def hors_perimetre(
    certification: int, blocs: Collection[int | None], certifications: Collection[int], blocs_permis: Collection[int]
) -> bool:
    """HABILITATION-PERIMETRE: whether a registration is out of the list of an act; an empty list covers everything."""
    if (not certifications and not blocs_permis) or certification in certifications:
        return False
    return not blocs or any(bloc not in blocs_permis for bloc in blocs)


def departement(code_postal: str) -> str:
    """The département of a postal code: three digits overseas, 2A or 2B in Corsica; empty when unknown."""
    if not code_postal:
        return ""
    if code_postal.startswith("20"):
        return "2A" if code_postal < "20200" else "2B"
    return code_postal[:3] if code_postal.startswith(("97", "98")) else code_postal[:2]


def etapes_de_fin(date_fin: date) -> tuple[tuple[str, date], ...]:
    """The four steps before the last day, and the day each begins: clamped to the end of the month."""
    return tuple((rappel.duree, rappel.avant(date_fin)) for rappel in RAPPELS_FIN)


def rappels_en_clair() -> str:
    """« 12, 9, 6 et 3 mois », from the steps themselves."""
    *premiers, dernier = RAPPELS_FIN
    return f"{', '.join(str(rappel.mois) for rappel in premiers)} et {dernier.duree}"


def rappel_de_fin(date_fin: date, le: date) -> Delai | None:
    """The step reached that day; None earlier than a year before, or once the act is over."""
    if le > date_fin:
        return None
    return next((rappel for rappel in reversed(RAPPELS_FIN) if rappel.avant(date_fin) <= le), None)


def a_renouveler(date_fin: date, le: date) -> bool:
    """From the step of six months on, its first day included."""
    return FIN_6.avant(date_fin) <= le


def derniere_fin_a_renouveler(le: date) -> date:
    """The last end that `a_renouveler` says of that day: months are not all as long, a query compares with this."""
    fin = FIN_6.apres(le)
    while a_renouveler(fin + timedelta(days=1), le):
        fin += timedelta(days=1)
    return fin


def lire_departements(texte: str) -> tuple[str, ...]:
    """« 44, 56 » as the settings write it."""
    return tuple(morceau.strip().upper() for morceau in texte.split(",") if morceau.strip())


def departement_hors_centre(code_postal: str, departements: str) -> str:
    """CENTRE-COMPETENT: the département when another centre is competent; empty when ours is, or nothing is set."""
    siens, le_sien = lire_departements(departements), departement(code_postal)
    return le_sien if siens and le_sien not in siens else ""


def a_temps(echeance: date, le: date) -> bool:
    """ACTIONS-CORRECTIVES: a proof is in time up to its day, that day included."""
    return le <= echeance


def encore_ouverte(traitee_le: date | None, le: date) -> bool:
    """A non-conformity at the end of that day: not lifted yet, nor closed with its audit."""
    return traitee_le is None or traitee_le > le


def vivante(notifiee_le: date, traitee_le: date | None, debut: date, fin: date) -> bool:
    """A non-conformity of these days: told before their end, not treated before they began."""
    return notifiee_le <= fin and (traitee_le is None or traitee_le >= debut)


def verdict_possible(verdict: str, motif: str, *, avec_preuve: bool) -> str:
    """CONSTAT-MOTIVE: what is wrong with a finding, or an empty string."""
    if verdict != Verdict.MAJEURE and not avec_preuve:
        return "Aucune preuve n’est rattachée à ce constat : il est majeur."
    return "Le motif d’une non-conformité est attendu." if verdict != Verdict.CONFORME and not motif else ""


def indicateurs_restants(attendus: Iterable[str], apprecies: Collection[str]) -> list[str]:
    """CRITERES-SATISFAITS: indicators without a finding, in order."""
    return [code for code in attendus if code not in apprecies]


def tirer(graine: str, sirets: Iterable[str], nombre: int) -> list[str]:
    """AUDIT-TIRAGE: the `nombre` smallest SHA-256 of « graine:siret », in that order."""
    return sorted(sirets, key=lambda siret: hashlib.sha256(f"{graine}:{siret}".encode()).hexdigest())[:nombre]
