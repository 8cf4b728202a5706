"""What happens to an accepted registration: company learned later, sitting planned, jury."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from django.db.models import Case, QuerySet, Value, When, prefetch_related_objects
from simple_history.utils import bulk_update_with_history

from candidats.choix import TRANSITIONS_INSCRIPTION, TRANSITIONS_RECTIFIEES, EtatInscription, Origine, Sexe
from candidats.donnees import DonneesEntreprise
from candidats.models import Acquis, BlocCertifie, Inscription
from candidats.regles.inscription import ENTREPRISE_DE
from candidats.services.identite import supprimer_pieces
from candidats.services.inscription import entreprise_decrite, oublier_entreprise
from candidats.services.verrou import exiger_au_centre, verrouiller
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser, journaliser_tous
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from referentiels.models import Competence, VersionBloc

ENTOURAGE = ("service", "superieur_nom", "superieur_courriel", "tuteur_nom", "tuteur_qualite", "tuteur_courriel")


@acte
def completer_entreprise(
    *, inscription: Inscription, donnees: DonneesEntreprise, par: Utilisateur, a: datetime
) -> Inscription:
    """The company of a job seeker, learned during the training: kept, and never printed on the PV."""
    inscription = verrouiller(inscription)
    exiger_au_centre(inscription)
    if inscription.origine != Origine.DE:
        raise RegleNonRespectee(ENTREPRISE_DE, "Ce candidat est salarié : son entreprise est déjà connue.")
    valeurs = asdict(donnees)
    entourage = {champ: valeurs.pop(champ) for champ in ENTOURAGE}
    ancienne, inscription.entreprise = inscription.entreprise, entreprise_decrite(valeurs)
    for champ, valeur in entourage.items():
        setattr(inscription, champ, valeur)
    inscription.entreprise_connue_le = jour_de(a)
    inscription.full_clean()
    inscription.save(update_fields=["entreprise", "entreprise_connue_le", *ENTOURAGE])
    oublier_entreprise(ancienne)
    journaliser(inscription, "entreprise", f"Entreprise connue : {inscription.entreprise}.", par=par, a=a)
    return inscription


@acte
def noter_commission(*, inscription: Inscription, date_commission: date | None) -> Inscription:
    """Keep the date of the first planned sitting: deadlines use it instead of the date foreseen.

    Called by whoever plans or cancels a sitting, in its transaction; that act is told in the journal there.
    """
    inscription = verrouiller(inscription)
    inscription.date_commission = date_commission
    inscription.save(update_fields=["date_commission"])
    return inscription


@dataclass(frozen=True)
class DecisionSurDossier:
    """What a jury said of one registration. `certifies`: the blocs it certifies, never lost. `acquis`: what is kept,
    until `expire_le`, of what was refused (decision 0180). `rncp`: on the day of the jury."""

    inscription: Inscription
    admise: bool
    certifies: tuple[VersionBloc, ...] = ()
    acquis: tuple[VersionBloc | Competence, ...] = ()
    expire_le: date | None = None
    rncp: bool = False

    @property
    def etat(self) -> EtatInscription:
        return EtatInscription.ADMISE if self.admise else EtatInscription.NON_ADMISE


@acte
def prononcer(*, decisions: Iterable[DecisionSurDossier], le: date, par: Utilisateur, a: datetime) -> None:
    """The jury's « A » and « NA », all of a jury at once: the number of queries does not depend on theirs. The identity
    papers go too, and the OF is told nothing yet (decision 0255)."""
    par_dossier = {decision.inscription.pk: decision for decision in decisions}
    verrouillees = Inscription.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=par_dossier)
    inscriptions = list(verrouillees.order_by("pk"))
    for inscription in inscriptions:
        decision = par_dossier[inscription.pk]
        verifier_transition(TRANSITIONS_INSCRIPTION, inscription, decision.etat)
        if decision.acquis and decision.expire_le is None:
            raise ErreurMetier("Ce qui est acquis garde son bénéfice jusqu’à une date : elle est attendue.")
        inscription.etat, inscription.decidee_le = decision.etat, le
    prefetch_related_objects([decision.inscription for decision in par_dossier.values()], "blocs__bloc")
    admises = [inscription.pk for inscription in inscriptions if inscription.etat == EtatInscription.ADMISE]
    etat = Case(When(pk__in=admises, then=Value(EtatInscription.ADMISE)), default=Value(EtatInscription.NON_ADMISE))
    retenu = Case(When(organisme__isnull=False, then=Value(True)), default=Value(False))
    Inscription.objects.filter(pk__in=par_dossier).update(etat=etat, decidee_le=le, resultat_retenu=retenu)
    bulk_update_with_history(inscriptions, Inscription, [], batch_size=1000, default_user=par, default_date=a)
    lues = [(inscription, par_dossier[inscription.pk]) for inscription in inscriptions]
    _certifier(lues)
    _garder(lues, le)
    supprimer_pieces(*inscriptions, a=a)
    journaliser_tous(((inscription, "decision", _phrase(decision, le)) for inscription, decision in lues), par=par, a=a)


def communiquer_resultats(inscriptions: QuerySet[Inscription]) -> None:
    """Within the act that tells the OF of these registrations what the jury decided: it sees them again."""
    inscriptions.filter(resultat_retenu=True).update(resultat_retenu=False)


@acte
def rectifier(*, decision: DecisionSurDossier, le: date, par: Utilisateur, a: datetime) -> Inscription:
    """What a signed rectifying PV says of one registration: what was wrong is withdrawn, what is right given. Its OF is
    told by the letters that follow, not before (decision 0255)."""
    inscription = verrouiller(decision.inscription)
    if inscription.etat != decision.etat:
        verifier_transition(TRANSITIONS_RECTIFIEES, inscription, decision.etat)
        inscription.etat = decision.etat
    inscription.resultat_retenu = inscription.organisme_id is not None
    inscription.save(update_fields=["etat", "resultat_retenu"])
    retraits = {"retire_le": jour_de(a)}
    certifies = BlocCertifie.objects.en_vigueur().filter(inscription=inscription)
    certifies.exclude(versionbloc__in=decision.certifies).update(**retraits)
    deja = set(certifies.values_list("versionbloc", flat=True))
    lus = inscription.acquis.en_vigueur().select_related("version_bloc", "competence")
    gardes = {objet: acquis for acquis in lus if (objet := acquis.objet)}
    perdus = [acquis.pk for objet, acquis in gardes.items() if objet not in decision.acquis]
    Acquis.objects.filter(pk__in=perdus).update(**retraits)
    manquants = replace(
        decision,
        certifies=tuple(bloc for bloc in decision.certifies if bloc.pk not in deja),
        acquis=tuple(objet for objet in decision.acquis if objet not in gardes),
    )
    _certifier([(inscription, manquants)])
    _garder([(inscription, manquants)], le)
    return inscription


Lues = list[tuple[Inscription, DecisionSurDossier]]


def _certifier(lues: Lues) -> None:
    BlocCertifie.objects.bulk_create(
        BlocCertifie(inscription_id=inscription.pk, versionbloc_id=bloc.pk)
        for inscription, decision in lues
        for bloc in decision.certifies
    )


def _garder(lues: Lues, le: date) -> None:
    Acquis.objects.bulk_create(
        Acquis(
            candidat_id=inscription.candidat_id,
            inscription=inscription,
            version_bloc=objet if isinstance(objet, VersionBloc) else None,
            competence=objet if isinstance(objet, Competence) else None,
            rncp=decision.rncp,
            decision_le=le,
            expire_le=decision.expire_le,  # type: ignore[misc]  # checked by `prononcer`
        )
        for inscription, decision in lues
        for objet in decision.acquis
    )


def _phrase(decision: DecisionSurDossier, le: date) -> str:
    """For blocs aimed at alone, each is named with what the jury said of it."""
    admise = "Admise" if decision.inscription.candidat.sexe == Sexe.F else "Admis"
    phrase = f"{admise if decision.admise else f'Non {admise.lower()}'} par le jury du {date_longue(le)}"
    vises = sorted(decision.inscription.blocs.all(), key=str) if decision.admise else []
    certifies = [str(bloc) for bloc in vises if bloc in decision.certifies]
    refuses = [str(bloc) for bloc in vises if bloc not in decision.certifies]
    if vises:
        phrase += f" : {', '.join(certifies)}"
    if decision.certifies and not decision.admise:
        phrase += f" ; blocs délivrés : {', '.join(sorted(str(bloc) for bloc in decision.certifies))}"
    if refuses:
        phrase += f" ; non admis : {', '.join(refuses)}"
    if decision.acquis and decision.expire_le:
        gardes = ", ".join(str(objet) for objet in decision.acquis)
        phrase += f" ; conserve jusqu’au {date_longue(decision.expire_le)} : {gardes}"
    return f"{phrase}."
