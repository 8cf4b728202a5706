"""The way of a registration: its six steps, the next act, who must act and by when. One query."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from candidats.choix import DecisionRecevabilite, EtatInscription, EtatLivret
from candidats.models import Inscription
from candidats.regles.inscription import date_limite_inscription
from candidats.regles.livret import date_limite_livret, livret_requis
from candidats.regles.vae import accueil_manque
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.durees import compte
from certif_portal.commun.typographie import date_courte, jour_de
from evaluations.choix import EtatAvis, EtatCommission, EtatEmargement, EtatGrille
from evaluations.models import Passage
from evaluations.regles import avis_requis
from jurys.choix import EtatJury
from jurys.models import Certificat, Presentation
from jurys.regles.delai import date_limite_avis, date_limite_certificats


class Acteur(StrEnum):
    """Who must act, as « … doit agir » reads."""

    ORGANISME = "l’organisme"
    CENTRE = "le centre"
    TUTEUR = "le tuteur"
    COMMISSION = "la commission"
    JURY = "le jury"


@dataclass(frozen=True)
class Acte:
    """The next act: in words, by whom, by when and why then, and the page where it is done."""

    libelle: str
    acteur: Acteur
    limite: date | None = None
    explication: str = ""
    url: str = ""


@dataclass(frozen=True)
class Etape:
    """One step of the stepper, as composants/marche.html reads it."""

    titre: str
    statut: str  # fait, ici, refus, a_venir, sans_objet
    detail: str = ""
    limite: date | None = None
    url: str = ""
    acte: Acte | None = None

    @property
    def qui(self) -> str:
        return self.acte.acteur.value if self.acte and self.statut == "ici" else ""


@dataclass(frozen=True)
class Parcours:
    etapes: tuple[Etape, ...]
    acte: Acte | None


def lien(nom: str, *arguments: int | str) -> str:
    return reverse(nom, args=arguments)


def avec_faits(inscriptions: QuerySet[Inscription]) -> QuerySet[Inscription]:
    """Registrations with, in the same query, every fact their way depends on."""
    passages = Passage.objects.filter(inscription=OuterRef("pk")).exclude(commission__etat=EtatCommission.ANNULEE)
    presentations = Presentation.objects.filter(inscription=OuterRef("pk")).exclude(jury__etat=EtatJury.ANNULE)
    certificats = Certificat.objects.filter(presentation__inscription=OuterRef("pk"))
    return inscriptions.select_related(
        "candidat", "organisme", "referentiel__certification", "livret", "recevabilite", "grille", "avis", "derogation"
    ).annotate(
        fait_commission=Subquery(
            passages.order_by("-commission__date").values(
                x=JSONObject(id="commission_id", date="commission__date", lieu="commission__lieu")
            )[:1]
        ),
        fait_emargement_manque=Exists(passages.exclude(commission__emargement__etat=EtatEmargement.SIGNE)),
        fait_jury=Subquery(
            presentations.order_by("-jury__date").values(
                x=JSONObject(id="jury_id", numero="jury__numero", date="jury__date", etat="jury__etat")
            )[:1]
        ),
        fait_certificat=Subquery(
            certificats.order_by("pk").values(x=JSONObject(numero="numero", delivre_le="delivre_le"))[:1]
        ),
    )


TOUT_ACQUIS = "tout est déjà acquis"


def parcours(inscription: Inscription, le: date, centre: ParametresCentre | None = None) -> Parcours:
    """The way of one registration on that day; one query, none if it comes from `avec_faits`."""
    if not hasattr(inscription, "fait_jury"):
        inscription = avec_faits(Inscription.objects.filter(pk=inscription.pk)).get()
    centre = centre or ParametresCentre()
    calculees = [etape(inscription, le, centre) for etape in ETAPES]
    return _situer(calculees)


def _situer(etapes: list[Etape]) -> Parcours:
    """The first step to be done is the one we are at; after a refusal nothing is to be done any more."""
    if any(etape.statut == "refus" for etape in etapes):
        return Parcours(tuple(Etape(e.titre, "sans_objet") if e.statut == "a_venir" else e for e in etapes), None)
    courante = next((etape for etape in etapes if etape.statut == "a_venir"), None)
    situees = tuple(replace(etape, statut="ici") if etape is courante else etape for etape in etapes)
    return Parcours(situees, courante.acte if courante else None)


def _jour(texte: str) -> date:
    return date.fromisoformat(texte[:10])


def _etape_inscription(inscription: Inscription, le: date, centre: ParametresCentre) -> Etape:
    etat, pk = inscription.etat, inscription.pk
    if etat == EtatInscription.ABANDONNEE:
        return Etape("Inscription", "refus", f"abandonnée le {_le(inscription.abandonnee_le, le)}")
    if inscription.acceptee_le:
        return Etape("Inscription", "fait", f"acceptée le {_le(inscription.acceptee_le, le)}")
    if etat == EtatInscription.DEPOSEE:
        acte = Acte("Vérifier l’identité et accepter l’inscription", Acteur.CENTRE, url=lien("identite_verifier", pk))
        return Etape("Inscription", "a_venir", f"déposée le {_le(inscription.deposee_le, le)}", acte=acte)
    libelle = "Corriger l’inscription" if etat == EtatInscription.A_CORRIGER else "Compléter et déposer l’inscription"
    limite = explication = None
    if inscription.entree_formation and not inscription.deposee_le:
        limite = date_limite_inscription(inscription.entree_formation, centre.inscription_jours)
        explication = f"{compte(centre.inscription_jours, 'jour')} après l’entrée en formation"
    acte = Acte(libelle, _depositaire(inscription), limite, explication or "", lien("inscription_modifier", pk))
    detail = "à corriger" if etat == EtatInscription.A_CORRIGER else "brouillon"
    return Etape("Inscription", "a_venir", detail, limite, acte=acte)


def _depositaire(inscription: Inscription) -> Acteur:
    """Who deposits the registration and the livret: its OF, or the centre where there is none."""
    return Acteur.ORGANISME if inscription.organisme_id else Acteur.CENTRE


def _etape_livret(inscription: Inscription, le: date, centre: ParametresCentre) -> Etape:
    if not livret_requis(inscription.voie):
        return _etape_recevabilite(inscription, le)
    titre = centre.livret_titre
    if inscription.tout_acquis:
        return Etape(titre, "sans_objet", TOUT_ACQUIS)
    livret, url = getattr(inscription, "livret", None), lien("livret_deposer", inscription.pk)
    if livret and livret.etat == EtatLivret.VALIDE:
        return Etape(titre, "fait", f"validé le {_le(livret.valide_le, le)}", url=url)
    if livret and livret.etat == EtatLivret.DEPOSE:
        acte = Acte(f"Valider le {centre.livret_nom} ou le renvoyer", Acteur.CENTRE, url=url)
        return Etape(titre, "a_venir", f"déposé le {_le(livret.depose_le, le)}", acte=acte)
    limite, explication = date_limite_livret(
        entree=inscription.entree_formation,
        fin=inscription.fin_formation,
        evaluation=inscription.date_evaluation,
        mois=centre.livret_mois,
        tiers=centre.livret_premier_tiers,
    )
    libelle = f"{'Corriger' if livret else 'Déposer'} le {centre.livret_nom}"
    acte = Acte(libelle, _depositaire(inscription), limite, explication, url)
    return Etape(titre, "a_venir", "à corriger" if livret else "attendu", limite, acte=acte)


def _etape_recevabilite(inscription: Inscription, le: date) -> Etape:
    dossier, url = getattr(inscription, "recevabilite", None), lien("recevabilite_decider", inscription.pk)
    if dossier and dossier.decision == DecisionRecevabilite.RECEVABLE and dossier.livret2_le is None:
        acte = Acte("Déposer le livret 2", _depositaire(inscription), url=lien("livret2_deposer", inscription.pk))
        return Etape("Recevabilité", "a_venir", "recevable, livret 2 attendu", acte=acte)
    if dossier and dossier.decision == DecisionRecevabilite.RECEVABLE:
        return Etape("Recevabilité", "fait", f"recevable, {_le(dossier.decidee_le, le)}")
    if dossier and dossier.decision == DecisionRecevabilite.NON_RECEVABLE:
        return Etape("Recevabilité", "refus", f"non recevable, {_le(dossier.decidee_le, le)}")
    if dossier and accueil_manque(inscription.voie, dossier.accueil_le, dossier.accueil_collectif):
        acte = Acte("Noter l’accueil du candidat", Acteur.CENTRE, url=lien("vae_instruire", inscription.pk))
        return Etape("Recevabilité", "a_venir", "accueil à faire", acte=acte)
    acte = Acte("Décider de la recevabilité", Acteur.CENTRE, url=url)
    return Etape("Recevabilité", "a_venir", "à décider", acte=acte)


def _etape_evaluation(inscription: Inscription, le: date, centre: ParametresCentre) -> Etape:
    if inscription.tout_acquis:
        return Etape("Évaluation", "sans_objet", TOUT_ACQUIS)
    grille, commission = getattr(inscription, "grille", None), inscription.fait_commission
    scellee = grille is not None and grille.etat == EtatGrille.SCELLEE
    if commission is None:
        acte = Acte(
            "Planifier la commission d’évaluation",
            Acteur.CENTRE,
            inscription.date_evaluation_prevue,
            "date d’évaluation prévue à l’inscription",
            lien("commission_liste"),
        )
        return Etape("Évaluation", "a_venir", "à planifier", inscription.date_evaluation_prevue, acte=acte)
    jour, url = _jour(commission["date"]), lien("commission_detail", commission["id"])
    if scellee and not inscription.fait_emargement_manque:
        return Etape("Évaluation", "fait", f"{_le(jour, le)}, grille signée", url=url)
    if scellee:
        acte = Acte("Déposer l’émargement signé de la commission", Acteur.CENTRE, url=url)
        return Etape("Évaluation", "a_venir", "grille signée, émargement attendu", url=url, acte=acte)
    acte = Acte("Évaluer le candidat et signer la grille", Acteur.COMMISSION, jour, "jour de la commission", url)
    suite = "en signature" if grille and grille.etat == EtatGrille.EN_SIGNATURE else commission["lieu"]
    return Etape("Évaluation", "a_venir", f"{_le(jour, le)}, {suite}", url=url, acte=acte)


def _etape_avis(inscription: Inscription, le: date, centre: ParametresCentre) -> Etape:
    avis, titre = getattr(inscription, "avis", None), "Avis entreprise"
    if inscription.tout_acquis:
        return Etape(titre, "sans_objet", TOUT_ACQUIS)
    certification = inscription.referentiel.certification
    requis, motif = avis_requis(inscription.voie, certification.type, inscription.initiative_sans_accord)
    if not requis:
        return Etape(titre, "sans_objet", motif)
    if avis and avis.etat == EtatAvis.RENDU:
        return Etape(titre, "fait", f"rendu le {_le(avis.rendu_le, le)}")
    if avis and avis.etat == EtatAvis.ABSENT:
        return Etape(titre, "fait", f"absence constatée le {_le(avis.absence_le, le)}")
    limite = explication = None
    if inscription.fait_jury:
        limite = date_limite_avis(_jour(inscription.fait_jury["date"]), centre.avis_jours)
        explication = f"{compte(centre.avis_jours, 'jour')} avant le jury"
    acte = Acte("Donner l’avis de l’entreprise", Acteur.TUTEUR, limite, explication or "avant la présentation au jury")
    return Etape(titre, "a_venir", "attendu" if avis else f"demandé après le {centre.livret_nom}", limite, acte=acte)


def _etape_jury(inscription: Inscription, le: date, centre: ParametresCentre) -> Etape:
    jury = inscription.fait_jury
    url = lien("jury_detail", jury["id"]) if jury else ""
    if inscription.etat == EtatInscription.ADMISE:
        return Etape("Jury", "fait", f"admis le {_le(inscription.decidee_le, le)}", url=url)
    if inscription.etat == EtatInscription.NON_ADMISE:
        return Etape("Jury", "refus", f"non admis le {_le(inscription.decidee_le, le)}", url=url)
    if jury is None:
        acte = Acte("Présenter le dossier à un jury", Acteur.CENTRE, url=lien("jury_liste"))
        return Etape("Jury", "a_venir", "à présenter", acte=acte)
    jour = _jour(jury["date"])
    acte = Acte(f"Délibérer (jury {jury['numero']})", Acteur.JURY, jour, "jour du jury", url)
    return Etape("Jury", "a_venir", f"{_le(jour, le)}, jury {jury['numero']}", url=url, acte=acte)


def _etape_certificat(inscription: Inscription, le: date, centre: ParametresCentre) -> Etape:
    certificat, jury = inscription.fait_certificat, inscription.fait_jury
    if certificat:
        return Etape("Certificat", "fait", f"n° {certificat['numero']}")
    if inscription.etat == EtatInscription.NON_ADMISE:
        return Etape("Certificat", "sans_objet", "sans objet")
    limite = date_limite_certificats(_jour(jury["date"]), centre.certificats_mois) if jury else None
    detail = f"{compte(centre.certificats_mois, 'mois')} au plus après le jury"
    acte = Acte("Délivrer le certificat", Acteur.CENTRE, limite, detail)
    return Etape("Certificat", "a_venir", "" if limite else detail, limite, acte=acte)


def _le(valeur: date | datetime | None, le: date) -> str:
    return date_courte(jour_de(valeur), le) if valeur else "…"


ETAPES: tuple[Any, ...] = (
    _etape_inscription,
    _etape_livret,
    _etape_evaluation,
    _etape_avis,
    _etape_jury,
    _etape_certificat,
)
