"""The rows of a jury: members, presentations, decisions, papers, certificates, what is kept, surveys."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from candidats.models import Acquis, BlocCertifie, EnqueteInsertion
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.typographie import date_longue
from certif_portal.portail.demo.parcours import INCOMPLET
from certif_portal.portail.demo.volume import noms
from certif_portal.portail.demo.volume.inscriptions import Dossier, Ecrivain
from certif_portal.portail.demo.volume.tables import Ligne
from jurys.choix import (
    CanalConvocation,
    CodePiece,
    College,
    EtatJury,
    EtatPiece,
    IssueDemande,
    NaturePiece,
    TypeCertificat,
)
from jurys.documents.certificat import MODELES
from jurys.models import (
    Certificat,
    CompteurCertificat,
    DecisionBloc,
    DemandeDesignation,
    Jury,
    MembreJury,
    PieceJury,
    Presentation,
    ValidationCompetence,
)
from jurys.regles.delai import fin_acquis
from jurys.regles.piece import libelle
from jurys.services.attribution import numero_certificat

JURY = Jury._meta.label_lower
ADMIS, NON_ADMIS = "A", "NA"


@dataclass(frozen=True)
class JuryEcrit:
    pk: int
    numero: str
    date: date
    clos: bool


class Secretariat:
    """Numbers the juries and the certificates, and writes what a jury leaves."""

    def __init__(self, ecrivain: Ecrivain) -> None:
        self.ecrivain, self.cadre, self.tables = ecrivain, ecrivain.cadre, ecrivain.tables
        self._rangs: dict[int, int] = {}
        for numero in Jury.objects.values_list("numero", flat=True):
            annee, _, rang = numero.partition("-")
            self._rangs[int(annee)] = max(self._rangs.get(int(annee), 0), int(rang))
        self.serie = "MC"
        self._dernier = (
            CompteurCertificat.objects.filter(serie=self.serie).values_list("dernier", flat=True).first() or 0
        )

    def jury(self, le: date, etat: EtatJury) -> JuryEcrit:
        cadre, clos = self.cadre, etat == EtatJury.CLOS
        self._rangs[le.year] = self._rangs.get(le.year, 0) + 1
        numero, convoque = f"{le.year}-{self._rangs[le.year]}", etat != EtatJury.PREPARATION
        demande, gtp, remise = le - timedelta(days=60), le + timedelta(days=20), le + timedelta(days=70)
        pk = self.tables.ajouter(
            Jury,
            numero=numero,
            date=le,
            heure="09:30:00",
            lieu=cadre.alea.choice(noms.VILLES)[0],
            etat=etat.value,
            creee_le=cadre.a(demande - timedelta(days=10)),
            designations_demandees_le=min(demande, cadre.jour),
            convoque_le=min(le - timedelta(days=21), cadre.jour) if convoque else None,
            cpref_informee_le=min(le - timedelta(days=21), cadre.jour) if convoque else None,
            ouvert_le=cadre.a(le, 9, 40) if clos else None,
            clos_le=cadre.a(le, 12, 15) if clos else None,
            transmis_gtp_le=gtp if clos and gtp <= cadre.jour else None,
            certificats_remis_le=remise if clos and remise <= cadre.jour else None,
        )
        self._membres(pk, demande, presents=clos)
        ecrit = JuryEcrit(pk, numero, le, clos)
        phrase = f"Jury {numero} prévu le {date_longue(le)}, {cadre.alea.choice(noms.VILLES)[0]}."
        self.ecrivain.dire(pk, "creation", phrase, cadre.a(demande - timedelta(days=10)), sur=JURY)
        return ecrit

    def _membres(self, jury: int, demande: date, *, presents: bool) -> None:
        """Three from the employers, the president first, three from the unions."""
        alea, present = self.cadre.alea, True if presents else None
        repondue = min(demande + timedelta(days=12), self.cadre.jour)
        for syndicat in self.cadre.syndicats:
            self.tables.ajouter(
                DemandeDesignation,
                jury_id=jury,
                organisation_id=syndicat,
                demandee_le=min(demande, self.cadre.jour),
                canal=CanalConvocation.PORTAIL.value,
                issue=IssueDemande.DESIGNE.value if presents else "",
                reponse="Désignation reçue." if presents else "",
                repondue_le=repondue if presents else None,
            )
        jure, *autres = self.cadre.jures
        sieges = [jure] if alea.random() < 0.25 else []
        sieges += alea.sample(autres, 5 - len(sieges))
        colleges = [College.SYNDICAL] * 3 + [College.PATRONAL] * 2
        membres: list[Ligne] = [
            {
                "utilisateur_id": cle,
                "nom": nom,
                "prenom": prenom,
                "courriel": courriel,
                "college": college.value,
                "organisation_id": self.cadre.syndicats[rang % len(self.cadre.syndicats)]
                if college == College.SYNDICAL
                else None,
                "entreprise": "" if college == College.SYNDICAL else "Forges de l’Ouest",
                "preside": False,
            }
            for rang, ((cle, prenom, nom, courriel), college) in enumerate(zip(sieges, colleges, strict=True))
        ]
        president = {
            "utilisateur_id": self.cadre.president,
            "nom": "Morvan",
            "prenom": "Nolwenn",
            "courriel": "president@demo.example",
            "college": College.PATRONAL.value,
            "organisation_id": None,
            "entreprise": "Turbines Ligériennes",
            "preside": True,
        }
        for membre in (president, *membres):
            self.tables.ajouter(MembreJury, jury_id=jury, present=present, **membre)

    # ------------------------------------------------------------ candidates

    def presenter(self, jury: JuryEcrit, dossiers: list[tuple[Dossier, frozenset[int]]]) -> None:
        """Attach them in a drawn order; a closed jury decides, awards and renders."""
        cadre = self.cadre
        veille = cadre.a(min(jury.date - timedelta(days=12), cadre.jour), 16)
        prefixe, ordres = jury.numero.partition("-")[2], cadre.alea.sample(range(1, 1_000_000), len(dossiers))
        chiffres = len(str(max(10, len(dossiers))))
        codes = cadre.alea.sample(range(1, len(dossiers) + 1), len(dossiers))
        titres: set[tuple[str, int, int]] = set()
        for (dossier, echecs), ordre, code in zip(dossiers, ordres, codes, strict=True):
            phrase = f"Présenté au jury {jury.numero} du {date_longue(jury.date)}."
            self.ecrivain.dire(dossier.pk, "presentation", phrase, veille)
            cursus, seuls = dossier.promotion.cursus, dossier.promotion.blocs if dossier.promotion.seuls else ()
            titres |= {(bloc.code, cursus.certification, bloc.pk) for bloc in seuls}
            titres |= set() if seuls else {(cursus.code, cursus.certification, 0)}
            self._presentation(jury, dossier, echecs, f"J{prefixe}-{code:0{chiffres}d}", ordre)
        if jury.clos:
            for numero, certification, bloc in sorted(titres):
                titre = f"Procès-verbal du jury {jury.numero}, {numero}"
                self._piece(jury, "pv_jury", titre, certification, bloc or None)
            self._piece(jury, "emargement_jury", f"Émargement du jury {jury.numero}")
            phrase = f"Délibération close : {len(dossiers)} candidats."
            self.ecrivain.dire(jury.pk, "cloture", phrase, cadre.a(jury.date, 12, 15), sur=JURY)

    def _presentation(self, jury: JuryEcrit, dossier: Dossier, echecs: frozenset[int], code: str, ordre: int) -> None:
        cadre, promotion = self.cadre, dossier.promotion
        decision = (NON_ADMIS if echecs else ADMIS) if jury.clos else ""
        a = cadre.a(jury.date, 11)
        presentation = self.tables.ajouter(
            Presentation,
            jury_id=jury.pk,
            inscription_id=dossier.pk,
            code=code,
            ordre=ordre,
            decision=decision,
            decidee_le=a if decision else None,
            decidee_par_id=cadre.president if decision else None,
            synthese=json.dumps(_synthese(dossier, echecs), ensure_ascii=False) if decision else None,
            rncp=promotion.cursus.rncp if decision else None,
        )
        if not decision:
            return
        for competence, _ in promotion.competences:
            self.tables.ajouter(
                ValidationCompetence,
                presentation_id=presentation,
                competence_id=competence,
                acquise=competence not in echecs,
            )
        if promotion.seuls:
            self._decisions_blocs(presentation, dossier, decision, a)
        mot = "Admis" if decision == ADMIS else "Non admis"
        self.ecrivain.dire(dossier.pk, "decision", f"{mot} par le jury du {date_longue(jury.date)}.", a)
        if decision == ADMIS:
            certifies = [{"inscription_id": dossier.pk, "versionbloc_id": b.pk} for b in promotion.blocs if b.code]
            self.tables.joindre(BlocCertifie, certifies)
            self._certificats(jury, dossier, presentation)
            self._enquetes(jury.date, dossier.pk)
        else:
            self._acquis(jury.date, dossier, echecs)

    def _decisions_blocs(self, presentation: int, dossier: Dossier, decision: str, a: datetime) -> None:
        for bloc in dossier.promotion.blocs:
            self.tables.ajouter(
                DecisionBloc,
                presentation_id=presentation,
                version_bloc_id=bloc.pk,
                decision=decision,
                decidee_le=a,
                decidee_par_id=self.cadre.president,
            )

    def _certificats(self, jury: JuryEcrit, dossier: Dossier, presentation: int) -> None:
        promotion, civil = dossier.promotion, dossier.fiche.etat_civil
        attributions: list[tuple[TypeCertificat, int | None, str, str]] = [
            (TypeCertificat(promotion.cursus.type), None, promotion.cursus.code, promotion.cursus.intitule)
        ]
        if promotion.seuls:
            attributions = [(TypeCertificat.BDC, bloc.pk, bloc.code, bloc.intitule) for bloc in promotion.blocs]
        a = self.cadre.a(jury.date, 12, 15)
        for nature, bloc, code, intitule in attributions:
            self._dernier += 1
            numero = numero_certificat(self.serie, self._dernier)
            document, _ = self.ecrivain.fichiers.document(
                MODELES[nature], f"Certificat {numero}", a, self.cadre.president
            )
            nom, prenoms = civil.nom.upper(), ", ".join(part for part in (civil.prenom, civil.autres) if part)
            self.tables.ajouter(
                Certificat,
                numero=numero,
                serie=self.serie,
                rang=self._dernier,
                type=nature.value,
                presentation_id=presentation,
                version_bloc_id=bloc,
                code_certification=code,
                intitule=intitule,
                nom=nom,
                nom_usage=civil.usage.upper(),
                prenoms=prenoms,
                date_naissance=civil.naissance,
                lieu_naissance=f"{civil.commune} ({civil.departement or civil.pays})",
                date_jury=jury.date,
                document_id=document,
                delivre_le=a,
                cle_recherche=cle_recherche(nom, civil.usage, prenoms, numero, str(self._dernier), code, intitule)[
                    :500
                ],
            )
            self.ecrivain.dire(dossier.pk, "certificat", f"Certificat {numero} délivré.", a)

    def _enquetes(self, jury: date, inscription: int) -> None:
        """Four of ten answer; a survey is asked only once its day has come."""
        for etape, mois in (("six_mois", 6), ("deux_ans", 24)):
            prevue = jury + relativedelta(months=mois)
            if prevue > self.cadre.jour:
                return
            repond, emploi = self.cadre.alea.random() < 0.4, self.cadre.alea.random() < 0.8
            self.tables.ajouter(
                EnqueteInsertion,
                inscription_id=inscription,
                etape=etape,
                prevue_le=prevue,
                envoyee_le=self.cadre.a(prevue),
                rappels=0 if repond else 2,
                repondue_le=self.cadre.a(prevue + timedelta(days=3)) if repond else None,
                situation=("emploi" if emploi else "recherche") if repond else "",
                metier_vise=True if repond and emploi else None,
            )

    def _acquis(self, jury: date, dossier: Dossier, echecs: frozenset[int]) -> None:
        """Whole blocs of an RNCP certification, competences of its other blocs and of another certification."""
        promotion, rncp = dossier.promotion, dossier.promotion.cursus.rncp
        commun = {
            "candidat_id": dossier.fiche.pk,
            "inscription_id": dossier.pk,
            "rncp": rncp,
            "decision_le": jury,
            "expire_le": fin_acquis(jury, rncp),
        }
        for bloc in promotion.blocs:
            acquises = [competence for competence, _ in bloc.competences if competence not in echecs]
            if rncp and len(acquises) == len(bloc.competences):
                self.tables.ajouter(Acquis, version_bloc_id=bloc.pk, competence_id=None, **commun)
            else:
                for competence in acquises:
                    self.tables.ajouter(Acquis, version_bloc_id=None, competence_id=competence, **commun)

    def _piece(
        self, jury: JuryEcrit, modele: str, titre: str, certification: int | None = None, bloc: int | None = None
    ) -> None:
        a, signee = self.cadre.a(jury.date, 12, 15), self.cadre.a(jury.date + timedelta(days=6), 11)
        document, fichier = self.ecrivain.fichiers.document(modele, titre, a, self.cadre.president)
        self.tables.ajouter(
            PieceJury,
            jury_id=jury.pk,
            nature=(NaturePiece.PV if certification else NaturePiece.EMARGEMENT).value,
            certification_id=certification,
            version_bloc_id=bloc,
            etat=EtatPiece.SIGNE.value,
            document_id=document,
            scan_id=fichier,
            signee_le=signee,
            signee_par_id=self.cadre.agent,
        )

    def terminer(self) -> None:
        CompteurCertificat.objects.update_or_create(serie=self.serie, defaults={"dernier": self._dernier})


def _synthese(dossier: Dossier, echecs: frozenset[int]) -> dict[str, Any]:
    """As `jurys.queries.synthese` freezes it."""
    promotion, numero = dossier.promotion, 0
    blocs = []
    for bloc in promotion.blocs:
        lignes = []
        for competence, intitule in bloc.competences:
            numero += 1
            rate = competence in echecs
            lignes.append(
                {
                    "id": competence,
                    "numero": numero,
                    "intitule": intitule,
                    "maitrisee": not rate,
                    "commentaire": INCOMPLET if rate else "",
                    "acquise_le": "",
                }
            )
        blocs.append({"id": bloc.pk, "code": bloc.code, "intitule": bloc.intitule, "competences": lignes})
    return {
        "certification": promotion.cursus.certification,
        "titre": f"{promotion.cursus.type} {promotion.cursus.intitule}",
        "voie": str(promotion.voie.label),
        "blocs_seuls": promotion.seuls,
        "rncp": promotion.cursus.rncp,
        "blocs": blocs,
        "avis": {"libelle": "favorable", "reserve": False, "commentaire": "", "activites": []},
        "pieces": [{"libelle": libelle(code, "livret de suivi"), "etat": "presente"} for code in CodePiece],
        "passage_outre": "",
        "masques": 0,
        "conclusion": "",
    }
