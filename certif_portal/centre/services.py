"""The responsable's writes on the settings of the centre; each is told in its journal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from certif_portal.centre.choix import ImageCentre, TypeVerso
from certif_portal.centre.models import (
    DelegationSignature,
    ParametresCentre,
    Tarif,
    UsageForfait,
    VersoCertificat,
    parametres,
)
from certif_portal.centre.queries import versos_le
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse
from certif_portal.commun.fichiers import enregistrer_fichier
from certif_portal.commun.journal import difference, journaliser
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.models import Utilisateur

TAILLE_IMAGE = 300 * 1024
"""Bytes: each certificate bears it."""
CHAMPS = tuple(champ.name for champ in ParametresCentre._meta.fields if champ.editable and not champ.primary_key)


@acte
def enregistrer_parametres(*, donnees: Mapping[str, Any], par: Utilisateur, a: datetime) -> ParametresCentre:
    """Change some settings; what already happened keeps the value it was decided with."""
    parametres()
    centre = ParametresCentre.objects.select_for_update(of=("self",), no_key=True).get(pk=1)
    avant = {champ: getattr(centre, champ) for champ in CHAMPS}
    for champ in CHAMPS:
        if champ in donnees:
            setattr(centre, champ, donnees[champ])
    centre.full_clean()
    changes = [champ for champ in CHAMPS if getattr(centre, champ) != avant[champ]]
    if changes:
        centre.save(update_fields=changes)
        champs = {champ.name: champ for champ in ParametresCentre._meta.fields}
        dits = " ; ".join(difference(champs[nom], avant[nom], getattr(centre, nom)) for nom in changes)
        journaliser(centre, "parametres", f"Paramètres modifiés : {dits}.", par=par, a=a)
    return centre


@acte
def enregistrer_delegation(
    *, delegation: DelegationSignature | None, donnees: Mapping[str, Any], par: Utilisateur, a: datetime
) -> DelegationSignature:
    """A new delegation of signature, or another name or other dates for an existing one."""
    if delegation is not None:
        delegation = DelegationSignature.objects.select_for_update(of=("self",), no_key=True).get(pk=delegation.pk)
    avant = f" (avant : {_duree(delegation)})" if delegation else ""
    delegation = delegation or DelegationSignature()
    for champ in ("nom", "qualite", "debut", "fin"):
        setattr(delegation, champ, donnees[champ])
    delegation.full_clean()
    delegation.save()
    phrase = f"Délégation de signature : {_duree(delegation)}{avant}."
    journaliser(parametres(), "delegation", phrase, par=par, a=a)
    return delegation


def _duree(delegation: DelegationSignature) -> str:
    fin = f" au {date_longue(delegation.fin)}" if delegation.fin else ""
    return f"{delegation.nom}, {delegation.qualite}, du {date_longue(delegation.debut)}{fin}"


@acte
def enregistrer_image(
    *, nature: ImageCentre, image: tuple[str, bytes, str] | None, par: Utilisateur, a: datetime
) -> ParametresCentre:
    """The picture that certificates bear from now on; None takes it away. Those before stay: papers name them."""
    centre = ParametresCentre.objects.select_for_update(of=("self",), no_key=True).get(pk=parametres().pk)
    fichier = None
    if image is not None:
        nom, octets, type_mime = image
        if len(octets) > TAILLE_IMAGE:
            raise FichierRefuse(f"L’image « {nom} » dépasse {TAILLE_IMAGE // 1024} Ko : réduisez-la.")
        fichier = enregistrer_fichier(nom=nom, octets=octets, type_mime=type_mime, par=par, a=a)
    setattr(centre, nature.value, fichier)
    centre.full_clean()
    centre.save(update_fields=[nature.value])
    journaliser(centre, "image", f"{nature.label} : {'image déposée' if fichier else 'image retirée'}.", par=par, a=a)
    return centre


@acte
def enregistrer_verso(*, type_verso: TypeVerso, texte: str, par: Utilisateur, a: datetime) -> VersoCertificat:
    """A new version of the words of a back, from now on; those before it stay, for what was delivered under them."""
    centre = ParametresCentre.objects.select_for_update(of=("self",), no_key=True).get(pk=parametres().pk)
    if versos_le(a)[type_verso] == texte:
        raise ErreurMetier("Rien ne change : ce verso porte déjà ce texte.")
    verso = VersoCertificat(type=type_verso, texte=texte, depuis=a, par=par)
    verso.full_clean()
    verso.save()
    journaliser(centre, "verso", f"Verso modifié : {type_verso.label}.", par=par, a=a)
    return verso


@acte
def enregistrer_tarif(*, donnees: Mapping[str, Any], par: Utilisateur, a: datetime) -> Tarif:
    """An amount from a day on; said again for the same day, it replaces the first one."""
    cle = {"nature": donnees["nature"], "debut": donnees["debut"]}
    tarif = Tarif.objects.select_for_update(no_key=True).filter(**cle).first() or Tarif(**cle)
    avant = f" (avant : {tarif.montant} €)" if tarif.pk else ""
    tarif.montant = donnees["montant"]
    tarif.full_clean()
    tarif.save()
    journaliser(parametres(), "tarif", f"Tarif du forfait : {tarif}{avant}.", par=par, a=a)
    return tarif


@acte
def enregistrer_usage_forfait(*, donnees: Mapping[str, Any], par: Utilisateur, a: datetime) -> UsageForfait:
    """How forfaits are counted from a day on; said again for the same day, it replaces what was said."""
    usage = UsageForfait.objects.select_for_update(no_key=True).filter(debut=donnees["debut"]).first() or UsageForfait()
    avant = f" (avant : {_comptes(usage)})" if usage.pk else ""
    for champ in ("debut", "fait", "cqpi_inclus", "blocs"):
        setattr(usage, champ, donnees[champ])
    usage.full_clean()
    usage.save()
    journaliser(parametres(), "forfait", f"Usage du forfait : {_comptes(usage)}{avant}.", par=par, a=a)
    return usage


def _comptes(usage: UsageForfait) -> str:
    cqpi = "CQPI inclus" if usage.cqpi_inclus else "CQPI à part"
    return f"{usage}, {cqpi}, blocs : {usage.get_blocs_display()}"
