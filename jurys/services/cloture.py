"""The closing: one transaction seals the decisions, awards the certificates and renders the papers."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from candidats.services.decision import prononcer_admission, prononcer_non_admission
from certif_portal.centre.models import ParametresCentre, delegation_le, parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import RegleNonRespectee, refuser_si
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.pdf import rendre_et_conserver
from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.models import Utilisateur
from jurys import documents
from jurys.choix import TRANSITIONS_JURY, Decision, EtatJury, NaturePiece, TypeCertificat
from jurys.models import Certificat, CompteurCertificat, Jury, MembreJury, PieceJury, Presentation
from jurys.queries.ecrans import demandes_de, membres_de
from jurys.queries.piece import enregistrements_rncp
from jurys.regles.delai import fin_acquis
from jurys.regles.deliberation import (
    ADMISSION_TOUTES_COMPETENCES,
    CLOTURE_COMPLETE,
    blocs_acquis,
    certificats_attribues,
    decision_coherente,
)
from jurys.services.composition import verrouiller_jury
from referentiels.models import Competence, Enregistrement, VersionBloc
from referentiels.regles import BLOC_SEUL_RNCP

CHIFFRES_NUMERO = 6


@dataclass(frozen=True)
class Cloture:
    """What the steps of one closing share."""

    jury: Jury
    centre: ParametresCentre
    membres: list[MembreJury]
    presentations: list[Presentation]
    fiches: dict[int, Enregistrement]
    par: Utilisateur
    a: datetime

    @property
    def president(self) -> str:
        return next((str(membre) for membre in self.membres if membre.preside), "")

    def fiche(self, presentation: Presentation) -> Enregistrement | None:
        return self.fiches.get(presentation.inscription.referentiel.certification_id)


@acte
def clore_jury(*, jury: Jury, par: Utilisateur, a: datetime) -> Jury:
    """Seal everything at once, and once: of several closings together, one is done and the others are told so."""
    jury = verrouiller_jury(jury)
    verifier_transition(TRANSITIONS_JURY, jury, EtatJury.CLOS)
    cloture = _preparer(jury, par, a)
    _verifier(cloture)
    for presentation in cloture.presentations:
        _prononcer(cloture, presentation)
    delivres = _delivrer(cloture)
    _rendre_pieces(cloture)
    jury.etat, jury.clos_le = EtatJury.CLOS, a
    jury.full_clean()
    jury.save(update_fields=["etat", "clos_le"])
    admis = sum(presentation.decision == Decision.A for presentation in cloture.presentations)
    phrase = (
        f"Délibération close : {admis} admis, {len(cloture.presentations) - admis} non admis, {delivres} certificats."
    )
    journaliser(jury, "cloture", phrase, par=par, a=a)
    return jury


def _preparer(jury: Jury, par: Utilisateur, a: datetime) -> Cloture:
    presentations = list(
        Presentation.objects.select_for_update(of=("self",), no_key=True)
        .filter(jury=jury)
        .select_related(
            "inscription__candidat",
            "inscription__entreprise",
            "inscription__referentiel__certification",
            "passage_outre_par",
        )
        .prefetch_related("validations", "inscription__financements", "inscription__blocs__bloc")
        .order_by("inscription__referentiel__intitule", "inscription__candidat__cle_recherche", "pk")
    )
    certifications = [p.inscription.referentiel.certification_id for p in presentations]
    return Cloture(
        jury=jury,
        centre=parametres(),
        membres=membres_de(jury),
        presentations=presentations,
        fiches=enregistrements_rncp(certifications, jury.date),
        par=par,
        a=a,
    )


def _verifier(cloture: Cloture) -> None:
    """Everybody has A or NA, admitted means everything acquired, a bloc alone needs the RNCP that day."""
    sans = sum(not presentation.decision for presentation in cloture.presentations)
    if sans or not cloture.presentations:
        raise RegleNonRespectee(CLOTURE_COMPLETE, sans_decision(sans))
    refuser_si(_incoherences(cloture))


def _incoherences(cloture: Cloture) -> Iterator[RegleNonRespectee]:
    for presentation in cloture.presentations:
        validations = list(presentation.validations.all())
        visees = [validation.competence_id for validation in validations]
        acquises = [validation.competence_id for validation in validations if validation.acquise]
        if not decision_coherente(presentation.decision, visees, acquises):
            yield RegleNonRespectee(ADMISSION_TOUTES_COMPETENCES, f"Candidat {presentation.code}.")
        blocs_seuls = bool(presentation.inscription.blocs.all())
        if presentation.decision == Decision.A and blocs_seuls and not cloture.fiche(presentation):
            yield RegleNonRespectee(BLOC_SEUL_RNCP, f"Candidat {presentation.code} : détachez-le.")


def sans_decision(nombre: int) -> str:
    return f"{nombre} candidat{'s' if nombre > 1 else ''} sans décision." if nombre else "Aucun candidat à délibérer."


def _prononcer(cloture: Cloture, presentation: Presentation) -> None:
    """Seal one decision: the status RNCP of the day, the file of the candidate, what is kept."""
    rncp = cloture.fiche(presentation) is not None
    presentation.rncp = rncp
    presentation.full_clean()
    presentation.save(update_fields=["rncp"])
    inscription, le, par, a = presentation.inscription, cloture.jury.date, cloture.par, cloture.a
    if presentation.decision == Decision.A:
        prononcer_admission(inscription=inscription, le=le, par=par, a=a)
        return
    acquis = _acquis(presentation, rncp)
    expire_le = fin_acquis(le, rncp) if acquis else None
    prononcer_non_admission(inscription=inscription, le=le, acquis=acquis, expire_le=expire_le, rncp=rncp, par=par, a=a)


def _acquis(presentation: Presentation, rncp: bool) -> list[VersionBloc] | list[Competence]:
    """Whole blocs of an RNCP certification, competences of another. What an earlier jury gave keeps its own term."""
    reprises = set(presentation.inscription.reprises.values_list("competence_id", flat=True))
    validations = list(presentation.validations.select_related("competence__version_bloc"))
    acquises = [validation.competence for validation in validations if validation.acquise]
    if not rncp:
        return [competence for competence in acquises if competence.pk not in reprises]
    blocs: dict[int, list[int]] = defaultdict(list)
    versions = {}
    for validation in validations:
        versions[validation.competence.version_bloc_id] = validation.competence.version_bloc
        blocs[validation.competence.version_bloc_id].append(validation.competence_id)
    entiers = blocs_acquis(blocs, [competence.pk for competence in acquises])
    return [versions[bloc] for bloc in entiers if not set(blocs[bloc]) <= reprises]


def _delivrer(cloture: Cloture) -> int:
    """Number, render and store one certificate per certification or bloc awarded; how many."""
    attributions = [
        (presentation, type_certificat, bloc)
        for presentation in cloture.presentations
        if presentation.decision == Decision.A
        for type_certificat, bloc in _attributions(presentation)
    ]
    if not attributions:
        return 0
    president = documents.signataires(cloture.president, cloture.centre, delegation_le(cloture.jury.date))
    cadre = documents.CadreCertificat(cloture.centre, cloture.jury, president, cloture.a)
    serie = cloture.centre.prefixe_certificat
    premier = prendre_rangs(serie, len(attributions))
    for rang, (presentation, type_certificat, bloc) in enumerate(attributions, start=premier):
        _creer_certificat(cadre, cloture, presentation, type_certificat, bloc, serie, rang)
    return len(attributions)


def _attributions(presentation: Presentation) -> list[tuple[TypeCertificat, VersionBloc | None]]:
    certification = presentation.inscription.referentiel.certification
    blocs = list(presentation.inscription.blocs.all())
    types = certificats_attribues(certification.type, certification.suffixe, blocs=bool(blocs))
    if blocs:
        return [(types[0], bloc) for bloc in sorted(blocs, key=lambda bloc: str(bloc.bloc))]
    return [(type_certificat, None) for type_certificat in types]


def prendre_rangs(serie: str, nombre: int) -> int:
    """First of `nombre` consecutive ranks; the row of the counter stays locked until the end of the transaction.

    An award undone gives its numbers back: neither gap nor duplicate.
    """
    CompteurCertificat.objects.get_or_create(serie=serie)
    compteur = CompteurCertificat.objects.select_for_update(of=("self",), no_key=True).get(serie=serie)
    premier = compteur.dernier + 1
    compteur.dernier += nombre
    compteur.save(update_fields=["dernier"])
    return premier


def numero_certificat(serie: str, rang: int) -> str:
    """« MC 000123 » (decision 0044)."""
    return f"{serie} {rang:0{CHIFFRES_NUMERO}d}"


def _creer_certificat(
    cadre: documents.CadreCertificat,
    cloture: Cloture,
    presentation: Presentation,
    type_certificat: TypeCertificat,
    bloc: VersionBloc | None,
    serie: str,
    rang: int,
) -> Certificat:
    """The certificate and the facts it prints, frozen together."""
    numero, candidat = numero_certificat(serie, rang), presentation.inscription.candidat
    contexte = documents.contexte_certificat(
        cadre,
        presentation.inscription,
        numero=numero,
        type_certificat=type_certificat,
        bloc=bloc,
        fiche=cloture.fiche(presentation),
    )
    document = rendre_et_conserver(
        documents.MODELES[type_certificat],
        contexte,
        titre=f"Certificat {numero}",
        version_modele=documents.VERSION_CERTIFICAT,
        identifiant=f"certificat:{numero}",
        par=cloture.par,
        a=cloture.a,
    )
    certificat = Certificat(
        numero=numero,
        serie=serie,
        rang=rang,
        type=type_certificat,
        presentation=presentation,
        version_bloc=bloc,
        code_certification=contexte.code,
        intitule=contexte.intitule,
        nom=contexte.titulaire.nom,
        nom_usage=contexte.titulaire.nom_usage,
        prenoms=contexte.titulaire.prenom,
        date_naissance=candidat.date_naissance,
        naissance_precision=candidat.naissance_precision,
        lieu_naissance=contexte.titulaire.lieu_naissance,
        date_jury=cloture.jury.date,
        document=document,
        delivre_le=cloture.a,
        cle_recherche=cle_recherche(
            contexte.titulaire.nom,
            contexte.titulaire.nom_usage,
            contexte.titulaire.prenom,
            numero,
            str(rang),
            contexte.code,
            contexte.intitule,
        )[:500],
    )
    certificat.full_clean()
    certificat.save()
    journaliser(presentation.inscription, "certificat", f"Certificat {numero} délivré.", par=cloture.par, a=cloture.a)
    return certificat


def _rendre_pieces(cloture: Cloture) -> None:
    """One PV per certification, and the émargement: rendered once, to be signed by hand."""
    par_certification: dict[int, list[Presentation]] = defaultdict(list)
    for presentation in cloture.presentations:
        par_certification[presentation.inscription.referentiel.certification_id].append(presentation)
    for presentations in par_certification.values():
        certification = presentations[0].inscription.referentiel.certification
        pv = documents.contexte_pv(
            cloture.jury, certification, presentations, centre=cloture.centre, president=cloture.president, a=cloture.a
        )
        titre = f"Procès-verbal du jury {cloture.jury.numero}, {certification.code}"
        _conserver_piece(cloture, "pv_jury", pv, titre, certification.pk)
    emargement = documents.contexte_emargement(
        cloture.jury,
        cloture.membres,
        demandes_de(cloture.jury),
        cloture.presentations,
        centre=cloture.centre,
        a=cloture.a,
    )
    _conserver_piece(cloture, "emargement_jury", emargement, f"Émargement du jury {cloture.jury.numero}", None)


def _conserver_piece(
    cloture: Cloture, modele: str, contexte: object, titre: str, certification: int | None
) -> PieceJury:
    version = documents.VERSION_PV if certification else documents.VERSION_EMARGEMENT
    document = rendre_et_conserver(
        modele,
        contexte,
        titre=titre,
        version_modele=version,
        identifiant=f"{modele}:{cloture.jury.numero}:{certification or ''}",
        par=cloture.par,
        a=cloture.a,
    )
    piece = PieceJury(
        jury=cloture.jury,
        nature=NaturePiece.PV if certification else NaturePiece.EMARGEMENT,
        certification_id=certification,
        document=document,
    )
    piece.full_clean()
    piece.save()
    return piece
