"""What may be looked for when a list does not show it: among what the reader may see, by a name or a number."""

from django.db.models import Q, QuerySet

from candidats.choix import EtatDemande
from candidats.models import DemandeInscription, Inscription, Projet
from candidats.queries.nom import candidats_nommes, cherchees
from candidats.queries.projet import FiltreProjets, filtrer_projets
from certif_portal.commun.models import Courriel
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import CONSULTATION
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.absences import Dit, Lecteur, Sorte
from certif_portal.portail.queries.marche import acte_de, lien
from evaluations.models import Commission, Evaluateur, Passage
from evaluations.queries.commission import evaluateurs_pour_liste
from habilitations.models import OrganismeFormation
from habilitations.queries.organisme import organismes_pour, sorte_habilitation
from jurys.models import Jury
from referentiels.choix import EtatReferentiel
from referentiels.models import Certification
from referentiels.queries.catalogue import FiltreCatalogue, catalogue


def _inscriptions(texte: str, lecteur: Lecteur) -> QuerySet[Inscription]:
    trouvees = cherchees(Inscription.objects.visibles_par(lecteur.personne), texte)
    return trouvees.select_related("candidat", "organisme", "referentiel__certification", "suivi").order_by(
        "-creee_le", "-pk"
    )


def etat_du_dossier(inscription: Inscription, lecteur: Lecteur) -> str:
    """« acceptée ; on attend : Valider le livret (le centre) »."""
    etat = inscription.get_etat_display().lower()
    acte = acte_de(inscription.suivi, lecteur.centre.livret_nom) if hasattr(inscription, "suivi") else None
    return f"{etat} ; on attend : {acte.libelle} ({acte.qui})" if acte else etat


def _dire_inscription(inscription: Inscription, lecteur: Lecteur) -> Dit:
    organisme = inscription.organisme.nom if inscription.organisme else "sans organisme"
    return Dit(
        str(inscription.candidat),
        f"{inscription.reference} · {inscription.referentiel} · {organisme}",
        etat_du_dossier(inscription, lecteur),
        lien("inscription_detail", inscription.pk),
    )


def _organismes(texte: str, lecteur: Lecteur) -> QuerySet[OrganismeFormation]:
    return organismes_pour(lecteur.personne, le=lecteur.le, texte=texte)


def _dire_organisme(organisme: OrganismeFormation, lecteur: Lecteur) -> Dit:
    fin, ouvert = organisme.fin_habilitation, organisme.acte_ouvert  # type: ignore[attr-defined]
    _, etat = sorte_habilitation(fin, lecteur.le, acte_ouvert=ouvert)
    page = lien("organismeformation_detail", organisme.pk)
    return Dit(organisme.nom, f"SIRET {organisme.siret}", etat, page)


def _projets(texte: str, lecteur: Lecteur) -> QuerySet[Projet]:
    visibles = Projet.objects.visibles_par(lecteur.personne)
    return filtrer_projets(visibles, FiltreProjets(q=texte), pour_organisme=not peut_tout_consulter(lecteur.personne))


def _dire_projet(projet: Projet, lecteur: Lecteur) -> Dit:
    detail = f"{projet.reference} · {projet.porteur}"
    etat = projet.get_etat_display().lower()
    return Dit(projet.referentiel.intitule, detail, etat, lien("projet_detail", projet.pk))


def _commissions(texte: str, lecteur: Lecteur) -> QuerySet[Commission]:
    """By its place, or by the name of one of its candidates, for those who may read it."""
    trouvees = Q(lieu__icontains=texte)
    siennes = Inscription.objects.visibles_par(lecteur.personne)
    nommees = siennes.filter(candidat__in=candidats_nommes(cle_recherche(texte))).values("pk")
    trouvees |= Q(pk__in=Passage.objects.filter(inscription__in=nommees).values("commission"))
    return Commission.objects.visibles_par(lecteur.personne).filter(trouvees).order_by("-date", "-pk")


def _dire_commission(commission: Commission, lecteur: Lecteur) -> Dit:
    etat = f"{commission.get_etat_display().lower()}, le {date_longue(commission.date)}"
    page = lien("commission_detail", commission.pk)
    if not lecteur.personne.a_role(*CONSULTATION, "organisme"):
        page = f"{lien('mes_commissions')}#seance-{commission.pk}"
    return Dit(str(commission), commission.lieu, etat, page)


def _jurys(texte: str, lecteur: Lecteur) -> QuerySet[Jury]:
    trouves = Q(numero__icontains=texte) | Q(lieu__icontains=texte)
    return Jury.objects.visibles_par(lecteur.personne).filter(trouves).order_by("-date", "-pk")


def _dire_jury(jury: Jury, lecteur: Lecteur) -> Dit:
    return Dit(f"Jury {jury.numero}", jury.lieu, jury.get_etat_display().lower(), lien("jury_detail", jury.pk))


def _evaluateurs(texte: str, lecteur: Lecteur) -> QuerySet[Evaluateur]:
    cles = [evaluateur.pk for evaluateur in evaluateurs_pour_liste(lecteur.le, texte)]
    return Evaluateur.objects.filter(pk__in=cles).select_related("utilisateur").order_by("pk")


def _dire_evaluateur(evaluateur: Evaluateur, lecteur: Lecteur) -> Dit:
    etat = "" if evaluateur.actif else "n’évalue plus"
    return Dit(str(evaluateur), evaluateur.entreprise_nom, etat, lien("evaluateur_seances", evaluateur.pk))


def _demandes(texte: str, lecteur: Lecteur) -> QuerySet[DemandeInscription]:
    """Not those that nobody confirmed: they are nobody's yet."""
    lignes = DemandeInscription.objects.exclude(etat=EtatDemande.A_CONFIRMER).select_related("referentiel")
    for mot in texte.split():
        lignes = lignes.filter(
            Q(nom_naissance__icontains=mot) | Q(prenom__icontains=mot) | Q(raison_sociale__icontains=mot)
        )
    return lignes.order_by("-confirmee_le", "-pk")


def _dire_demande(demande: DemandeInscription, lecteur: Lecteur) -> Dit:
    page = lien("demandeinscription_detail", demande.pk)
    return Dit(str(demande), str(demande.referentiel), demande.get_etat_display().lower(), page)


def _certifications(texte: str, lecteur: Lecteur) -> QuerySet[Certification]:
    """Every one whose title or number holds the words, a version of which the reader may open."""
    trouvees = catalogue(lecteur.personne, le=lecteur.le, filtre=FiltreCatalogue(texte=texte)).certifications
    return Certification.objects.filter(pk__in=[une.pk for une in trouvees]).order_by("cle_recherche", "pk")


def _dire_certification(certification: Certification, lecteur: Lecteur) -> Dit:
    etats = certification.referentiels.order_by("-date_gtp").values_list("etat", flat=True)
    etat = str(EtatReferentiel(etats[0]).label).lower() if etats else "sans référentiel"
    return Dit(str(certification), certification.code, etat, lien("certification_detail", certification.pk))


def _courriels(texte: str, lecteur: Lecteur) -> QuerySet[Courriel]:
    trouves = Q(destinataire__icontains=texte) | Q(objet__icontains=texte)
    return Courriel.objects.defer("texte").filter(trouves).order_by("-cree_le", "-pk")


def _dire_courriel(courriel: Courriel, lecteur: Lecteur) -> Dit:
    page = lien("courriel_detail", courriel.pk) if lecteur.personne.a_role("agent", "responsable") else ""
    return Dit(courriel.destinataire, courriel.objet, courriel.get_etat_display().lower(), page)


DOSSIER = Sorte("ce dossier", "Nom du candidat, référence ou numéro national", _inscriptions, _dire_inscription)
ORGANISME = Sorte("cet organisme", "Nom de l’organisme", _organismes, _dire_organisme)
PROJET = Sorte("ce projet", "Certification, organisme ou entreprise", _projets, _dire_projet)
COMMISSION = Sorte("cette commission", "Lieu, ou nom d’un candidat", _commissions, _dire_commission)
JURY = Sorte("ce jury", "Numéro ou lieu du jury", _jurys, _dire_jury)
EVALUATEUR = Sorte("cet évaluateur", "Nom de l’évaluateur", _evaluateurs, _dire_evaluateur)
DEMANDE = Sorte("cette demande", "Nom du candidat ou de l’entreprise", _demandes, _dire_demande)
CERTIFICATION = Sorte("cette certification", "Intitulé ou numéro", _certifications, _dire_certification)
COURRIEL = Sorte("ce courriel", "Adresse ou objet", _courriels, _dire_courriel)
