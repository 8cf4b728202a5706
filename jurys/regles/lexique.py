"""Words that help to tell a name from a word of the trade in a comment. Keys: lower case, no accent."""


def _mots(texte: str) -> frozenset[str]:
    return frozenset(texte.split())


PARTICULES = _mots(
    """de du des d la le les l el al ben bin ibn bou van von der den dos das da di del della mac mc saint sainte
    st ste"""
)
"""Never a name by themselves; part of a name as a whole."""

CIVILITES = _mots(
    """m mm mr mrs mme mmes mlle mlles monsieur madame mademoiselle messieurs mesdames dr docteur me maitre"""
)

COURANTS = _mots(
    """petit grand gros blanc blanche noir brun roux rousse long court bon bonne bel belle beau rose pierre
    claire marine fleur olive constant clement aime aimee parfait juste franc franche france victoire prudent
    noel pascal ange max gentil carre rond plan plat tour tours moulin fontaine marchand marechal meunier
    tailleur tourneur soudeur mercier boucher berger charpentier masson macon fort vert rouge gris poulain
    marteau lime limes forge forges acier cuivre fer mars avril mai aout jour soir matin roi prince comte chef
    maire maitre page pages pas bas haut vite vu do va li si sa so cadet second premier angelique modeste
    loyal loyale martial vital prosper placide violette lys reine aurore melodie celeste desire desiree barre
    rameau fosse pont lacroix vasseur bonnet chevalier cordier leger sage doucet marin jolie dore dorian regis
    tom charge fils pere frere coller piquet robin bernard bois val valet pin sapin cochet mouton loup renard
    merle"""
)
"""Names that are words too: only their capital makes them suspect."""

PRENOMS = _mots(
    """abdel abdelkader abderrahmane abdou abdoul abdoulaye achille adam adama adele adeline adem adrian adrien
    adrienne agathe agnes ahmed aicha aida aissa aissata alain alan alban albert alberto alessandro alex
    alexandra alexandre alexia alexis alfred ali alice alicia alina aline alison aliou alix allan alma aloys
    amadou amandine amar amaury ambre amel amelie amina amine amir amira anais anas anatole andrea andree
    andre andrei andrew andrzej andy angela angelina angelo anisse anissa anita anna annabelle anne annick
    annie anouk anthony antoine anton antonin antonio antony apolline ariane arielle armand armelle arnaud
    arsene arthur astrid aubin aude audrey auguste augustin aurelia aurelie aurelien axel axelle aya aymeric
    ayoub aziz azziz baptiste barbara bastien beatrice benedicte benjamin benoit berenice bernadette bertrand
    bilal blaise boris boubacar brahim brandon brenda brice brigitte bruno bryan camel camille candice carine
    carla carlos carole caroline cassandra catherine cecile cedric celestin celia celina celine chantal
    charlene charles charlie charline charlotte chloe chris christel christelle christian christiane christine
    christophe christopher cindy claude claudia claudie claudine clea clementine cleo clotilde clothilde
    clovis colette colin come coralie coralyne corentin corinne cyprien cyril cyrille dagmar damien daniel
    daniele danielle danny dany daouda daphne david deborah delphine denis denise diana diane didier diego
    dimitri djamel djibril dominique donovan dorothee driss dylan edgar edith edmond edouard eddy elea
    eleonore eliane elias elie eliott elisa elisabeth elise elliot elodie eloi eloise elsa elvis emeline
    emeric emile emilie emilien emma emmanuel emmanuelle enora enzo eric erika erin erwan erwann esteban
    estelle esther ethan etienne eugene eugenie eva evan evelyne ewen fabien fabienne fabrice fadila faiza
    fanny fanta farid farida fatima fatiha fatou fatoumata faustine felicie felix ferdinand fernando filipe
    fiona flavie flavien flora florence florent florentin florian floriane fouad franck francis francisco
    franco francois francoise frank fred freddy frederic frederique gabin gabriel gabriela gabrielle gael
    gaelle gaetan gaspard gaston gauthier gautier genevieve geoffrey geoffroy george georges georgette gerald
    geraldine gerard germain ghislain ghislaine gilbert gildas gilles gisele giulia gladys goulven gregoire
    gregory gualtiero guenael guilhem guillaume gurvan gustave guy gwenael gwenaelle gwendal gwendoline
    hadrien hakim hamid hamza hanna hannah harold hassan heloise henri henriette herve hicham hortense houda
    hubert hugo hugues ibrahim ibrahima idriss igor ilan ilias ilona imane imene ines ingrid irene iris irina
    isaac isabelle ismael issa ivan jacek jack jacky jacqueline jacques jad jade jalil jamal james jamila jan
    janine jason javier jawad jean jeanne jeannine jennifer jeremie jeremy jerome jessica jessy jimmy joachim
    joan joana joao joaquim jocelyn jocelyne joel joelle joffrey johan johann johanna john johnny jonas
    jonathan jordan jorge jose josephine joseph josette josiane josselin josue juan jules julia julian juliane
    julie julien julienne juliette justin justine kamel kamal karen karim karima karine karl katarzyna katell
    kathleen katia kelly kenny kenza kevin khadija khadidja khaled khalid killian kylian kilian klaus
    krzysztof laetitia lahcen laila lamine lara larbi laura laure laureen laurence laurent laurie laurine lea
    leandre leila lena leo leon leonard leonie leonor leopold leslie lilas lilian liliane lilou lily linda
    line lionel lisa lise loan loic loick lola lorena lorenzo loris lou louane louanne louis louisa louise
    louison luc luca lucas lucette lucia lucie lucien lucienne ludivine ludovic luigi luis luisa luka lukas
    lukasz lydia lydie mael maelle maelys magali maite malik malika malo mamadou manon manuel manuela marc
    marcel marceau marcelle marcin marco margaux margot maria mariam mariama marianne marie marielle marina
    mario marion marius mariusz marjorie marlene marta marthe martin martine marvin maryam maryline maryse
    maryvonne mateo mateusz mathias mathieu mathilde mathis mathurin matteo matthias matthieu maud maurice
    maxence maxime maya mehdi melanie melina melissa melvin mercedes meriem michael michal michel michele
    micheline mickael miguel mikael mike mila milan mireille miriam mohamed mohammed moise monia monique
    morgan morgane mouhamed mounir mourad moussa muriel murielle mustapha myriam mylene nabil nadege nadia
    nadine nael naima najat nancy naomi nasser natacha natalia nathalie nathan nathanael nedjma nelly nelson
    nicolas nicole nikola nils nina ninon noah noam noe noela noelle noemie nolan nolwenn nora norah norbert
    noura nour oceane octave odile olga olivia olivier omar ophelie oriane orlane oscar otilia ousmane owen
    paco pamela paola paolo pascale patrice patricia patrick paul paula paule paulette paulin pauline paulo
    pawel pedro peggy perrine peter philippe pierrick pierrot piotr quentin rachel rachid rachida raphael
    raphaelle raoul raymond raymonde rayan rebecca regine reine remi remy renaud rene renee ricardo richard
    rita robert roberto rodolphe rodrigo rodrigue roger roland romain romane romaric romeo ronan roselyne rosa
    roxane ruben ruben rudy ryan sabine sabrina sacha said saida salah salim salima salome salomon sam
    samantha samba sami samia samir samira sammy samuel samy sandra sandrine sandy sara sarah sarra sebastian
    sebastien segolene selim selma serge sergio severine shana sharon sibylle sidonie silvia simon simone
    sofia sofiane solange solene soizic sonia sophia sophie soraya souad soufiane souleymane stacy stanislas
    stefan stella stephan stephane stephanie steve steven suzanne sven swann sybille sylvain sylvaine
    sylvestre sylvia sylviane sylvie tanguy tania tatiana teddy teo teresa thais thea theo theodore theophile
    theresa therese thibaud thibault thibaut thierry thomas tiago tifenn tiffany timeo timothe timothee
    titouan tiphaine tomasz tony toussaint tristan tugdual ugo ulysse urbain ursule valentin valentine
    valerian valerie vanessa vasile vera veronique vianney victor victoria vincent virginie vivian viviane
    vladimir waldemar walid walter warren wassim wendy wilfried wilfrid william willy xavier yacine yael yan
    yanis yann yannick yannis yasmina yasmine yassin yassine yohan yohann yolande youcef younes youssef yusuf
    yvan yves yvette yvon yvonne zacharie zahia zakaria zakia zineb zoe zora zouhair"""
).difference(COURANTS)

PATRONYMES = _mots(
    """adam allard andre andrieu arnaud aubert aubry bailly barbier baron barthelemy baudry benali benoit bertin
    bertrand besson blanchard blanchet bodin bonneau boucher bouvier boyer brunet caron carpentier chauvin
    chevallier clavel colin collet cordier coulibaly cousin daniel david delaunay delattre deschamps devaux
    diallo diarra diop dubois dufour dumas dumont dupont dupuis dupuy durand duval etienne fabre faure
    fernandez ferreira fofana fournier francois gaillard garcia garnier gauthier gautier gerard germain
    gilbert gillet girard giraud goncalves gonzalez gueguen guerin guichard guillaume guillot guyot haddad
    henry herve hoang hubert huet humbert jacob jacquet janvier jean joly julien kaya keita klein konate
    lambert laurent leblanc lebreton leclerc leclercq lecomte lefebvre lefevre legall legoff legrand lejeune
    lemaire lemaitre lemoine leroux leroy lopes lopez louis lucas mahe maillard mallet marie martinez masse
    mathieu menard michaud michel millet monnier moreau morel morin morvan moulin muller nguyen nicolas noel
    olivier ouattara paris pelletier pereira perez perret perrier perrin perrot petitjean pham philippe picard
    pichon poirier prevost quere renaud renault rey reynaud richard riviere robert rodrigues rodriguez roger
    rolland rousseau roussel royer sanchez sangare schmitt simon sissoko sow thomas tran traore vallet vidal
    vincent weber yilmaz"""
).difference(COURANTS)

SIGLES = _mots(
    """a b c d e f g cqpm cqpi ccpm ccpi bdc rncp rs uimm cfai afpi of vae cpf opco gtp cpnefp cap bep bac bts
    dut but cqp tp cao dao fao cfao pao erp gpao gmao mes sap cn cnc cfn pc pdf usb plc api ihm scada grafcet
    led hmi tig mig mag arc tag mmt tri iso en nf din afnor ce qhse hse qse epi epc sst tms caces habilitation
    ht bt tbt tgbt amdec spc msp msa cpk cp cap spi kpi qrqc pdca dmaic smed tpm trs oee jat jit kanban kaizen
    lean pareto ishikawa gantt pert raci opl poka yoke andon heijunka fifo lifo rex ra rz hrc hrb hb hv mpa nm
    mm cm kg kv kw kwh rpm vc fz ap ae it ft fi dfm gps xyz x y z ok nok rh se de ce des pme tpe sav cse chsct
    duerp fds inrs carsat rgpd ot dt be bm bu r d qualiopi certimetal france europe excel word powerpoint
    outlook teams internet windows solidworks catia autocad topsolid mastercam inventor creo esprit siemens
    sinumerik heidenhain fanuc mazak num haas okuma doosan dmg mori schneider rockwell omron keyence festo
    bosch rexroth abb kuka staubli yaskawa universal robots atex vickers brinell charpy palmer micrometre
    mitutoyo five whys 5s 6s 5m 8d ppm aq mq sl hm cdi cdd nc ncr of"""
)
"""Initials and proper names of the trade: never those of a person."""

PERMIS = _mots(
    """il elle ils elles on nous vous je tu ce cet cette ces celui celle le la les un une des du de au aux en et
    ou mais donc or ni car que qui quoi dont pas non oui ne n l d s j c qu y a tout toute tous toutes tres
    trop peu plus moins bien mal bon bonne bons bonnes assez encore deja aucun aucune rien jamais toujours
    parfois souvent sans avec dans par pour sur sous chez vers selon lors lorsque quand si comme ainsi alors
    aussi apres avant depuis pendant malgre grace son sa ses leur leurs notre nos votre vos mon candidat
    candidate candidats stagiaire apprenti apprentie alternant alternante salarie salariee personne
    professionnel operateur operatrice technicien technicienne tuteur tutrice formateur formatrice evaluateur
    evaluatrice commission jury entreprise organisme centre client clients fournisseur fournisseurs collegue
    collegues equipe hierarchie responsable chef atelier service poste ligne autonomie rigueur precision
    qualite securite environnement maintenance production methode methodes competence competences bloc blocs
    activite activites point points force forces faiblesse axe axes effort efforts attention travail travaux
    gamme gammes montage reglage controle usinage soudage soudure fraisage tournage lecture plan plans piece
    pieces mesure mesures outil outils machine machines programme dossier rapport presentation projet
    expression communication organisation respect connaissance connaissances maitrise observation observations
    questionnement justification preuve preuves resultat resultats delai delais progres progression
    implication motivation initiative adaptation analyse diagnostic depannage intervention consigne consignes
    procedure procedures norme normes tolerance tolerances cote cotes ras neant idem vu voir revoir manque
    faute erreur erreurs oubli difficulte difficultes besoin attendu attendus exigence exigences critere
    criteres avis favorable reserve defavorable satisfaisant satisfaisante excellent excellente insuffisant
    insuffisante correct correcte conforme acquis acquise partiel partielle lundi mardi mercredi jeudi
    vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout septembre octobre novembre
    decembre premier premiere seconde deuxieme troisieme quelques plusieurs chaque certains certaines autre
    autres meme bravo merci felicitations certification certificat formation evaluation referentiel grille
    livret seance entretien echange situation production capable volontaire serieux serieuse ponctuel
    ponctuelle autonome intervient peut doit sait reste prevoir nonobstant cependant toutefois neanmoins
    globalement notamment malheureusement actuellement aujourd hui demain hier suite"""
)
"""Words that may bear a capital, or begin a sentence, without being a name."""

VERBES = _mots(
    """a est sait doit peut veut maitrise realise progresse travaille hesite montre respecte connait comprend
    manque reste utilise prepare controle explique presente justifie repond gere assure applique effectue ne n
    s se y confond oublie redige detecte analyse identifie organise communique regle monte programme lit
    intervient participe possede dispose prend tient met demontre mene conduit anime pilote propose verifie
    exploite etablit choisit definit adapte produit ameliore suit parle ecoute aide semble parait devra
    devrait pourra pourrait saura fera avait etait aurait serait"""
)
"""What follows a name that begins a sentence."""

FORMES = _mots(
    """sa sas sasu sarl eurl scop sci gie snc ets etablissement etablissements societe groupe holding industrie
    industries industriel industrielle atelier ateliers usine usines usinage mecanique meca metal metaux
    metallurgie metallurgique fonderie forge forges chaudronnerie tolerie soudure maintenance service services
    centre formation formations pole campus ecole lycee institut afpi cfai greta afpa chantier chantiers
    construction constructions precision technique techniques technologie technologies ingenierie france ouest
    est nord sud de du des la le les et l d en a aux uimm"""
)
"""Words of a company's name that many companies bear: they tell nothing alone."""

INTRODUCTEURS = _mots(
    """service services atelier equipe secteur pole ligne ilot bureau departement unite cellule site usine
    agence uap"""
)
MESSAGERIES = _mots(
    """gmail.com googlemail.com hotmail.fr hotmail.com outlook.fr outlook.com live.fr live.com msn.com yahoo.fr
    yahoo.com orange.fr wanadoo.fr free.fr sfr.fr neuf.fr laposte.net bbox.fr icloud.com gmx.fr aol.com
    numericable.fr protonmail.com proton.me"""
)
MOIS = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
]
