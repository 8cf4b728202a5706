"""Import in the browser: send a document, review what was read beside its text, make it a draft version."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.textes import nettoyer_texte
from certif_portal.commun.typographie import date_longue, typographier
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a
from referentiels.choix import EtatLecture
from referentiels.forms.importation import DocumentForm, RelectureForm, ajouter
from referentiels.imports.memoire import depuis_memoire
from referentiels.models import LectureReferentiel
from referentiels.relecture import empreinte_relecture, lignes_source
from referentiels.services import relecture as services

ECRITURE = ["GET", "HEAD", "POST"]


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def referentiel_importer(request: HttpRequest) -> HttpResponse:
    """Send a document: it is read at once, and nothing enters the catalogue yet."""
    poste = request.method == "POST"
    form = DocumentForm(request.POST if poste else None, request.FILES if poste else None)
    if poste and form.is_valid():
        document = form.cleaned_data["document"]
        nom = nettoyer_texte(document.name or "document").replace("/", "-").replace("\\", "-")
        try:
            lecture = services.recevoir_document(
                nom=nom, octets=document.read(), par=request.user, a=horloge.maintenant()
            )
        except ErreurMetier as erreur:
            form.add_error("document", typographier(str(erreur)))
        else:
            return redirect(lecture)
    en_cours = LectureReferentiel.objects.visibles_par(request.user).filter(etat=EtatLecture.EN_RELECTURE)
    contexte = {"form": form, "lectures": en_cours.select_related("source", "deposee_par").defer("texte", "lecture")}
    return render(request, "referentiels/referentiel_importer.html", contexte)


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def lecture_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The reading beside the source; saved as often as wanted, confirmed once."""
    lecture = _trouver(request, pk)
    if lecture.etat != EtatLecture.EN_RELECTURE:
        return redirect(lecture.referentiel or "referentiel_importer")
    lu = depuis_memoire(lecture.relecture)
    form = RelectureForm(
        request.POST if request.method == "POST" else None,
        lu=lu,
        relues=lecture.relues,
        a_cocher=lecture.a_cocher,
        initial={"version": empreinte_relecture(lecture.relecture)},
    )
    if request.method == "POST" and form.is_valid():
        reponse = _traiter(request, lecture, form)
        if reponse is not None:
            return reponse
    contexte = {
        "lecture": lecture,
        "lu": lu,
        "form": form,
        "lignes": list(lignes_source(lecture.texte, lecture.pages, depuis_memoire(lecture.lecture))),
        "non_ranges": [ecarte for ecarte in lu.ecartes if ecarte.motif == "non rangé"],
        "nombre_blocs": sum(bool(bloc.numero or bloc.intitule) for bloc in lu.blocs),
        "avec_blocs": lu.type in {"CQPM", "CQPI"},
    }
    return render(request, "referentiels/lecture_detail.html", contexte)


def _traiter(request: HttpRequest, lecture: LectureReferentiel, form: RelectureForm) -> HttpResponse | None:
    """Save, then add or confirm when asked to; None when refused."""
    a, acte = horloge.maintenant(), request.POST.get("acte", "")
    lu = form.lu()
    if acte.startswith("ajouter_"):
        lu = ajouter(lu, acte.removeprefix("ajouter_"))
    try:
        services.enregistrer_relecture(
            lecture=lecture, lu=lu, relues=form.coches(), version=form.cleaned_data["version"], a=a
        )
    except ErreurMetier as erreur:
        form.add_error(None, str(erreur))
        return None
    if acte != "confirmer":
        messages.success(request, "La relecture est enregistrée : vous pouvez la reprendre plus tard.")
        return redirect(lecture)
    try:
        referentiel = services.confirmer_lecture(
            lecture=lecture, intitule_change="intitule_change" in request.POST, par=request.user, a=a
        )
    except ErreurMetier as erreur:
        messages.error(request, f"Vos corrections sont gardées, la version n’est pas créée. {erreur}")
        return redirect(lecture)
    dite = f" Le document dit : {date_longue(lu.date_gtp)}." if lu.date_gtp else ""
    messages.success(request, f"Le brouillon est créé. Publiez-le avec la date de la décision du GTP.{dite}")
    return redirect("referentiel_publier", referentiel.pk)


@require_POST
@reserve_a(Role.RESPONSABLE)
def lecture_abandonner(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        services.abandonner_lecture(lecture=_trouver(request, pk), a=horloge.maintenant())
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
    else:
        messages.success(request, "La lecture est abandonnée : rien n’est entré au catalogue.")
    return redirect("referentiel_importer")


@require_safe
@reserve_a(Role.RESPONSABLE)
def lecture_source(request: HttpRequest, pk: int) -> HttpResponse:
    return reponse_fichier(_trouver(request, pk).source)


def _trouver(request: HttpRequest, pk: int) -> LectureReferentiel:
    lectures = LectureReferentiel.objects.visibles_par(request.user)
    return get_object_or_404(lectures.select_related("source", "deposee_par", "referentiel__certification"), pk=pk)
