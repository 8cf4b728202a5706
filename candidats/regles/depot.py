"""What is still missing before a draft may be submitted: everything at once, never the first thing only."""

from collections.abc import Iterator
from datetime import date

from candidats.choix import Portee
from candidats.donnees import FRANCE, DonneesInscription
from candidats.regles.constat import Constat, FaitsReferentiel
from candidats.regles.engagement import version_refusee
from candidats.regles.inscription import (
    ENTREPRISE_DE,
    ENTREPRISE_SL,
    FINANCEMENT,
    IDENTITE_COMPLETE,
    IDENTITE_VERIFIEE,
    INDEPENDANCE_DONNEES,
    INSCRIPTION_PREALABLE,
    VAE_RECEVABILITE,
    date_engagement,
    peut_encore_s_inscrire,
)
from candidats.regles.nace import nomenclature_a_dire
from certif_portal.commun.regles import Regle
from certif_portal.commun.typographie import date_longue
from referentiels.regles import BLOC_SEUL_RNCP

IDENTITE_ATTENDUE = {
    "sexe": "Le sexe",
    "commune_naissance": "La commune de naissance",
    "pays_naissance": "Le pays de naissance",
}
ENTREPRISE_ATTENDUE = {
    "entreprise_siret": "Le SIRET de l’entreprise",
    "entreprise_raison_sociale": "La raison sociale de l’entreprise",
    "entreprise_adresse": "L’adresse de l’entreprise",
    "entreprise_code_postal": "Le code postal de l’entreprise",
    "entreprise_ville": "La ville de l’entreprise",
    "entreprise_code_nace": "Le code NACE de l’entreprise",
    "entreprise_secteur": "Le secteur de l’entreprise",
}
ENTOURAGE_ATTENDU = {"service": "Le service du candidat", "superieur_nom": "Le supérieur hiérarchique du candidat"}
TUTEUR_ATTENDU = {
    "tuteur_nom": "Le nom du tuteur",
    "tuteur_courriel": "Le courriel du tuteur, à qui l’avis sera demandé,",
}


def manques_au_depot(
    donnees: DonneesInscription,
    faits: FaitsReferentiel,
    *,
    piece_deposee: bool,
    le: date,
    premier_depot: date | None = None,
) -> list[Constat]:
    """What stops the deposit of that day, field by field. The first deposit, once made, keeps its date."""
    depot = premier_depot or le
    return [
        *identite_incomplete(donnees),
        *(
            []
            if piece_deposee
            else [Constat("piece_identite", "La copie d’une pièce d’identité est attendue.", IDENTITE_VERIFIEE)]
        ),
        *_parcours(donnees, depot),
        *_engagement(donnees, faits, depot),
        *_entreprise(donnees),
        *nomenclature_a_dire(donnees.entreprise_code_nace, depot),
        *_financement(donnees),
    ]


def _absents(donnees: DonneesInscription, attendus: dict[str, str], regle: Regle) -> Iterator[Constat]:
    for champ, nom in attendus.items():
        if not getattr(donnees, champ):
            yield Constat(champ, f"{nom} est à renseigner.", regle)


def identite_incomplete(donnees: DonneesInscription) -> Iterator[Constat]:
    yield from _absents(donnees, IDENTITE_ATTENDUE, IDENTITE_COMPLETE)
    if donnees.pays_naissance == FRANCE and not donnees.departement_naissance:
        yield Constat(
            "departement_naissance", "Le département est à renseigner pour une naissance en France.", IDENTITE_COMPLETE
        )


def _parcours(donnees: DonneesInscription, depot: date) -> Iterator[Constat]:
    if donnees.en_vae:
        if donnees.recevabilite_recue_le is None:
            yield Constat(
                "recevabilite_recue_le",
                "La date de réception du dossier de recevabilité est à renseigner.",
                VAE_RECEVABILITE,
            )
        return
    if donnees.sans_formation:
        return
    for champ, nom in (("entree_formation", "L’entrée en formation"), ("fin_formation", "La fin de la formation")):
        if getattr(donnees, champ) is None:
            yield Constat(champ, f"{nom} est à renseigner.")
    if not donnees.formateurs:
        yield Constat("formateurs", "Un formateur au moins est à nommer.", INDEPENDANCE_DONNEES)
    if donnees.fin_formation and not peut_encore_s_inscrire(donnees.fin_formation, depot):
        fin = date_longue(donnees.fin_formation)
        yield Constat(
            "fin_formation",
            f"La formation est finie depuis le {fin} : personne ne peut plus inscrire.",
            INSCRIPTION_PREALABLE,
        )


def _engagement(donnees: DonneesInscription, faits: FaitsReferentiel, depot: date) -> Iterator[Constat]:
    """The certification and its version at the day of engagement (decision 0011)."""
    engagement = date_engagement(
        en_vae=donnees.en_vae,
        entree_formation=donnees.entree_formation,
        recevabilite_recue_le=donnees.recevabilite_recue_le,
        depot=depot,
    )
    yield from version_refusee(faits, engagement)
    if donnees.portee == Portee.BLOCS and not donnees.blocs:
        yield Constat("blocs", "Un bloc au moins est à choisir.", BLOC_SEUL_RNCP)


def _entreprise(donnees: DonneesInscription) -> Iterator[Constat]:
    if not donnees.origine:
        yield Constat("origine", "L’origine du candidat est à choisir : salarié ou demandeur d’emploi.", ENTREPRISE_SL)
    if donnees.salarie:
        yield from _absents(donnees, ENTREPRISE_ATTENDUE, ENTREPRISE_SL)
        yield from _absents(donnees, ENTOURAGE_ATTENDU, INDEPENDANCE_DONNEES)
        if not donnees.en_vae and not donnees.initiative_sans_accord:
            yield from _absents(donnees, TUTEUR_ATTENDU, INDEPENDANCE_DONNEES)
    elif donnees.entreprise_citee:
        yield from _absents(donnees, ENTREPRISE_ATTENDUE, ENTREPRISE_DE)


def _financement(donnees: DonneesInscription) -> Iterator[Constat]:
    if not donnees.financements:
        yield Constat("financements", "Un dispositif de financement au moins est à cocher.", FINANCEMENT)
