"""The facts of registrations, read in bulk: the one reading that every verdict, next act and due date comes from."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from candidats.choix import (
    A_EXAMINER,
    DecisionRecevabilite,
    EtatDerogation,
    EtatInscription,
    EtatLivret,
    Portee,
    Voie,
)
from candidats.models import Acquis, Inscription, Reprise
from candidats.queries.acceptation import acceptations
from candidats.queries.habilitation import couvertures_de
from candidats.regles.acceptation import FaitsAcceptation
from candidats.regles.suite import Couverture
from candidats.regles.vae import accueil_manque
from certif_portal.centre.models import ParametresCentre, lire_parametres
from certif_portal.commun.typographie import jour_de
from evaluations.choix import EtatAvis, EtatCommission, EtatEmargement, EtatGrille
from evaluations.models import Appreciation, Passage
from evaluations.regles.avis import avis_requis
from habilitations.regles import Fenetre
from jurys.choix import AVANT_OUVERTURE, EtatJury
from jurys.models import Certificat, Jury, Presentation
from jurys.regles.faits import Delais, Faits, JuryDuDossier, Seance
from referentiels.choix import Repertoire
from referentiels.models import Competence, Enregistrement

CHAMPS = (
    "pk",
    "voie",
    "portee",
    "etat",
    "creee_le",
    "deposee_le",
    "acceptee_le",
    "decidee_le",
    "abandonnee_le",
    "entree_formation",
    "fin_formation",
    "date_evaluation_prevue",
    "date_commission",
    "tout_acquis",
    "initiative_sans_accord",
    "organisme_id",
    "referentiel_id",
    "referentiel__intitule",
    "referentiel__certification_id",
    "referentiel__certification__type",
    "candidat__identite_verifiee_le",
    "derogation__etat",
    "recevabilite__decision",
    "recevabilite__recue_le",
    "recevabilite__decidee_le",
    "recevabilite__accueil_le",
    "recevabilite__accueil_collectif",
    "recevabilite__livret2_le",
    "livret__etat",
    "livret__depose_le",
    "livret__valide_le",
    "grille__etat",
    "avis__etat",
    "avis__demande_le",
    "avis__rendu_le",
    "avis__papier__depose_le",
    "avis__saisi_le",
    "avis__absence_le",
    "avis__absence_motif",
    "avis__absence_par__prenom",
    "avis__absence_par__nom",
    "rapport__pk",
    "rapport__fichier_id",
)
Ligne = dict[str, Any]


@dataclass
class _Autour:
    """What other tables say of these registrations."""

    seances: dict[int, list[Seance]] = field(default_factory=lambda: defaultdict(list))
    jurys: dict[int, JuryDuDossier] = field(default_factory=dict)
    certificats: dict[int, str] = field(default_factory=dict)
    couvertures: dict[int, Couverture] = field(default_factory=dict)
    manquantes: dict[int, tuple[int, ...]] = field(default_factory=dict)
    rncp: dict[int, list[Fenetre]] = field(default_factory=lambda: defaultdict(list))
    acceptations: dict[int, FaitsAcceptation] = field(default_factory=dict)
    fins: dict[int, list[date]] = field(default_factory=lambda: defaultdict(list))
    jurys_a_venir: list[date] = field(default_factory=list)


def _delais(centre: ParametresCentre) -> Delais:
    return Delais(
        inscription_jours=centre.inscription_jours,
        livret_mois=centre.livret_mois,
        livret_premier_tiers=centre.livret_premier_tiers,
        annonce_mois=centre.evaluation_annonce_mois,
        fin_mois=centre.evaluation_fin_mois,
        rapport_jours=centre.rapport_jours,
        avis_jours=centre.avis_jours,
        certificats_mois=centre.certificats_mois,
        livret=centre.livret_nom,
    )


def lire_faits(inscriptions: Iterable[Inscription | int]) -> dict[int, Faits]:
    """The facts of each registration: 13 queries at most, whatever their number."""
    pks = [i.pk if isinstance(i, Inscription) else i for i in inscriptions]
    if not pks:
        return {}
    lignes = list(Inscription.objects.filter(pk__in=pks).order_by().values(*CHAMPS))
    centre = lire_parametres()
    delais, autour = _delais(centre), _autour(lignes, centre)
    return {ligne["pk"]: _faits(ligne, autour, delais) for ligne in lignes}


def _autour(lignes: list[Ligne], centre: ParametresCentre) -> _Autour:
    """Only what the state of each registration makes matter is read."""
    autour = _Autour()
    if a_verifier := [ligne["pk"] for ligne in lignes if ligne["etat"] in A_EXAMINER]:
        autour.acceptations = acceptations(a_verifier, centre)
    if suivies := [ligne["pk"] for ligne in lignes if ligne["acceptee_le"]]:
        _lire_seances(autour, suivies)
        _lire_jurys(autour, suivies)
    if decidees := [ligne["pk"] for ligne in lignes if ligne["decidee_le"]]:
        certificats = Certificat.objects.filter(presentation__inscription__in=decidees).order_by("-pk")
        autour.certificats = dict(certificats.values_list("presentation__inscription", "numero"))
    if perdants := [ligne["pk"] for ligne in lignes if ligne["etat"] == EtatInscription.NON_ADMISE]:
        _lire_fins(autour, perdants)
    autour.couvertures = couvertures_de({i["pk"]: i["organisme_id"] for i in lignes if i["organisme_id"]})
    autour.manquantes = _competences_manquantes(lignes)
    _lire_rncp(autour, {i["referentiel__certification_id"] for i in lignes if i["portee"] == Portee.BLOCS})
    if any(_attend_le_jury(i, autour) for i in lignes):
        a_venir = Jury.objects.filter(etat__in=AVANT_OUVERTURE).order_by("date")
        autour.jurys_a_venir = list(a_venir.values_list("date", flat=True))
    return autour


def _attend_le_jury(i: Ligne, autour: _Autour) -> bool:
    """A piece of its sitting, or the company's opinion, is due before the next jury."""
    seances = autour.seances.get(i["pk"], ())
    manque = bool(seances) and (i["grille__etat"] != EtatGrille.SCELLEE or not all(s.emargee for s in seances))
    return i["etat"] == EtatInscription.ACCEPTEE and (i["avis__etat"] == EtatAvis.ATTENDU or manque)


def _lire_seances(autour: _Autour, pks: list[int]) -> None:
    passages = Passage.objects.filter(inscription__in=pks).exclude(commission__etat=EtatCommission.ANNULEE)
    for pk, commission, jour, lieu, emargement in passages.order_by("commission__date", "pk").values_list(
        "inscription", "commission", "commission__date", "commission__lieu", "commission__emargement__etat"
    ):
        autour.seances[pk].append(Seance(jour, lieu, emargement == EtatEmargement.SIGNE, commission))


def _lire_jurys(autour: _Autour, pks: list[int]) -> None:
    """The last jury of each, unless it was cancelled."""
    presentations = Presentation.objects.filter(inscription__in=pks).exclude(jury__etat=EtatJury.ANNULE)
    for pk, jury, numero, jour, etat in presentations.order_by("jury__date", "pk").values_list(
        "inscription", "jury", "jury__numero", "jury__date", "jury__etat"
    ):
        autour.jurys[pk] = JuryDuDossier(jury, numero, jour, etat in AVANT_OUVERTURE)


def _lire_fins(autour: _Autour, pks: list[int]) -> None:
    """Ends of what a jury left, but for what a later registration took over."""
    reprises = Reprise.objects.filter(origine__in=pks).exclude(inscription__etat=EtatInscription.ABANDONNEE)
    acquis = Acquis.objects.en_vigueur().filter(inscription__in=pks).exclude(inscription__in=reprises.values("origine"))
    acquis = acquis.order_by("expire_le")
    for pk, fin in acquis.values_list("inscription", "expire_le").distinct():
        autour.fins[pk].append(fin)


def _lire_rncp(autour: _Autour, certifications: set[int]) -> None:
    if certifications:
        fiches = Enregistrement.objects.filter(certification__in=certifications, repertoire=Repertoire.RNCP)
        for certification, debut, fin, derniere in fiches.values_list(
            "certification", "date_enregistrement", "date_fin", "date_limite_delivrance"
        ):
            autour.rncp[certification].append((debut, derniere or fin))


def _competences_manquantes(lignes: list[Ligne]) -> dict[int, tuple[int, ...]]:
    """By registration, the running numbers of the competences aimed at that nobody evaluated, and no jury left: 3
    queries."""
    pks = [ligne["pk"] for ligne in lignes]
    competences: dict[int, list[tuple[int, int]]] = defaultdict(list)
    de_la_version = Competence.objects.filter(
        version_bloc__compositions__referentiel__in={i["referentiel_id"] for i in lignes}
    )
    for referentiel, competence, bloc in de_la_version.order_by(
        "version_bloc__compositions__ordre", "ordre"
    ).values_list("version_bloc__compositions__referentiel", "pk", "version_bloc"):
        competences[referentiel].append((competence, bloc))
    evaluees = Appreciation.objects.filter(grille__inscription__in=pks).order_by()
    reprises = Reprise.objects.filter(inscription__in=pks).order_by()
    faites = set(
        evaluees.values_list("grille__inscription", "competence").union(
            reprises.values_list("inscription", "competence")
        )
    )
    vises = set(Inscription.blocs.through.objects.filter(inscription__in=pks).values_list("inscription", "versionbloc"))
    return {
        ligne["pk"]: tuple(
            numero
            for numero, (competence, bloc) in enumerate(competences[ligne["referentiel_id"]], start=1)
            if (ligne["pk"], competence) not in faites
            and (ligne["portee"] != Portee.BLOCS or (ligne["pk"], bloc) in vises)
        )
        for ligne in lignes
    }


def _faits(i: Ligne, autour: _Autour, delais: Delais) -> Faits:
    pk, seances = i["pk"], tuple(autour.seances.get(i["pk"], ()))
    requis, motif = avis_requis(i["voie"], i["referentiel__certification__type"], i["initiative_sans_accord"])
    repere = seances[-1].date if seances else i["date_evaluation_prevue"]
    constate = f"{i['avis__absence_par__prenom']} {i['avis__absence_par__nom']}, {i['avis__absence_motif']}"
    return Faits(
        inscription=pk,
        intitule=i["referentiel__intitule"],
        voie=Voie(i["voie"]),
        portee=Portee(i["portee"]),
        etat=EtatInscription(i["etat"]),
        creee_le=_jour(i["creee_le"]),
        deposee_le=i["deposee_le"],
        acceptee_le=_jour(i["acceptee_le"]),
        decidee_le=i["decidee_le"],
        abandonnee_le=i["abandonnee_le"],
        entree_formation=i["entree_formation"],
        fin_formation=i["fin_formation"],
        evaluation_prevue_le=i["date_evaluation_prevue"],
        evaluation_le=i["date_commission"] or i["date_evaluation_prevue"],
        derogation=EtatDerogation(i["derogation__etat"]) if i["derogation__etat"] else None,
        identite=i["candidat__identite_verifiee_le"] is not None,
        acceptation=autour.acceptations.get(pk),
        recevabilite=DecisionRecevabilite(i["recevabilite__decision"]) if i["recevabilite__decision"] else None,
        recevabilite_recue_le=i["recevabilite__recue_le"],
        recevabilite_decidee_le=i["recevabilite__decidee_le"],
        accueil_manque=accueil_manque(
            i["voie"], i["recevabilite__accueil_le"], bool(i["recevabilite__accueil_collectif"])
        ),
        livret2_le=i["recevabilite__livret2_le"],
        livret=EtatLivret(i["livret__etat"]) if i["livret__etat"] else None,
        livret_depose_le=_jour(i["livret__depose_le"]),
        livret_valide_le=_jour(i["livret__valide_le"]),
        a_organisme=i["organisme_id"] is not None,
        couverture=autour.couvertures.get(pk),
        competences_manquantes=autour.manquantes.get(pk, ()),
        grille=EtatGrille(i["grille__etat"]) if i["grille__etat"] else None,
        seances=seances,
        avis_requis=requis,
        avis_motif=motif,
        avis=EtatAvis(i["avis__etat"]) if i["avis__etat"] else None,
        avis_demande_le=_jour(i["avis__demande_le"]),
        avis_rendu_le=_jour(i["avis__rendu_le"]),
        avis_papier_le=_jour(i["avis__papier__depose_le"]),
        avis_saisi_le=_jour(i["avis__saisi_le"]),
        avis_absence=constate if i["avis__etat"] == EtatAvis.ABSENT else "",
        avis_absence_le=_jour(i["avis__absence_le"]),
        rapport_attendu=i["rapport__pk"] is not None and i["rapport__fichier_id"] is None,
        jury=autour.jurys.get(pk),
        prochain_jury_le=_premier(autour.jurys_a_venir, repere) if _attend_le_jury(i, autour) else None,
        certificat=autour.certificats.get(pk, ""),
        tout_acquis=i["tout_acquis"],
        rncp=tuple(autour.rncp.get(i["referentiel__certification_id"], ())),
        acquis_jusqu_au=tuple(autour.fins.get(pk, ())),
        delais=delais,
    )


def _jour(valeur: Any) -> date | None:
    return jour_de(valeur) if valeur else None


def _premier(jours: list[date], depuis: date | None) -> date | None:
    """The first of these sorted days on or after `depuis`."""
    rang = bisect_left(jours, depuis) if depuis else len(jours)
    return jours[rang] if rang < len(jours) else None
