"""What is due on registrations: the livret by the stricter of the centre's two rules, the activity report, and what
is acquired before its benefit ends."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from candidats.choix import EtatInscription, EtatLivret, Voie
from candidats.models import Acquis, Inscription, Reprise
from candidats.regles.acquis import ACQUIS_PERTE
from candidats.regles.livret import limites_livret
from candidats.regles.rapport import RAPPORT_DELAI, date_limite_rapport
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.durees import compte
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.typographie import date_longue

MOIS_INEGAUX = timedelta(days=3)  # a month added then taken away again may be three days short
SANS_RAPPORT = Q(rapport__isnull=False, rapport__fichier__isnull=True)


def echeances(le: date, centre: ParametresCentre | None = None) -> list[Echeance]:
    """Livrets, reports and acquis: 1 query, and the centre's settings when they are not given."""
    centre = centre or parametres()
    return [
        echeance for inscription in _concernees(le) for echeance in _echeances_de(inscription, le, centre) if echeance
    ]


def _echeances_de(inscription: Any, le: date, centre: ParametresCentre) -> Iterator[Echeance | None]:
    if _livret_attendu(inscription):
        yield _echeance(inscription, centre)
    if _rapport_attendu(inscription):
        yield _rapport(inscription, centre)
    if inscription.etat == EtatInscription.NON_ADMISE:
        yield _perte(inscription, inscription.perte_le, le, centre)


def _concernees(le: date) -> QuerySet[Inscription]:
    """Accepted without a livret (or sent back) or without its report; decided, with acquis that nobody took over."""
    livret = Q(voie=Voie.FORMATION, tout_acquis=False) & (
        Q(livret__isnull=True) | Q(livret__etat=EtatLivret.A_CORRIGER)
    )
    reprises = Reprise.objects.filter(origine=OuterRef("pk")).exclude(inscription__etat=EtatInscription.ABANDONNEE)
    pertes = Acquis.objects.filter(
        inscription=OuterRef("pk"), expire_le__gte=le, expire_le__lte=ACQUIS_PERTE.apres(le) + MOIS_INEGAUX
    ).order_by("expire_le")
    return (
        Inscription.objects.annotate(perte_le=Subquery(pertes.values("expire_le")[:1]))
        .filter(
            Q(livret | SANS_RAPPORT, etat=EtatInscription.ACCEPTEE)
            | (Q(etat=EtatInscription.NON_ADMISE, perte_le__isnull=False) & ~Exists(reprises))
        )
        .select_related("candidat", "organisme", "referentiel", "livret", "rapport")
        .order_by("pk")
    )


def _livret_attendu(inscription: Inscription) -> bool:
    livret = getattr(inscription, "livret", None)
    requis = inscription.etat == EtatInscription.ACCEPTEE and inscription.voie == Voie.FORMATION
    return requis and not inscription.tout_acquis and (livret is None or livret.etat == EtatLivret.A_CORRIGER)


def _rapport_attendu(inscription: Inscription) -> bool:
    rapport = getattr(inscription, "rapport", None)
    return inscription.etat == EtatInscription.ACCEPTEE and rapport is not None and rapport.fichier_id is None


def _echeance(inscription: Inscription, centre: ParametresCentre) -> Echeance | None:
    limites = limites_livret(
        entree=inscription.entree_formation,
        fin=inscription.fin_formation,
        evaluation=inscription.date_evaluation,
        mois=centre.livret_mois,
        tiers=centre.livret_premier_tiers,
    )
    if not limites:
        return None
    limite, regle, raison = limites[0]
    organisme = inscription.organisme
    adresse = organisme.courriel if organisme else centre.courriel
    acte = "à corriger" if hasattr(inscription, "livret") else "à déposer"
    return Echeance(
        regle=regle,
        date_limite=limite,
        libelle=f"{centre.livret_titre} {acte}",
        pour=f"{inscription.candidat}, {organisme or centre.nom}",
        explication=f"{raison[0].upper()}{raison[1:]}, au plus tard le {date_longue(limite)}.",
        dossier_type=Inscription._meta.label_lower,
        dossier_id=inscription.pk,
        cle=f"{regle.code}:{inscription.pk}:{limite.isoformat()}",
        destinataires=(adresse,) if adresse else (),
    )


def _rapport(inscription: Inscription, centre: ParametresCentre) -> Echeance | None:
    limite = date_limite_rapport(inscription.date_evaluation, centre.rapport_jours)
    if limite is None:
        return None
    organisme = inscription.organisme
    candidat = inscription.candidat.courriel
    adresse = organisme.courriel if organisme else candidat
    return Echeance(
        regle=RAPPORT_DELAI,
        date_limite=limite,
        libelle="Rapport d’activités à déposer",
        pour=f"{inscription.candidat}, {organisme or centre.nom}",
        explication=f"{compte(centre.rapport_jours, 'jour')} avant la commission, au plus tard le "
        f"{date_longue(limite)}.",
        dossier_type=Inscription._meta.label_lower,
        dossier_id=inscription.pk,
        cle=f"{RAPPORT_DELAI.code}:{inscription.pk}:{limite.isoformat()}",
        destinataires=(adresse,) if adresse else (),
        sans_compte=(candidat,),
    )


def _perte(inscription: Inscription, fin: date, le: date, centre: ParametresCentre) -> Echeance | None:
    """What is about to be lost, ahead of it by ACQUIS-PERTE, once per jury."""
    alerte = ACQUIS_PERTE.avant(fin)
    if le < alerte:
        return None
    organisme = inscription.organisme
    adresses = (organisme.courriel if organisme else "", inscription.candidat.courriel, centre.courriel)
    return Echeance(
        regle=ACQUIS_PERTE,
        date_limite=fin,
        libelle="Bénéfice d’acquis près de finir",
        pour=f"{inscription.candidat}, {organisme or centre.nom}",
        explication=f"Ce qui est acquis de « {inscription.referentiel.intitule} » l’est jusqu’au {date_longue(fin)}.",
        dossier_type=Inscription._meta.label_lower,
        dossier_id=inscription.pk,
        cle=f"{ACQUIS_PERTE.code}:{inscription.pk}:{fin.isoformat()}",
        destinataires=tuple(dict.fromkeys(adresse for adresse in adresses if adresse)),
        etapes=((ACQUIS_PERTE.duree, alerte),),
        sans_compte=(inscription.candidat.courriel,),
    )
