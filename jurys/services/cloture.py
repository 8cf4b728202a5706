"""The closing: one transaction seals the decisions, awards the certificates and renders the papers."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from candidats.models import Inscription
from candidats.services.decision import prononcer_admission, prononcer_non_admission
from certif_portal.centre.models import ParametresCentre, delegation_le, parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.durees import compte
from certif_portal.commun.erreurs import RegleNonRespectee, refuser_si
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.pdf import rendre_et_conserver
from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.models import Utilisateur
from jurys import documents
from jurys.choix import TRANSITIONS_JURY, Decision, EtatJury, NaturePiece
from jurys.models import (
    Certificat,
    CompteurCertificat,
    Jury,
    MembreJury,
    PieceJury,
    Presentation,
    ValidationCompetence,
)
from jurys.queries.ecrans import demandes_de, membres_de
from jurys.queries.piece import enregistrements_rncp
from jurys.queries.titre import TitreDecide, equivalences_cqpi, titres_decides
from jurys.regles.delai import fin_acquis
from jurys.regles.deliberation import (
    ADMISSION_TOUTES_COMPETENCES,
    CLOTURE_COMPLETE,
    CQPI_JUMEAU,
    certificat_attribue,
    cqpi_a_saisir,
    decision_coherente,
)
from jurys.services.composition import verrouiller_jury
from referentiels.models import Certification, Competence, Enregistrement, EquivalenceCQPI, VersionBloc
from referentiels.regles import BLOC_SEUL_RNCP

CHIFFRES_NUMERO = 6
MOTS_DECISION = {Decision.A: "admis", Decision.NA: "non admis"}


@dataclass(frozen=True)
class Cloture:
    """What the steps of one closing share."""

    jury: Jury
    centre: ParametresCentre
    membres: list[MembreJury]
    presentations: list[Presentation]
    titres: list[TitreDecide]
    fiches: dict[int, Enregistrement]
    cqpi: dict[int, list[EquivalenceCQPI]]
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
    journaliser(jury, "cloture", _phrase(cloture.titres, delivres), par=par, a=a)
    return jury


def _phrase(titres: list[TitreDecide], delivres: int) -> str:
    """What was decided, title by title: « CQPM 2024 9001, 2 admis ; BDC0170, 1 admis, 1 non admis »."""
    decisions: dict[str, Counter[str]] = defaultdict(Counter)
    for titre in sorted(titres, key=lambda titre: (titre.bloc is not None, titre.code)):
        decisions[titre.code][titre.decision] += 1
    comptes = [
        ", ".join([code, *(f"{n} {mot}" for cle, mot in MOTS_DECISION.items() if (n := lus[cle]))])
        for code, lus in decisions.items()
    ]
    return f"Délibération close : {' ; '.join(comptes)}. {compte(delivres, 'certificat')}."


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
        .prefetch_related(
            "validations__competence__version_bloc",
            "decisions_blocs",
            "inscription__financements",
            "inscription__blocs__bloc",
            "inscription__referentiel__blocs",
        )
        .order_by("inscription__referentiel__intitule", "inscription__candidat__cle_recherche", "pk")
    )
    certifications = [p.inscription.referentiel.certification_id for p in presentations]
    return Cloture(
        jury=jury,
        centre=parametres(),
        membres=membres_de(jury),
        presentations=presentations,
        titres=titres_decides(presentations),
        fiches=enregistrements_rncp(certifications, jury.date),
        cqpi=equivalences_cqpi(certifications),
        par=par,
        a=a,
    )


def _verifier(cloture: Cloture) -> None:
    """Each title has A or NA, admitted means everything acquired, a bloc alone needs the RNCP that day."""
    sans = sum(not titre.decision for titre in cloture.titres)
    if sans or not cloture.titres:
        raise RegleNonRespectee(CLOTURE_COMPLETE, sans_decision(sans))
    refuser_si([*_incoherences(cloture), *_cqpi_a_saisir(cloture)])


def _incoherences(cloture: Cloture) -> Iterator[RegleNonRespectee]:
    for titre in cloture.titres:
        validations = _validations(titre)
        visees = [validation.competence_id for validation in validations]
        acquises = [validation.competence_id for validation in validations if validation.acquise]
        sujet = f"Candidat {titre.presentation.code}" + (f", {titre.code}" if titre.bloc else "")
        if not decision_coherente(titre.decision, visees, acquises):
            yield RegleNonRespectee(ADMISSION_TOUTES_COMPETENCES, f"{sujet}.")
        if titre.decision == Decision.A and titre.bloc and not cloture.fiche(titre.presentation):
            yield RegleNonRespectee(BLOC_SEUL_RNCP, f"{sujet} : détachez-le.")


def _cqpi_a_saisir(cloture: Cloture) -> Iterator[RegleNonRespectee]:
    """A number that says « CQPI » without an equivalence recorded is asked once, never guessed (decision 0181)."""
    admises = {t.certification.pk: t.certification for t in cloture.titres if t.decision == Decision.A and not t.bloc}
    for certification in admises.values():
        if cqpi_a_saisir(certification.type, certification.suffixe, len(cloture.cqpi.get(certification.pk, ()))):
            yield RegleNonRespectee(
                CQPI_JUMEAU,
                f"Le numéro du {certification} ({certification.code}) porte le suffixe I, et aucun CQPI équivalent "
                "n’est enregistré : saisissez sur la page de la certification le CQPI équivalent et ses dates.",
            )


def _validations(titre: TitreDecide) -> list[ValidationCompetence]:
    """What the jury validated of this title."""
    return [
        validation
        for validation in titre.presentation.validations.all()
        if titre.bloc is None or validation.competence.version_bloc_id == titre.bloc.pk
    ]


def sans_decision(nombre: int) -> str:
    return f"{nombre} candidat{'s' if nombre > 1 else ''} sans décision." if nombre else "Aucun candidat à délibérer."


def _prononcer(cloture: Cloture, presentation: Presentation) -> None:
    """Seal one decision: the status RNCP of the day, the file of the candidate, what is kept."""
    rncp = cloture.fiche(presentation) is not None
    presentation.rncp = rncp
    presentation.full_clean()
    presentation.save(update_fields=["rncp"])
    inscription, le, par, a = presentation.inscription, cloture.jury.date, cloture.par, cloture.a
    titres = [titre for titre in cloture.titres if titre.presentation.pk == presentation.pk]
    refuses = [titre for titre in titres if titre.decision == Decision.NA]
    acquis = _acquis(inscription, refuses, rncp)
    garde: dict[str, Any] = {"acquis": acquis, "expire_le": fin_acquis(le, rncp) if acquis else None, "rncp": rncp}
    if len(refuses) < len(titres):
        certifies = [bloc for titre in titres if titre.decision == Decision.A for bloc in _blocs(titre)]
        prononcer_admission(inscription=inscription, le=le, certifies=certifies, **garde, par=par, a=a)
    else:
        prononcer_non_admission(inscription=inscription, le=le, **garde, par=par, a=a)


def _blocs(titre: TitreDecide) -> list[VersionBloc]:
    """The blocs that an admission certifies."""
    if titre.bloc:
        return [titre.bloc]
    return [bloc for bloc in titre.presentation.inscription.referentiel.blocs.all() if bloc.bloc_id]


def _acquis(inscription: Inscription, refuses: Iterable[TitreDecide], rncp: bool) -> list[VersionBloc | Competence]:
    """What is kept of the titles refused: the competences acquired, as whole blocs where they make one of a RNCP
    certification. What an earlier jury gave keeps its own term."""
    reprises = set(inscription.reprises.values_list("competence_id", flat=True))
    par_bloc: dict[VersionBloc, list[ValidationCompetence]] = defaultdict(list)
    for titre in refuses:
        for validation in _validations(titre):
            par_bloc[validation.competence.version_bloc].append(validation)
    gardes: list[VersionBloc | Competence] = []
    for bloc, validations in par_bloc.items():
        acquises = [validation.competence for validation in validations if validation.acquise]
        nouvelles = [competence for competence in acquises if competence.pk not in reprises]
        entier = rncp and len(acquises) == len(validations)
        gardes += [bloc] if entier and nouvelles else nouvelles
    return gardes


def _delivrer(cloture: Cloture) -> int:
    """Number, render and store one certificate per certification or bloc awarded; how many."""
    attributions = [
        (titre, cqpi)
        for titre in cloture.titres
        if titre.decision == Decision.A
        for cqpi in (None, *_cqpi(cloture, titre))
    ]
    if not attributions:
        return 0
    president = documents.signataires(cloture.president, cloture.centre, delegation_le(cloture.jury.date))
    cadre = documents.CadreCertificat(cloture.centre, cloture.jury, president, cloture.a)
    serie = cloture.centre.prefixe_certificat
    premier = prendre_rangs(serie, len(attributions))
    for rang, (titre, cqpi) in enumerate(attributions, start=premier):
        _creer_certificat(cadre, cloture, titre, cqpi, serie, rang)
    return len(attributions)


def _cqpi(cloture: Cloture, titre: TitreDecide) -> list[Certification]:
    """The CQPI that go with a whole CQPM: those of the list on the day of the jury."""
    if titre.bloc:
        return []
    connues = cloture.cqpi.get(titre.certification.pk, [])
    return [equivalence.cqpi for equivalence in connues if equivalence.couvre(cloture.jury.date)]


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
    titre: TitreDecide,
    cqpi: Certification | None,
    serie: str,
    rang: int,
) -> Certificat:
    """The certificate and the facts it prints, frozen together."""
    presentation, bloc = titre.presentation, titre.bloc
    type_certificat = certificat_attribue((cqpi or titre.certification).type, bloc=bloc is not None)
    numero, candidat = numero_certificat(serie, rang), presentation.inscription.candidat
    contexte = documents.contexte_certificat(
        cadre,
        presentation.inscription,
        numero=numero,
        type_certificat=type_certificat,
        bloc=bloc,
        cqpi=cqpi,
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
    """One PV per certification or bloc decided of, and the émargement: rendered once, to be signed by hand."""
    par_titre: dict[tuple[int, int], list[TitreDecide]] = defaultdict(list)
    for titre in cloture.titres:
        par_titre[titre.cle].append(titre)
    for titres in par_titre.values():
        pv = documents.contexte_pv(
            cloture.jury, titres, centre=cloture.centre, president=cloture.president, a=cloture.a
        )
        nom = f"Procès-verbal du jury {cloture.jury.numero}, {pv.code}"
        _conserver_piece(cloture, "pv_jury", pv, nom, titres[0])
    if cloture.jury.pieces.filter(nature=NaturePiece.EMARGEMENT).exists():
        return  # printed before the meeting, and signed there
    emargement = documents.contexte_emargement(
        cloture.jury,
        cloture.membres,
        demandes_de(cloture.jury),
        cloture.titres,
        centre=cloture.centre,
        a=cloture.a,
    )
    _conserver_piece(cloture, "emargement_jury", emargement, f"Émargement du jury {cloture.jury.numero}", None)


def _conserver_piece(cloture: Cloture, modele: str, contexte: object, nom: str, titre: TitreDecide | None) -> PieceJury:
    certification, bloc = (titre.certification.pk, titre.bloc) if titre else (None, None)
    identifiant = f"{modele}:{cloture.jury.numero}:{certification or ''}"
    document = rendre_et_conserver(
        modele,
        contexte,
        titre=nom,
        version_modele=documents.VERSION_PV if titre else documents.VERSION_EMARGEMENT,
        identifiant=f"{identifiant}:{bloc.pk}" if bloc else identifiant,
        par=cloture.par,
        a=cloture.a,
    )
    piece = PieceJury(
        jury=cloture.jury,
        nature=NaturePiece.PV if titre else NaturePiece.EMARGEMENT,
        certification_id=certification,
        version_bloc=bloc,
        document=document,
    )
    piece.full_clean()
    piece.save()
    return piece
