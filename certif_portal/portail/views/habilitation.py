"""An act of accreditation, and what becomes of each running registration when it is interrupted."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from candidats.models import Inscription
from candidats.regles.suite import HABILITATION_SUITE
from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, saisie
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import peut_tout_consulter, reserve_a
from certif_portal.portail.forms import SuiteForm
from certif_portal.portail.queries.habilitation import page_acte
from certif_portal.portail.services.dossier import decider_suite
from habilitations.models import Habilitation, OrganismeFormation
from habilitations.permissions import peut_decider_habilitation, peut_instruire
from habilitations.regles import HABILITATION_DUREE

EFFETS_DES_SUITES = (
    "Peut finir : séances et jury se tiennent malgré l’interruption ; une suspension changée en retrait demande une "
    "nouvelle décision.",
    "Reprise : l’autre organisme voit le dossier dès maintenant, l’ancien ne le voit plus.",
    "Arrêt : l’inscription est close, ses séances à venir sont rendues.",
)


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def habilitation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Its dates, scope, suspensions, and the registrations that wait for a decision."""
    le = horloge.aujourdhui()
    page = page_acte(pk, request.user, le)
    if page is None:
        raise Http404
    habilitation = page.acte
    contexte = {
        "page": page,
        "acte": habilitation,
        "organisme": habilitation.organisme,
        "court": habilitation.couvre(le),
        "en_vigueur": habilitation.couvre(le) and not page.ligne.suspendue_depuis,
        "modifiable": not habilitation.retiree_le
        and habilitation.date_fin >= le
        and peut_decider_habilitation(request.user),
        "depose": peut_instruire(request.user),
        "decide": peut_decider_habilitation(request.user),
        "complet": peut_tout_consulter(request.user),
        "regle_duree": HABILITATION_DUREE,
        "regle_suite": HABILITATION_SUITE,
    }
    return render(request, "portail/habilitation_detail.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def suite_decider(request: HttpRequest, pk: int, inscription_pk: int) -> HttpResponse:
    """One decision: the candidate may finish, another OF takes over, or it stops."""
    habilitation = get_object_or_404(Habilitation.objects.select_related("organisme"), pk=pk)
    organisme = habilitation.organisme
    inscriptions = Inscription.objects.visibles_par(request.user).filter(organisme=organisme)
    joints = inscriptions.select_related("candidat", "organisme", "referentiel__certification")
    inscription = get_object_or_404(joints, pk=inscription_pk)
    repreneurs = OrganismeFormation.objects.habilites_le(horloge.aujourdhui()).exclude(pk=organisme.pk)
    depot = f", inscription déposée le {date_longue(inscription.deposee_le)}" if inscription.deposee_le else ""
    page = Page(
        f"Suite du parcours de {inscription.candidat}",
        f"La décision sur le parcours de {inscription.candidat} est enregistrée.",
        habilitation,
        "Enregistrer la décision",
        regle=HABILITATION_SUITE,
        sous_titre=f"{inscription.referentiel.certification.type} {inscription.referentiel.intitule}{depot} par "
        f"{organisme.nom}",
        intitule="Ce que devient ce parcours",
        consequences=EFFETS_DES_SUITES,
        fil=((organisme.nom, organisme.get_absolute_url()), ("Habilitation", habilitation.get_absolute_url())),
    )
    decider = partial(decider_suite, inscription=inscription, habilitation=habilitation)
    return acte(request, SuiteForm(**saisie(request), repreneurs=repreneurs), page, decider)
