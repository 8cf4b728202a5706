"""What the rules ask of a line that could be read: the same as the form, and what is worth knowing beside."""

from candidats.choix import Origine
from candidats.donnees import DonneesInscription
from candidats.imports.contexte import ContexteImport, ProjetConnu
from candidats.imports.rapprochement import Existante
from candidats.regles.constat import Constat, FaitsReferentiel
from candidats.regles.depot import manques_au_depot
from candidats.regles.inscription import (
    ENTREPRISE_DE,
    INSCRIPTION_DELAI,
    date_limite_inscription,
    est_tardive,
    incoherences,
    peut_encore_s_inscrire,
)
from candidats.regles.projet import PROJET_INSCRIPTION, ecarts_au_projet, manques_de_projet
from certif_portal.commun.typographie import date_longue

CHAMP_DE_COLONNE = {"referentiel": "referentiel_id", "portee": "blocs"}
SANS_COURRIEL = Constat("courriel", "Aucun courriel : le candidat ne recevra pas ses résultats.")


def constats_de(
    donnees: DonneesInscription,
    faits: FaitsReferentiel,
    contexte: ContexteImport,
    projet: ProjetConnu | None,
    existante: Existante | None = None,
) -> list[Constat]:
    """Every rule of the form that these values break: a draft of a workbook asks no more than one typed there."""
    premier_depot = existante.deposee_le if existante else None
    return [
        *incoherences(donnees, faits, contexte.le, premier_depot),
        *_projet(donnees, faits, contexte, projet, existante),
    ]


def manques_de(
    donnees: DonneesInscription, faits: FaitsReferentiel, contexte: ContexteImport, existante: Existante | None = None
) -> list[Constat]:
    """What the deposit will ask, the identity paper aside: told at once, and answered on screen or later."""
    premier_depot = existante.deposee_le if existante else None
    return [
        *manques_au_depot(donnees, faits, piece_deposee=True, le=contexte.le, premier_depot=premier_depot),
        *(manques_de_projet(donnees) if contexte.projet_exige else []),
    ]


def _projet(
    donnees: DonneesInscription,
    faits: FaitsReferentiel,
    contexte: ContexteImport,
    projet: ProjetConnu | None,
    existante: Existante | None,
) -> list[Constat]:
    """The same rules as the form."""
    if projet is None:
        return []
    if not projet.ouvert and (existante is None or existante.donnees.projet_id != projet.pk):
        return [Constat("projet_id", "Ce projet est terminé.", PROJET_INSCRIPTION)]
    return ecarts_au_projet(
        donnees,
        projet.faits,
        faits,
        certification_id=contexte.certifications[faits.pk],
        organisme_id=contexte.organisme_id,
    )


def a_savoir(donnees: DonneesInscription, contexte: ContexteImport) -> list[Constat]:
    """What is worth knowing on a line that may be recorded."""
    trouves = [] if donnees.courriel else [SANS_COURRIEL]
    entree, jours, le = donnees.entree_formation, contexte.jours_inscription, contexte.le
    if entree and peut_encore_s_inscrire(donnees.fin_formation, le) and est_tardive(entree, le, jours):
        limite = date_longue(date_limite_inscription(entree, jours))
        attendu = f"L’inscription était attendue au plus tard le {limite} : une dérogation se demandera avec le dépôt."
        trouves.append(Constat("entree_formation", attendu, INSCRIPTION_DELAI))
    if donnees.origine == Origine.DE and donnees.entreprise_citee:
        attendu = "L’entreprise d’un demandeur d’emploi est conservée ; elle ne figurera pas au procès-verbal."
        trouves.append(Constat("entreprise_raison_sociale", attendu, ENTREPRISE_DE))
    return trouves


def colonne_de(constat: Constat) -> str:
    return CHAMP_DE_COLONNE.get(constat.champ, constat.champ)
