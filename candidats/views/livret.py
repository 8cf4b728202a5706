"""The livret de suivi: the OF fills it, the staff read it and decide."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from candidats import permissions
from candidats.forms.livret import LivretForm, RenvoiLivretForm
from candidats.models import Inscription, Livret, LivretPrepare
from candidats.queries.competence import competences_visees
from candidats.queries.liste import limite_livret
from candidats.queries.livret import lignes_du_livret, saisie_du_livret
from candidats.queries.livret_prepare import accords_de, en_valeurs
from candidats.regles.livret import livret_requis
from candidats.services.livret import deposer_livret, renvoyer_livret
from candidats.services.livret_prepare import preparer_livret
from candidats.views.commun import (
    DOSSIER,
    LECTEURS,
    avec_liste,
    et_prevenu,
    exiger,
    moment,
    montrer,
    personne_de,
    suite_de_la_liste,
    trouver,
)
from certif_portal.centre.models import parametres
from certif_portal.commun.cadre import Page, apercu_demande, page_acte, reussir, saisie, tenter
from certif_portal.commun.cadre import montrer as apercevoir_saisie
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.lectures import lue
from certif_portal.comptes.choix import CENTRE
from certif_portal.comptes.permissions import reserve_a


@require_http_methods(["GET", "POST"])
@reserve_a(*LECTEURS)
def livret_deposer(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for who must deposit or correct; the livret as it stands for everybody else."""
    inscription = trouver(request, pk)
    limite, explication = limite_livret(inscription, parametres())
    contexte = {
        "inscription": inscription,
        "livret": getattr(inscription, "livret", None),
        "limite": limite if livret_requis(inscription.voie) else None,
        "explication": explication,
    }
    if not permissions.peut_deposer_livret(request.user, inscription):
        exiger(request.method == "GET", inscription)
        return _lire(request, inscription, contexte)
    brouillon = "brouillon" in request.POST
    form = _formulaire(request, inscription, brouillon=brouillon)
    acte: dict[str, Any] = {"inscription": inscription, "par": personne_de(request), "a": moment()[1]}

    def enregistrer() -> LivretPrepare | Livret:
        if brouillon:
            return preparer_livret(saisie=form.saisie, **acte)
        return deposer_livret(donnees=form.donnees, fichier=form.cleaned_data["fichier"], **acte)

    page = partial(montrer, request, "livret_deposer", formulaire=form, prepare=form.prepare, **contexte)
    if apercu_demande(request):
        return page(apercu=apercevoir_saisie(request, form, inscription, enregistrer))
    issue = tenter(request, form, enregistrer)
    if issue.fait and brouillon:
        return reussir(request, f"Le brouillon de {inscription.candidat} est enregistré.", "livret_liste")
    if issue.fait:
        return reussir(request, f"Le {parametres().livret_nom} est déposé : le centre le vérifie.", inscription)
    return page()


def _formulaire(request: HttpRequest, inscription: Inscription, *, brouillon: bool) -> LivretForm:
    le, _ = moment()
    livret = getattr(inscription, "livret", None)
    prepare = LivretPrepare.objects.filter(inscription=inscription).first()
    initial: dict[str, Any] = {"date_evaluation_prevue": inscription.date_evaluation_prevue}
    if livret is not None:
        initial |= saisie_du_livret(livret)
    elif inscription.tuteur_nom:
        initial |= {"accord_nom": inscription.tuteur_nom, "accord_qualite": inscription.tuteur_qualite}
    accords = accords_de(inscription)
    if accords[0] == "candidat" and livret is None:
        initial |= {
            "accord_nom": f"{inscription.candidat.prenom} {inscription.candidat.nom_affiche}",
            "accord_qualite": "",
        }
    if prepare is not None:
        initial |= en_valeurs(prepare.saisie)
    return LivretForm(
        **saisie(request),
        objet=livret or inscription,
        initial={"accord": accords[0]} | initial,
        competences=competences_visees(inscription),
        modalites=list(inscription.referentiel.modalites.all()),
        accords=accords,
        fichier_depose=livret is not None and livret.fichier_id is not None,
        le=le,
        brouillon=brouillon,
        prepare=prepare,
        inscription=inscription,
    )


def _lire(request: HttpRequest, inscription: Inscription, contexte: dict[str, Any]) -> HttpResponse:
    livret = contexte["livret"]
    lignes = lignes_du_livret(livret, competences_visees(inscription)) if livret else []
    return montrer(
        request,
        "livret_detail",
        lignes=lignes,
        saisi=any(ligne.modalites for ligne in lignes),
        peut_decider=permissions.peut_decider_livret(request.user, inscription),
        **contexte,
    )


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def livret_renvoyer(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the livret back with a reason, which the OF reads."""
    inscription = trouver(request, pk)
    exiger(permissions.peut_decider_livret(request.user, inscription), inscription)
    _, a = moment()
    lecteur = "L’organisme" if inscription.organisme_id else "Qui corrigera"
    form = RenvoiLivretForm(**saisie(request), libelle="Ce qui est à corriger", aide=f"{lecteur} lit ce texte.")
    suite = suite_de_la_liste(request, inscription) if request.method == "POST" else ""
    issue = tenter(
        request,
        form,
        lambda: renvoyer_livret(livret=inscription.livret, par=personne_de(request), a=a, **form.cleaned_data),
    )
    if issue.fait:
        nom = parametres().livret_nom
        return reussir(request, f"Le {nom} de {inscription.candidat} est renvoyé{et_prevenu(inscription)}", suite)
    d_un_organisme, nom = inscription.organisme_id is not None, parametres().livret_nom
    page = Page(
        f"Renvoyer le {nom}",
        "",
        avec_liste(request, reverse("livret_deposer", args=[inscription.pk])),
        "Renvoyer à l’organisme" if d_un_organisme else "Renvoyer",
        "L’organisme est prévenu, corrige et dépose de nouveau."
        if d_un_organisme
        else "L’inscription ne vient pas d’un organisme : le centre le corrige et le dépose de nouveau.",
        intitule=f"Renvoyer le {nom} " + ("à l’organisme" if d_un_organisme else "pour correction"),
    )
    return page_acte(request, form, page, DOSSIER, inscription=inscription)


@require_safe
@reserve_a(*LECTEURS)
def livret_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed livret, for those who see the registration."""
    inscription = trouver(request, pk)
    livret = getattr(inscription, "livret", None)
    if livret is None or livret.fichier is None:
        raise Http404
    return reponse_fichier(livret.fichier, lue(f"{parametres().livret_titre} lu.", inscription))
