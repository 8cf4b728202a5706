"""Letters: who is written to, what each says, and nothing leaves before it was read again."""

from datetime import date, timedelta

import pytest

from candidats.choix import Origine
from candidats.models import Candidat, Inscription
from certif_portal.centre.choix import ObjetDelegation
from certif_portal.centre.models import DelegationSignature, parametres
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.envoi import courriels_dus
from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from certif_portal.commun.fichiers import octets_de_l_acte
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from jurys.choix import Destinataire, EtatLettre, NaturePapier
from jurys.models import Certificat, Lettre, Papier
from jurys.services.lettre import ecarter_lettre, envoyer_lettres, modifier_lettre
from jurys.services.papier import editer_papiers
from tests.candidats.factories import CandidatFactory, EntrepriseFactory
from tests.jurys.factories import CE_JOUR, JOUR_JURY, dossier_pret, jury_clos
from tests.jurys.lecture import texte
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db


def corps(lettre) -> str:
    return " ".join(lettre.corps.replace("\u00a0", " ").split())


def au_candidat(inscription) -> Lettre:
    return Lettre.objects.get(presentation__inscription=inscription, pour=Destinataire.CANDIDAT)


@pytest.fixture
def admise(referentiel, organisme):
    candidate = CandidatFactory(prenom="Zoé", nom_naissance="Le Goff", sexe="F", courriel="zoe@exemple.fr")
    return dossier_pret(
        referentiel=referentiel, organisme=organisme, candidat=candidate, superieur_courriel="chef@exemple.fr"
    )


def test_admis_la_lettre_dit_le_titre_et_le_numero(agent, admise, referentiel):
    jury_clos(admise, par=agent)
    lettre = au_candidat(admise)
    assert (lettre.objet.replace("\u00a0", " "), lettre.courriel, lettre.etat) == (
        "Décision du jury paritaire de délibération du 8 décembre 2026",
        "zoe@exemple.fr",
        EtatLettre.RETENUE,
    )
    assert (lettre.qualite, lettre.signataire) == (
        "Le Président du jury paritaire de délibération",
        "Nolwenn Tanguy",
    )
    assert corps(lettre) == (
        "Madame, Nous vous informons que le jury paritaire de délibération, réuni le 8 décembre 2026 à Saint-Nazaire, "
        f"vous a déclarée admise à la certification suivante : – {referentiel} ({referentiel.certification.code}) "
        "Votre certificat porte le numéro MC 000001 ; il vous sera remis une fois signé. "
        "Nous vous prions d’agréer, Madame, l’expression de nos salutations distinguées."
    )


def test_non_admis_sans_acquis_la_lettre_ne_promet_rien(agent, referentiel):
    refuse = dossier_pret(referentiel=referentiel, non_maitrisees=(1, 2, 3, 4))
    jury_clos(non_admis=(refuse,), par=agent)
    dit = corps(au_candidat(refuse))
    assert f"à la certification professionnelle suivante : – {referentiel} ({referentiel.certification.code})" in dit
    for mot in ("conservez", "passeport", "validé", "VAE"):
        assert mot not in dit


def test_au_rncp_les_quatre_informations_disent_les_blocs_et_les_competences(agent, referentiel):
    """ACQUIS-RNCP: the whole bloc, the competence of the other one, five years."""
    refuse = dossier_pret(referentiel=referentiel, non_maitrisees=(3,))
    jury_clos(non_admis=(refuse,), par=agent)
    dit = corps(au_candidat(refuse))
    bloc = referentiel.compositions.order_by("ordre")[0].version_bloc
    for information in (
        f"à la certification professionnelle suivante : – {referentiel} ({referentiel.certification.code})",
        f"Vous avez acquis, et le jury a validé, le bloc de compétences suivant : – {bloc}",
        "Vous avez aussi acquis, et le jury a validé, la compétence professionnelle suivante : – 4. Compétence 2.2",
        "le parcours de formation et la validation des acquis de l’expérience (VAE)",
        "pendant un délai de 5 ans à compter de la date de la décision du jury paritaire de délibération, soit "
        "jusqu’au 8 décembre 2031.",
        "La réinscription sera effectuée par l’intermédiaire d’une entreprise ou d’un organisme de formation habilité, "
        "ou directement par vous.",
        f"Des modèles de passeport sont téléchargeables à l’adresse suivante : {parametres().passeport_lien}",
    ):
        assert information in dit


def test_hors_rncp_les_competences_se_gardent_vingt_quatre_mois(agent):
    """ACQUIS-HORS-RNCP"""
    refuse = dossier_pret(referentiel=creer_referentiel(rncp=False), non_maitrisees=(3,))
    jury_clos(non_admis=(refuse,), par=agent)
    dit = corps(au_candidat(refuse))
    assert "– 1. Compétence 1.1 – 2. Compétence 1.2 – 4. Compétence 2.2" in dit
    assert "pendant un délai de 24 mois" in dit
    assert "soit jusqu’au 8 décembre 2028." in dit
    assert "bloc" not in dit


@pytest.mark.parametrize(
    ("origine", "initiative", "ecrite"),
    [(Origine.SL, False, True), (Origine.SL, True, False), (Origine.DE, False, False)],
)
def test_l_entreprise_est_informee_selon_le_cas(agent, admise, origine, initiative, ecrite):
    """Decision 0211: the employer of an employee, unless they registered without its agreement."""
    entreprise = EntrepriseFactory(raison_sociale="Forges du Ponant")
    Inscription.objects.filter(pk=admise.pk).update(
        origine=origine, initiative_sans_accord=initiative, entreprise=entreprise
    )
    admise.refresh_from_db()
    jury_clos(admise, par=agent)
    lettres = list(Lettre.objects.filter(pour=Destinataire.ENTREPRISE))
    assert [(lettre.adresse.splitlines()[0], lettre.courriel) for lettre in lettres] == (
        [("Forges du Ponant", "chef@exemple.fr")] if ecrite else []
    )
    for lettre in lettres:
        assert "a déclaré Zoé LE GOFF admise à la certification suivante" in corps(lettre)
        assert "MC 0" not in lettre.corps


@pytest.mark.parametrize(
    ("debut", "fin", "signe"),
    [
        (JOUR_JURY, JOUR_JURY, True),
        (JOUR_JURY, None, True),
        (JOUR_JURY + timedelta(days=1), None, False),
        (JOUR_JURY - timedelta(days=9), JOUR_JURY - timedelta(days=1), False),
    ],
)
def test_le_referent_signe_les_lettres_pendant_sa_delegation(agent, admise, debut, fin, signe):
    """Held to the date of the letter, which is that of the jury; a delegation of certificates is not one of letters."""
    DelegationSignature.objects.create(nom="Anne Prigent", debut=date(2020, 1, 1))
    DelegationSignature.objects.create(
        objet=ObjetDelegation.LETTRES, nom="Hervé Quéméneur", qualite="le référent", debut=debut, fin=fin
    )
    jury_clos(admise, par=agent)
    lettre = au_candidat(admise)
    president = "Président du jury paritaire de délibération"
    assert (lettre.qualite, lettre.signataire) == (
        (f"Par délégation du {president}, le référent", "Hervé Quéméneur")
        if signe
        else (f"Le {president}", "Nolwenn Tanguy")
    )


def test_rien_ne_part_avant_la_relecture_puis_tout_part_ensemble(agent, admise, organisme, membre_of):
    sans_adresse = dossier_pret(
        referentiel=admise.referentiel, candidat=CandidatFactory(courriel=""), organisme=organisme
    )
    ailleurs = dossier_pret(referentiel=admise.referentiel)
    jury = jury_clos(admise, sans_adresse, ailleurs, par=agent)
    retenus = Courriel.objects.filter(etat=EtatCourriel.RETENU)
    assert retenus.count() == Lettre.objects.exclude(courriel="").count()
    assert set(retenus.values_list("pk", flat=True)).isdisjoint(courriels_dus(CE_JOUR))
    Courriel.objects.exclude(etat=EtatCourriel.RETENU).delete()

    parties = envoyer_lettres(jury=jury, organismes=[organisme.pk], par=agent, a=CE_JOUR)
    assert {lettre.organisme for lettre in parties} == {organisme}
    assert Lettre.objects.filter(etat=EtatLettre.RETENUE).exclude(organisme=ailleurs.organisme).count() == 0
    [resultats] = Courriel.objects.filter(acte="resultats_organisme")
    for inscription in (admise, sans_adresse):
        assert str(inscription.candidat) in resultats.texte
    assert str(ailleurs.candidat) not in resultats.texte
    dues = set(Courriel.objects.filter(pk__in=courriels_dus(CE_JOUR)).values_list("destinataire", flat=True))
    assert {"zoe@exemple.fr", resultats.destinataire} <= dues
    lettre = au_candidat(admise)
    assert lettre.envoi.texte.endswith("Le Président du jury paritaire de délibération\nNolwenn Tanguy\n")

    editer_papiers(jury, a=CE_JOUR)
    papier = Papier.objects.select_related("document__fichier").get(lettre=lettre)
    assert papier.titre == f"Lettre, candidat : {lettre.nomme}"
    for autre in Lettre.objects.filter(pour=Destinataire.ENTREPRISE, papier__isnull=False).select_related("papier"):
        candidat = autre.presentation.inscription.candidat
        assert autre.papier.titre == f"Lettre, entreprise : {autre.nomme}, pour {candidat}"
    imprime = texte(octets_de_l_acte(papier.document))
    for attendu in ("Zoé LE GOFF", "le 8 décembre 2026 Objet : Décision du jury", "MC 000001", "Nolwenn Tanguy"):
        assert attendu in imprime
    assert journal_de(admise).filter(acte="lettre")[0].phrase.startswith("Lettre (")

    envoyer_lettres(jury=jury, par=agent, a=CE_JOUR)
    assert set(Lettre.objects.values_list("etat", flat=True)) == {EtatLettre.PARTIE}
    with pytest.raises(ErreurMetier, match="Aucune lettre n’attend"):
        envoyer_lettres(jury=jury, par=agent, a=CE_JOUR)
    ordres = list(Papier.objects.filter(jury=jury).values_list("ordre", flat=True))
    assert ordres == list(range(1, len(ordres) + 1))
    assert Papier.objects.filter(nature=NaturePapier.LETTRE).count() == Lettre.objects.count()


def test_une_lettre_relue_part_avec_ses_nouveaux_mots(agent, admise):
    jury = jury_clos(admise, par=agent)
    lettre = au_candidat(admise)
    mots = {"adresse": "Zoé LE GOFF\n3 rue des Forges", "objet": "Votre jury", "corps": "Bonjour,\n\nBravo."}
    modifier_lettre(lettre=lettre, courriel="z@exemple.fr", **mots, par=agent, a=CE_JOUR)
    lettre.refresh_from_db()
    assert (lettre.envoi.destinataire, lettre.envoi.objet) == ("z@exemple.fr", "Votre jury")
    assert lettre.envoi.texte.startswith("Bonjour,\n\nBravo.\n")
    envoyer_lettres(jury=jury, par=agent, a=CE_JOUR)
    editer_papiers(jury, a=CE_JOUR)
    lettre.refresh_from_db()
    assert "3 rue des Forges" in texte(octets_de_l_acte(lettre.papier.document))
    with pytest.raises(ErreurMetier, match="elle ne se modifie plus"):
        modifier_lettre(lettre=lettre, courriel="", **mots, par=agent, a=CE_JOUR)
    with pytest.raises(TransitionInterdite):
        ecarter_lettre(lettre=lettre, motif="Trop tard.", par=agent, a=CE_JOUR)


def test_une_adresse_otee_puis_rendue_ote_puis_rend_le_courriel(agent, admise):
    jury_clos(admise, par=agent)
    lettre = au_candidat(admise)
    mots = {"adresse": lettre.adresse, "objet": lettre.objet, "corps": lettre.corps}
    premier = lettre.envoi
    lettre = modifier_lettre(lettre=lettre, courriel="", **mots, par=agent, a=CE_JOUR)
    premier.refresh_from_db()
    assert (lettre.envoi, premier.etat) == (None, EtatCourriel.ECARTE)
    lettre = modifier_lettre(lettre=lettre, courriel="z@exemple.fr", **mots, par=agent, a=CE_JOUR)
    assert (lettre.envoi.etat, lettre.envoi.destinataire) == (EtatCourriel.RETENU, "z@exemple.fr")
    with pytest.raises(ErreurMetier, match="Aucun document ne peut imprimer"):
        modifier_lettre(lettre=lettre, courriel="", **mots | {"corps": "🙂"}, par=agent, a=CE_JOUR)


def test_une_lettre_ecartee_ne_part_ni_par_courriel_ni_sur_papier(agent, admise):
    jury = jury_clos(admise, par=agent)
    Lettre.objects.filter(pour=Destinataire.ENTREPRISE).update(courriel="", envoi=None)
    for lettre in Lettre.objects.all():
        ecarter_lettre(lettre=lettre, motif="Remise en main propre.", par=agent, a=CE_JOUR)
    assert Courriel.objects.get(lettre__pour=Destinataire.CANDIDAT).etat == EtatCourriel.ECARTE
    with pytest.raises(ErreurMetier, match="Aucune lettre n’attend"):
        envoyer_lettres(jury=jury, par=agent, a=CE_JOUR)
    assert journal_de(admise).filter(acte="lettre")[0].phrase.endswith("écartée : Remise en main propre.")


def test_deux_blocs_un_seul_admis_la_lettre_dit_les_deux(agent, referentiel):
    from jurys.queries.synthese import lire_synthese
    from jurys.services.deliberation import decider
    from tests.jurys.factories import clore_et_editer, creer_jury_compose, ouvrir, presenter

    inscription = dossier_pret(referentiel=referentiel, blocs=(1, 2), non_maitrisees=(3,))
    Candidat.objects.filter(pk=inscription.candidat_id).update(sexe="")
    jury = creer_jury_compose()
    [presentation] = presenter(jury, inscription, par=agent)
    ouvrir(jury, par=agent)
    presentation.refresh_from_db()
    for titre in lire_synthese(presentation.synthese).titres:
        admis = all(bloc.maitrise for bloc in titre.blocs)
        decider(
            presentation=presentation,
            bloc=titre.bloc,
            decision="A" if admis else "NA",
            motif="Vu.",
            par=agent,
            a=CE_JOUR,
        )
    clore_et_editer(jury, par=agent)
    premier, second = [c.version_bloc for c in referentiel.compositions.order_by("ordre")]
    dit = corps(au_candidat(inscription))
    assert dit.startswith("Madame, Monsieur, Nous vous informons")
    de = f"du {referentiel} ({referentiel.certification.code})"
    assert (
        f"admis(e) à la certification suivante : – bloc de compétences {premier.intitule} ({premier.bloc}), {de}" in dit
    )
    assert "Il ne vous a pas déclaré(e) admis(e) à la certification professionnelle suivante : – bloc de" in dit
    assert f"{second.intitule} ({second.bloc}), {de} Vous avez acquis" in dit
    assert date(2031, 12, 8) == inscription.acquis.get().expire_le


def test_un_organisme_ne_voit_ses_resultats_qu_a_leur_envoi(agent, admise, organisme, autre_organisme, membre_of):
    """Neither its files nor its certificates until then; its other files are seen as ever, and another OF's release
    tells it nothing."""
    en_cours = dossier_pret(referentiel=admise.referentiel, organisme=organisme)
    ailleurs = dossier_pret(referentiel=admise.referentiel, organisme=autre_organisme)
    sans = dossier_pret(referentiel=admise.referentiel, voie="vae", organisme=None)
    jury = jury_clos(admise, ailleurs, sans, par=agent)

    def vus():
        inscriptions = Inscription.objects.visibles_par(membre_of)
        attendus = Inscription.objects.resultats_attendus_par(membre_of)
        return set(inscriptions), Certificat.objects.visibles_par(membre_of).count(), set(attendus)

    assert vus() == ({en_cours}, 0, {admise})
    assert set(Inscription.objects.visibles_par(agent)) >= {admise, ailleurs, sans}
    assert Inscription.objects.resultats_attendus_par(agent).count() == 0
    envoyer_lettres(jury=jury, organismes=[ailleurs.organisme_id, None], par=agent, a=CE_JOUR)
    assert vus() == ({en_cours}, 0, {admise})
    envoyer_lettres(jury=jury, par=agent, a=CE_JOUR)
    assert vus() == ({en_cours, admise}, 1, set())


def test_la_derniere_lettre_ecartee_laisse_dire_les_resultats_de_l_organisme(agent, admise, membre_of):
    jury_clos(admise, par=agent)
    lettres = list(Lettre.objects.order_by("pk"))
    assert len(lettres) == 2
    for reste, lettre in zip((1, 0), lettres, strict=True):
        ecarter_lettre(lettre=lettre, motif="Remise en main propre.", par=agent, a=CE_JOUR)
        assert Inscription.objects.resultats_attendus_par(membre_of).count() == reste
        assert Courriel.objects.filter(acte="resultats_organisme").exists() == (not reste)


def test_il_part_autant_de_lettres_qu_annonce(agent, admise):
    jury = jury_clos(admise, par=agent)
    with pytest.raises(ErreurMetier, match="Lettres annoncées : 3 ; à envoyer maintenant : 2"):
        envoyer_lettres(jury=jury, attendues=3, par=agent, a=CE_JOUR)
    assert len(envoyer_lettres(jury=jury, attendues=2, par=agent, a=CE_JOUR)) == 2
