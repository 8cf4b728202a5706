"""Two files of one person made one, and undone."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from candidats.choix import DECIDEES
from candidats.donnees import CHAMPS_CONTACT, CHAMPS_IDENTITE
from candidats.models import Candidat, Fusion, Inscription
from candidats.models.correction import en_texte
from candidats.regles.noms import cle_des_noms
from candidats.services.correction import journaliser_partout
from candidats.services.double import reporter_distinctions
from candidats.services.ressemblance import noter_doubles
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur

CHAMPS_REUNIS = (*CHAMPS_IDENTITE, *CHAMPS_CONTACT)
VERIFICATION = ("identite_verifiee_le", "identite_verifiee_par_id", "identite_document")
CONFIRMATION = ("naissance_confirmee", "naissance_confirmee_le", "naissance_confirmee_par_id")
QUI_SUIVENT = ("inscriptions", "acquis", "corrections")
"""Reverse relations that go from the file absorbed to the file kept."""
QUI_RESTENT = ("fusions", "absorptions", "distinctions", "distinguee", "demandes_acces")
"""Those that tell of the file as it was: comparisons, and the archives of a person that were given of it."""


@acte
def fusionner(
    *, conserve: Candidat, absorbe: Candidat, valeurs: Mapping[str, Any], par: Utilisateur, a: datetime
) -> Fusion:
    """Give everything of `absorbe` to `conserve`, which takes `valeurs` (field -> value among CHAMPS_REUNIS).

    A civil status already checked survives whole: never a mixture that nobody compared with a document.
    """
    conserve, absorbe = _verrouiller(conserve, absorbe)
    avant = _valeurs(conserve)
    _reprendre(conserve, absorbe, {champ: valeurs[champ] for champ in CHAMPS_REUNIS})
    deplaces = {nom: list(getattr(absorbe, nom).values_list("pk", flat=True)) for nom in QUI_SUIVENT}
    for nom in QUI_SUIVENT:
        getattr(absorbe, nom).update(candidat=conserve)
    fusion = Fusion(
        conserve=conserve,
        absorbe=absorbe,
        avant=avant,
        apres=_valeurs(conserve),
        deplaces=deplaces,
        faite_le=a,
        faite_par=par,
    )
    fusion.full_clean()
    fusion.save()
    reporter_distinctions(conserve=conserve, absorbe=absorbe)
    noter_doubles(conserve)
    journaliser_partout(conserve, "fusion", f"Deux fiches de {conserve} sont réunies en une.", par=par, a=a)
    return fusion


def _verrouiller(conserve: Candidat, absorbe: Candidat) -> tuple[Candidat, Candidat]:
    """Both rows, in one order whoever asks: two merges the other way round wait instead of dying."""
    if conserve.pk == absorbe.pk:
        raise ErreurMetier("C’est la même fiche : choisissez-en deux.")
    ids = [conserve.pk, absorbe.pk]
    lus = {
        c.pk: c for c in Candidat.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk")
    }
    if Fusion.objects.filter(absorbe__in=ids, defaite_le__isnull=True).exists():
        raise ErreurMetier("Une de ces fiches a déjà été réunie à une autre.")
    return lus[conserve.pk], lus[absorbe.pk]


def _reprendre(conserve: Candidat, absorbe: Candidat, valeurs: Mapping[str, Any]) -> None:
    verifiees = [fiche for fiche in (conserve, absorbe) if fiche.identite_verifiee_le]
    garant = next((f for f in verifiees if all(getattr(f, champ) == valeurs[champ] for champ in CHAMPS_IDENTITE)), None)
    if verifiees and garant is None:
        raise ErreurMetier(
            "L’état civil gardé doit être, en entier, celui d’une fiche vérifiée : choisissez-le, puis "
            "corrigez-le au besoin."
        )
    if garant:
        for champ in VERIFICATION:
            setattr(conserve, champ, getattr(garant, champ))
    for champ, valeur in valeurs.items():
        setattr(conserve, champ, valeur)
    if absorbe.naissance_confirmee == conserve.date_naissance:
        for champ in CONFIRMATION:
            setattr(conserve, champ, getattr(absorbe, champ))
    conserve.cle_recherche = cle_des_noms(conserve)
    conserve.full_clean()
    conserve.save()


def _valeurs(candidat: Candidat) -> dict[str, str]:
    return {champ: en_texte(getattr(candidat, champ) or "") for champ in (*CHAMPS_REUNIS, *VERIFICATION, *CONFIRMATION)}


def obstacles_a_defaire(fusion: Fusion) -> list[str]:
    """Why a merge can no longer be undone; empty when it can."""
    if fusion.defaite_le:
        return ["Elle est déjà défaite."]
    obstacles = []
    if not fusion.apres.items() <= _valeurs(fusion.conserve).items():
        obstacles.append("L’état civil ou les coordonnées de la fiche ont changé depuis.")
    ids = [fusion.conserve_id, fusion.absorbe_id]
    suivantes = Fusion.objects.filter(Q(conserve__in=ids) | Q(absorbe__in=ids), pk__gt=fusion.pk, defaite_le=None)
    if suivantes.exists():
        obstacles.append("La fiche a été réunie à une autre depuis : défaites d’abord cette réunion-là.")
    jour = jour_de(fusion.faite_le)
    decidees = Inscription.objects.filter(candidat=fusion.conserve_id, etat__in=DECIDEES, decidee_le__gte=jour)
    if decidees.exists():
        obstacles.append("Un jury a décidé depuis : le procès-verbal porte la fiche réunie.")
    return obstacles


@acte
def defaire_fusion(*, fusion: Fusion, par: Utilisateur, a: datetime) -> Fusion:
    """Give back what was moved and the values of before; what came since stays with the file kept."""
    fusion = Fusion.objects.select_for_update(of=("self",), no_key=True).select_related("absorbe").get(pk=fusion.pk)
    fusion.conserve = Candidat.objects.select_for_update(of=("self",), no_key=True).get(pk=fusion.conserve_id)
    obstacles = obstacles_a_defaire(fusion)
    if obstacles:
        raise ErreurMetier(" ".join(obstacles))
    for champ, valeur in fusion.avant.items():
        setattr(fusion.conserve, champ, _relire(champ, valeur))
    fusion.conserve.cle_recherche = cle_des_noms(fusion.conserve)
    fusion.conserve.full_clean()
    fusion.conserve.save()
    for nom in QUI_SUIVENT:
        getattr(fusion.conserve, nom).filter(pk__in=fusion.deplaces.get(nom, [])).update(candidat=fusion.absorbe)
    noter_doubles(fusion.conserve)
    fusion.defaite_le, fusion.defaite_par = a, par
    fusion.full_clean()
    fusion.save(update_fields=["defaite_le", "defaite_par"])
    for fiche in (fusion.conserve, fusion.absorbe):
        for inscription in Inscription.objects.filter(candidat=fiche).order_by("pk"):
            journaliser(inscription, "fusion", "La réunion des deux fiches est défaite.", par=par, a=a)
    return fusion


def _relire(champ: str, valeur: str) -> Any:
    if champ in ("date_naissance", "naissance_confirmee"):
        return date.fromisoformat(valeur) if valeur else None
    if champ in ("identite_verifiee_le", "naissance_confirmee_le"):
        return datetime.fromisoformat(valeur) if valeur else None
    if champ in ("identite_verifiee_par_id", "naissance_confirmee_par_id"):
        return int(valeur) if valeur else None
    return valeur
