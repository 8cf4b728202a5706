"""Drafts created in numbers, from lines that the rules of the form have already accepted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.db.models import Q
from simple_history.utils import bulk_update_with_history

from candidats.choix import Portee
from candidats.donnees import (
    CHAMPS_CONTACT,
    CHAMPS_ENTREPRISE,
    CHAMPS_IDENTITE,
    CHAMPS_PARCOURS,
    DonneesInscription,
    cle_identite,
)
from candidats.models import (
    Amenagement,
    Candidat,
    Entreprise,
    FinancementInscription,
    Formateur,
    Inscription,
    RecevabiliteVAE,
)
from candidats.regles.noms import cle_des_noms
from candidats.services.identite import CHAMPS_CONFIRMATION, noter_confirmation, phrase_confirmation
from candidats.services.inscription import confirmation_nouvelle, contact_change, fiches_de
from certif_portal.commun.actes import acte
from certif_portal.commun.insertion import inserer, reserver_cles
from certif_portal.commun.journal import journaliser_en_nombre
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur
from habilitations.models import OrganismeFormation

Ligne = dict[str, Any]
_entreprise = attrgetter(*CHAMPS_ENTREPRISE)


@dataclass
class Lot:
    """Rows by table, written together at the end."""

    candidats: list[Ligne] = field(default_factory=list)
    entreprises: list[Ligne] = field(default_factory=list)
    inscriptions: list[Ligne] = field(default_factory=list)
    blocs: list[Ligne] = field(default_factory=list)
    financements: list[Ligne] = field(default_factory=list)
    formateurs: list[Ligne] = field(default_factory=list)
    amenagements: list[Ligne] = field(default_factory=list)
    recevabilites: list[Ligne] = field(default_factory=list)
    journal: list[tuple[int, str]] = field(default_factory=list)


@acte
def creer_inscriptions(
    lignes: Sequence[DonneesInscription], *, organisme: OrganismeFormation, par: Utilisateur | None, a: datetime
) -> Sequence[int]:
    """Keep these lines as drafts of one OF; returns their ids. To be called in the transaction that checked them.

    The number of queries does not grow with the lines, but for one sending of rows per two thousand.
    """
    if not lignes:
        return []
    lot, cles = Lot(), reserver_cles(Inscription, len(lignes))
    candidats = _candidats(lignes, organisme, lot, par, a)
    entreprises = _entreprises(lignes, lot)
    le = jour_de(a)
    for cle, donnees in zip(cles, lignes, strict=True):
        lot.inscriptions.append(
            {champ: getattr(donnees, champ) for champ in CHAMPS_PARCOURS}
            | {
                "id": cle,
                "candidat_id": candidats[cle_identite(donnees)],
                "referentiel_id": donnees.referentiel_id,
                "entreprise_id": entreprises.get(_entreprise(donnees)),
            }
        )
        _listes(lot, cle, donnees, le)
        nom = (donnees.nom_usage or donnees.nom_naissance).upper()
        phrase = f"Brouillon créé pour {nom} {donnees.prenom}, lu dans un classeur."
        if donnees.naissance and donnees.naissance_confirmee:
            phrase += f" {phrase_confirmation(donnees.naissance)}"
        lot.journal.append((cle, phrase))
    _ecrire(lot, organisme, par, a)
    return cles


def _candidats(
    lignes: Sequence[DonneesInscription], organisme: OrganismeFormation, lot: Lot, par: Utilisateur | None, a: datetime
) -> dict[tuple[Any, ...], int]:
    """As `services.inscription` chooses: the same person of the same organisation, a shared file left as it is."""
    derniere = {cle_identite(donnees): donnees for donnees in lignes}
    naissances = {donnees.date_naissance for donnees in lignes if donnees.date_naissance}
    connus: dict[tuple[Any, ...], Candidat] = {}
    revus = []
    for candidat in fiches_de(organisme).filter(date_naissance__in=naissances):
        identite = cle_identite(candidat)
        if identite not in derniere or identite in connus:
            continue
        donnees, partagee = derniere[identite], vars(candidat)["partagee"]
        if partagee and contact_change(candidat, donnees):
            continue
        connus[identite] = candidat
        contact = {champ: getattr(donnees, champ) for champ in CHAMPS_CONTACT}
        confirmee = confirmation_nouvelle(candidat, donnees)
        if confirmee:
            noter_confirmation(candidat, par=par, a=a)
        if confirmee or (not partagee and any(getattr(candidat, champ) != dit for champ, dit in contact.items())):
            vars(candidat).update({} if partagee else contact)
            revus.append(candidat)
    if revus:
        champs = (*CHAMPS_CONTACT, *CHAMPS_CONFIRMATION)
        bulk_update_with_history(revus, Candidat, champs, batch_size=1000, default_user=par, default_date=a)
    nouveaux = [identite for identite in derniere if identite not in connus]
    cles = dict(zip(nouveaux, reserver_cles(Candidat, len(nouveaux)), strict=True))
    for identite, cle in cles.items():
        donnees = derniere[identite]
        valeurs = {champ: getattr(donnees, champ) for champ in (*CHAMPS_IDENTITE, *CHAMPS_CONTACT)}
        valeurs |= _confirmation(donnees, par, a) | {"id": cle, "cle_recherche": cle_des_noms(donnees)}
        lot.candidats.append(valeurs)
    return cles | {identite: candidat.pk for identite, candidat in connus.items()}


def _confirmation(donnees: DonneesInscription, par: Utilisateur | None, a: datetime) -> Ligne:
    confirmee = donnees.naissance_confirmee
    qui, quand = (par.pk if par else None, a) if confirmee else (None, None)
    return {
        "naissance_confirmee": confirmee,
        "naissance_confirmee_le": quand,
        "naissance_confirmee_par_id": qui,
    }


def _entreprises(lignes: Sequence[DonneesInscription], lot: Lot) -> dict[tuple[str, ...], int]:
    """One row per description (decision 0051)."""
    citees = dict.fromkeys(_entreprise(donnees) for donnees in lignes if donnees.entreprise_citee)
    if not citees:
        return {}
    champs = [champ.removeprefix("entreprise_") for champ in CHAMPS_ENTREPRISE]
    sirets = {entreprise[champs.index("siret")] for entreprise in citees} - {""}
    noms = {entreprise[champs.index("raison_sociale")] for entreprise in citees}
    connues = {
        tuple(description): cle
        for cle, *description in Entreprise.objects.filter(
            Q(siret__in=sirets) | Q(siret="", raison_sociale__in=noms)
        ).values_list("pk", *champs)
    }
    nouvelles = [entreprise for entreprise in citees if entreprise not in connues]
    cles = dict(zip(nouvelles, reserver_cles(Entreprise, len(nouvelles)), strict=True))
    lot.entreprises += [dict(zip(champs, entreprise, strict=True)) | {"id": cle} for entreprise, cle in cles.items()]
    return connues | cles


def _listes(lot: Lot, cle: int, donnees: DonneesInscription, le: date) -> None:
    if donnees.portee == Portee.BLOCS:
        lot.blocs += [{"inscription_id": cle, "versionbloc_id": bloc} for bloc in donnees.blocs]
    lot.financements += [
        {"inscription_id": cle, "code": code, "abondement": code == "CPF" and donnees.cpf_abonde}
        for code in donnees.financements
    ]
    lot.formateurs += [
        {"inscription_id": cle, "nom": formateur.nom, "courriel": formateur.courriel}
        for formateur in donnees.formateurs
    ]
    lot.amenagements += [{"inscription_id": cle, "effet": effet, "demande_le": le} for effet in donnees.amenagements]
    if donnees.recevabilite_recue_le:
        lot.recevabilites.append({"inscription_id": cle, "recue_le": donnees.recevabilite_recue_le})


def _ecrire(lot: Lot, organisme: OrganismeFormation, par: Utilisateur | None, a: datetime) -> None:
    auteur = par.pk if par else None
    trace = {"history_date": a, "history_type": "+", "history_user_id": auteur}
    creation = {"organisme_id": organisme.pk, "creee_le": a, "creee_par_id": auteur}
    inserer(Candidat, lot.candidats)
    inserer(Candidat.history.model, lot.candidats, **trace)
    inserer(Entreprise, lot.entreprises)
    inserer(Inscription, lot.inscriptions, **creation)
    inserer(Inscription.history.model, lot.inscriptions, **creation, **trace)
    inserer(Inscription.blocs.through, lot.blocs)
    inserer(FinancementInscription, lot.financements)
    inserer(Formateur, lot.formateurs)
    inserer(Amenagement, lot.amenagements)
    inserer(RecevabiliteVAE, lot.recevabilites)
    journaliser_en_nombre(Inscription, "creation", lot.journal, par=par, a=a)
