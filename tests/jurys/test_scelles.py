"""What a closing or a delivery sealed: every field of it attacked in raw SQL, every way of the ORM, the rows added or
taken away; and each time the same with the seals lifted, which passes."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, transaction

from candidats.models import Acquis, BlocCertifie
from certif_portal.centre.models import VersoCertificat
from certif_portal.commun.administration import VOIR
from certif_portal.commun.declencheurs import (
    LigneScellee,
    poser_scelles,
    sans_scelles,
    scellement_de,
    tables_scellees,
)
from certif_portal.commun.immuable import ROLE_PURGE
from certif_portal.commun.models import ContenuFichier, DocumentRendu, Fichier, MaillonJournal
from certif_portal.portail.models import RapportAnnuel
from evaluations.choix import ConclusionVAE
from evaluations.models import Grille, VersionGrille
from jurys.choix import EtatJury
from jurys.models import (
    Certificat,
    CompteurCertificat,
    ConstatConformite,
    DecisionBloc,
    Effacement,
    Jury,
    LettresConvocation,
    LignePurge,
    MembreJury,
    NumeroNational,
    NumerosPasses,
    Papier,
    PieceJury,
    Presentation,
    Purge,
    ValidationCompetence,
)
from jurys.services.certificat import delivrer_duplicata, remettre_certificat, revoquer_certificat
from jurys.services.lettre import envoyer_lettres
from jurys.services.papier import editer_papiers
from jurys.services.piece import deposer_piece_signee, remplacer_scan
from jurys.services.rectification import (
    editer_rectificatif,
    ouvrir_rectification,
    rectifier_mention,
    signer_rectification,
)
from tests.jurys.factories import CE_JOUR, PDF_MINIMAL, JuryFactory, document, dossier_pret, jury_clos, jury_edite
from tests.scelles import attaque, desceller, refuse

pytestmark = pytest.mark.django_db
EN_COMMUN = ("jury",)
SCAN = ("pv.pdf", PDF_MINIMAL, "application/pdf")
LIBRES = {
    "OrganisationSyndicale": "known from a day to a day; the papers print their own copy of its name",
    "PersonneJury": "the directory: who sat is written in MembreJury",
    "RelectureCommentaire": "work done before the opening",
    **dict.fromkeys(
        ("DossierGTP", "AnnexeGTP", "PieceComposee", "ActionCorrective", "RetraitCapacite"),
        "what is sent is a file, sealed; its follow-up goes on",
    ),
    **dict.fromkeys(("ReglagesNational", "LotNational", "LigneNational", "RetourNational"), "statuses that go on"),
    "CodeCertificat": "computed from what is sealed: it finds a certificate, and proves nothing",
    **dict.fromkeys(("GelDossier", "DemandeAcces", "ArchiveCertificats"), "work of the day, told in the journal"),
    "InformationCPREFP": "what is told before the juries; its letter is a document, sealed",
}
"""Models of the juries that seal nothing, and why."""


@pytest.fixture
def jury(agent, responsable, referentiel):
    """Closed, with at least one row of everything that is sealed."""
    jury = jury_edite(
        dossier_pret(referentiel=referentiel),
        dossier_pret(referentiel=referentiel, blocs=(1,)),
        non_admis=(dossier_pret(referentiel=referentiel, non_maitrisees=(1,)),),
        par=agent,
    )
    LettresConvocation.objects.create(jury=jury, document=document("Convocations"), nombre=1, creees_le=CE_JOUR)
    presentation, membre = jury.presentations.first(), jury.membres.last()
    with desceller():
        presentation.ecartes.add(membre)
        ConstatConformite.objects.create(
            jury=jury, reserves={"a": "b"}, constate_par=membre, enregistre_par=agent, constate_le=CE_JOUR
        )
        jury.demandes.update(issue="designe", reponse="Vu.", repondue_le=CE_JOUR.date())
        certification = presentation.inscription.referentiel.certification
        NumeroNational.objects.create(presentation=presentation, certification=certification, numero="N 1")
    NumerosPasses.objects.create(serie="Z", premier=8, dernier=9, motif="A", passes_le=CE_JOUR, passes_par=responsable)
    VersoCertificat.objects.create(type="CQPI", texte="Autre verso.", depuis=CE_JOUR, par=agent)
    piece = deposer_piece_signee(piece=jury.pieces.first(), fichier=SCAN, par=agent, a=CE_JOUR)
    remplacer_scan(piece=piece, fichier=SCAN, motif="Page manquante.", par=agent, a=CE_JOUR)
    envoyer_lettres(jury=jury, par=agent, a=CE_JOUR)
    editer_papiers(jury, a=CE_JOUR)
    certificat = Certificat.objects.first()
    delivrer_duplicata(certificat=certificat, motif="Perdu.", par=agent, a=CE_JOUR)
    revoquer_certificat(certificat=certificat, motif="Fraude.", par=responsable, a=CE_JOUR)
    commun = {"par": responsable, "a": CE_JOUR}
    rectification = ouvrir_rectification(jury=jury, motif="Erreur.", **commun)
    rectifier_mention(
        rectification=rectification, presentation=presentation, sujet="Lieu", lu="Brest", juste="Rennes", **commun
    )
    editer_rectificatif(rectification=rectification, **commun)
    signer_rectification(rectification=rectification, fichier=SCAN, **commun)
    VersionGrille.objects.create(
        grille=Grille.objects.first(),
        rang=1,
        empreinte="a" * 64,
        contenu="{}",
        signatures=[{"evaluateur": "Jean Petit"}],
        conclusion=ConclusionVAE.PARTIELLE,
        scellee_le=CE_JOUR,
        rouverte_le=CE_JOUR,
        rouverte_par=responsable,
        motif="Erreur.",
    )
    Acquis.objects.update(retire_le=CE_JOUR.date())
    BlocCertifie.objects.update(retire_le=CE_JOUR.date())
    RapportAnnuel.objects.create(
        annee=2025,
        version=2,
        motif="Erreur.",
        contenu={"x": 2},
        document=DocumentRendu.objects.first(),
        demande_par=responsable,
        demande_le=CE_JOUR,
    )
    purge = Purge.objects.create(le=CE_JOUR.date(), demandee_le=CE_JOUR, etat="en_cours", approuvee_par=responsable)
    LignePurge.objects.create(purge=purge, rang=1, regle="JETON", cible="sessions", prevues=1, depuis=CE_JOUR.date())
    Effacement.objects.create(purge=purge, cible="sessions", cle=1)
    Purge.objects.update(etat="finie", finie_le=CE_JOUR, approuvee_le=CE_JOUR)
    MaillonJournal.objects.create(
        jour=CE_JOUR.date(), premier=1, dernier=1, nombre=1, empreinte="a" * 64, fait_le=CE_JOUR
    )
    return jury


def champs_scelles():
    for table in tables_scellees():
        s = table.scellement
        for nom in (table.modele._meta.pk.name, *s.figes, *s.une_fois, *s.vidables):
            yield table.modele, table.modele._meta.get_field(nom)


@pytest.mark.postgresql
def test_chaque_champ_scelle_refuse_le_sql_brut(jury):
    """Every field of every sealed table; negative control: lifted, no seal refuses any of them."""
    assert [table.nom for table in tables_scellees() if not table.modele._base_manager.exists()] == []
    attaques = {f"{m.__name__}.{champ.name}": attaque(m, champ) for m, champ in champs_scelles()}
    assert [nom for nom, sql in attaques.items() if not refuse(sql)] == []
    with desceller():
        assert [nom for nom, sql in attaques.items() if refuse(sql)] == []


@pytest.mark.postgresql
def test_rien_ne_se_retire_ni_ne_s_ajoute(jury):
    tables = [
        table for table in tables_scellees() if table.modele not in (Fichier, ContenuFichier, VersionGrille)
    ]  # retained for a time
    pk = {table.nom: table.modele._meta.pk.column for table in tables}
    retraits = [f'DELETE FROM "{nom}" WHERE {cle} = (SELECT max({cle}) FROM "{nom}")' for nom, cle in pk.items()]
    assert [sql for sql in retraits if not refuse(sql)] == []
    ajouts = []
    for table in tables:
        if not table.scellement.ajouts:
            colonnes = ", ".join(f'"{c.column}"' for c in table.modele._meta.fields if not c.primary_key)
            ajouts.append(f'INSERT INTO "{table.nom}" ({colonnes}) SELECT {colonnes} FROM "{table.nom}" LIMIT 1')
    assert len(ajouts) >= 9
    assert [sql for sql in ajouts if not refuse(sql)] == []
    with desceller():
        assert [sql for sql in (*retraits, *ajouts) if refuse(sql)] == []


@pytest.mark.postgresql
def test_une_ligne_d_ailleurs_ne_rejoint_pas_un_jury_clos(jury):
    autre = JuryFactory()
    membre = MembreJury.objects.create(jury=autre, nom="Autret", prenom="Paul", college="patronal")
    with pytest.raises(LigneScellee, match="membre du jury, rien ne s’y ajoute plus"), transaction.atomic():
        MembreJury.objects.filter(pk=membre.pk).update(jury=jury)
    MembreJury.objects.filter(pk=membre.pk).update(jury=JuryFactory())


@pytest.mark.postgresql
def test_chaque_voie_de_l_orm_est_refusee(jury):
    """save, update, bulk_update, bulk_create, update_or_create, delete, of a row, a queryset, a relation, a link."""
    presentation = Presentation.objects.defer(None).filter(decisions_blocs=None, decision="A").first()
    certificat, membre = Certificat.objects.first(), jury.membres.first()
    presentation.decision, certificat.nom, membre.preside = "NA", "AUTRE", False
    voies = {
        "save": presentation.save,
        "save d’un champ": lambda: certificat.save(update_fields=["nom"]),
        "update": lambda: Certificat.objects.update(intitule="Autre"),
        "update d’une relation": lambda: jury.membres.update(present=False),
        "bulk_update": lambda: Presentation.objects.bulk_update([presentation], ["decision"]),
        "bulk_create": lambda: ValidationCompetence.objects.bulk_create(
            [ValidationCompetence(presentation=presentation, competence_id=1, acquise=True)]
        ),
        "update_or_create": lambda: Jury.objects.update_or_create(pk=jury.pk, defaults={"lieu": "Ailleurs"}),
        "delete d’une ligne": Papier.objects.first().delete,
        "delete": lambda: DecisionBloc.objects.all().delete(),
        "lien ajouté": lambda: presentation.ecartes.add(jury.membres.first()),
        "lien retiré": Presentation.objects.first().ecartes.clear,
        "état": lambda: Jury.objects.filter(pk=jury.pk).update(etat=EtatJury.DELIBERATION),
        "membre": membre.save,
    }

    def passe(voie):
        try:
            with transaction.atomic():
                voie()
        except LigneScellee:
            return False
        return True

    assert [nom for nom, voie in voies.items() if passe(voie)] == []
    with desceller():
        assert passe(voies["save d’un champ"])
        assert passe(voies["update"])


@pytest.mark.postgresql
def test_ce_qui_vit_encore_passe_par_les_services(jury, agent, responsable):
    autre = Certificat.objects.filter(revoque_le=None).first()
    remettre_certificat(
        certificat=autre, le=CE_JOUR.date(), remis_a="Son titulaire", comment="main", par=agent, a=CE_JOUR
    )
    revoquer_certificat(certificat=autre, motif="Erreur.", par=responsable, a=CE_JOUR)
    autre.refresh_from_db()
    assert (autre.remis_a, autre.revoque_motif) == ("Son titulaire", "Erreur.")
    Jury.objects.filter(pk=jury.pk).update(transmis_gtp_le=CE_JOUR.date(), certificats_remis_le=CE_JOUR.date())
    PieceJury.objects.filter(jury=jury).update(scan=document().fichier, signee_le=CE_JOUR, signee_par=agent)


@pytest.mark.postgresql
def test_les_compteurs_ne_reculent_pas(jury):
    assert CompteurCertificat.objects.get().dernier == Certificat.objects.count()
    recule = pytest.raises(LigneScellee, match="compteur de certificats, rien n’y change plus \\(dernier numéro\\)")
    with recule, transaction.atomic():
        CompteurCertificat.objects.update(dernier=0)
    CompteurCertificat.objects.update(dernier=40)
    libre = CompteurCertificat.objects.create(serie="ZZ", dernier=900)
    CompteurCertificat.objects.filter(pk=libre.pk).update(dernier=12)  # nothing was delivered in this series


@pytest.mark.postgresql
def test_des_octets_ne_partent_qu_avec_leur_fichier(jury):
    contenu = "DELETE FROM commun_contenufichier WHERE fichier_id = %s"
    retenu = DocumentRendu.objects.first().fichier_id
    with connection.cursor() as curseur, pytest.raises(LigneScellee, match="contenu de fichier"), transaction.atomic():
        curseur.execute(contenu, [retenu])
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
    libre = document().fichier  # referred to: its document stays
    with connection.cursor() as curseur, desceller():
        DocumentRendu.objects.filter(fichier=libre).delete()
    libre.delete()
    with connection.cursor() as curseur:
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert not ContenuFichier.objects.filter(pk=libre.pk).exists()


@pytest.mark.postgresql
def test_la_purge_seule_vide_les_donnees_personnelles(jury):
    """Under its own role: what names people, and nothing else; the application's may not."""
    vider = "UPDATE jurys_certificat SET nom = '', prenoms = '', lieu_naissance = '', presentation_id = NULL"
    assert refuse(vider)
    with connection.cursor() as curseur:
        curseur.execute(f"CREATE ROLE {ROLE_PURGE}")
        curseur.execute(f"GRANT SELECT, UPDATE ON ALL TABLES IN SCHEMA public TO {ROLE_PURGE}")
        curseur.execute(f"SET ROLE {ROLE_PURGE}")
        curseur.execute(vider)
        assert refuse("UPDATE jurys_certificat SET numero = 'MC 999999' WHERE rang = 1")
        assert refuse("UPDATE jurys_presentation SET motif = '', decision = 'A' WHERE decision = 'NA'")
        curseur.execute("UPDATE jurys_presentation SET motif = ''")
        curseur.execute("RESET ROLE")
    assert set(Certificat.objects.values_list("nom", "presentation")) == {("", None)}


@pytest.mark.postgresql
def test_les_poser_deux_fois_ne_change_rien(jury):
    poser_scelles(connection)
    avant = fonctions()
    poser_scelles(connection)
    assert fonctions() == avant != []  # nothing was locked for it
    assert refuse("UPDATE jurys_certificat SET nom = nom || 'x'")


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "geste",
    [
        "ALTER TABLE jurys_certificat DISABLE TRIGGER scelle",
        "DROP TRIGGER scelle ON jurys_certificat",
        "DROP FUNCTION scelle_jurys_certificat() CASCADE",
        "CREATE OR REPLACE FUNCTION scelle_jurys_certificat() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NEW; END $$",
    ],
)
def test_un_scelle_defait_est_remis_et_lui_seul(jury, geste):
    poser_scelles(connection)
    avant = fonctions()
    with connection.cursor() as curseur:
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the commit holds the table
        curseur.execute(geste)
    assert not refuse("UPDATE jurys_certificat SET nom = nom || 'x'")
    poser_scelles(connection)
    assert refuse("UPDATE jurys_certificat SET nom = nom || 'y'")
    assert {nom for nom, _ in set(fonctions()) ^ set(avant)} == {"scelle_jurys_certificat"}


@pytest.mark.postgresql
def test_le_scelle_d_une_table_qui_n_en_a_plus_s_en_va(jury):
    poser_scelles(connection)
    with connection.cursor() as curseur:
        curseur.execute(
            "CREATE FUNCTION scelle_d_hier() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
        )
    poser_scelles(connection)
    assert "scelle_d_hier" not in dict(fonctions())


def fonctions() -> list[tuple[str, int]]:
    """Each function of the seals, and which it is: made anew, it is another."""
    with connection.cursor() as curseur:
        curseur.execute(r"SELECT proname, oid::int8 FROM pg_proc WHERE proname LIKE 'scelle\_%' ORDER BY 1")
        return curseur.fetchall()


@pytest.mark.sqlite
def test_la_demonstration_sur_sqlite_scelle_aussi(agent, referentiel):
    if connection.vendor != "sqlite":
        pytest.skip("l’autre moteur")
    jury = jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    assert not refuse("UPDATE jurys_certificat SET nom = nom || 'x'")
    poser_scelles(connection)
    assert [
        sql
        for sql in (
            "UPDATE jurys_certificat SET nom = nom || 'x'",
            "DELETE FROM jurys_certificat",
            "UPDATE jurys_presentation SET decision = 'NA'",
            "UPDATE jurys_jury SET etat = 'deliberation'",
            "DELETE FROM jurys_membrejury",
            "UPDATE commun_contenufichier SET octets = x'00'",
        )
        if not refuse(sql)
    ] == []
    Jury.objects.filter(pk=jury.pk).update(transmis_gtp_le=CE_JOUR.date())


def test_chaque_champ_d_un_modele_scelle_est_declare():
    """Frozen, or said free: a new field is one or the other, once."""
    for table in tables_scellees():
        champs = sorted(champ.name for champ in table.modele._meta.fields if not champ.primary_key)
        assert sorted(table.scellement.declares) == champs, table.modele.__name__
        assert set(table.scellement.personnels) <= set(table.scellement.declares), table.modele.__name__
        liens = {champ.name for champ in table.modele._meta.local_many_to_many}
        assert set(table.scellement.liens) == liens, table.modele.__name__


def test_chaque_modele_des_jurys_scelle_ou_dit_pourquoi_non():
    modeles = list(apps.get_app_config("jurys").get_models())
    assert {modele.__name__ for modele in modeles if not scellement_de(modele)} == set(LIBRES)


def test_l_administration_ne_modifie_rien_de_scelle():
    """What is sealed is at most read there: no page, no column of a list, no row of another page writes it."""
    scelles = {table.modele for table in tables_scellees()}
    pages = [page for modele, page in admin.site._registry.items() if modele in scelles]
    assert {page.model.__name__: page.droits for page in pages} == {"Jury": {VOIR}}
    lignes = [ligne for page in admin.site._registry.values() for ligne in page.inlines if ligne.model in scelles]
    assert [ligne for ligne in lignes if ligne.droits != {VOIR}] == []


@pytest.mark.sqlite
def test_un_bloc_qui_echoue_ne_laisse_pas_les_scelles_leves(db):
    """On both engines: what fails while the seals are lifted leaves them laid; negative control inside."""
    VersoCertificat.objects.create(type="CQPI", texte="Un verso.", depuis=CE_JOUR)
    recrire = "UPDATE centre_versocertificat SET texte = 'Un autre.'"
    with pytest.raises(ZeroDivisionError), sans_scelles(connection):
        assert not refuse(recrire)
        1 / 0  # noqa: B018  # the block that fails
    assert refuse(recrire)


@pytest.mark.postgresql
def test_un_bloc_delivre_par_rectification_s_ajoute_sans_rien_faire_dire_au_premier_pv(jury):
    """Decision 0289: a row that says something of the jury's own decision does not join a closed jury."""
    presentation = Presentation.objects.filter(decisions_blocs=None, decision="NA").first()
    bloc = presentation.inscription.referentiel.compositions.first().version_bloc
    for dite in ({"decision": "A", "decidee_le": CE_JOUR}, {"decidee_le": CE_JOUR}):
        with pytest.raises(LigneScellee, match="rien ne s’y ajoute plus"), transaction.atomic():
            DecisionBloc.objects.create(presentation=presentation, version_bloc=bloc, rectifiee="A", **dite)
    assert DecisionBloc.objects.create(presentation=presentation, version_bloc=bloc, rectifiee="A").en_vigueur == "A"
