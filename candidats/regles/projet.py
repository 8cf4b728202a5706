"""The projet de certification: what it says, when its dates are late, what a registration owes to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from candidats.choix import Portee
from candidats.donnees import DonneesInscription, DonneesProjet, FaitsProjet
from candidats.regles.constat import Constat, FaitsReferentiel
from candidats.regles.engagement import version_refusee
from candidats.regles.inscription import (
    TYPES_VAE_BRANCHE,
    VAE_BRANCHE,
    VAE_RNCP,
    evaluation_avant_l_entree,
    peut_encore_s_inscrire,
)
from candidats.regles.livret import limites_livret
from certif_portal.centre.regles import EVALUATION_ANNONCE_MOIS, EVALUATION_FIN_MOIS
from certif_portal.commun.identifiants import siret_juste
from certif_portal.commun.regles import Delai, Effet, Origine, Regle, decision, usage
from certif_portal.commun.typographie import date_longue
from referentiels.regles import BLOC_SEUL_RNCP

CRITERE_1 = usage("critère 1 « Le choix de la certification », 2ᵉ indicateur (« condition préalable »)")

PROJET_PREALABLE = Regle(
    code="PROJET-PREALABLE",
    enonce="L’organisme sollicite l’aval du centre sur son projet de certification avant d’inscrire ses "
    "candidats, en amont de la formation ; sans aval, l’inscription est signalée ou refusée (réglage du "
    "centre).",
    source=CRITERE_1,
    origine=Origine.CENTRE,
    effet=Effet.ALERTE,
)
PROJET_CONTENU = Regle(
    code="PROJET-CONTENU",
    enonce="Le projet dit la certification, les besoins auxquels elle répond, les moyens techniques et humains, "
    "le calendrier détaillé et le nombre de candidats prévu.",
    source=usage("critère 1 « Le choix de la certification », guide de lecture, et critère 2, calendrier détaillé"),
    origine=Origine.CENTRE,
)
PROJET_INSCRIPTION = Regle(
    code="PROJET-INSCRIPTION",
    enonce="Une inscription se rattache à un projet du même organisme, pour la même certification, dont l’aval "
    "est donné.",
    source=decision(75, "L’inscription et son projet de certification"),
    origine=Origine.LECTURE,
)
POSITIONNEMENT = Regle(
    code="POSITIONNEMENT",
    enonce="L’inscription suit le positionnement du candidat : sa date et son résultat sont donnés au centre.",
    source=usage("critère 3 « L’inscription à la certification », 2ᵉ indicateur"),
    origine=Origine.CENTRE,
    effet=Effet.ALERTE,
)
EVALUATION_DERNIER_MOIS = Delai(
    code="EVALUATION-DERNIER-MOIS",
    enonce="La commission d’évaluation se tient dans le dernier mois de la formation.",
    source=usage("les étapes du CQPM, commission d’évaluation"),
    origine=Origine.CENTRE,
    effet=Effet.ALERTE,
    mois=EVALUATION_FIN_MOIS,
)
EVALUATION_ANNONCE = Delai(
    code="EVALUATION-ANNONCE",
    enonce="L’organisme annonce la date de l’évaluation au moins {duree} avant.",
    source=usage("les étapes du CQPM, commission d’évaluation"),
    origine=Origine.CENTRE,
    effet=Effet.ALERTE,
    mois=EVALUATION_ANNONCE_MOIS,
)

TEXTES_ATTENDUS = {
    "besoins": "Les besoins auxquels le projet répond sont à décrire.",
    "moyens_techniques": "Les moyens techniques sont à décrire.",
    "moyens_humains": "Les moyens humains sont à décrire.",
}
DATES_FORMATION = {
    "entree_formation": "L’entrée en formation est à renseigner.",
    "livret_prevu_le": "La date d’envoi des modalités d’évaluation est à renseigner.",
    "fin_formation": "La fin de la formation est à renseigner.",
}


@dataclass(frozen=True)
class DelaisEvaluation:
    """The centre's own months: the date announced so long before, the sitting in the last ones of the training."""

    annonce: int = EVALUATION_ANNONCE_MOIS
    fin: int = EVALUATION_FIN_MOIS


PAR_DEFAUT = DelaisEvaluation()


def dans_le_dernier_mois(evaluation: date, fin: date, mois: int = PAR_DEFAUT.fin) -> bool:
    """EVALUATION-DERNIER-MOIS, the same day of the month before included (clamped to the month's end)."""
    return EVALUATION_DERNIER_MOIS.avant(fin, mois=mois) <= evaluation <= fin


def est_annoncee_a_temps(evaluation: date, annonce: date, mois: int = PAR_DEFAUT.annonce) -> bool:
    """EVALUATION-ANNONCE: whole calendar months, the limit included."""
    return annonce <= EVALUATION_ANNONCE.avant(evaluation, mois=mois)


def incoherences_projet(donnees: DonneesProjet, faits: FaitsReferentiel, le: date) -> list[Constat]:
    """What is wrong even in a draft: dates in disorder, blocs or a route that the certification does not allow."""
    return [*_ordre_des_dates(donnees), *_ouverture(donnees, faits, le)]


def _ordre_des_dates(donnees: DonneesProjet) -> Iterator[Constat]:
    entree, fin, evaluation = donnees.entree_formation, donnees.fin_formation, donnees.date_evaluation_prevue
    if donnees.entreprise_siret and not siret_juste(donnees.entreprise_siret):
        yield Constat("entreprise_siret", "Un SIRET de 14 chiffres dont la clé est juste est attendu.")
    if donnees.en_vae:
        for champ in DATES_FORMATION:
            if getattr(donnees, champ):
                yield Constat(champ, "Une VAE n’a ni dates de formation ni envoi de modalités : laissez ce champ vide.")
        return
    if entree and fin and fin < entree:
        yield Constat("fin_formation", "La fin de la formation ne peut pas précéder l’entrée.")
    yield from evaluation_avant_l_entree(entree, evaluation)
    if donnees.livret_prevu_le and evaluation and donnees.livret_prevu_le > evaluation:
        yield Constat("livret_prevu_le", "Les modalités arrivent au centre avant l’évaluation.")


def _ouverture(donnees: DonneesProjet, faits: FaitsReferentiel, le: date) -> Iterator[Constat]:
    engagement = donnees.entree_formation or le
    au_rncp = faits.au_rncp(engagement)
    if donnees.voie == "vae" and not au_rncp:
        yield Constat("voie", f"« {faits.intitule} » n’est pas au RNCP ce jour-là.", VAE_RNCP)
    if donnees.voie == "vae_branche" and faits.type not in TYPES_VAE_BRANCHE:
        yield Constat("voie", f"« {faits.intitule} » est un {faits.type}.", VAE_BRANCHE)
    if donnees.portee != Portee.BLOCS:
        return
    if not au_rncp or not faits.blocs:
        detail = f"« {faits.intitule} » n’est pas au RNCP : seule la certification complète est ouverte."
        yield Constat("portee", detail, BLOC_SEUL_RNCP)
    elif not set(donnees.blocs) <= {bloc.version_id for bloc in faits.blocs}:
        yield Constat("blocs", "Un des blocs choisis n’appartient pas à cette certification.")


def manques_projet(donnees: DonneesProjet, faits: FaitsReferentiel, le: date) -> list[Constat]:
    """What stops the deposit of that day, field by field."""
    return [*_contenu(donnees), *_version(donnees, faits, le)]


def _contenu(donnees: DonneesProjet) -> Iterator[Constat]:
    attendus = TEXTES_ATTENDUS | ({} if donnees.en_vae else DATES_FORMATION)
    attendus |= {"date_evaluation_prevue": "La date d’évaluation est à renseigner."}
    for champ, message in attendus.items():
        if not getattr(donnees, champ):
            yield Constat(champ, message, PROJET_CONTENU)
    if not donnees.effectif_prevu:
        yield Constat("effectif_prevu", "Le nombre de candidats prévu est à renseigner.", PROJET_CONTENU)
    if donnees.portee == Portee.BLOCS and not donnees.blocs:
        yield Constat("blocs", "Un bloc au moins est à choisir.", BLOC_SEUL_RNCP)


def _version(donnees: DonneesProjet, faits: FaitsReferentiel, le: date) -> Iterator[Constat]:
    if donnees.fin_formation and not peut_encore_s_inscrire(donnees.fin_formation, le):
        detail = f"La formation est finie depuis le {date_longue(donnees.fin_formation)}."
        yield Constat("fin_formation", detail, PROJET_PREALABLE)
    yield from version_refusee(faits, donnees.entree_formation or le)


def alertes_projet(
    donnees: DonneesProjet, *, mois: int, tiers: bool, depot: date, delais: DelaisEvaluation = PAR_DEFAUT
) -> list[Constat]:
    """Dates that breach a usage of the centre without stopping anything; `mois` and `tiers` are its livret settings."""
    return [
        *_alerte_amont(donnees, depot),
        *_alertes_livret(donnees, mois, tiers),
        *alertes_d_evaluation(donnees.date_evaluation_prevue, donnees.fin_formation, depot, delais),
    ]


def _alerte_amont(donnees: DonneesProjet, depot: date) -> Iterator[Constat]:
    if donnees.entree_formation and depot > donnees.entree_formation:
        detail = f"La formation a commencé le {date_longue(donnees.entree_formation)}, avant le dépôt du projet."
        yield Constat("entree_formation", detail, PROJET_PREALABLE)


def _alertes_livret(donnees: DonneesProjet, mois: int, tiers: bool) -> Iterator[Constat]:
    if donnees.livret_prevu_le is None:
        return
    limites = limites_livret(
        entree=donnees.entree_formation,
        fin=donnees.fin_formation,
        evaluation=donnees.date_evaluation_prevue,
        mois=mois,
        tiers=tiers,
    )
    for limite, regle, raison in limites:
        if donnees.livret_prevu_le > limite:
            detail = (
                f"Modalités envoyées le {date_longue(donnees.livret_prevu_le)} : la limite est le "
                f"{date_longue(limite)}, {raison}."
            )
            yield Constat("livret_prevu_le", detail, regle)


def alertes_d_evaluation(
    evaluation: date | None, fin: date | None, annonce: date | None, delais: DelaisEvaluation = PAR_DEFAUT
) -> Iterator[Constat]:
    """What the day of an evaluation breaches of the centre's usages. `annonce`: the day it was told; None, nobody has
    to tell it."""
    if evaluation is None:
        return
    if fin and not dans_le_dernier_mois(evaluation, fin, delais.fin):
        debut = date_longue(EVALUATION_DERNIER_MOIS.avant(fin, mois=delais.fin))
        periode = "le dernier mois va" if delais.fin == 1 else f"les {delais.fin} derniers mois vont"
        detail = f"Évaluation prévue le {date_longue(evaluation)} : {periode} du {debut} au {date_longue(fin)}."
        yield Constat("date_evaluation_prevue", detail, EVALUATION_DERNIER_MOIS)
    if annonce and not est_annoncee_a_temps(evaluation, annonce, delais.annonce):
        limite = date_longue(EVALUATION_ANNONCE.avant(evaluation, mois=delais.annonce))
        detail = f"Évaluation prévue le {date_longue(evaluation)} : elle s’annonçait au plus tard le {limite}."
        yield Constat("date_evaluation_prevue", detail, EVALUATION_ANNONCE)


def avant_la_date_prevue(evaluation: date, prevue: date | None) -> Iterator[Constat]:
    """A sitting sooner than the day that the registration or its livret foresaw."""
    if prevue and evaluation < prevue:
        yield Constat("date", f"L’évaluation était prévue le {date_longue(prevue)} : la séance est avant.")


def ecarts_au_projet(
    donnees: DonneesInscription,
    projet: FaitsProjet,
    faits: FaitsReferentiel,
    *,
    certification_id: int,
    organisme_id: int | None,
) -> list[Constat]:
    """PROJET-INSCRIPTION: why this registration may not attach to that projet; empty when it may."""
    if not projet.avalise:
        return [Constat("projet_id", "Ce projet n’a pas l’aval du centre.", PROJET_INSCRIPTION)]
    if (projet.organisme_id, projet.certification_id) != (organisme_id, certification_id):
        detail = "Ce projet est d’un autre porteur, ou pour une autre certification."
        return [Constat("projet_id", detail, PROJET_INSCRIPTION)]
    if projet.portee != Portee.BLOCS:
        return []
    vises = {bloc.numero for bloc in faits.blocs if bloc.version_id in donnees.blocs}
    if donnees.portee != Portee.BLOCS or not vises <= projet.blocs:
        numeros = ", ".join(sorted(projet.blocs))
        detail = f"L’aval de ce projet porte sur des blocs seuls : {numeros}."
        return [Constat("projet_id", detail, PROJET_INSCRIPTION)]
    return []


def manques_de_projet(donnees: DonneesInscription) -> list[Constat]:
    """What PROJET-PREALABLE and POSITIONNEMENT miss in the registration of an OF: signalled, or refused by a
    setting."""
    constats = []
    if donnees.projet_id is None:
        detail = "Cette inscription n’est rattachée à aucun projet de certification."
        constats.append(Constat("projet_id", detail, PROJET_PREALABLE))
    if donnees.positionnement_le is None:
        detail = "La date du positionnement du candidat n’est pas renseignée."
        constats.append(Constat("positionnement_le", detail, POSITIONNEMENT))
    elif not donnees.positionnement_resultat:
        detail = "Le résultat du positionnement n’est pas renseigné."
        constats.append(Constat("positionnement_resultat", detail, POSITIONNEMENT))
    return constats
