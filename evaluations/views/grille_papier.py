"""A grid signed on paper: its scan deposited, typed beside its picture by the staff or a delegated OF, checked by
somebody else of the staff."""

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from candidats.views.commun import DOSSIER
from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, page_acte, reussir, saisie, tenter
from certif_portal.commun.fichiers import reponse_image
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.lectures import lue
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import est_du_centre, peut_tout_consulter, reserve_a
from evaluations.choix import EtatGrille, EtatGrillePapier
from evaluations.forms.grille_papier import GrillePapierForm, ScanGrilleForm
from evaluations.forms.verification import ConformeForm
from evaluations.models import Grille, GrillePapier
from evaluations.queries.delegation import grilles_a_saisir, papiers_a_saisir
from evaluations.queries.grille_papier import (
    competences_du_papier,
    contenu_du_papier,
    empreinte_saisie,
    lignes_gardables,
    membres_du_papier,
    papiers_en_attente,
    papiers_pour,
    saisie_tablette,
)
from evaluations.regles.grille_papier import GRILLE_PAPIER, obstacle_du_signataire
from evaluations.services.grille_papier import (
    abandonner_grille_papier,
    deposer_grille_papier,
    obstacles_au_scellement,
    renvoyer_grille_papier,
    saisir_grille_papier,
    sceller_grille_papier,
)
from evaluations.views.commun import deposant

RENVOYER = "renvoyer"  # the field of the form that says that what was typed is not what the paper says


def _grilles(request: HttpRequest) -> QuerySet[Grille]:
    """Those whose paper this person deposits and types: any for the centre; for a delegated OF, its own."""
    organisme = deposant(request)
    return grilles_a_saisir(organisme, horloge.aujourdhui()) if organisme else Grille.objects.all()


def _papier_a_saisir(request: HttpRequest, pk: int) -> GrillePapier:
    organisme = deposant(request)
    papiers = papiers_a_saisir(organisme, horloge.aujourdhui()) if organisme else papiers_en_attente(request.user)
    return get_object_or_404(papiers.filter(etat=EtatGrillePapier.A_SAISIR), pk=pk)


def _papier(request: HttpRequest, pk: int, etat: EtatGrillePapier | None = None) -> GrillePapier:
    papiers = papiers_en_attente(request.user)
    return get_object_or_404(papiers.filter(etat=etat) if etat else papiers, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def grille_papier_deposer(request: HttpRequest, pk: int) -> HttpResponse:
    """Of a grid not sealed: one that is, is opened again first."""
    grilles = _grilles(request).select_related("inscription__candidat").exclude(etat=EtatGrille.SCELLEE)
    grille = get_object_or_404(grilles, pk=pk)
    form = ScanGrilleForm(**saisie(request))

    def deposer() -> GrillePapier:
        nom, octets, type_mime = form.cleaned_data["papier"]
        return deposer_grille_papier(
            grille=grille, nom=nom, octets=octets, type_mime=type_mime, par=request.user, a=horloge.maintenant()
        )

    issue = tenter(request, form, deposer)
    if issue.fait:
        return reussir(request, "Le scan est déposé : saisissez ce qu’il dit.", "grille_papier_saisir", issue.valeur.pk)
    page = Page(
        "Déposer une grille signée sur papier",
        "",
        grille.inscription,
        "Déposer et saisir",
        "Vous saisissez ensuite ce que dit le papier, à côté de son image ; une autre personne du centre le vérifie, "
        "et la grille est alors scellée.",
        regle=GRILLE_PAPIER,
        icone="deposer",
    )
    return page_acte(request, form, page, DOSSIER, inscription=grille.inscription)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def grille_papier_saisir(request: HttpRequest, pk: int) -> HttpResponse:
    """The boxes of the grid beside its scan."""
    papier = _papier_a_saisir(request, pk)
    grille, du_centre = papier.grille, est_du_centre(request.user)
    retour = "grille_liste" if du_centre else "numerisation_liste"
    tablette, membres = saisie_tablette(grille), membres_du_papier(grille)
    form = GrillePapierForm(
        **saisie(request),
        objet=papier,
        initial=_deja_saisi(papier),
        competences=competences_du_papier(grille),
        membres=membres,
        en_vae=grille.inscription.en_vae,
        tablette=tablette,
        gardables=lignes_gardables(grille),
        dites=du_centre,
    )

    def saisir() -> GrillePapier:
        return saisir_grille_papier(papier=papier, **form.dits(), par=request.user, a=horloge.maintenant())

    if tenter(request, form, saisir).fait:
        phrase = "La grille est saisie. Une autre personne, du centre, la vérifie avant qu’elle soit scellée."
        return reussir(request, phrase, retour)
    refus = obstacle_du_signataire(request.user.pk, [membre.evaluateur.utilisateur_id for membre in membres])
    dits: dict[str, Any] = {"formulaire": form, "tablette": tablette, "empechement": refus}
    dits |= {"du_centre": du_centre, "retour": reverse(retour)}
    dits |= {"url_deposer": reverse("grille_papier_deposer", args=[grille.pk])}
    dits |= {"url_abandonner": reverse("grille_papier_abandonner", args=[pk]) if du_centre else ""}
    return _a_cote_du_papier(request, "saisir", papier, **dits)


def _deja_saisi(papier: GrillePapier) -> dict[str, Any]:
    """What was typed before it was sent back: only what differs is typed again."""
    dits: dict[str, Any] = {nom: getattr(papier, nom) for nom in ("entretien", "mise_en_situation")}
    noms = {"modalite": "modalites"}
    for pk, ligne in papier.lignes.items():
        dits |= {f"{noms.get(nom, nom)}_{pk}": valeur for nom, valeur in ligne.items()}
    return dits | {f"signee_{pk}": jour for pk, jour in papier.signatures.items()}


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def grille_papier_verifier(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan beside what was typed: right, and it is sealed; or to be typed again."""
    papier = _papier(request, pk, EtatGrillePapier.A_VERIFIER)
    contenu = contenu_du_papier(papier)
    liee = saisie(request)
    renvoi = RENVOYER in liee.get("data", {})
    conforme = ConformeForm(**({} if renvoi else liee), empreinte=empreinte_saisie(papier, contenu))
    defaut = MotifForm(**(liee if renvoi else {}), libelle="Ce qui diffère du papier, ou ce qui y manque")
    qui = {"papier": papier, "par": request.user, "a": horloge.maintenant()}
    if renvoi and tenter(request, defaut, lambda: renvoyer_grille_papier(**qui, **defaut.cleaned_data)).fait:
        return reussir(request, "La grille est à saisir de nouveau.", "grille_papier_saisir", pk)
    if not renvoi and tenter(request, conforme, lambda: sceller_grille_papier(**qui, **conforme.cleaned_data)).fait:
        return reussir(request, "La grille est conforme au papier : elle est scellée.", papier.grille)
    obstacles = obstacles_au_scellement(papier, contenu, request.user, qui["a"])
    return _a_cote_du_papier(
        request,
        "verifier",
        papier,
        formulaire=defaut if renvoi else conforme,
        conforme=conforme,
        defaut=defaut,
        renvoi=renvoi,
        contenu=contenu,
        empechements=[phrase for obstacle in obstacles for phrase in obstacle.phrases],
    )


def _a_cote_du_papier(request: HttpRequest, quoi: str, papier: GrillePapier, **contexte: object) -> HttpResponse:
    commun: dict[str, object] = {"papier": papier, "inscription": papier.grille.inscription, "pages": [papier]}
    commun |= {"scan": papier.fichier, "url_image": "grille_papier_image", "legende": "Grille signée"}
    commun |= {"url_deposer": "", "url_abandonner": "", "regle": GRILLE_PAPIER}
    return render(request, f"evaluations/grille_papier_{quoi}.html", {**commun, **contexte})


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def grille_papier_abandonner(request: HttpRequest, pk: int) -> HttpResponse:
    papier = _papier(request, pk)
    page = Page(
        "Abandonner cette grille papier",
        "La grille papier est abandonnée ; son scan reste gardé.",
        "grille_liste",
        "Abandonner",
        sous_titre=str(papier.grille.inscription.candidat),
        consequences=("Rien de ce papier n’entre dans la grille : la commission signe sur tablette, ou sur un autre.",),
        danger=True,
    )
    return acte(request, MotifForm(**saisie(request)), page, partial(abandonner_grille_papier, papier=papier))


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def grille_papier_image(request: HttpRequest, pk: int) -> HttpResponse:
    if peut_tout_consulter(request.user):
        papier = get_object_or_404(papiers_pour(request.user), pk=pk)
    else:
        papier = _papier_a_saisir(request, pk)
    return reponse_image(papier.fichier, lue("Grille sur papier lue.", papier.grille.inscription))
