"""A jury as its closing reads it, whole, and everything that refuses the closing: said on its page before the act says
it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from certif_portal.centre.models import DelegationSignature, ParametresCentre, parametres
from certif_portal.centre.queries import delegation_le
from certif_portal.commun.erreurs import RegleNonRespectee
from certif_portal.commun.regles import Regle
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur
from jurys.choix import Decision, EtatJury
from jurys.models import DecisionBloc, Jury, MembreJury, Presentation
from jurys.queries.acquis import blocs_a_delivrer, validations_de
from jurys.queries.ecrans import membres_de, president_de
from jurys.queries.piece import enregistrements_rncp
from jurys.queries.titre import TitreDecide, equivalences_cqpi, titres_decides
from jurys.regles.deliberation import (
    ADMISSION_TOUTES_COMPETENCES,
    CLOTURE_COMPLETE,
    CQPI_JUMEAU,
    cqpi_a_saisir,
    decision_coherente,
)
from jurys.services.attribution import Attribution, obstacles_aux_numeros
from jurys.services.capacite import obstacles_de_capacite
from referentiels.models import Certification, Competence, Enregistrement, EquivalenceCQPI
from referentiels.regles import BLOC_SEUL_RNCP


@dataclass(frozen=True)
class Cloture:
    """What the steps of one closing share."""

    jury: Jury
    centre: ParametresCentre
    delegation: DelegationSignature | None
    membres: list[MembreJury]
    presentations: list[Presentation]
    titres: list[TitreDecide]
    fiches: dict[int, Enregistrement]
    cqpi: dict[int, list[EquivalenceCQPI]]
    par: Utilisateur
    a: datetime

    @property
    def president(self) -> str:
        return president_de(self.membres)

    def fiche(self, presentation: Presentation) -> Enregistrement | None:
        return self.fiches.get(presentation.inscription.referentiel.certification_id)


def preparer(jury: Jury, par: Utilisateur, a: datetime, seulement: Collection[int] | None = None) -> Cloture:
    """Locked and read whole; `seulement`: those of a rectification."""
    verrouillees = Presentation.objects.select_for_update(of=("self",), no_key=True)
    return _lire(verrouillees if seulement is None else verrouillees.filter(pk__in=seulement), jury, par, a)


def _lire(parmi: QuerySet[Presentation], jury: Jury, par: Utilisateur, a: datetime) -> Cloture:
    presentations = list(
        parmi.filter(jury=jury)
        .select_related(
            "inscription__candidat",
            "inscription__entreprise",
            "inscription__organisme",
            "inscription__referentiel__certification",
            "passage_outre_par",
        )
        .prefetch_related(
            Prefetch("validations__competence", Competence.objects.select_related("version_bloc__bloc")),
            Prefetch("decisions_blocs", DecisionBloc.objects.select_related("version_bloc__bloc")),
            "inscription__financements",
            "inscription__reprises",
            "inscription__blocs__bloc",
            "inscription__referentiel__blocs",
        )
        .order_by("inscription__referentiel__intitule", "inscription__candidat__cle_recherche", "pk")
    )
    certifications = [p.inscription.referentiel.certification_id for p in presentations]
    return Cloture(
        jury=jury,
        centre=parametres(),
        delegation=delegation_le(jury.date),
        membres=membres_de(jury),
        presentations=presentations,
        titres=titres_decides(presentations),
        fiches=enregistrements_rncp(certifications, jury.date),
        cqpi=equivalences_cqpi(certifications),
        par=par,
        a=a,
    )


def avec_les_blocs(cloture: Cloture) -> Cloture:
    """With the titles that the setting of the centre delivers within a whole refused (BLOC-CQPM-DELIVRE)."""
    if not cloture.centre.blocs_cqpm_delivres:
        return cloture
    return replace(cloture, titres=[*cloture.titres, *blocs_a_delivrer(cloture.titres, cloture.fiches)])


@dataclass(frozen=True)
class Empechements:
    """Whatever the closing would refuse now; `sans_cqpi`: the CQPM whose equivalent CQPI is to be recorded."""

    refus: list[RegleNonRespectee]
    sans_cqpi: list[Certification]

    @property
    def phrase(self) -> str:
        return " ".join(map(str, self.refus))

    def refuse(self, regle: Regle) -> bool:
        return any(refus.regle is regle for refus in self.refus)


def empechements(jury: Jury, par: Utilisateur, a: datetime) -> Empechements:
    """Nothing is locked: the act judges again."""
    cloture = avec_les_blocs(_lire(Presentation.objects.all(), jury, par, a))
    cles = [attribution.cle for attribution in attributions_de(cloture)]
    refus = [*obstacles_a_la_cloture(cloture), *obstacles_aux_numeros(cloture.centre, jury, cles)]
    return Empechements(refus, cqpm_sans_cqpi(cloture))


def obstacles_a_la_cloture(cloture: Cloture) -> Iterator[RegleNonRespectee]:
    """Each title has A or NA, admitted means everything acquired, a bloc alone needs the RNCP that day."""
    sans = sum(not titre.decision for titre in cloture.titres)
    if sans or not cloture.titres:
        yield RegleNonRespectee(CLOTURE_COMPLETE, sans_decision(sans))
    yield from obstacles_a_la_delivrance(cloture)
    yield from _incoherences(cloture)


def obstacles_a_la_delivrance(cloture: Cloture) -> Iterator[RegleNonRespectee]:
    """Why nothing may be awarded on that day, at the closing or by a rectification."""
    yield from obstacles_de_capacite((cloture.jury.date, jour_de(cloture.a)))
    yield from _cqpi_a_saisir(cloture)
    yield from blocs_hors_rncp(cloture)


def blocs_hors_rncp(cloture: Cloture) -> Iterator[RegleNonRespectee]:
    """A bloc has a certificate of its own under a fiche of the jury's day alone."""
    for titre in cloture.titres:
        if titre.decision == Decision.A and titre.bloc and not cloture.fiche(titre.presentation):
            reste = "NA, ou détachez-le" if cloture.jury.etat == EtatJury.DELIBERATION else "NA"
            yield RegleNonRespectee(BLOC_SEUL_RNCP, f"{_sujet(titre)} : {reste}.")


def _incoherences(cloture: Cloture) -> Iterator[RegleNonRespectee]:
    for titre in cloture.titres:
        if not titre.decision:
            continue
        validations = validations_de(titre)
        visees = [validation.competence_id for validation in validations]
        acquises = [validation.competence_id for validation in validations if validation.acquise]
        if not decision_coherente(titre.decision, visees, acquises):
            yield RegleNonRespectee(ADMISSION_TOUTES_COMPETENCES, f"{_sujet(titre)}.")


def _sujet(titre: TitreDecide) -> str:
    return f"Candidat {titre.presentation.code}" + (f", {titre.code}" if titre.bloc else "")


def cqpm_sans_cqpi(cloture: Cloture) -> list[Certification]:
    """A number that says « CQPI » without an equivalence recorded is asked once, never guessed (decision 0181)."""
    admises = {t.certification.pk: t.certification for t in cloture.titres if t.decision == Decision.A and not t.bloc}
    return [
        certification
        for certification in admises.values()
        if cqpi_a_saisir(certification.type, certification.suffixe, len(cloture.cqpi.get(certification.pk, ())))
    ]


def _cqpi_a_saisir(cloture: Cloture) -> Iterator[RegleNonRespectee]:
    for certification in cqpm_sans_cqpi(cloture):
        yield RegleNonRespectee(
            CQPI_JUMEAU,
            f"Le numéro du {certification} ({certification.code}) porte le suffixe I, et aucun CQPI équivalent "
            "n’est enregistré : saisissez sur la page de la certification le CQPI équivalent et ses dates.",
        )


def sans_decision(nombre: int) -> str:
    return f"{nombre} candidat{'s' if nombre > 1 else ''} sans décision." if nombre else "Aucun candidat à délibérer."


def attributions_de(cloture: Cloture) -> list[Attribution]:
    return [
        Attribution(titre, cqpi, cloture.fiche(titre.presentation))
        for titre in cloture.titres
        if titre.decision == Decision.A
        for cqpi in (None, *_cqpi(cloture, titre))
    ]


def _cqpi(cloture: Cloture, titre: TitreDecide) -> list[Certification]:
    """The CQPI that go with a whole CQPM: those of the list on the day of the jury."""
    if titre.bloc:
        return []
    connues = cloture.cqpi.get(titre.certification.pk, [])
    return [equivalence.cqpi for equivalence in connues if equivalence.couvre(cloture.jury.date)]
