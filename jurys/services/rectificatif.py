"""What a signed rectifying PV does: what was given wrongly is withdrawn, what is right given, as the closing would."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from candidats.choix import Portee
from candidats.services.decision import DecisionSurDossier, rectifier
from certif_portal.commun.erreurs import RegleNonRespectee, refuser_si
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue, tete_de_phrase
from certif_portal.comptes.models import Utilisateur
from jurys.choix import (
    Decision,
    EtatLettre,
)
from jurys.models import (
    Certificat,
    DecisionBloc,
    Lettre,
    LigneRectification,
    Presentation,
    Rectification,
)
from jurys.queries.acquis import blocs_a_delivrer, validations_de
from jurys.queries.numero import Cle, a_numeroter
from jurys.queries.rectification import MOTS, admis_par, lignes_en_vigueur, sujet_de, usages_de
from jurys.queries.titre import TitreDecide, titres_decides
from jurys.regles.deliberation import JURY_RECTIFIE, decision_resumee
from jurys.services.certificat import revoquer_certificat
from jurys.services.cloture import (
    decision_de,
    delivrer,
    papiers_de_remise,
    resultats_de,
    titres_par_presentation,
)
from jurys.services.lettre import ecarter_lettre, retenir_lettres
from jurys.services.numero import lire_numeros
from jurys.services.papier import papiers_a_la_suite
from jurys.services.preparation import Cloture, obstacles_a_la_delivrance, preparer


def verifier_usages(titre: TitreDecide, vers: Decision) -> None:
    """Refused where something already leans on what is to be withdrawn, or would be given twice."""
    if usages := usages_de(titre.presentation, vers):
        phrases = " ; ".join(usage.phrase for usage in usages)
        raise RegleNonRespectee(JURY_RECTIFIE, f"{sujet_de(titre)} : {phrases}. Mettez-y d’abord fin.")


def suites_des_blocs(cloture: Cloture, titre: TitreDecide, ligne: LigneRectification) -> list[str]:
    """What becomes of the blocs delivered within a CQPM, when its own decision is rectified (decision 0289)."""
    if titre.bloc:
        return []
    if ligne.decision == Decision.A:
        return [f"bloc {autre.code} compris dans la certification" for autre in cloture.titres if not autre.presente]
    _valider(cloture, _Rectifiees.de([ligne]))
    return [f"bloc {bloc.code} délivré" for bloc in _a_delivrer(cloture, [replace(titre, decision=Decision.NA)])]


def _a_delivrer(cloture: Cloture, titres: Iterable[TitreDecide]) -> list[TitreDecide]:
    return blocs_a_delivrer(titres, cloture.fiches) if cloture.centre.blocs_cqpm_delivres else []


@dataclass(frozen=True)
class _Rectifiees:
    """The decisions to rectify, each by candidate and bloc."""

    lignes: dict[tuple[int, int | None], LigneRectification]

    @classmethod
    def de(cls, lignes: Iterable[LigneRectification]) -> "_Rectifiees":
        return cls({(ligne.presentation_id or 0, ligne.version_bloc_id): ligne for ligne in lignes})

    def de_ce_titre(self, titre: TitreDecide) -> LigneRectification | None:
        return self.lignes.get((titre.presentation.pk, titre.bloc_pk))


def appliquer(rectification: Rectification, numeros: Mapping[Cle, str], par: Utilisateur, a: datetime) -> str:
    """Withdraw what was given wrongly, give what is right, as the closing would have; one sentence of it."""
    lignes = list(rectification.lignes.exclude(decision=""))
    if not lignes:
        return ""
    presentations = {ligne.presentation_id for ligne in lignes if ligne.presentation_id}
    cloture = preparer(rectification.jury, par, a, seulement=presentations)
    nouvelles = _Rectifiees.de(lignes)
    for titre in cloture.titres:
        if ligne := nouvelles.de_ce_titre(titre):
            verifier_usages(titre, Decision(ligne.decision))
    _ecrire_decisions(cloture, lignes)
    _valider(cloture, _Rectifiees.de([*lignes_en_vigueur(presentations), *lignes]))
    entiers = [titre for titre in titres_decides(cloture.presentations) if titre.presente]
    delivres = _delivrer_les_blocs(cloture, [titre for titre in entiers if nouvelles.de_ce_titre(titre)])
    cloture = replace(cloture, titres=[*entiers, *delivres])
    decisions = _prononcer(cloture, rectification)
    revoques = _revoquer(rectification, lignes, par, a)
    admis = [t for t in entiers if t.decision == Decision.A and nouvelles.de_ce_titre(t)]
    if admis or delivres:
        refuser_si(obstacles_a_la_delivrance(replace(cloture, titres=[*admis, *delivres])))
    attendus = a_numeroter(admis_par(rectification), cloture.jury) if cloture.centre.numeros_nationaux else []
    saisis = {lu.cle: numero for lu, numero in lire_numeros(cloture.jury, attendus, numeros)}
    attribues = delivrer(replace(cloture, titres=[*admis, *delivres]), saisis)
    papiers_a_la_suite(cloture.jury, papiers_de_remise(cloture, attribues), par=par, a=a)
    remplacees = list(Lettre.objects.filter(presentation__in=presentations, etat=EtatLettre.RETENUE))
    resultats = (
        (presentation, replace(resultat, rectificatif=nomme(rectification)))
        for presentation, resultat in resultats_de(cloture, decisions, attribues)
    )
    retenir_lettres(
        cloture.jury, resultats, president=cloture.president, centre=cloture.centre, a=a, rectification=rectification
    )
    for lettre in remplacees:  # once the new ones wait: an OF whose last letter is dropped is told its results
        ecarter_lettre(lettre=lettre, motif=f"remplacée, {rectification}.", par=par, a=a)
    return f" Certificats révoqués : {revoques}, délivrés : {len(attribues)}."


def nomme(rectification: Rectification) -> str:
    return f"procès-verbal rectificatif n° {rectification.rang} du jury {rectification.jury.numero}"


def _ecrire_decisions(cloture: Cloture, lignes: list[LigneRectification]) -> None:
    """What is in force, beside what was reported, which stays."""
    par_cle = {(ligne.presentation_id, ligne.version_bloc_id): ligne.decision for ligne in lignes}
    blocs: list[DecisionBloc] = []
    for presentation in cloture.presentations:
        prises = list(presentation.decisions_blocs.all())
        for prise in prises:
            if decision := par_cle.get((presentation.pk, prise.version_bloc_id)):
                prise.rectifiee = decision
                blocs.append(prise)
        if presentation.inscription.portee == Portee.BLOCS:
            presentation.rectifiee = decision_resumee([prise.en_vigueur for prise in prises])
        else:
            presentation.rectifiee = par_cle[presentation.pk, None]
    DecisionBloc.objects.bulk_update(blocs, ["rectifiee"])
    Presentation.objects.bulk_update(cloture.presentations, ["rectifiee"])


def _delivrer_les_blocs(cloture: Cloture, entiers: list[TitreDecide]) -> list[TitreDecide]:
    """Those of the whole certifications rectified now: delivered where it is refused, as the closing would have; where
    it is admitted, those delivered before are in it. The jury's PV did not say them: `decision` stays empty."""
    certifications = [titre for titre in entiers if not titre.bloc]
    DecisionBloc.objects.filter(presentation__in=[titre.presentation.pk for titre in certifications]).update(
        rectifiee=Decision.NA
    )
    delivres = _a_delivrer(cloture, certifications)
    DecisionBloc.objects.bulk_create(
        (DecisionBloc(presentation=t.presentation, version_bloc=t.bloc, rectifiee=Decision.A) for t in delivres),
        update_conflicts=True,
        unique_fields=["presentation", "version_bloc"],
        update_fields=["rectifiee"],
    )
    return delivres


def _valider(cloture: Cloture, rectifiees: _Rectifiees) -> None:
    """The competences as the rectifying PVs say them, read in memory: what the jury recorded stays written."""
    for titre in cloture.titres:
        if ligne := rectifiees.de_ce_titre(titre):
            for validation in validations_de(titre):
                validation.acquise = validation.competence_id in ligne.acquises


def _prononcer(cloture: Cloture, rectification: Rectification) -> list[DecisionSurDossier]:
    titres = titres_par_presentation(cloture)
    decisions = [decision_de(cloture, p, titres[p.pk]) for p in cloture.presentations]
    for presentation, decision in zip(cloture.presentations, decisions, strict=True):
        inscription = rectifier(decision=decision, le=cloture.jury.date, par=cloture.par, a=cloture.a)
        dits = ", ".join(f"{titre.code} : {MOTS[titre.decision]}" for titre in titres[presentation.pk])
        phrase = f"Décision du jury du {date_longue(cloture.jury.date)} rectifiée, {nomme(rectification)}. {dits}."
        journaliser(inscription, "rectification", phrase, par=cloture.par, a=cloture.a)
    return decisions


def _revoquer(rectification: Rectification, lignes: list[LigneRectification], par: Utilisateur, a: datetime) -> int:
    """The certificates of what is not admitted any more, the CQPI that went with them too, and those of blocs that the
    whole certification now holds; how many."""
    nom, nombre = tete_de_phrase(nomme(rectification)), 0
    for ligne in lignes:
        siens = Certificat.objects.filter(presentation=ligne.presentation_id, revoque_le=None)
        if ligne.decision == Decision.NA:
            motif, siens = f"{nom} : non admis.", siens.filter(version_bloc=ligne.version_bloc_id)
        elif ligne.version_bloc_id:
            continue
        else:
            motif, siens = f"{nom} : la certification entière est délivrée.", siens.filter(version_bloc__isnull=False)
        for certificat in siens:
            revoquer_certificat(certificat=certificat, motif=motif, par=par, a=a)
            nombre += 1
    return nombre
