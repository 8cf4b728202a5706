"""What was typed or chosen and could not be recorded is kept aside for its author, and given back (decision 0170)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db.models import Q, QuerySet, Sum
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from certif_portal.commun import pages
from certif_portal.commun.liens import adresse_gardee, adresse_rendue, empreinte_jeton, nouveau_jeton
from certif_portal.commun.models import EcritureBrouillon, EnvoiJoue, FichierGarde, SaisieGardee
from certif_portal.commun.sceau import ouvrir, sceller
from certif_portal.commun.textes import nettoyer_texte

COOKIE = "saisies"
DUREE = timedelta(hours=2)
DUREE_ENVOI = timedelta(days=7)  # as long as a page is recognised
TEXTE_MAXIMUM = 1024 * 1024  # characters of one form
NOMBRE_MAXIMUM = 20  # files of one person, forms of one browser
TOTAL_MAXIMUM = 1024 * 1024 * 1024  # bytes kept for all accounts: beyond, nothing more is kept
TOTAL_SANS_COMPTE = 100 * 1024 * 1024  # bytes kept for all visitors without account
SUFFIXE_GARDE, SUFFIXE_OTER = "-garde", "-oter"
JAMAIS = {"password", "mot_de_passe", "confirmation", "csrfmiddlewaretoken", pages.CHAMP}


@dataclass
class Rendue:
    """A form given back: what was typed, the files, and whether the page could put it in its form."""

    chemin: str
    le: datetime
    donnees: QueryDict
    fichiers: MultiValueDict[str, UploadedFile]
    prise: bool = False

    @property
    def lignes(self) -> list[tuple[str, str]]:
        """What is shown when no form of the page takes it."""
        return [
            (nom.replace("_", " ").capitalize(), " ; ".join(v for v in valeurs if v))
            for nom, valeurs in self.donnees.lists()
            if any(valeurs) and not nom.endswith((SUFFIXE_GARDE, SUFFIXE_OTER)) and nom not in ("version_vue", "next")
        ]


def _compte(request: HttpRequest) -> int | None:
    return getattr(getattr(request, "user", None), "pk", None)


def _plein(modele: type[FichierGarde] | type[SaisieGardee], auteur: int | None, taille: int) -> bool:
    lignes = modele.objects.filter(auteur__isnull=auteur is None)
    total = lignes.aggregate(total=Sum("taille"))["total"] or 0
    return total + taille > (TOTAL_SANS_COMPTE if auteur is None else TOTAL_MAXIMUM)


def _borner(lignes: QuerySet[Any]) -> None:
    """Beyond the number allowed, the oldest goes."""
    anciennes = lignes.order_by("-pk").values_list("pk", flat=True)[NOMBRE_MAXIMUM - 1 :]
    lignes.filter(pk__in=list(anciennes)).delete()


# ---------------------------------------------------------------- files


def garder_fichier(fichier: UploadedFile, *, auteur: int | None, chemin: str, a: datetime) -> str:
    """Keep a chosen file aside; the key to be written in the form, or nothing when it cannot be kept."""
    taille = fichier.size or 0
    if not 0 < taille <= settings.TAILLE_MAXIMALE_PHOTO or _plein(FichierGarde, auteur, taille):
        return ""
    if auteur is not None:
        _borner(FichierGarde.objects.filter(auteur=auteur))
    fichier.seek(0)
    cle = nouveau_jeton()
    FichierGarde.objects.create(
        empreinte=empreinte_jeton(cle),
        chemin=adresse_gardee(chemin)[:500],
        auteur_id=auteur,
        taille=taille,
        scelle=sceller(fichier.read(), cle),
        nom=nettoyer_texte(fichier.name or "fichier")[-200:],
        type_annonce=(fichier.content_type or "")[:100],
        cree_le=a,
        expire_le=a + DUREE,
    )
    return cle


def garder_fichiers(request: HttpRequest, form: BaseForm, a: datetime) -> None:
    """Of a refused form: each file that its own field accepted."""
    for nom, champ in form.fields.items():
        fichier = form.files.get(form.add_prefix(nom)) if champ.widget.needs_multipart_form else None
        if isinstance(fichier, UploadedFile) and nom not in form.errors and not getattr(fichier, "garde", ""):
            garde = garder_fichier(fichier, auteur=_compte(request), chemin=request.path, a=a)
            fichier.garde = garde  # type: ignore[attr-defined]


def _fichiers_gardes(
    donnees: QueryDict, *, auteur: int | None, chemin: str, a: datetime, sauf: Iterable[str] = ()
) -> dict[str, UploadedFile]:
    """Those that the form names and did not take away: of this author, at this address, still alive."""
    cles = {nom.removesuffix(SUFFIXE_GARDE): str(donnees[nom]) for nom in donnees if nom.endswith(SUFFIXE_GARDE)}
    cles = {nom: cle for nom, cle in cles.items() if cle and nom not in sauf and not donnees.get(nom + SUFFIXE_OTER)}
    if not cles:
        return {}
    lignes = FichierGarde.objects.filter(
        empreinte__in=[empreinte_jeton(cle) for cle in cles.values()],
        auteur=auteur,
        chemin=adresse_gardee(chemin)[:500],
        expire_le__gt=a,
    )
    par_empreinte = {ligne.empreinte: ligne for ligne in lignes}
    gardes: dict[str, UploadedFile] = {}
    for nom, cle in cles.items():
        ligne = par_empreinte.get(empreinte_jeton(cle))
        octets = ouvrir(ligne.scelle, cle) if ligne else None
        if ligne and octets is not None:
            gardes[nom] = SimpleUploadedFile(ligne.nom, octets, ligne.type_annonce)
            gardes[nom].garde = cle  # type: ignore[attr-defined]
    return gardes


def fichiers_recus(request: HttpRequest, a: datetime) -> MultiValueDict[str, UploadedFile]:
    """The files of a form: those just chosen, else those kept from its last refusal."""
    gardes = _fichiers_gardes(
        request.POST, auteur=_compte(request), chemin=request.path, a=a, sauf=request.FILES.keys()
    )
    if not gardes:
        return request.FILES
    fichiers = MultiValueDict(dict(request.FILES.lists()))
    for nom, fichier in gardes.items():
        fichiers[nom] = fichier
    return fichiers


def oublier_fichiers(form: BaseForm) -> None:
    """They are recorded: nothing stays aside."""
    cles = [getattr(fichier, "garde", "") for fichier in form.files.values()]
    if any(cles):
        FichierGarde.objects.filter(empreinte__in=[empreinte_jeton(cle) for cle in cles if cle]).delete()


# ---------------------------------------------------------------- whole forms


def garder_saisie(request: HttpRequest, *, page: str, a: datetime) -> str:
    """Keep what was sent too late; the key for the browser's cookie, or nothing: only a page of ours is believed."""
    lue = pages.page_lue(request)
    if lue is None:
        return ""
    donnees = {nom: valeurs for nom, valeurs in request.POST.lists() if nom not in JAMAIS}
    for nom in request.FILES:
        fichier = cast(UploadedFile, request.FILES[nom])
        donnees[nom + SUFFIXE_GARDE] = [garder_fichier(fichier, auteur=lue.auteur, chemin=request.path, a=a)]
    texte = json.dumps(donnees)
    if len(texte) > TEXTE_MAXIMUM or _plein(SaisieGardee, lue.auteur, len(texte)):
        return ""
    cle = request.COOKIES.get(COOKIE) or nouveau_jeton()
    empreinte, chemin = empreinte_jeton(cle), adresse_gardee(request.path)[:500]
    _borner(SaisieGardee.objects.filter(empreinte=empreinte).exclude(chemin=chemin))
    SaisieGardee.objects.update_or_create(
        empreinte=empreinte,
        chemin=chemin,
        defaults={
            "page": adresse_gardee(page.partition("?")[0])[:500],
            "auteur_id": lue.auteur,
            "taille": len(texte),
            "scelle": sceller(texte.encode(), cle),
            "cree_le": a,
            "expire_le": a + DUREE,
        },
    )
    return cle


def saisie_rendue(request: HttpRequest, a: datetime) -> Rendue | None:
    """What this browser sent too late from this page, for the account that had typed it."""
    cle = request.COOKIES.get(COOKIE)
    if not cle or request.method != "GET":
        return None
    if not hasattr(request, "_rendue"):
        request._rendue = _rendre(request, cle, a)  # type: ignore[attr-defined]
    return request._rendue  # type: ignore[attr-defined]


def _rendre(request: HttpRequest, cle: str, a: datetime) -> Rendue | None:
    ici = adresse_gardee(request.path)
    lignes = SaisieGardee.objects.filter(Q(chemin=ici) | Q(page=ici), empreinte=empreinte_jeton(cle), expire_le__gt=a)
    ligne = lignes.order_by("-cree_le").first()
    if ligne is None or ligne.auteur_id != _compte(request):
        return None
    texte = ouvrir(ligne.scelle, cle)
    if texte is None:
        return None
    donnees = QueryDict(mutable=True)
    for nom, valeurs in json.loads(texte).items():
        donnees.setlist(nom, valeurs)
    gardes = _fichiers_gardes(donnees, auteur=ligne.auteur_id, chemin=ligne.chemin, a=a)
    fichiers = MultiValueDict({nom: [fichier] for nom, fichier in gardes.items()})
    return Rendue(adresse_rendue(ligne.chemin, request.path), ligne.cree_le, donnees, fichiers)


def oublier_saisie(request: HttpRequest, chemin: str = "") -> None:
    """It was sent again, or its author does not want it."""
    if cle := request.COOKIES.get(COOKIE):
        ici = adresse_gardee(chemin or request.path)[:500]
        SaisieGardee.objects.filter(empreinte=empreinte_jeton(cle), chemin=ici).delete()


def purger(a: datetime) -> int:
    """Throw away what nobody came back for."""
    nombre = sum(modele.objects.filter(expire_le__lte=a).delete()[0] for modele in (FichierGarde, SaisieGardee))
    pages_closes = [modele.objects.filter(le__lte=a - DUREE_ENVOI) for modele in (EnvoiJoue, EcritureBrouillon)]
    return nombre + sum(lignes.delete()[0] for lignes in pages_closes)
