"""Retention on screen: what is due to go and who approves it, legal holds, archives of a person and of certificates."""

from functools import partial

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidats.models import Candidat, Inscription
from candidats.views.commun import DOSSIER
from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, envoyer, essayer, page_acte, refuser, reussir, saisie, tenter
from certif_portal.commun.courtier import lancer
from certif_portal.commun.fichiers import XLSX, reponse_fichier, telecharger
from certif_portal.commun.lectures import extraite, lue
from certif_portal.commun.page_chargement import demarrer, suivre
from certif_portal.commun.tri import Tri
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import reserve_a
from certif_portal.portail import tasks
from certif_portal.portail.conservation import lire_registre
from certif_portal.portail.exports import ecrire_purge
from certif_portal.portail.forms import ArchiveForm, GelForm
from certif_portal.portail.queries.cible import PAR_CODE
from certif_portal.portail.queries.marche import lien
from certif_portal.portail.services.acces import controler_acces, demander_acces
from certif_portal.portail.services.archive import demander_archive
from certif_portal.portail.services.gel import geler_dossier, lever_gel
from certif_portal.portail.services.purge import approuver_purge, ecarter_purge, etablir_purge
from jurys.choix_conservation import SORTES_PURGE, EtatAcces, EtatArchive, EtatPurge
from jurys.models import ArchiveCertificats, DemandeAcces, GelDossier, Purge
from jurys.regles.conservation import ACCES_SECONDE_PERSONNE, PURGE_SECONDE_PERSONNE, approuvee_au_plus_tard

PAR_PAGE = 50
COLONNES_PURGES = {"le": "demandee_le", "etat": "etat"}
COLONNES_LIGNES = {
    "quoi": lambda ligne: ligne[0].quoi,
    "regle": lambda ligne: ligne[1].regle,
    "prevues": lambda ligne: ligne[1].prevues,
    "faites": lambda ligne: ligne[1].faites,
    "depuis": lambda ligne: ligne[1].depuis,
}


@require_safe
@reserve_a(*CONSULTATION)
def purge_liste(request: HttpRequest) -> HttpResponse:
    """Every purge, the latest first, and the files that a legal hold keeps."""
    tri = Tri.lu(request.GET, COLONNES_PURGES)
    purges = tri.trier(Purge.objects.select_related("demandee_par", "approuvee_par").prefetch_related("lignes"))
    page = Paginator(purges, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "tri": tri,
        "lignes": [(purge, SORTES_PURGE[purge.etat], _total(purge)) for purge in page],
        "gels": GelDossier.objects.en_vigueur().select_related("inscription__candidat", "pose_par")[:PAR_PAGE],
        "peut_agir": request.user.a_role(Role.RESPONSABLE),
    }
    return render(request, "portail/purge_liste.html", contexte)


def _total(purge: Purge) -> tuple[int, int]:
    lignes = purge.lignes.all()
    return sum(ligne.prevues for ligne in lignes), sum(ligne.faites for ligne in lignes)


@require_POST
@reserve_a(Role.RESPONSABLE)
def purge_etablir(request: HttpRequest) -> HttpResponse:
    """List what is due today; somebody else approves it."""
    issue = essayer(lambda: etablir_purge(le=horloge.aujourdhui(), a=horloge.maintenant(), par=request.user))
    if not issue.fait:
        refuser(request, *issue.phrases)
        return redirect("purge_liste")
    if issue.valeur is None:
        return reussir(request, "Rien n’est à effacer à ce jour.", "purge_liste")
    return reussir(request, "La liste est établie : rien n’est encore effacé.", issue.valeur)


@require_safe
@reserve_a(*CONSULTATION)
def purge_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What goes, by which rule, how many, since when; while it runs, the page follows."""
    purge = get_object_or_404(Purge.objects.select_related("demandee_par", "approuvee_par"), pk=pk)
    tri = Tri.lu(request.GET, COLONNES_LIGNES)
    regles = lire_registre().regles
    lignes = tri.ranger((PAR_CODE[ligne.cible], ligne, regles[ligne.regle]) for ligne in purge.lignes.all())
    page = Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page"))
    en_cours = purge.etat == EtatPurge.EN_COURS
    contexte = {
        "purge": purge,
        "sorte": SORTES_PURGE[purge.etat],
        "page": page,
        "tri": tri,
        "prevues": sum(ligne.prevues for _, ligne, _ in lignes),
        "faites": max(
            sum(ligne.faites for _, ligne, _ in lignes), cache.get(tasks.cle_purge(pk), 0) if en_cours else 0
        ),
        "peut_agir": request.user.a_role(Role.RESPONSABLE) and purge.etat == EtatPurge.A_APPROUVER,
        "sienne": purge.demandee_par_id == request.user.pk,
        "regle": PURGE_SECONDE_PERSONNE,
        "limite": approuvee_au_plus_tard(purge.attendue_depuis),
    }
    return suivre(render(request, "portail/purge_detail.html", contexte), en_cours)


@require_safe
@reserve_a(Role.RESPONSABLE, Role.AUDITEUR)
def purge_exporter(request: HttpRequest, pk: int) -> HttpResponse:
    """The keys of what is still due by this purge, as a workbook: no name of anybody."""
    purge = get_object_or_404(Purge, pk=pk)
    lecture = extraite(f"Liste de la purge du {purge.le:%d/%m/%Y} exportée.", purge)
    return telecharger(ecrire_purge(purge), XLSX, f"purge-{purge.le:%Y-%m-%d}.xlsx", lecture=lecture)


@require_POST
@reserve_a(Role.RESPONSABLE)
def purge_approuver(request: HttpRequest, pk: int) -> HttpResponse:
    purge = get_object_or_404(Purge, pk=pk)
    issue = essayer(lambda: approuver_purge(purge=purge, par=request.user, a=horloge.maintenant()))
    if not issue.fait:
        refuser(request, *issue.phrases)
        return redirect(purge)
    lancer(tasks.executer_purge, purge.pk)
    return reussir(request, "La purge est approuvée : elle se fait par lots, et cette page la suit.", purge)


@require_POST
@reserve_a(Role.RESPONSABLE)
def purge_ecarter(request: HttpRequest, pk: int) -> HttpResponse:
    purge = get_object_or_404(Purge, pk=pk)
    ecarter = partial(ecarter_purge, purge=purge, par=request.user, a=horloge.maintenant())
    return envoyer(request, ecarter, "La purge est écartée : rien n’est effacé.", purge)


# --- legal holds --------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@reserve_a(Role.RESPONSABLE)
def inscription_geler(request: HttpRequest, pk: int) -> HttpResponse:
    inscription = _inscription(request, pk)
    page = Page(
        "Geler le dossier",
        "Le dossier est gelé : rien n’en est effacé.",
        inscription,
        "Geler",
        "Rien de ce dossier n’est effacé, ni de la personne, de son jury et de ses séances, jusqu’à ce que le gel soit "
        "levé : un recours, un contrôle, une demande d’un juge.",
    )
    faire = partial(geler_dossier, inscription=inscription)
    return acte(request, GelForm(**saisie(request)), page, faire, DOSSIER, inscription=inscription)


@require_POST
@reserve_a(Role.RESPONSABLE)
def inscription_degeler(request: HttpRequest, pk: int) -> HttpResponse:
    inscription = _inscription(request, pk)
    lever = partial(lever_gel, inscription=inscription, par=request.user, a=horloge.maintenant())
    return envoyer(request, lever, "Le gel est levé : les délais de conservation valent de nouveau.", inscription)


def _inscription(request: HttpRequest, pk: int) -> Inscription:
    visibles = Inscription.objects.visibles_par(request.user)
    return get_object_or_404(visibles.select_related("candidat", "organisme", "referentiel__certification"), pk=pk)


# --- certificates, readable without the portal --------------------------------------------------


@require_safe
@reserve_a(Role.RESPONSABLE)
def archive_liste(request: HttpRequest) -> HttpResponse:
    archives = list(ArchiveCertificats.objects.select_related("demandee_par", "fichier")[:PAR_PAGE])
    en_cours = any(archive.etat == EtatArchive.EN_COURS for archive in archives)
    return suivre(render(request, "portail/archive_liste.html", {"archives": archives}), en_cours)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def archive_demander(request: HttpRequest) -> HttpResponse:
    form = ArchiveForm(**saisie(request))
    issue = tenter(
        request, form, lambda: demander_archive(**form.cleaned_data, par=request.user, a=horloge.maintenant())
    )
    if issue.fait:
        return demarrer(request, tasks.composer_archive, issue.valeur, lien("archive_liste"))
    page = Page(
        "Archiver des certificats",
        "",
        "archive_liste",
        "Préparer l’archive",
        "Un PDF/A par certificat, une table et l’empreinte de chacun : de quoi les lire, et les vérifier, sans le "
        "portail. À garder ailleurs que sur ce serveur.",
        fil=(("Conservation", lien("purge_liste")), ("Archives de certificats", lien("archive_liste"))),
    )
    return page_acte(request, form, page)


@require_safe
@reserve_a(Role.RESPONSABLE)
def archive_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    archive = get_object_or_404(ArchiveCertificats.objects.select_related("fichier"), pk=pk, fichier__isnull=False)
    if archive.fichier is None:
        raise Http404
    return reponse_fichier(archive.fichier, extraite(f"{archive} : archive téléchargée.", archive))


# --- right of access ----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def acces_demander(request: HttpRequest, pk: int) -> HttpResponse:
    """What is held of a person, and how they have it corrected."""
    candidat = get_object_or_404(Candidat, pk=pk)
    if request.method == "POST":
        issue = essayer(lambda: demander_acces(candidat=candidat, par=request.user, a=horloge.maintenant()))
        if issue.fait:
            return demarrer(request, tasks.composer_acces, issue.valeur, issue.valeur.get_absolute_url())
        refuser(request, *issue.phrases)
    contexte = {
        "candidat": candidat,
        "demandes": candidat.demandes_acces.select_related("demandee_par", "verifiee_par"),
        "regle": ACCES_SECONDE_PERSONNE,
    }
    return render(request, "portail/acces_demander.html", contexte)


@require_safe
@reserve_a(*CENTRE)
def acces_detail(request: HttpRequest, pk: int) -> HttpResponse:
    demande = _demande(pk)
    contexte = {
        "demande": demande,
        "sienne": demande.demandee_par_id == request.user.pk,
        "regle": ACCES_SECONDE_PERSONNE,
    }
    return suivre(render(request, "portail/acces_detail.html", contexte), demande.etat == EtatAcces.EN_COURS)


@require_POST
@reserve_a(*CENTRE)
def acces_controler(request: HttpRequest, pk: int) -> HttpResponse:
    demande = _demande(pk)
    controler = partial(controler_acces, demande=demande, par=request.user, a=horloge.maintenant())
    return envoyer(request, controler, "L’archive est contrôlée : elle peut être remise à la personne.", demande)


@require_safe
@reserve_a(*CENTRE)
def acces_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    """Read by who checks it; by the others, once it is checked."""
    demande = _demande(pk)
    if demande.fichier is None:
        raise Http404
    if demande.etat != EtatAcces.CONTROLEE and demande.demandee_par_id == request.user.pk:
        raise PermissionDenied(ACCES_SECONDE_PERSONNE.enonce)
    return reponse_fichier(demande.fichier, lue("Archive de la personne téléchargée.", demande.candidat))


def _demande(pk: int) -> DemandeAcces:
    demandes = DemandeAcces.objects.select_related("candidat", "demandee_par", "verifiee_par", "fichier")
    return get_object_or_404(demandes, pk=pk)
