"""Import in the browser: send a document, review what was read beside its text, make it a draft version."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import avertir, envoyer, essayer, refuser, reussir, saisie, tenter
from certif_portal.commun.courtier import lancer
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.lectures import SansTrace
from certif_portal.commun.page_chargement import suivre
from certif_portal.commun.textes import nettoyer_texte
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a
from referentiels.choix import EtatDepot, EtatLecture
from referentiels.forms.importation import DocumentForm, RelectureForm, ajouter
from referentiels.imports.memoire import depuis_memoire
from referentiels.models import DepotReferentiel, LectureReferentiel
from referentiels.relecture import empreinte_relecture, lignes_source
from referentiels.services import relecture as services
from referentiels.tasks import lire_referentiel

ECRITURE = ["GET", "HEAD", "POST"]


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def referentiel_importer(request: HttpRequest) -> HttpResponse:
    """Send a document: a worker reads it, the page follows, and nothing enters the catalogue yet."""
    form = DocumentForm(**saisie(request))

    def recevoir() -> DepotReferentiel:
        document = form.cleaned_data["document"]
        nom = nettoyer_texte(document.name or "document").replace("/", "-").replace("\\", "-")[-200:]
        fichier = (nom, document.read(), "application/octet-stream")
        return services.demander_lecture(fichier=fichier, par=request.user, a=horloge.maintenant())

    issue = tenter(request, form, recevoir, "document")
    if issue.fait:
        if not lancer(lire_referentiel, issue.valeur.pk):
            avertir(request, "La lecture n’a pas pu commencer : elle sera reprise dans quelques minutes.")
        return redirect(issue.valeur)
    depot = _depot(request)
    if request.method != "POST" and depot and depot.lecture:
        return redirect(depot.lecture)
    lectures = LectureReferentiel.objects.visibles_par(request.user).filter(etat=EtatLecture.EN_RELECTURE)
    contexte = {
        "formulaire": form,
        "lectures": lectures.select_related("source", "deposee_par").defer("texte", "lecture"),
        "depot": depot,
        "en_lecture": depot is not None and depot.etat == EtatDepot.EN_COURS,
    }
    return suivre(render(request, "referentiels/referentiel_importer.html", contexte), contexte["en_lecture"])


def _depot(request: HttpRequest) -> DepotReferentiel | None:
    """The one that the address follows, if any."""
    cle = request.GET.get("depot", "")
    if not (cle.isascii() and cle.isdigit() and len(cle) < 12):
        return None
    return DepotReferentiel.objects.select_related("lecture__source").filter(pk=cle).first()


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def lecture_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The reading beside the source; saved as often as wanted, confirmed once."""
    lecture = _trouver(request, pk)
    if lecture.etat != EtatLecture.EN_RELECTURE:
        return redirect(lecture.referentiel or "referentiel_importer")
    lu = depuis_memoire(lecture.relecture)
    form = RelectureForm(
        **saisie(request),
        lu=lu,
        relues=lecture.relues,
        a_cocher=lecture.a_cocher,
        initial={"version": empreinte_relecture(lecture.relecture)},
    )
    relue = tenter(request, form, lambda: _enregistrer(request, lecture, form))
    if relue.fait:
        return _apres_relecture(request, relue.valeur)
    contexte = {
        "lecture": lecture,
        "lu": lu,
        "formulaire": form,
        "lignes": list(lignes_source(lecture.texte, lecture.pages, depuis_memoire(lecture.lecture))),
        "non_ranges": [ecarte for ecarte in lu.ecartes if ecarte.motif == "non rangé"],
        "nombre_blocs": sum(bool(bloc.numero or bloc.intitule) for bloc in lu.blocs),
        "avec_blocs": lu.type in {"CQPM", "CQPI"},
    }
    return render(request, "referentiels/lecture_detail.html", contexte)


def _enregistrer(request: HttpRequest, lecture: LectureReferentiel, form: RelectureForm) -> LectureReferentiel:
    """Save what was corrected, with the line asked for."""
    acte, lu = request.POST.get("acte", ""), form.lu()
    if acte.startswith("ajouter_"):
        lu = ajouter(lu, acte.removeprefix("ajouter_"))
    version = form.cleaned_data["version"]
    return services.enregistrer_relecture(
        lecture=lecture, lu=lu, relues=form.coches(), version=version, a=horloge.maintenant()
    )


def _apres_relecture(request: HttpRequest, lecture: LectureReferentiel) -> HttpResponse:
    """Confirm when asked to: what was corrected is kept either way."""
    if request.POST.get("acte") != "confirmer":
        return reussir(request, "La relecture est enregistrée : vous pouvez la reprendre plus tard.", lecture)
    change = "intitule_change" in request.POST
    issue = essayer(
        lambda: services.confirmer_lecture(
            lecture=lecture, intitule_change=change, par=request.user, a=horloge.maintenant()
        )
    )
    if not issue.fait:
        refuser(request, "Vos corrections sont gardées, la version n’est pas créée.", *issue.phrases)
        return redirect(lecture)
    lu = depuis_memoire(lecture.relecture)
    dite = f" Le document dit : {date_longue(lu.date_gtp)}." if lu.date_gtp else ""
    phrase = f"Le brouillon est créé. Publiez-le avec la date de la décision du GTP.{dite}"
    return reussir(request, phrase, "referentiel_publier", issue.valeur.pk)


@require_POST
@reserve_a(Role.RESPONSABLE)
def lecture_abandonner(request: HttpRequest, pk: int) -> HttpResponse:
    return envoyer(
        request,
        lambda: services.abandonner_lecture(lecture=_trouver(request, pk), par=request.user, a=horloge.maintenant()),
        "La lecture est abandonnée : rien n’est entré au catalogue.",
        "referentiel_importer",
    )


@require_safe
@reserve_a(Role.RESPONSABLE)
def lecture_source(request: HttpRequest, pk: int) -> HttpResponse:
    return reponse_fichier(_trouver(request, pk).source, SansTrace("Le texte publié d’un référentiel."))


def _trouver(request: HttpRequest, pk: int) -> LectureReferentiel:
    lectures = LectureReferentiel.objects.visibles_par(request.user)
    return get_object_or_404(lectures.select_related("source", "deposee_par", "referentiel__certification"), pk=pk)
