"""Certificates: found, opened, handed over, copied, revoked; the first number of their series."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from candidats.models import Inscription
from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, saisie
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.lectures import Lecture, lue, lue_de
from certif_portal.commun.pagination import ParCles
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.tri import Tri
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import peut_tout_consulter, reserve_a
from jurys import permissions
from jurys.documents.certificat import etat_civil_corrige, verification
from jurys.forms.certificat import (
    FiltreCertificats,
    NumerosPassesForm,
    PremierNumeroForm,
    RemiseForm,
    RemplacementCertificatForm,
    RetourForm,
)
from jurys.models import Certificat, Duplicata
from jurys.queries.ecrans import COLONNES_CERTIFICATS, certificat_pour_fiche, certificats_pour_liste
from jurys.queries.national import statut_national
from jurys.queries.rectification import rectifications_du_candidat
from jurys.regles.numero import CERTIFICAT_REMPLACEMENT, DUPLICATA_CONFORME, NUMEROS_PASSES, PREMIER_NUMERO
from jurys.services.attribution import (
    fixer_premier_numero,
    passer_des_numeros,
    prochain_numero,
    serie_entamee,
)
from jurys.services.certificat import delivrer_duplicata, remettre_certificat, revoquer_certificat
from jurys.services.remplacement import noter_retour, remplacer_certificat

PAR_PAGE = 50


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def certificat_liste(request: HttpRequest) -> HttpResponse:
    form = FiltreCertificats(request.GET)
    lus = form.cleaned_data if form.is_valid() else {}
    certificats = certificats_pour_liste(
        request.user,
        recherche=cle_recherche(lus.get("q") or ""),
        type_certificat=lus.get("type") or "",
        annee=lus.get("annee"),
    )
    tri = Tri.lu(request.GET, COLONNES_CERTIFICATS)
    contexte = {
        "tri": tri,
        "page": ParCles(tri.trier(certificats), PAR_PAGE).get_page(request.GET.get("page")),
        "formulaire": form,
        "filtre": any(lus.values()),
        "complet": peut_tout_consulter(request.user),
        "peut_numeroter": permissions.peut_revoquer(request.user),
    }
    return render(request, "jurys/certificat_liste.html", contexte)


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def certificat_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    """Served as stored; an OF has those of its own candidates."""
    certificats = Certificat.objects.visibles_par(request.user).select_related("document__fichier", "presentation")
    certificat = get_object_or_404(certificats, pk=pk)
    if certificat.document is None:
        raise Http404("Ce certificat n’est pas encore édité.")
    lecture = _lu(f"Certificat {certificat.numero} lu.", certificat)
    return reponse_fichier(certificat.document.fichier, lecture, en_ligne=True)


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def certificat_detail(request: HttpRequest, pk: int) -> HttpResponse:
    certificat = get_object_or_404(certificat_pour_fiche(request.user), pk=pk)
    contexte = {
        "certificat": certificat,
        "verification": verification(certificat, parametres().cle_verification),
        "corrige": etat_civil_corrige(certificat),
        "duplicatas": certificat.duplicatas.select_related("delivre_par"),
        "rectifications": rectifications_du_candidat(
            certificat.presentation.inscription_id if certificat.presentation else None
        ),
        "complet": peut_tout_consulter(request.user),
        "national": statut_national(certificat),
        "peut_gerer": permissions.peut_gerer_jury(request.user),
        "peut_revoquer": permissions.peut_revoquer(request.user),
    }
    return render(request, "jurys/certificat_detail.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def certificat_remettre(request: HttpRequest, pk: int) -> HttpResponse:
    certificat, le = _certificat(request, pk), horloge.aujourdhui()
    initial = {"le": certificat.remis_le or le, "remis_a": certificat.remis_a, "comment": certificat.remis_comment}
    form = RemiseForm(**saisie(request), objet=certificat, initial=initial, maximum=le)
    page = _page(certificat, "Remise du certificat", "La remise est enregistrée.")
    return acte(request, form, page, partial(remettre_certificat, certificat=certificat))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def certificat_duplicata(request: HttpRequest, pk: int) -> HttpResponse:
    certificat = _certificat(request, pk)
    page = _page(
        certificat,
        "Duplicata certifié conforme",
        "Le duplicata est édité : imprimez-le et faites-le signer.",
        "Éditer le duplicata",
        regle=DUPLICATA_CONFORME,
        empechement=_fini(certificat),
    )
    form = MotifForm(**saisie(request), libelle="Pourquoi un duplicata", aide="La perte déclarée, par qui, quand.")
    return acte(request, form, page, partial(delivrer_duplicata, certificat=certificat))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def certificat_revoquer(request: HttpRequest, pk: int) -> HttpResponse:
    certificat = _certificat(request, pk)
    page = _page(
        certificat,
        "Révoquer le certificat",
        "Le certificat est révoqué.",
        "Révoquer le certificat",
        danger=True,
        empechement=_fini(certificat),
        consequences=[
            "Le certificat reste au registre, dit révoqué, avec son motif.",
            "Aucun duplicata n’en est édité.",
        ],
    )
    return acte(request, MotifForm(**saisie(request)), page, partial(revoquer_certificat, certificat=certificat))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def certificat_remplacer(request: HttpRequest, pk: int) -> HttpResponse:
    certificat = _certificat(request, pk)
    page = _page(
        certificat,
        "Remplacer le certificat",
        "Le certificat est remplacé : imprimez le nouveau et faites-le signer.",
        "Remplacer le certificat",
        regle=CERTIFICAT_REMPLACEMENT,
        empechement=_fini(certificat),
        consequences=[
            "Un nouveau certificat est édité, sous le prochain numéro, avec l’état civil d’aujourd’hui.",
            "L’ancien reste au registre ; la page publique le dit remplacé, et n’en montre plus le nom.",
        ],
    )
    form = RemplacementCertificatForm(**saisie(request), national=parametres().numeros_nationaux)
    return acte(request, form, page, partial(remplacer_certificat, certificat=certificat))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def certificat_retour(request: HttpRequest, pk: int) -> HttpResponse:
    certificat = _certificat(request, pk)
    initial = {"le": certificat.original_rendu_le or horloge.aujourdhui()}
    form = RetourForm(**saisie(request), objet=certificat, initial=initial)
    attendu = "" if certificat.remplace_par else "Ce certificat n’est pas remplacé : son original n’a pas à revenir."
    page = _page(certificat, "Retour de l’original", "Le retour de l’original est enregistré.", empechement=attendu)
    return acte(request, form, page, partial(noter_retour, certificat=certificat))


@require_safe
@reserve_a(*CONSULTATION)
def duplicata_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    visibles = Duplicata.objects.filter(certificat__in=Certificat.objects.visibles_par(request.user))
    duplicata = get_object_or_404(visibles.select_related("document__fichier", "certificat__presentation"), pk=pk)
    lecture = _lu(f"Duplicata du certificat {duplicata.certificat.numero} lu.", duplicata.certificat)
    return reponse_fichier(duplicata.document.fichier, lecture, en_ligne=True)


def _lu(phrase: str, certificat: Certificat) -> Lecture:
    """In the file of its candidate; in its own once it has outlived it."""
    presentation = certificat.presentation
    return lue_de(phrase, Inscription, presentation.inscription_id) if presentation else lue(phrase, certificat)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def certificat_numerotation(request: HttpRequest) -> HttpResponse:
    """Where the series begins: a centre has delivered for decades. Once begun, where it goes on after a restoration."""
    serie = parametres().prefixe_certificat
    commun: dict[str, Any] = {
        "retour": reverse("certificat_liste"),
        "texte": f"Le prochain certificat de la série {serie} porterait le numéro {prochain_numero(serie)}.",
        "fil": (("Certificats", reverse("certificat_liste")),),
    }
    if entamee := serie_entamee(serie):
        page = Page(
            "Prochain numéro des certificats",
            "Le prochain numéro est fixé.",
            bouton="Passer ces numéros",
            regle=NUMEROS_PASSES,
            consequences=[
                f"{entamee} Son premier numéro ne change plus.",
                "Les numéros passés ne seront jamais donnés ; le journal les dit, avec leur motif.",
            ],
            **commun,
        )
        return acte(request, NumerosPassesForm(**saisie(request)), page, passer_des_numeros)
    page = Page(
        "Premier numéro des certificats",
        "Le premier numéro est fixé.",
        bouton="Fixer le premier numéro",
        regle=PREMIER_NUMERO,
        **commun,
    )
    return acte(request, PremierNumeroForm(**saisie(request)), page, fixer_premier_numero)


def _certificat(request: HttpRequest, pk: int) -> Certificat:
    return get_object_or_404(Certificat.objects.visibles_par(request.user), pk=pk)


def _fini(certificat: Certificat) -> str:
    """Why nothing more is made of this certificate."""
    if certificat.revoque_le:
        return f"Ce certificat est révoqué depuis le {date_longue(certificat.revoque_le)}."
    successeur = certificat.remplace_par
    return f"Ce certificat est remplacé par le certificat {successeur.numero}." if successeur else ""


def _page(certificat: Certificat, titre: str, fait: str, bouton: str = "Enregistrer", **quoi: Any) -> Page:
    fil = (("Certificats", reverse("certificat_liste")), (certificat.numero, certificat.get_absolute_url()))
    return Page(titre, fait, certificat, bouton, fil=fil, sous_titre=str(certificat), **quoi)
