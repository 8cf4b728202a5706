"""The figures of the centre, of a certification or of an OF; what evaluators judge, for the responsable alone."""

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from candidats.choix import Voie
from certif_portal.commun import horloge
from certif_portal.commun.cadre import avertir, noter_fait
from certif_portal.commun.courtier import lancer
from certif_portal.commun.fichiers import XLSX, telecharger
from certif_portal.commun.lectures import SansTrace
from certif_portal.commun.page_chargement import suivre
from certif_portal.commun.tri import Tri
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import est_du_centre, peut_tout_consulter, reserve_a
from certif_portal.portail import tasks
from certif_portal.portail.choix import AxeChiffre, EtapeDelai
from certif_portal.portail.contexte import centre_de
from certif_portal.portail.documents import classeur_severites
from certif_portal.portail.exports import NATURES, trop_long
from certif_portal.portail.models import AnneeChiffree
from certif_portal.portail.queries import chiffre as lus
from certif_portal.portail.regles import CHIFFRES_SECRET
from certif_portal.portail.services.chiffre import demander_chiffres

LECTEURS = (*CONSULTATION, Role.ORGANISME)
PAR_PAGE = 25


def annee_demandee(request: HttpRequest, annees: Sequence[AnneeChiffree]) -> AnneeChiffree | None:
    """The one an address names, failing that the latest that was made; none before the first night."""
    demandee = request.GET.get("annee", "")
    faites = [annee for annee in annees if annee.etablie_le]
    return next((annee for annee in faites if str(annee.annee) == demandee), faites[0] if faites else None)


@require_safe
@reserve_a(*LECTEURS)
def chiffre_liste(request: HttpRequest) -> HttpResponse:
    """What the night kept; while somebody waits for it to be made again, the page follows."""
    annees = lus.annees_chiffrees()
    annee = annee_demandee(request, annees)
    attendue = next((une for une in annees if une.demandee_le), None)
    contexte = {
        "annees": [(str(une.annee), str(une.annee)) for une in annees if une.etablie_le],
        "annee": annee,
        "attendue": attendue,
        "complet": peut_tout_consulter(request.user),
        "peut_etablir": est_du_centre(request.user),
        "peut_severite": request.user.a_role(Role.RESPONSABLE),
        "regle": CHIFFRES_SECRET,
    } | (_chiffres(request, annee) if annee else {})
    return suivre(render(request, "portail/chiffre_liste.html", contexte), attendue)


def _chiffres(request: HttpRequest, annee: AnneeChiffree) -> dict[str, object]:
    perimetre = lus.perimetre_demande(request.user, request.GET)
    certifications, organismes = lus.choix_de_l_annee(request.user, annee)
    noms = {
        AxeChiffre.CERTIFICATION.value: dict(certifications),
        AxeChiffre.ORGANISME.value: dict(organismes),
        AxeChiffre.VOIE.value: lus.nommer(AxeChiffre.VOIE, Voie.values),
    }
    par_annee, trimestres = lus.lignes_du_temps(perimetre, annee.annee)
    etape = _etape_demandee(request)
    par, tri = request.GET.get("par", ""), Tri.lu(request.GET, lus.colonnes(etape))
    par = par if par in lus.PAR else AxeChiffre.CERTIFICATION.value
    lignes = lus.lignes_de_l_axe(annee, par, noms[par]) if perimetre.axe == AxeChiffre.TOUT else []
    blocs = lus.lignes_des_blocs(annee, perimetre.cle) if perimetre.axe == AxeChiffre.CERTIFICATION else ([], [])
    return {
        "perimetre": perimetre,
        "nom": noms.get(perimetre.axe, {}).get(perimetre.cle, ""),
        "certifications": certifications,
        "organismes": organismes,
        "croises": bool(request.GET.get("certification") and request.GET.get("organisme")),
        "ligne": next((une for une in par_annee if une.annee == annee.annee), None),
        "par_annee": par_annee,
        "trimestres": trimestres,
        "dessin_annees": lus.dessiner("annees", "par année", par_annee),
        "dessin_trimestres": lus.dessiner("trimestres", f"par trimestre de {annee.annee}", trimestres),
        "par": par,
        "axes": lus.PAR.items(),
        "tri": tri,
        "page": Paginator(tri.ranger(lignes), PAR_PAGE).get_page(request.GET.get("page")),
        "etape": etape,
        "etapes": EtapeDelai.choices,
        "blocs": blocs[0],
        "competences": blocs[1],
    }


def _etape_demandee(request: HttpRequest) -> EtapeDelai:
    demandee = request.GET.get("delai", "")
    return EtapeDelai(demandee) if demandee in EtapeDelai.values else EtapeDelai.JURY


@require_POST
@reserve_a(*CENTRE)
def chiffre_etablir(request: HttpRequest) -> HttpResponse:
    """Make the figures of this year again now, apart."""
    a = horloge.maintenant()
    demander_chiffres(annee=horloge.aujourdhui().year, a=a)
    noter_fait(request)
    if not lancer(tasks.etablir_chiffres):
        avertir(request, "Le travail n’a pas pu commencer : redemandez-le dans une minute, ou attendez la nuit.")
    return redirect("chiffre_liste")


@require_safe
@reserve_a(*LECTEURS)
def chiffre_exporter(request: HttpRequest) -> HttpResponse:
    """What the page may tell of the year, one line per group, every figure a number."""
    le, centre, nature = horloge.aujourdhui(), centre_de(request), NATURES["chiffres"]
    if trop_long(nature.compter(request.user, request.GET, centre, le)):
        return redirect(f"{reverse('export_creer', args=['chiffres'])}?{request.GET.urlencode()}")
    octets = nature.ecrire(request.user, request.GET, centre, le, lambda _: None)
    return telecharger(octets, XLSX, "chiffres.xlsx", lecture=SansTrace("Des comptes, jamais de quelques personnes."))


@require_safe
@reserve_a(Role.RESPONSABLE)
def severite_liste(request: HttpRequest) -> HttpResponse:
    """What each evaluator judged, against the others on the same certifications."""
    annees = lus.annees_chiffrees()
    annee = annee_demandee(request, annees)
    tri = Tri.lu(request.GET, lus.COLONNES_SEVERITE)
    lignes = tri.ranger(lus.severites(annee)) if annee else []
    contexte = {
        "annees": [(str(une.annee), str(une.annee)) for une in annees if une.etablie_le],
        "annee": annee,
        "tri": tri,
        "page": Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page")),
        "regle": CHIFFRES_SECRET,
    }
    return render(request, "portail/severite_liste.html", contexte)


@require_safe
@reserve_a(Role.RESPONSABLE)
def severite_exporter(request: HttpRequest) -> HttpResponse:
    """The same, as a workbook."""
    annee = annee_demandee(request, lus.annees_chiffrees())
    octets = classeur_severites(lus.severites(annee) if annee else [])
    lecture = SansTrace("Ce que chaque évaluateur a jugé, jamais de quelques candidats.")
    return telecharger(octets, XLSX, "severite.xlsx", lecture=lecture)
