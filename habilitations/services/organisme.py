"""Acts on an OF: its fiche, its accreditation, its users."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.fichiers import enregistrer_fichier
from certif_portal.commun.identifiants import normaliser_code_postal, normaliser_nda, normaliser_siret
from certif_portal.commun.journal import journaliser
from certif_portal.commun.textes import cle_recherche, nettoyer_texte
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes import services as comptes
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.regles import ROLE_SOI_MEME
from habilitations import regles
from habilitations.choix import NatureChangement
from habilitations.courriels import prevenir_organisme
from habilitations.models import (
    Audit,
    ContactOrganisme,
    Habilitation,
    MembreOrganisme,
    OrganismeFormation,
    SiteOrganisme,
)
from habilitations.queries.organisme import gestionnaires_ouverts
from habilitations.services.acte import clore_suspension, verrouiller_habilitation
from habilitations.services.liste import noter_changement

CHAMPS = (
    "nom",
    "siret",
    "nda",
    "adresse",
    "code_postal",
    "ville",
    "courriel",
    "telephone",
    "responsable_nom",
    "responsable_qualite",
    "qualiopi_numero",
    "qualiopi_fin",
)


def _remplir(organisme: OrganismeFormation, donnees: Mapping[str, Any]) -> None:
    """Copy the known fields, cleaned and normalised, with the key they are searched by."""
    for champ in CHAMPS:
        if champ in donnees:
            valeur = donnees[champ]
            setattr(organisme, champ, nettoyer_texte(valeur) if isinstance(valeur, str) else valeur)
    organisme.siret = normaliser_siret(organisme.siret)
    organisme.nda = normaliser_nda(organisme.nda) if organisme.nda else ""
    organisme.code_postal = normaliser_code_postal(organisme.code_postal) if organisme.code_postal else ""
    organisme.cle_recherche = cle_recherche(organisme.nom, organisme.ville, organisme.siret)[:400]
    organisme.full_clean()


@acte
def creer_organisme(*, donnees: Mapping[str, Any], par: Utilisateur, a: datetime) -> OrganismeFormation:
    """One OF, one SIRET; it acts only once accredited."""
    organisme = OrganismeFormation()
    _remplir(organisme, donnees)
    organisme.save()
    journaliser(organisme, "creation", f"Organisme enregistré : {organisme.nom}.", par=par, a=a)
    return organisme


@acte
def modifier_organisme(
    *, organisme: OrganismeFormation, donnees: Mapping[str, Any], par: Utilisateur, a: datetime
) -> OrganismeFormation:
    organisme = OrganismeFormation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisme.pk)
    avant = {champ: getattr(organisme, champ) for champ in CHAMPS}
    _remplir(organisme, donnees)
    champs = [OrganismeFormation._meta.get_field(c) for c in CHAMPS if getattr(organisme, c) != avant[c]]
    changes = [champ.verbose_name for champ in champs]  # type: ignore[union-attr]
    if changes:
        organisme.save(update_fields=[*CHAMPS, "cle_recherche"])
        journaliser(organisme, "modification", f"Fiche modifiée : {', '.join(map(str, changes))}.", par=par, a=a)
    return organisme


@acte
def saisir_habilitation(
    *,
    organisme: OrganismeFormation,
    date_effet: date,
    acte: tuple[str, bytes, str] | None = None,
    autre_centre: str = "",
    par: Utilisateur,
    a: datetime,
) -> Habilitation:
    """Enter the act that accredits the OF for five years; `acte` is the signed PDF, when there is one.

    `autre_centre` names the centre that gave it, when it is not this one: the proof is then compulsory.
    Raises RegleNonRespectee when it shares a day with another act still in force.
    """
    if autre_centre and not acte:
        raise RegleNonRespectee(regles.HABILITATION_AILLEURS, "La preuve de cette habilitation est à joindre.")
    organisme = OrganismeFormation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisme.pk)
    periode = (date_effet, regles.dernier_jour(date_effet))
    actes = list(organisme.habilitations.all())
    existantes = [p for p in (h.periode() for h in actes) if p]
    chevauche = regles.premier_chevauchement(periode, existantes)
    if chevauche:
        debut, fin = map(date_longue, chevauche)
        raise RegleNonRespectee(regles.HABILITATION_UNIQUE, f"Une habilitation court déjà du {debut} au {fin}.")
    menees_a_terme = [(h.date_effet, h.date_fin) for h in actes if h.retiree_le is None]
    suite = regles.fait_suite(date_effet, menees_a_terme)
    nature = NatureChangement.RENOUVELEE if suite else NatureChangement.ACCORDEE
    habilitation = Habilitation(
        organisme=organisme,
        date_effet=periode[0],
        date_fin=periode[1],
        saisie_par=par,
        saisie_le=a,
        autre_centre=nettoyer_texte(autre_centre),
    )
    if acte:
        nom, octets, type_mime = acte
        habilitation.acte = enregistrer_fichier(nom=nom, octets=octets, type_mime=type_mime, par=par, a=a)
    habilitation.full_clean()
    habilitation.save()
    debut, fin = map(date_longue, periode)
    donnee = f" donnée par {habilitation.autre_centre}" if autre_centre else ""
    journaliser(organisme, "habilitation", f"Habilitation{donnee} saisie, du {debut} au {fin}.", par=par, a=a)
    noter_changement(habilitation, nature, date_effet, f"jusqu’au {fin}", par=par, a=a)
    return habilitation


@acte
def retirer_habilitation(
    *, habilitation: Habilitation, le: date, motif: str, audit: Audit | None = None, par: Utilisateur, a: datetime
) -> Habilitation:
    """Withdraw the act from `le` on (that day is no longer covered), with a reason; a suspension under way ends there.

    The OF is told, and led to the audit that decided it when there is one.
    """
    habilitation = verrouiller_habilitation(habilitation)
    if habilitation.retiree_le:
        raise ErreurMetier(f"Cette habilitation est déjà retirée depuis le {date_longue(habilitation.retiree_le)}.")
    if not habilitation.date_effet <= le <= habilitation.date_fin:
        debut, fin = date_longue(habilitation.date_effet), date_longue(habilitation.date_fin)
        raise ErreurMetier(f"La date du retrait est à prendre entre le {debut} et le {fin}.")
    motif = nettoyer_texte(motif)
    if not motif:
        raise ErreurMetier("Le retrait d’une habilitation porte son motif.")
    habilitation.retiree_le, habilitation.motif_retrait = le, motif
    habilitation.full_clean(exclude=["saisie_par"])
    habilitation.save(update_fields=["retiree_le", "motif_retrait"])
    clore_suspension(habilitation, le)
    phrase = f"Habilitation retirée à compter du {date_longue(le)} : {motif}"
    journaliser(habilitation.organisme, "retrait-habilitation", phrase, par=par, a=a)
    noter_changement(habilitation, NatureChangement.RETIREE, le, motif, par=par, a=a)
    prevenir_organisme(
        "habilitation_retiree",
        organisme=habilitation.organisme,
        le=le,
        motif=motif,
        dossier=audit or habilitation.organisme,
        a=a,
    )
    return habilitation


@acte
def inviter_membre(
    *,
    organisme: OrganismeFormation,
    courriel: str,
    prenom: str,
    nom: str,
    gestionnaire: bool = False,
    fin_acces: date | None = None,
    par: Utilisateur,
    a: datetime,
) -> MembreOrganisme:
    """Open the OF's files to one more person, who accepts by mail; a manager invites others in turn."""
    invitation = comptes.inviter(
        courriel=courriel,
        prenom=prenom,
        nom=nom,
        role=Role.ORGANISME,
        portee=f"Les candidats de l’organisme {organisme.nom}",
        fin_acces=fin_acces,
        par=par,
        a=a,
    )
    membre = MembreOrganisme.objects.filter(
        organisme=organisme, utilisateur=invitation.utilisateur, retire_le__isnull=True
    ).first() or MembreOrganisme(organisme=organisme, utilisateur=invitation.utilisateur, ajoute_le=a)
    if membre.pk and membre.gestionnaire and not gestionnaire:
        _garder_un_gestionnaire(membre, jour_de(a))
    membre.gestionnaire = gestionnaire
    membre.full_clean()
    membre.save()
    journaliser(organisme, "invitation", f"Invitation envoyée à {invitation.utilisateur}.", par=par, a=a)
    return membre


def _garder_un_gestionnaire(membre: MembreOrganisme, le: date) -> None:
    """Refuse to let the last manager go. The OF is locked first: two managers removing each other take turns."""
    OrganismeFormation.objects.select_for_update(of=("self",), no_key=True).get(pk=membre.organisme_id)
    gestionnaires = list(gestionnaires_ouverts(membre.organisme, le).values_list("pk", flat=True))
    if gestionnaires == [membre.pk]:
        detail = (
            f"Personne d’autre que {membre.utilisateur} ne gère les accès de {membre.organisme} : invitez d’abord "
            "une autre personne à les gérer, et attendez qu’elle ait accepté."
        )
        raise RegleNonRespectee(regles.DERNIER_GESTIONNAIRE, detail)


@acte
def retirer_membre(*, membre: MembreOrganisme, par: Utilisateur, a: datetime) -> None:
    """Close the OF's files to a person; their role goes with their last OF. The last manager stays."""
    membre = (
        MembreOrganisme.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisme", "utilisateur")
        .get(pk=membre.pk)
    )
    if membre.retire_le:
        raise ErreurMetier("Cet accès est déjà fermé.")
    if membre.utilisateur_id == par.pk:
        raise RegleNonRespectee(ROLE_SOI_MEME)
    _garder_un_gestionnaire(membre, jour_de(a))
    membre.retire_le = a
    membre.full_clean()
    membre.save(update_fields=["retire_le"])
    if not membre.utilisateur.appartenances.filter(retire_le__isnull=True).exists():
        comptes.retirer_role(utilisateur=membre.utilisateur, role=Role.ORGANISME, par=par, a=a)
    journaliser(membre.organisme, "retrait-acces", f"Accès fermé à {membre.utilisateur}.", par=par, a=a)


Rattache = SiteOrganisme | ContactOrganisme
NOMS: dict[type[Rattache], tuple[str, str]] = {
    SiteOrganisme: ("site", "Site annexe"),
    ContactOrganisme: ("contact", "Contact"),
}
"""What an OF keeps of its own beside its identity: the act of the journal, and how it is called there."""


@acte
def rattacher_a_l_organisme(
    *, modele: type[Rattache], organisme: OrganismeFormation, donnees: Mapping[str, str], par: Utilisateur, a: datetime
) -> Rattache:
    """Add a site or a contact."""
    ajoute = modele(organisme=organisme, **donnees)
    ajoute.full_clean()
    ajoute.save()
    code, nom = NOMS[modele]
    journaliser(organisme, code, f"{nom} ajouté : {ajoute}.", par=par, a=a)
    return ajoute


@acte
def detacher_de_l_organisme(*, objet: Rattache, par: Utilisateur, a: datetime) -> None:
    code, nom = NOMS[type(objet)]
    journaliser(objet.organisme, code, f"{nom} retiré : {objet}.", par=par, a=a)
    objet.delete()
