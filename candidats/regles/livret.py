"""The livret de suivi: when it is due, what each line says, who agrees."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from candidats.choix import VOIES_VAE, Accord, Origine
from candidats.donnees import DonneesLivret, LigneLivretDonnees
from candidats.regles.constat import Constat
from certif_portal.centre.regles import LIVRET_MOIS as MOIS_PAR_DEFAUT
from certif_portal.commun.durees import compte
from certif_portal.commun.regles import Delai, Effet, Regle, decision, dispositif, premier_tiers, usage
from certif_portal.commun.regles import Origine as OrigineRegle
from certif_portal.commun.typographie import date_longue, tete_de_phrase

MODALITES = dispositif(partie=2, chapitre=2, paragraphe="1.B, modalités d’évaluation")

LIVRET_TIERS = Regle(
    code="LIVRET-TIERS",
    enonce="Le livret de suivi est envoyé dans le premier tiers de la formation (réglage du centre).",
    source=usage("critère 2, calendrier détaillé"),
    origine=OrigineRegle.CENTRE,
    effet=Effet.ALERTE,
)
LIVRET_MOIS = Delai(
    code="LIVRET-MOIS",
    enonce="Le livret de suivi est retourné au plus tard {duree} avant la commission d’évaluation (par défaut, "
    "réglage du centre).",
    source=usage("les étapes du CQPM, livret de suivi"),
    origine=OrigineRegle.CENTRE,
    effet=Effet.ALERTE,
    mois=MOIS_PAR_DEFAUT,
)
LIVRET_MODALITES = Regle(
    code="LIVRET-MODALITES",
    enonce="Chaque compétence visée reçoit une ou plusieurs modalités, alternatives ou cumulatives, parmi "
    "celles du référentiel ; un livret signé, joint sans saisie, les dit à lui seul.",
    source=MODALITES,
)
LIVRET_SITUATION = Regle(
    code="LIVRET-SITUATION",
    enonce="L’évaluation en situation de travail est privilégiée : un motif est attendu quand elle n’est pas retenue.",
    source=decision(204, "Ce que le texte privilégie, et ce que l’usage ferme"),
    origine=OrigineRegle.LECTURE,
)
LIVRET_ACCORD = Regle(
    code="LIVRET-ACCORD",
    enonce="Le centre s’accorde sur les modalités avec l’entreprise ou, à défaut, avec le candidat "
    "(VAE, demandeur d’emploi, initiative du salarié sans l’accord de l’employeur).",
    source=MODALITES,
)
EVALUATION_DATE = Regle(
    code="EVALUATION-DATE",
    enonce="La date d’évaluation est fixée lors de l’inscription ou au plus tard avec le livret de suivi.",
    source=usage("critère 5 « L’évaluation », date d’évaluation"),
    origine=OrigineRegle.CENTRE,
)


def livret_requis(voie: str) -> bool:
    """A training has its livret; a VAE has its file of proofs and its admissibility instead (decision 0052)."""
    return voie not in VOIES_VAE


def limites_livret(
    *, entree: date | None, fin: date | None, evaluation: date | None, mois: int, tiers: bool
) -> list[tuple[date, Regle, str]]:
    """The day each rule of the centre gives, the stricter first, with its rule and its reason.

    `mois` and `tiers` are the centre's settings (months before the sitting; first third applied or not).
    """
    limites: list[tuple[date, Regle, str]] = []
    if tiers and entree and fin:
        limites.append((premier_tiers(entree, fin), LIVRET_TIERS, "fin du premier tiers de la formation"))
    if evaluation:
        raison = f"{compte(mois, 'mois')} avant l’évaluation du {date_longue(evaluation)}"
        limites.append((LIVRET_MOIS.avant(evaluation, mois=mois), LIVRET_MOIS, raison))
    return sorted(limites, key=lambda limite: limite[0])


def date_limite_livret(
    *, entree: date | None, fin: date | None, evaluation: date | None, mois: int, tiers: bool
) -> tuple[date | None, str]:
    """The stricter of the two rules, and the sentence that says why; None when neither can be computed."""
    limites = limites_livret(entree=entree, fin=fin, evaluation=evaluation, mois=mois, tiers=tiers)
    if not limites:
        return None, "Ni dates de formation ni date d’évaluation\u00a0: aucune limite ne se calcule encore."
    (limite, regle, raison), *autres = limites
    explication = f"{tete_de_phrase(raison)} ({regle.code})"
    for autre, autre_regle, autre_raison in autres:
        explication = (
            f"La plus stricte des deux règles du centre\u00a0: {raison} ({regle.code})\u00a0; "
            f"l’autre donne le {date_longue(autre)}, {autre_raison} ({autre_regle.code})"
        )
    return limite, f"{explication}."


def accords_possibles(
    *, voie: str, origine: str, initiative_sans_accord: bool, entreprise_connue: bool
) -> tuple[str, ...]:
    """LIVRET-ACCORD: the company, failing it the candidate. Without the employer's agreement, the candidate alone."""
    if initiative_sans_accord:
        return (Accord.CANDIDAT,)
    if voie not in VOIES_VAE and origine == Origine.SL:
        return (Accord.ENTREPRISE,)
    return (Accord.ENTREPRISE, Accord.CANDIDAT) if entreprise_connue else (Accord.CANDIDAT,)


def controler_livret(
    donnees: DonneesLivret,
    *,
    competences: Mapping[int, str],
    modalites: Iterable[int],
    en_situation: Iterable[int],
    accords: Iterable[str],
    avec_fichier: bool,
    le: date,
) -> list[Constat]:
    """Everything wrong in a livret. `competences`: id -> title of those aimed at; `modalites`: those of the
    référentiel, of which `en_situation` observe the work itself; `avec_fichier`: a signed document, that may say them
    alone."""
    constats = [*_accord(donnees, accords, le)]
    if donnees.lignes or not avec_fichier:
        constats += _lignes(donnees, competences, set(modalites), set(en_situation))
    if donnees.date_evaluation_prevue < le:
        detail = "L’évaluation se prévoit à partir du jour du dépôt : cette date est passée."
        constats.append(Constat("date_evaluation_prevue", detail, EVALUATION_DATE))
    return constats


def _accord(donnees: DonneesLivret, accords: Iterable[str], le: date) -> Iterator[Constat]:
    if donnees.accord not in set(accords):
        yield Constat("accord", "Cette personne ne peut pas donner l’accord dans ce dossier.", LIVRET_ACCORD)
    if not donnees.accord_nom:
        yield Constat("accord_nom", "Le nom de la personne qui a donné son accord est attendu.", LIVRET_ACCORD)
    if donnees.accord == Accord.ENTREPRISE and not donnees.accord_qualite:
        yield Constat(
            "accord_qualite", "La qualité de la personne qui engage l’entreprise est attendue.", LIVRET_ACCORD
        )
    if donnees.accord_le > le:
        yield Constat("accord_le", "L’accord ne peut pas être daté d’un jour à venir.", LIVRET_ACCORD)


def _lignes(
    donnees: DonneesLivret, competences: Mapping[int, str], modalites: set[int], en_situation: set[int]
) -> Iterator[Constat]:
    lignes = {ligne.competence_id: ligne for ligne in donnees.lignes}
    for competence, intitule in competences.items():
        ligne = lignes.get(competence) or LigneLivretDonnees(competence, ())
        choisies = set(ligne.modalites)
        if not choisies or not choisies <= modalites:
            yield Constat(
                f"modalites_{competence}",
                f"« {intitule} » : une modalité du référentiel au moins est à choisir.",
                LIVRET_MODALITES,
            )
        elif not choisies & en_situation and not ligne.motif_hors_situation:
            yield Constat(
                f"motif_{competence}",
                f"« {intitule} » : dites pourquoi elle n’est pas observée en situation de travail.",
                LIVRET_SITUATION,
            )
