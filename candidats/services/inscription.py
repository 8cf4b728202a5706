"""Writing what a registration says: drafts and corrections."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from candidats.choix import MODIFIABLE_PAR_ORGANISME, EtatInscription, Portee, TypePieceIdentite
from candidats.donnees import (
    CHAMPS_CONTACT,
    CHAMPS_IDENTITE,
    CHAMPS_PARCOURS,
    DonneesInscription,
    FichierRecu,
    cle_identite,
)
from candidats.models import (
    Candidat,
    Entreprise,
    FinancementInscription,
    Formateur,
    Inscription,
    RecevabiliteVAE,
)
from candidats.queries.catalogue import faits_referentiels
from candidats.queries.inscription import doublons, homonymes
from candidats.regles.constat import Constat
from candidats.regles.inscription import INSCRIPTION_UNIQUE, incoherences
from candidats.regles.noms import cle_des_noms
from candidats.services.amenagement import ecrire_demandes
from candidats.services.identite import CHAMPS_CONFIRMATION, ajouter_piece, noter_confirmation, phrase_confirmation
from candidats.services.projet import verifier_rattachement
from candidats.services.ressemblance import noter_doubles
from candidats.services.verrou import exiger_etat, verrouiller
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, refuser_si
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from habilitations.models import OrganismeFormation
from referentiels.models import Referentiel


class HomonymeAilleurs(ErreurMetier):
    """Somebody of the same name, born the same day in another place, is registered: it is asked whether they are
    two."""

    def __init__(self, question: str) -> None:
        self.constats = [Constat("autre_personne", question)]
        super().__init__(question)


TOUS_LES_CHAMPS = (*CHAMPS_IDENTITE, *CHAMPS_CONTACT)
Piece = tuple[TypePieceIdentite, FichierRecu]


@acte
def creer_inscription(
    *,
    donnees: DonneesInscription,
    par: Utilisateur | None,
    a: datetime,
    organisme: OrganismeFormation | None = None,
    piece: Piece | None = None,
    autre_personne: bool = False,
) -> Inscription:
    """Keep a draft, of an OF or (without `organisme`) of the staff for a company or a candidate; `autre_personne`: it
    was said that a homonym born elsewhere the same day is somebody else.

    Raises ErreurMetier for what is wrong in it, RegleNonRespectee for a registration that already exists.
    """
    referentiel = _referentiel(donnees)
    refuser_si([*_contradictions(donnees, referentiel, a), *_doublon(donnees, referentiel, organisme)])
    if not autre_personne:
        _demander_homonyme(donnees, referentiel, organisme)
    verifier_rattachement(donnees, referentiel, organisme)
    inscription = Inscription(
        candidat=_candidat(donnees, organisme),
        organisme=organisme,
        referentiel=referentiel,
        creee_le=a,
        creee_par=par,
        **_parcours(donnees),
    )
    inscription.entreprise = _entreprise(donnees)
    inscription.full_clean()
    inscription.save()
    _confirmer_naissance(inscription, donnees, par, a)
    _ecrire_listes(inscription, donnees, jour_de(a))
    if piece:
        ajouter_piece(inscription, *piece, par=par, a=a)
    journaliser(inscription, "creation", f"Brouillon créé pour {inscription.candidat}.", par=par, a=a)
    return inscription


@acte
def modifier_inscription(
    *,
    inscription: Inscription,
    donnees: DonneesInscription,
    par: Utilisateur | None,
    a: datetime,
    piece: Piece | None = None,
) -> Inscription:
    """Write a draft or a correction. A civil status already checked against a document is not changed."""
    inscription = verrouiller(inscription)
    exiger_etat(inscription, *MODIFIABLE_PAR_ORGANISME)
    referentiel = _referentiel(donnees)
    doublon = _doublon(donnees, referentiel, inscription.organisme, inscription)
    refuser_si([*_contradictions(donnees, referentiel, a, inscription.deposee_le), *doublon])
    verifier_rattachement(donnees, referentiel, inscription.organisme)
    inscription.candidat = _corriger_candidat(inscription, donnees)
    # A draft is compared when it is deposited; the civil status that it rewrites may be that of another registration.
    if inscription.etat == EtatInscription.A_CORRIGER or _est_d_une_autre(inscription):
        noter_doubles(inscription.candidat)
    ancienne = inscription.entreprise
    inscription.referentiel, inscription.entreprise = referentiel, _entreprise(donnees)
    if donnees.date_evaluation_prevue != inscription.date_evaluation_prevue:
        inscription.evaluation_annoncee_le = None  # the new date is told by the next deposit
    for champ, valeur in _parcours(donnees).items():
        setattr(inscription, champ, valeur)
    inscription.full_clean()
    inscription.save()
    oublier_entreprise(ancienne)
    _confirmer_naissance(inscription, donnees, par, a)
    _ecrire_listes(inscription, donnees, jour_de(a))
    if piece:
        ajouter_piece(inscription, *piece, par=par, a=a)
    mot = "Inscription corrigée" if inscription.etat == EtatInscription.A_CORRIGER else "Brouillon modifié"
    journaliser(inscription, "saisie", f"{mot}.", par=par, a=a)
    return inscription


def _est_d_une_autre(inscription: Inscription) -> bool:
    return Inscription.objects.filter(candidat=inscription.candidat_id).exclude(pk=inscription.pk).exists()


def _referentiel(donnees: DonneesInscription) -> Referentiel:
    referentiel = Referentiel.objects.select_related("certification").filter(pk=donnees.referentiel_id).first()
    if referentiel is None:
        raise ErreurMetier("La certification est à choisir.")
    return referentiel


def _contradictions(
    donnees: DonneesInscription, referentiel: Referentiel, a: datetime, premier_depot: date | None = None
) -> Iterator[ErreurMetier]:
    """Whichever door they came through; the form has already shown them on their field."""
    faits = faits_referentiels([referentiel])[referentiel.pk]
    return (ErreurMetier(str(dit)) for dit in incoherences(donnees, faits, jour_de(a), premier_depot))


def _doublon(
    donnees: DonneesInscription,
    referentiel: Referentiel,
    organisme: OrganismeFormation | None,
    sauf: Inscription | None = None,
) -> Iterator[RegleNonRespectee]:
    deja = doublons(donnees, referentiel.certification_id, organisme, [sauf.pk] if sauf else [])
    if deja:
        detail = f"{deja[0].candidat} a déjà une inscription à cette certification, du {date_longue(deja[0].creee_le)}."
        yield RegleNonRespectee(INSCRIPTION_UNIQUE, detail)


def _demander_homonyme(
    donnees: DonneesInscription, referentiel: Referentiel, organisme: OrganismeFormation | None
) -> None:
    autres = homonymes(donnees, referentiel.certification_id, organisme)
    if autres:
        candidat = autres[0].candidat
        raise HomonymeAilleurs(
            f"{candidat}, né(e) le même jour à {candidat.lieu_naissance}, a déjà une inscription à cette "
            "certification. Si c’est une autre personne, cochez cette case ; sinon, corrigez le lieu de naissance."
        )


def _parcours(donnees: DonneesInscription) -> dict[str, object]:
    return {champ: getattr(donnees, champ) for champ in CHAMPS_PARCOURS}


def fiches_de(organisme: OrganismeFormation | None) -> QuerySet[Candidat]:
    """The persons this organisation registered, its own files before those the centre gathered with others'
    (`partagee`)."""
    ailleurs = Inscription.objects.filter(candidat=OuterRef("pk")).exclude(organisme=organisme)
    siennes = Candidat.objects.filter(pk__in=Inscription.objects.filter(organisme=organisme).values("candidat"))
    return siennes.annotate(partagee=Exists(ailleurs)).order_by("partagee", "pk")


def contact_change(candidat: Candidat, donnees: DonneesInscription) -> bool:
    """What was typed is not what the file says; a detail left empty says nothing."""
    return any((dit := getattr(donnees, champ)) and dit != getattr(candidat, champ) for champ in CHAMPS_CONTACT)


def _candidat(donnees: DonneesInscription, organisme: OrganismeFormation | None) -> Candidat:
    """The same person of the same organisation, when every item of their civil status is the same; else a new one.

    A file shared with others is never rewritten by one of them: other contact details make a file of its own, which the
    centre is proposed to gather again (decision 0081).
    """
    for candidat in fiches_de(organisme).filter(date_naissance__in=[donnees.date_naissance]):
        if cle_identite(candidat) != cle_identite(donnees):
            continue
        if not vars(candidat)["partagee"]:
            return _ecrire_candidat(candidat, donnees, CHAMPS_CONTACT)
        if not contact_change(candidat, donnees):
            return candidat
    return _ecrire_candidat(Candidat(), donnees)


def _corriger_candidat(inscription: Inscription, donnees: DonneesInscription) -> Candidat:
    """The person of a registration as it is now typed; one of a shared file leaves it rather than rewriting it."""
    candidat = inscription.candidat
    change = cle_identite(candidat) != cle_identite(donnees)
    if change and candidat.identite_verifiee_le:
        raise ErreurMetier(f"L’état civil de {candidat} est vérifié : sa correction se demande au centre.")
    if not candidat.inscriptions.exclude(organisme=inscription.organisme).exists():
        verifiee = candidat.identite_verifiee_le is not None
        return _ecrire_candidat(candidat, donnees, CHAMPS_CONTACT if verifiee else TOUS_LES_CHAMPS)
    if not change and not contact_change(candidat, donnees):
        return candidat
    verification = ("identite_verifiee_le", "identite_verifiee_par", "identite_document", *CHAMPS_CONFIRMATION)
    return _ecrire_candidat(Candidat(**{champ: getattr(candidat, champ) for champ in verification}), donnees)


def _ecrire_candidat(
    candidat: Candidat, donnees: DonneesInscription, champs: Iterable[str] = TOUS_LES_CHAMPS
) -> Candidat:
    """The case of a civil status already checked is the one that was confirmed: it is left alone."""
    for champ in champs:
        setattr(candidat, champ, getattr(donnees, champ))
    candidat.cle_recherche = cle_des_noms(donnees)
    candidat.full_clean()
    candidat.save()
    return candidat


def confirmation_nouvelle(candidat: Candidat, donnees: DonneesInscription) -> bool:
    """The day of birth is confirmed as it is, and nobody had done it before."""
    confirmee = donnees.naissance_confirmee
    return confirmee is not None and confirmee == donnees.date_naissance != candidat.naissance_confirmee


def _confirmer_naissance(
    inscription: Inscription, donnees: DonneesInscription, par: Utilisateur | None, a: datetime
) -> None:
    """NAISSANCE-AGE: who confirmed an unusual age is kept with the day that they confirmed."""
    candidat = inscription.candidat
    if confirmation_nouvelle(candidat, donnees):
        noter_confirmation(candidat, par=par, a=a)
        candidat.save(update_fields=CHAMPS_CONFIRMATION)
        journaliser(inscription, "naissance", phrase_confirmation(candidat.naissance), par=par, a=a)


def _entreprise(donnees: DonneesInscription) -> Entreprise | None:
    if not donnees.entreprise_citee:
        return None
    return entreprise_decrite(
        {
            champ.removeprefix("entreprise_"): valeur
            for champ, valeur in asdict(donnees).items()
            if champ.startswith("entreprise_")
        }
    )


def entreprise_decrite(description: dict[str, str]) -> Entreprise:
    """The company described exactly so, or a new row: one organisation never rewrites another's (decision 0051)."""
    entreprise = Entreprise.objects.filter(**description).first()
    if entreprise is None:
        entreprise = Entreprise(**description)
        entreprise.full_clean()
        entreprise.save()
    return entreprise


def oublier_entreprise(entreprise: Entreprise | None) -> None:
    """Drop a company that no registration names any more."""
    if entreprise and not entreprise.inscriptions.exists():
        entreprise.delete()


def _ecrire_listes(inscription: Inscription, donnees: DonneesInscription, le: date) -> None:
    """Replace the small lists by those given."""
    inscription.blocs.set(donnees.blocs if donnees.portee == Portee.BLOCS else ())
    inscription.financements.all().delete()
    FinancementInscription.objects.bulk_create(
        FinancementInscription(inscription=inscription, code=code, abondement=code == "CPF" and donnees.cpf_abonde)
        for code in donnees.financements
    )
    inscription.formateurs.all().delete()
    Formateur.objects.bulk_create(
        Formateur(inscription=inscription, nom=formateur.nom, courriel=formateur.courriel)
        for formateur in donnees.formateurs
    )
    if inscription.deposee_le is None:  # then it is between the candidate and the staff (decision 0084)
        ecrire_demandes(inscription, donnees.amenagements, le)
    if donnees.recevabilite_recue_le:
        RecevabiliteVAE.objects.update_or_create(
            inscription=inscription, defaults={"recue_le": donnees.recevabilite_recue_le}
        )
    else:
        RecevabiliteVAE.objects.filter(inscription=inscription).delete()
