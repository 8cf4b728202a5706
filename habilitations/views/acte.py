"""The life of an act: suspended, lifted, its scope; « habilité ce jour-là ? »."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, saisie, telecharger_rendu
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.lectures import lue, lue_de
from certif_portal.commun.pdf import rendre_pdf
from certif_portal.commun.textes import en_nom_de_fichier
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import peut_tout_consulter, reserve_a
from habilitations import regles
from habilitations.documents.acte import contexte_attestation
from habilitations.forms.acte import ActeSigneForm, JourForm, LeveeSuspensionForm, PerimetreForm, SuspensionForm
from habilitations.models import Habilitation, OrganismeFormation, Suspension
from habilitations.queries.organisme import perimetre_le, reponse_habilitation
from habilitations.services.acte import deposer_acte_signe, fixer_perimetre, lever_suspension, suspendre_habilitation

LECTEURS = (*CONSULTATION, Role.ORGANISME)
ECRITURE = ["GET", "HEAD", "POST"]


def _habilitation(request: HttpRequest, pk: int) -> Habilitation:
    visibles = OrganismeFormation.objects.visibles_par(request.user)
    return get_object_or_404(Habilitation.objects.select_related("organisme"), pk=pk, organisme__in=visibles)


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def habilitation_suspendre(request: HttpRequest, pk: int) -> HttpResponse:
    habilitation = _habilitation(request, pk)
    page = Page(
        "Suspendre l’habilitation",
        "L’habilitation est suspendue et l’organisme prévenu. Les parcours en cours attendent une décision.",
        habilitation,
        "Suspendre",
        f"{habilitation.organisme.nom} ne pourra plus inscrire de candidat à compter du jour choisi, et quittera "
        "la liste publique. Pour chaque parcours en cours, vous direz s’il peut finir, qui le reprend, ou s’il "
        "s’arrête.",
        regles.SUSPENSION,
    )
    form = SuspensionForm(**saisie(request), initial={"le": horloge.aujourdhui()})
    return acte(request, form, page, partial(suspendre_habilitation, habilitation=habilitation))


@require_http_methods(ECRITURE)
@reserve_a(*CENTRE)
def habilitation_deposer_acte(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed act of an accreditation, its first scan or another one."""
    habilitation = _habilitation(request, pk)
    page = Page(
        "Déposer l’acte signé",
        "L’acte signé est déposé : l’organisme le lit sur la page de son habilitation.",
        habilitation,
        "Déposer",
        f"{habilitation.organisme.nom}, à compter du {date_longue(habilitation.date_effet)}.",
    )
    form = ActeSigneForm(**saisie(request), remplace=habilitation.acte_id is not None)
    return acte(request, form, page, partial(deposer_acte_signe, habilitation=habilitation, motif=""))


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def suspension_lever(request: HttpRequest, pk: int) -> HttpResponse:
    suspensions = Suspension.objects.select_related("habilitation__organisme").filter(au__isnull=True)
    suspension = get_object_or_404(suspensions, pk=pk)
    page = Page(
        "Lever la suspension",
        "La suspension est levée et l’organisme prévenu.",
        suspension.habilitation,
        "Lever la suspension",
        f"{suspension.habilitation.organisme.nom}, motif de la suspension : {suspension.motif}",
        regles.SUSPENSION,
    )
    form = LeveeSuspensionForm(**saisie(request), initial={"le": horloge.aujourdhui()})
    return acte(request, form, page, partial(lever_suspension, suspension=suspension))


@require_safe
@reserve_a(*LECTEURS)
def suspension_lettre(request: HttpRequest, pk: int) -> HttpResponse:
    visibles = OrganismeFormation.objects.visibles_par(request.user)
    suspensions = Suspension.objects.select_related("lettre__fichier", "habilitation").filter(
        habilitation__organisme__in=visibles
    )
    suspension = get_object_or_404(suspensions, pk=pk)
    if suspension.lettre is None:
        raise Http404
    lecture = lue_de("Lettre de suspension lue.", OrganismeFormation, suspension.habilitation.organisme_id)
    return reponse_fichier(suspension.lettre.fichier, lecture)


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def perimetre_fixer(request: HttpRequest, pk: int) -> HttpResponse:
    habilitation, le = _habilitation(request, pk), horloge.aujourdhui()
    actuel = perimetre_le(habilitation, habilitation.date_fin)
    initial: dict[str, Any] = {"du": max(le, habilitation.date_effet)}
    if actuel:
        initial |= {
            "au": actuel.au,
            "certifications": [certification.pk for certification in actuel.certifications.all()],
            "blocs": " ".join(bloc.numero for bloc in actuel.blocs.all()),
            "moyens": actuel.moyens,
        }
    page = Page(
        "Périmètre de l’habilitation",
        "Le périmètre est enregistré et l’organisme prévenu.",
        habilitation,
        texte=f"{habilitation.organisme.nom} : par défaut, l’habilitation couvre tout le dispositif. Dites ici si "
        "elle ne couvre que certaines certifications, ou certains blocs.",
        regle=regles.PERIMETRE,
    )
    form = PerimetreForm(**saisie(request), objet=habilitation, initial=initial)
    return acte(request, form, page, partial(fixer_perimetre, habilitation=habilitation))


@require_safe
@reserve_a(*LECTEURS)
def habilitation_attestation(request: HttpRequest, pk: int) -> HttpResponse:
    """What holds today: not stored, refused once it does not hold any more; another centre attests what it gave."""
    habilitation, a = _habilitation(request, pk), horloge.maintenant()
    if not Habilitation.objects.en_cours(horloge.aujourdhui()).filter(pk=pk, autre_centre="").exists():
        raise Http404
    contexte = contexte_attestation(habilitation, a)
    rendre = partial(
        rendre_pdf, "attestation_habilitation", contexte, identifiant=f"attestation-{pk}-{jour_de(a):%Y%m%d}"
    )
    nom = en_nom_de_fichier(f"attestation habilitation {habilitation.organisme.nom}")
    lecture = lue("Attestation d’habilitation éditée.", habilitation.organisme)
    return telecharger_rendu(request, rendre, f"{nom}.pdf", habilitation, lecture=lecture)


@require_safe
@reserve_a(*LECTEURS)
def organisme_habilite(request: HttpRequest, pk: int) -> HttpResponse:
    """« Cet organisme était-il habilité le … ? »: today, unless the address says another day."""
    organisme = get_object_or_404(OrganismeFormation.objects.visibles_par(request.user), pk=pk)
    form = JourForm(request.GET if "le" in request.GET else None, initial={"le": horloge.aujourdhui()})
    le = form.cleaned_data["le"] if form.is_valid() else horloge.aujourdhui()
    contexte = {
        "organisme": organisme,
        "formulaire": form,
        "reponse": reponse_habilitation(organisme, le) if form.is_valid() or not form.is_bound else None,
        "complet": peut_tout_consulter(request.user),
        "regle": regles.HABILITATION_VALIDE,
    }
    return render(request, "habilitations/organisme_habilite.html", contexte)
