"""Registrations by workbook: template, upload, report line by line, confirmation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidats import services
from candidats.choix import EtatImport
from candidats.forms import ClasseurForm
from candidats.imports import VERSION_MODELE, ecrire_modele
from candidats.imports.lecture import LIGNES_MAXIMUM
from candidats.models import ImportClasseur
from candidats.queries import faits_referentiels, referentiels_ouverts
from candidats.services.classeurs import controler
from candidats.views.communes import envoi, moment, montrer, personne_de
from candidats.views.saisie import organisme_de
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.fichiers import XLSX
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a
from habilitations.models import OrganismeFormation
from habilitations.queries import habilitation_le
from habilitations.regles import HABILITATION_VALIDE


@require_safe
@reserve_a(Role.ORGANISME)
def classeur_modele(request: HttpRequest) -> HttpResponse:
    """The empty template, for the certifications open today."""
    le, _ = moment()
    octets = ecrire_modele(faits_referentiels(referentiels_ouverts(le)).values(), le)
    reponse = HttpResponse(octets, content_type=XLSX)
    nom = f"inscriptions-modele-{VERSION_MODELE}.xlsx"
    reponse["Content-Disposition"] = content_disposition_header(True, nom) or "attachment"
    return reponse


@require_http_methods(["GET", "POST"])
@reserve_a(Role.ORGANISME)
def classeur_importer(request: HttpRequest) -> HttpResponse:
    """Send a workbook: it is read and shown, nothing is recorded yet."""
    organisme = organisme_de(request)
    le, a = moment()
    form = ClasseurForm(**envoi(request))
    if request.method == "POST" and form.is_valid() and organisme:
        try:
            classeur = services.recevoir_classeur(
                organisme=organisme, fichier=form.cleaned_data["classeur"], par=personne_de(request), a=a
            )
        except ErreurMetier as erreur:
            form.add_error("classeur", str(erreur))
        else:
            return redirect("classeur_recapitulatif", classeur.pk)
    en_attente = ImportClasseur.objects.visibles_par(request.user).filter(etat=EtatImport.A_CONFIRMER)
    return montrer(
        request,
        "classeur_importer",
        form=form,
        organisme=organisme,
        organismes=OrganismeFormation.objects.visibles_par(request.user),
        habilite=organisme is not None and habilitation_le(organisme, le) is not None,
        regle=HABILITATION_VALIDE,
        en_attente=en_attente,
        version=VERSION_MODELE,
        lignes_maximum=LIGNES_MAXIMUM,
    )


def _trouver(request: HttpRequest, pk: int) -> ImportClasseur:
    imports = ImportClasseur.objects.visibles_par(request.user).select_related("organisme", "fichier")
    return get_object_or_404(imports, pk=pk)


@require_safe
@reserve_a(Role.ORGANISME)
def classeur_recapitulatif(request: HttpRequest, pk: int) -> HttpResponse:
    """What was read, line by line, and what will be recorded."""
    classeur = _trouver(request, pk)
    if classeur.etat != EtatImport.A_CONFIRMER:
        return redirect("inscription_liste")
    le, _ = moment()
    return montrer(request, "classeur_recapitulatif", classeur=classeur, rapport=controler(classeur, le))


@require_POST
@reserve_a(Role.ORGANISME)
def classeur_enregistrer(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the good lines as drafts."""
    classeur = _trouver(request, pk)
    _, a = moment()
    try:
        nombre = services.enregistrer_classeur(classeur=classeur, par=personne_de(request), a=a)
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
        return redirect("classeur_recapitulatif", classeur.pk)
    mot = "brouillon est enregistré" if nombre == 1 else "brouillons sont enregistrés"
    messages.success(request, f"{nombre} {mot}. Ajoutez la pièce d’identité de chacun, puis déposez.")
    return redirect("inscription_liste")


@require_POST
@reserve_a(Role.ORGANISME)
def classeur_renoncer(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the workbook: nothing was recorded."""
    classeur = _trouver(request, pk)
    try:
        services.renoncer_au_classeur(classeur=classeur)
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
    else:
        messages.success(request, "Le classeur est oublié : rien n’a été enregistré.")
    return redirect("classeur_importer")
