"""What is due at its bounds: who came back, who is still needed, what a hold keeps, an instant just after midnight."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from candidats.choix import EtatInscription
from candidats.courriels import annoncer_au_candidat
from candidats.models import Candidat, DemandeInscription, Inscription, PieceIdentite, PieceRecue
from certif_portal.commun.declencheurs import sans_scelles
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.fichiers import enregistrer_fichier, octets_de
from certif_portal.commun.models import Courriel, DocumentRendu
from certif_portal.commun.typographie import jour_de
from certif_portal.portail.queries.cible import PAR_CODE
from certif_portal.portail.services.courriel import imprimer_courriel
from certif_portal.portail.services.gel import geler_dossier
from certif_portal.portail.services.purge import approuver_purge, etablir_purge, executer_purge
from evaluations.models import Commission
from habilitations.models import DossierHabilitation
from jurys.choix_conservation import EtatPurge
from jurys.models import Certificat
from jurys.regles.conservation import BROUILLON_OUBLIE
from tests.candidats.factories import InscriptionFactory
from tests.jurys.factories import PDF_MINIMAL, dossier_pret, jury_clos

pytestmark = pytest.mark.django_db
A = datetime(2090, 1, 1, 3, tzinfo=UTC)


def dues(code, le):
    return sorted(PAR_CODE[code].dues(le).values_list("pk", flat=True))


def purger(le, responsable):
    purge = etablir_purge(le=le, a=A)
    if purge.etat == EtatPurge.A_APPROUVER:
        approuver_purge(purge=purge, par=responsable, a=A)
    executer_purge(purge.pk, a=lambda: A)


def finir(inscription, le):
    Inscription.objects.filter(pk=inscription.pk).update(etat=EtatInscription.ABANDONNEE, abandonnee_le=le)


def test_les_coordonnees_d_un_candidat_revenu_partent_une_seconde_fois(inscription, responsable):
    """Emptied two years after a first registration, typed again for another: they go two years after that one."""
    candidat = inscription.candidat
    finir(inscription, date(2020, 1, 1))
    purger(date(2022, 1, 2), responsable)
    candidat = Candidat.objects.get(pk=candidat.pk)
    assert candidat.courriel == ""
    candidat.courriel = "revenu@exemple.fr"
    candidat.save()
    seconde = InscriptionFactory(
        candidat=candidat, organisme=inscription.organisme, referentiel=inscription.referentiel
    )
    assert dues("coordonnees", date(2026, 12, 1)) == []  # registered again, and not over
    finir(seconde, date(2024, 6, 1))
    assert dues("coordonnees", date(2026, 6, 1)) == []
    assert dues("coordonnees", date(2026, 6, 2)) == [candidat.pk]
    purger(date(2026, 6, 2), responsable)
    assert Candidat.objects.get(pk=candidat.pk).courriel == ""
    assert dues("coordonnees", date(2026, 6, 2)) == []


def test_un_certificat_delivre_apres_minuit_garde_son_dernier_jour(agent, referentiel):
    """CERTIFICAT-CONSERVATION: half an hour after midnight here is the evening before in UTC."""
    jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    with sans_scelles(connection):
        Certificat.objects.update(delivre_le=datetime(2026, 12, 8, 23, 30, tzinfo=UTC))  # the 9th
    assert dues("certificat", date(2068, 12, 9)) == []
    assert len(dues("certificat", date(2068, 12, 10))) == Certificat.objects.count() > 0


def test_un_gel_pose_apres_les_papiers_garde_encore_la_seance(agent, referentiel, responsable, instant):
    """CONSERVATION-GEL: its sitting, though its own papers have gone the night before."""
    inscription = dossier_pret(referentiel=referentiel)
    finir(inscription, date(2026, 11, 10))
    le = date(2027, 5, 11)
    purger(le, responsable)
    assert dues("seance", le) == [Commission.objects.get().pk]
    geler_dossier(inscription=inscription, motif="Recours.", par=responsable, a=instant)
    assert dues("seance", le) == []


def test_un_gel_garde_la_demande_d_ou_vient_le_dossier(inscription, agent, responsable, instant):
    """CONSERVATION-GEL: what goes by its own date too."""
    demande = DemandeInscription.objects.create(
        demandeur="candidat",
        courriel="x@exemple.fr",
        nom_naissance="Un",
        prenom="Deux",
        voie="vae",
        date_naissance=date(1990, 1, 1),
        referentiel=inscription.referentiel,
        recue_le=instant,
        expire_le=instant,
        jeton_sha256="1" * 64,
        etat="reprise",
        traitee_le=instant,
        traitee_par=agent,
        inscription=inscription,
    )
    le = date(2027, 6, 1)
    assert dues("demandes", le) == [demande.pk]
    geler_dossier(inscription=inscription, motif="Recours.", par=responsable, a=instant)
    assert dues("demandes", le) == []


def test_la_piece_de_qui_se_reinscrit_n_est_pas_emportee(inscription, agent, responsable, instant):
    """The paper forgotten on a registration that is over goes; the one just received for the next does not."""

    def piece():
        return enregistrer_fichier(nom="p.pdf", octets=PDF_MINIMAL, type_mime="application/pdf", par=agent, a=A)

    oubliee = PieceIdentite.objects.create(
        inscription=inscription, type="carte", fichier=piece(), deposee_le=instant, deposee_par=agent
    )
    InscriptionFactory(
        candidat=inscription.candidat, organisme=inscription.organisme, referentiel=inscription.referentiel
    )
    PieceRecue.objects.create(
        organisme=inscription.organisme,
        candidat=inscription.candidat,
        fichier=piece(),
        nom="p.pdf",
        type="carte",
        empreinte="1" * 64,
        recue_le=instant,
        recue_par=agent,
    )
    finir(inscription, date(2026, 11, 10))
    purger(date(2026, 11, 20), responsable)
    oubliee.refresh_from_db()
    assert oubliee.fichier is None
    assert dues("identite", date(2026, 11, 20)) == []  # else its purge would never end
    assert PieceRecue.objects.count() == 1


def test_un_organisme_qui_redemande_n_est_pas_efface(organisme, agent, instant):
    """Its accreditation is over for five years, and its next file is being read."""
    fin = organisme.habilitations.get().date_fin
    le = fin.replace(year=fin.year + 5) + timedelta(days=1)
    assert dues("organismes", le - timedelta(days=1)) == []
    assert dues("organismes", le) == [organisme.pk]
    DossierHabilitation.objects.create(
        organisme=organisme, nature="initiale", cree_le=instant, cree_par=agent, modifie_le=instant
    )
    assert dues("organismes", le) == []


def test_une_inscription_reprise_ne_perd_pas_la_piece_qu_on_vient_d_y_deposer(organisme, referentiel, agent, instant):
    """BROUILLON-OUBLIE: a year from the last paper, deposit or change, not from the creation alone."""
    communs = {"organisme": organisme, "referentiel": referentiel, "acceptee_le": None, "acceptee_par": None}
    creee = instant.replace(year=instant.year - 2)
    brouillon = InscriptionFactory(etat=EtatInscription.BROUILLON, deposee_le=None, creee_le=creee, **communs)
    deposee = InscriptionFactory(
        etat=EtatInscription.DEPOSEE, deposee_le=jour_de(instant) - timedelta(days=30), creee_le=creee, **communs
    )
    for inscription, jour in ((brouillon, instant), (deposee, creee)):
        fichier = enregistrer_fichier(nom="p.pdf", octets=PDF_MINIMAL, type_mime="application/pdf", par=agent, a=A)
        PieceIdentite.objects.create(
            inscription=inscription, type="carte", fichier=fichier, deposee_le=jour, deposee_par=agent
        )
    reprises = Inscription.history.all()
    reprises.update(history_date=creee)
    le = jour_de(instant)
    assert dues("identite", le) == []
    dernier = BROUILLON_OUBLIE.apres(le - timedelta(days=30))
    assert dues("identite", dernier) == []
    assert dues("identite", dernier + timedelta(days=1)) == [deposee.pk]
    assert dues("identite", BROUILLON_OUBLIE.apres(le)) == [deposee.pk]
    assert dues("identite", BROUILLON_OUBLIE.apres(le) + timedelta(days=1)) == sorted([brouillon.pk, deposee.pk])
    reprises.filter(id=deposee.pk).update(history_date=instant)  # corrected that day, and nothing deposited
    assert dues("identite", dernier + timedelta(days=1)) == []
    assert dues("identite", BROUILLON_OUBLIE.apres(le) + timedelta(days=1)) == sorted([brouillon.pk, deposee.pk])


def lettre_de(inscription, instant) -> Courriel:
    Candidat.objects.filter(pk=inscription.candidat_id).update(courriel="")
    inscription.candidat.refresh_from_db()
    annoncer_au_candidat(inscription, a=instant)
    return Courriel.objects.get(acte="candidat_accueil")


def test_une_lettre_imprimee_garde_ses_octets_puis_part_comme_un_courriel(inscription, agent, responsable, instant):
    """Its document is referred to by nothing but its file; it never had an address, which says nothing of its purge."""
    lettre = imprimer_courriel(courriel=lettre_de(inscription, instant), par=agent, a=instant)
    assert octets_de(lettre.fichier)
    assert dues("documents", jour_de(instant) + timedelta(days=10)) == []
    le = date(2089, 1, 1)
    assert dues("courriels", le) == [lettre.pk]
    purger(le, responsable)
    lettre = Courriel.objects.get(pk=lettre.pk)
    assert (lettre.objet, lettre.texte, lettre.fichier, dues("courriels", le)) == ("", "", None, [])
    assert DocumentRendu.objects.get().titre == ""


def test_une_lettre_dont_les_mots_sont_effaces_ne_s_imprime_plus(inscription, agent, responsable, instant, connecte):
    """One that nobody printed goes after its own delay, by a purge that somebody approves."""
    lettre = lettre_de(inscription, instant)
    assert lettre.texte
    purger(date(2089, 1, 1), responsable)
    lettre.refresh_from_db()
    assert lettre.texte == ""
    with pytest.raises(ErreurMetier, match="effacés"):
        imprimer_courriel(courriel=lettre, par=agent, a=A)
    assert "en page la lettre" not in connecte(agent).get(lettre.get_absolute_url()).content.decode()


def test_un_courriel_efface_n_est_pas_dit_sur_papier(instant):
    courriel = Courriel(destinataire="", etat="envoye", cree_le=instant)
    assert courriel.a_qui == "adresse effacée"
