"""A certificate replaced after its holder's civil status was corrected: the old one stays, the new one says today's."""

from datetime import date, timedelta

import pytest

from candidats.choix import PreuveCorrection
from candidats.services.correction import corriger_identite
from certif_portal.centre.choix import TypeVerso
from certif_portal.centre.services import enregistrer_verso
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.fichiers import octets_de_l_acte
from certif_portal.commun.journal import journal_de
from jurys.models import Certificat
from jurys.services.certificat import delivrer_duplicata, revoquer_certificat
from jurys.services.remplacement import noter_retour, remplacer_certificat
from referentiels.models import EquivalenceCQPI
from tests.jurys.factories import CE_JOUR, JOUR_JURY, dossier_pret, jury_clos, verifier_identite
from tests.jurys.lecture import texte
from tests.referentiels.factories import CertificationFactory
from tests.scelles import desceller

pytestmark = pytest.mark.django_db
EN_COMMUN = ("corrige",)
LIENS = ("document__fichier", "presentation__inscription__candidat")


@pytest.fixture
def certificat(agent, referentiel):
    jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    return Certificat.objects.select_related(*LIENS).get()


@pytest.fixture
def corrige(certificat, agent):
    inscription = certificat.presentation.inscription
    verifier_identite(inscription)
    corriger_identite(
        candidat=inscription.candidat,
        identite={"nom_naissance": "Le Goffic", "prenom": "Zoëlle"},
        motif="Acte relu.",
        preuve=PreuveCorrection.ACTE,
        par=agent,
        a=CE_JOUR,
    )
    return certificat


def remplacer(certificat, agent, **choix) -> Certificat:
    quoi = {"motif": "Nom corrigé au vu de l’acte.", "original_rendu_le": None} | choix
    return remplacer_certificat(certificat=certificat, **quoi, par=agent, a=CE_JOUR)


def test_le_nouveau_porte_son_numero_et_l_etat_civil_du_jour(corrige, agent):
    """CERTIFICAT-REMPLACEMENT"""
    nouveau = remplacer(corrige, agent)
    nouveau.refresh_from_db()
    assert (nouveau.numero, nouveau.nom, nouveau.prenoms) == ("MC 000002", "LE GOFFIC", "Zoëlle")
    meme = ("type", "code_certification", "intitule", "date_jury", "presentation_id", "serie", "date_naissance")
    assert [getattr(nouveau, champ) for champ in meme] == [getattr(corrige, champ) for champ in meme]
    assert (nouveau.remplace, nouveau.remplace_motif) == (corrige, "Nom corrigé au vu de l’acte.")
    ancien = Certificat.objects.get(pk=corrige.pk)
    assert (ancien.nom, ancien.document, ancien.remplace_par) == (corrige.nom, corrige.document, nouveau)
    imprime = texte(octets_de_l_acte(nouveau.document))
    for attendu in ("N° Certificat MC 000002", "Zoëlle LE GOFFIC", "réuni le 8 décembre 2026"):
        assert attendu in imprime
    assert "MC 000001" not in imprime
    assert journal_de(corrige.presentation.inscription)[0].phrase.replace("\u00a0", " ") == (
        "Certificat MC 000002 délivré à la place du certificat MC 000001 : Nom corrigé au vu de l’acte."
    )


def test_sans_correction_rien_ne_se_remplace(certificat, agent):
    with pytest.raises(RegleNonRespectee, match=r"corrigez d’abord la fiche.*CERTIFICAT-REMPLACEMENT"):
        remplacer(certificat, agent)
    assert Certificat.objects.count() == 1


def test_un_certificat_se_remplace_une_fois(corrige, agent):
    remplacer(corrige, agent)
    with pytest.raises(ErreurMetier, match="déjà remplacé par le certificat MC 000002"):
        remplacer(corrige, agent)


def test_revoque_ou_sans_dossier_il_ne_se_remplace_pas(corrige, agent, responsable):
    with desceller():
        Certificat.objects.update(presentation=None)
    with pytest.raises(ErreurMetier, match="n’est plus dans le portail"):
        remplacer(corrige, agent)
    revoquer_certificat(certificat=corrige, motif="Fraude.", par=responsable, a=CE_JOUR)
    with pytest.raises(ErreurMetier, match=r"révoqué depuis le 8\sdécembre\s2026"):
        remplacer(corrige, agent)


def test_l_ancien_n_a_plus_ni_duplicata_ni_revocation(corrige, agent, responsable):
    remplacer(corrige, agent)
    with pytest.raises(RegleNonRespectee, match="remplacé par le certificat MC 000002"):
        delivrer_duplicata(certificat=corrige, motif="Perdu.", par=agent, a=CE_JOUR)
    with pytest.raises(ErreurMetier, match="révoquez le certificat MC 000002"):
        revoquer_certificat(certificat=corrige, motif="Fraude.", par=responsable, a=CE_JOUR)


@pytest.mark.parametrize(("le", "permis"), [(date(2026, 12, 7), False), (JOUR_JURY, True), (date(2026, 12, 9), False)])
def test_l_original_revient_entre_le_jury_et_aujourd_hui(corrige, agent, le, permis):
    remplacer(corrige, agent)
    if not permis:
        with pytest.raises(ErreurMetier, match="entre le jour du jury et aujourd’hui"):
            noter_retour(certificat=corrige, le=le, par=agent, a=CE_JOUR)
        return
    noter_retour(certificat=corrige, le=le, par=agent, a=CE_JOUR)
    corrige.refresh_from_db()
    assert corrige.original_rendu_le == le
    assert "rendu au centre le 8" in journal_de(corrige.presentation.inscription)[0].phrase


def test_le_retour_se_note_avec_le_remplacement(corrige, agent):
    remplacer(corrige, agent, original_rendu_le=JOUR_JURY)
    corrige.refresh_from_db()
    assert corrige.original_rendu_le == JOUR_JURY
    with desceller():
        Certificat.objects.update(presentation=None)
    noter_retour(certificat=corrige, le=JOUR_JURY, par=agent, a=CE_JOUR)  # its file is gone, its paper comes back


def test_seul_un_certificat_remplace_revient(certificat, agent):
    with pytest.raises(ErreurMetier, match="n’est pas remplacé"):
        noter_retour(certificat=certificat, le=JOUR_JURY, par=agent, a=CE_JOUR)


def test_le_cqpi_remplace_garde_son_titre_et_n_a_pas_le_niveau_du_cqpm(agent, referentiel):
    cqpi = CertificationFactory(type="CQPI", intitule="Conducteur interbranches")
    EquivalenceCQPI.objects.create(cqpm=referentiel.certification, cqpi=cqpi, debut=date(2020, 1, 1))
    jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    ancien = Certificat.objects.select_related(*LIENS).get(type="CQPI")
    inscription = ancien.presentation.inscription
    inscription.candidat.prenom = "Zoëlle"
    inscription.candidat.save()
    apres = CE_JOUR + timedelta(hours=1)
    enregistrer_verso(type_verso=TypeVerso.CQPI, texte="Charte de 2027.", par=agent, a=apres)
    nouveau = remplacer_certificat(certificat=ancien, motif="x", original_rendu_le=None, par=agent, a=apres)
    assert (nouveau.type, nouveau.intitule, nouveau.code_certification) == ("CQPI", ancien.intitule, cqpi.numero_porte)
    imprime = texte(octets_de_l_acte(nouveau.document))
    assert ("CQPI Conducteur interbranches*" in imprime, "Niveau" in imprime) == (True, False)
    assert ("Les fédérations signataires" in imprime, "Charte de 2027" in imprime) == (True, False)  # of its delivery
