"""What is due on registrations: the livret by the stricter of the centre's two rules, the activity report, and what
is acquired before its benefit ends."""

from collections import defaultdict
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from candidats.choix import EtatInscription, EtatLivret, Voie
from candidats.models import Acquis, Inscription, Reprise
from candidats.regles import limites_livret
from candidats.regles.acquis import ACQUIS_PERTE
from candidats.regles.rapport import RAPPORT_DELAI, date_limite_rapport
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.typographie import date_longue

SANS_RAPPORT = Q(rapport__isnull=False, rapport__fichier__isnull=True)


def echeances(le: date, centre: ParametresCentre | None = None) -> list[Echeance]:
    """Livrets and reports: 1 query, and the centre's settings when they are not given."""
    return _attendus(centre or parametres())


def acquis_a_perdre(le: date, centre: ParametresCentre | None = None) -> list[Echeance]:
    """What an earlier jury gave and that is about to be lost: 1 query, and the centre's settings."""
    return _acquis(le, centre or parametres())


def _attendus(centre: ParametresCentre) -> list[Echeance]:
    """Of accepted registrations: a livret not deposited or sent back, a report that nobody has deposited."""
    livret = Q(voie=Voie.FORMATION, tout_acquis=False) & (
        Q(livret__isnull=True) | Q(livret__etat=EtatLivret.A_CORRIGER)
    )
    attendues = (
        Inscription.objects.filter(livret | SANS_RAPPORT, etat=EtatInscription.ACCEPTEE)
        .select_related("candidat", "organisme", "referentiel", "livret", "rapport")
        .order_by("pk")
    )
    trouvees = []
    for inscription in attendues:
        rapport = getattr(inscription, "rapport", None)
        if rapport is not None and rapport.fichier_id is None:
            trouvees.append(_rapport(inscription, centre))
        depose = getattr(inscription, "livret", None)
        attendu = inscription.voie == Voie.FORMATION and not inscription.tout_acquis
        if attendu and (depose is None or depose.etat == EtatLivret.A_CORRIGER):
            trouvees.append(_echeance(inscription, centre))
    return [echeance for echeance in trouvees if echeance is not None]


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
        libelle=f"{centre.livret_nom[:1].upper()}{centre.livret_nom[1:]} {acte}",
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
    adresse = organisme.courriel if organisme else inscription.candidat.courriel
    return Echeance(
        regle=RAPPORT_DELAI,
        date_limite=limite,
        libelle="Rapport d’activités à déposer",
        pour=f"{inscription.candidat}, {organisme or centre.nom}",
        explication=f"{centre.rapport_jours} jours avant la commission, au plus tard le {date_longue(limite)}.",
        dossier_type=Inscription._meta.label_lower,
        dossier_id=inscription.pk,
        cle=f"{RAPPORT_DELAI.code}:{inscription.pk}:{limite.isoformat()}",
        destinataires=(adresse,) if adresse else (),
    )


def _acquis(le: date, centre: ParametresCentre) -> list[Echeance]:
    """What is about to be lost, six months ahead, once per jury; not when a later registration took it over."""
    reprises = Reprise.objects.filter(origine=OuterRef("inscription")).exclude(
        inscription__etat=EtatInscription.ABANDONNEE
    )
    perdus = (
        Acquis.objects.filter(expire_le__gte=le, expire_le__lte=ACQUIS_PERTE.apres(le) + timedelta(days=3))
        .exclude(Exists(reprises))
        .select_related("inscription__candidat", "inscription__organisme", "inscription__referentiel")
        .order_by("inscription", "pk")
    )
    par_inscription: dict[int, list[Acquis]] = defaultdict(list)
    for acquis in perdus:
        if ACQUIS_PERTE.avant(acquis.expire_le) <= le:
            par_inscription[acquis.inscription_id].append(acquis)
    return [_perte(lignes, centre) for lignes in par_inscription.values()]


def _perte(lignes: list[Acquis], centre: ParametresCentre) -> Echeance:
    inscription, fin = lignes[0].inscription, lignes[0].expire_le
    organisme = inscription.organisme
    adresses = (organisme.courriel if organisme else "", inscription.candidat.courriel, centre.courriel)
    nombre = (
        f"{len(lignes)} bloc{'s' if len(lignes) > 1 else ''}"
        if lignes[0].version_bloc_id
        else (f"{len(lignes)} compétence{'s' if len(lignes) > 1 else ''}")
    )
    return Echeance(
        regle=ACQUIS_PERTE,
        date_limite=fin,
        libelle="Bénéfice d’acquis près de finir",
        pour=f"{inscription.candidat}, {organisme or centre.nom}",
        explication=f"{nombre} de « {inscription.referentiel.intitule} », dernier jour le {date_longue(fin)}.",
        dossier_type=Inscription._meta.label_lower,
        dossier_id=inscription.pk,
        cle=f"{ACQUIS_PERTE.code}:{inscription.pk}:{fin.isoformat()}",
        destinataires=tuple(dict.fromkeys(adresse for adresse in adresses if adresse)),
        etapes=(("6 mois", ACQUIS_PERTE.avant(fin)),),
    )
