"""Everyday words of the site's Latin languages, as people type them in comments.

Written from general knowledge, not drawn from any test data. Short comments carry too few
letters for a letter model alone; one "porfa" or "bonne" settles what it cannot.
"""

from __future__ import annotations

EN = frozenset(
    """
    the a an and or but if so because of to in on at by for with from into about over under after before
    i you he she it we they me him her us them my your his its our their mine yours this that these those
    is are was were be been being am do does did done doing have has had having will would can could should
    shall may might must not no yes yeah yep nope ok okay what where when who whom why how which there here
    then than too very just only also even still again ever never always often really actually literally
    i'm i've i'll i'd it's that's there's what's who's you're you've you'll we're we've they're don't doesn't
    didn't can't couldn't won't wouldn't isn't aren't wasn't weren't ain't haven't hasn't let's dont cant im
    ive thats whats gonna wanna gotta kinda sorta lemme gimme y'all
    good great nice cool cute pretty beautiful gorgeous lovely amazing awesome perfect funny happy sad sorry
    hello hi hey thanks thank please welcome bye goodbye goodnight morning night evening today tomorrow
    yesterday day week month year time people friend friends family home house school work job food recipe
    cat cats dog dogs kitty puppy baby girl guy guys boy boys man woman men women kid kids mom dad sister
    brother dude bro bruh sis queen king lol haha omg wow oops ugh yay aww
    love like want need know think see look looks looking come go going went get got getting make made take
    took give say said tell told ask try trying tried buy bought use used eat eating drink drop play read
    learn learning speak speaking talk write call help show post share follow find found feel feels wait
    watch start stop keep miss mean means first last next new old big little small same other another
    one two three four five six seven ten all some any many much more most every each both few lot lots
    something anything nothing everything someone anyone everyone nobody thing things way world life heart
    best better worst bad worse right wrong true fire energy shirt shoes outfit look price rent money city
    country english chinese spanish french language word words question answer name place room tonight
    weekend pic pics photo picture video song music movie game phone app account comment comments page
    hair skin skincare makeup color colour red blue green black white pink summer winter spring rain snow
    else own such than through while until without during between against around down up out off back away
    ate lowkey highkey vibes vibe slay mood literally obsessed iconic relatable facts honestly definitely
    maybe probably exactly totally absolutely anyway though tho yet soon later now ago once twice
    according during across among within including since although however whether several because
    says told found made left called including president police government state states part end million
    group report company public against former early late high long full open close near able may
    himself themselves itself whose each took came let seen known given become became
    children man's away ago local national international team player season goal war law court case
    """.split()
)
FR = frozenset(
    """
    le la les un une des du de et ou mais si donc car parce que qui quoi dont où ou quand comment
    pourquoi combien quel quelle quels quelles je tu il elle on nous vous ils elles me te se lui leur
    moi toi eux mon ma mes ton ta tes son sa ses notre nos votre vos leurs ce cet cette ces ça ca cela ici là
    est es suis sont sommes êtes etes était étaient être etre ai as a avons avez ont avait avoir fait faire fais
    va vais vas vont aller peux peut peuvent pouvez veux veut voulez dois doit faut sais sait savoir dit dire
    voir vois venir viens vient prendre mets mettre trouve trouver acheté acheter mange manger aime aimer adore
    kiffe pas ne non oui ouais plus très tres trop bien mal peu beaucoup aussi encore toujours jamais déjà deja
    rien tout tous toute toutes même meme autre autres avec sans pour par dans sur sous chez vers entre depuis
    pendant avant après apres contre au aux en y alors puis enfin voilà voila quelqu'un aujourd'hui demain hier
    bonjour bonsoir salut coucou merci bisous bises bienvenue svp stp désolé désolée pardon bravo bonne bon
    bons bonnes nuit soir matin jour journée semaine mois année ans an heure temps fois vie monde gens ami
    amis amie copine copain famille mère père soeur sœur frère enfant enfants fille fils femme homme mec meuf
    chat chats chaton chien chiens maison école travail boulot argent ville pays rue cuisine recette plat
    appétit repas gâteau belle beau beaux belles joli jolie mignon mignonne magnifique superbe génial géniale
    super drôle moche petit petite grand grande gros grosse nouveau nouvelle vieux jeune vrai vraie faux
    content contente heureux triste fatigué mort morte chaud froid couleur tenue robe chaussures coiffure
    mdr ptdr jsp tkt bcp pk wesh grave stylé stylée ouf trouvé besoin envie merde putain français francais
    langue anglais chinois quelque chose vraiment juste aucun aucune chaque plusieurs deux trois quatre cinq six
    sept huit neuf dix c'est j'ai j'adore j'aime d'accord n'est qu'est t'es s'il l'air
    selon lors lorsque durant cependant ainsi dès tandis afin malgré parmi plutôt environ presque ont été sera
    seront serait aurait avaient étais soit ayant fut dit dire déclaré annoncé indiqué affirmé président police
    gouvernement état états partie fin premier première dernier dernière nouveaux nouvelles hommes femmes personnes
    personne groupe entreprise public ancien ancienne juin juillet août mars avril janvier février septembre
    octobre novembre décembre lundi mardi mercredi jeudi vendredi samedi dimanche celui celle ceux dont ailleurs
    ensuite quiconque quelques certains certaines plusieurs joueur équipe saison guerre loi cour incendie situé
    """.split()
)
ES = frozenset(
    """
    el la los las lo un una unos unas a de del al y e o u pero si sí no porque que qué quien quién cual cuál
    cuando cuándo donde dónde como cómo cuanto cuánto cuanta cuánta cuantos cuántos yo tú tu él ella usted
    nosotros ustedes ellos ellas me te se nos le les mi mis mí tus su sus nuestro nuestra este esta esto estos
    estas ese esa eso esos esas aquel aquí aqui ahí allí allá acá es soy eres son somos era eran ser fue estoy
    está esta están estás estamos estar hay he has ha han hemos haber tengo tienes tiene tienen tener hago
    haces hace hacen hacer voy vas va van vamos ir quiero quieres quiere querer puedo puedes puede pueden poder
    sé sabes sabe saber digo dice dicen decir ver veo ves mira mirar viene vengo venir dar dame deja pasa
    pásame compré compraste comprar encanta encantan encantó gusta gustan gustó amo ama adoro muero necesito
    con sin para por en entre sobre desde hasta hacia contra según muy más mas menos mucho mucha muchos muchas
    poco poca tan tanto también tambien tampoco ya aún todavía siempre nunca jamás nada algo alguien nadie todo
    toda todos todas otro otra otros otras mismo misma cada solo sólo bien mal mejor peor ahora hoy mañana ayer
    luego después despues antes entonces así asi pues bueno buena buenos buenas hola gracias favor porfa
    porfavor adiós adios chao saludos besos abrazos bienvenido bienvenida bienvenidos perdón disculpa felicidades
    día dia días dias noche noches tarde tardes semana mes año años hora tiempo vez vida mundo gente amigo
    amiga amigos amigas familia madre padre mamá papá hermano hermana hijo hija hijos niño niña chico chica
    mujer hombre gato gatito gatos gata perro perrito perros casa escuela trabajo dinero ciudad país calle
    comida receta cocina rico rica hermoso hermosa lindo linda bonito bonita guapo guapa precioso preciosa
    increíble genial feo fea pequeño grande nuevo nueva viejo joven feliz triste cansado enfermo envidia
    jaja jajaja jajajaja wey güey tío tía vale venga chévere padre órale ay uy dios mío buenísimo español
    inglés chino idioma tarea ayuda ayudar ayuden alguno alguna dos tres cuatro cinco seis siete ocho nueve
    diez ropa color pelo zapatos vestido cuesta cuestan precio mucho muchísimo desde méxico españa argentina
    según tras durante mientras aunque sin embargo además cerca casi fueron será serán sería había habían sido dijo
    afirmó anunció declaró indicó presidente policía gobierno estado estados parte fin primer primera primero último
    última nuevos nuevas hombres mujeres personas persona grupo empresa público antiguo junio julio agosto marzo abril
    enero febrero septiembre octubre noviembre diciembre lunes martes miércoles jueves viernes sábado domingo hizo
    cuyo cualquier varios varias algunos algunas equipo jugador temporada guerra ley corte ciudad mayor menor pudo
    durante asimismo procedente aquellos quienes sea sean haya pueda ataque
    """.split()
)
PT = frozenset(
    """
    o a os as um uma uns umas de do da dos das no na nos nas ao aos à às e ou mas se porque que quê quem qual
    quais quando onde como quanto quanta quantos quantas eu tu ele ela você voce vc vcs vocês voces nós eles
    elas me te lhe meu minha meus minhas teu tua seu sua seus suas nosso nossa dele dela este esta isto esse
    essa isso esses essas aquele aquela aquilo aqui aí ai ali lá é sou és são somos era eram ser foi estou tô
    to está tá ta estão estamos estar há tem têm tenho temos ter tinha faz faço fazer vou vai vão vamos ir
    quero quer querer posso pode podem poder sei sabe saber digo diz dizer ver vejo vi olha olhar vem venho vir
    dar deu dá comprei comprou comprar amei amo ama amar adoro adorei gosto gostei gosta preciso precisa ajuda
    ajudar com sem para pra pro por pelo pela em entre sobre desde até contra muito muita muitos muitas mais
    menos pouco pouca tão tao tanto também tambem ainda já sempre nunca nada algo alguém alguem ninguém tudo
    todo toda todos todas outro outra outros outras mesmo mesma cada só so bem mal melhor pior agora hoje
    amanhã amanha ontem depois antes então entao assim pois bom boa bons boas oi olá ola obrigado obrigada obg
    valeu vlw favor tchau beijo beijos bjs abraço abraços bem-vindo bem-vinda desculpa desculpe parabéns
    saudade saudades dia dias noite tarde manhã semana mês ano anos hora tempo vez vida mundo gente amigo amiga
    amigos amigas família mãe pai irmão irmã filho filha filhos menino menina moça cara mano galera mulher
    homem gato gatinho gatos gata cachorro cachorrinho casa escola trabalho dinheiro cidade país rua comida
    receita cozinha gostoso gostosa delícia lindo linda lindos bonito bonita fofo fofa fofinho maravilhoso
    maravilhosa incrível legal feio feia pequeno grande novo nova velho jovem feliz triste cansado demais
    kkk kkkk kkkkk rsrs rs blz tmj pq tb tbm né ne nossa caramba meu deus não nao sim uai ué português inglês
    chinês língua idioma aluguel preço quanto custa roupa cabelo sapatos vestido cor dois duas três quatro
    cinco seis sete oito nove dez brasil portugal fazendo falando morri rindo chorando aqui coisa coisas
    segundo durante enquanto embora além cerca quase foram será serão seria havia tinham sido disse afirmou afirma
    anunciou declarou indicou acrescentou acho presidente polícia governo estado estados parte fim primeiro primeira
    último última novos novas homens mulheres pessoas pessoa grupo empresa público antigo antiga junho julho agosto
    março abril janeiro fevereiro setembro outubro novembro dezembro segunda terça quarta quinta sexta sábado domingo
    fez cujo qualquer vários várias alguns algumas equipe equipa jogador temporada guerra lei tribunal maior menor
    num numa nesta neste nessa nesse desta deste dessa desse pelos pelas após ficou fica deve devem teve houve sendo
    apenas seja sejam ver
    """.split()
)

WORDS: dict[str, frozenset[str]] = {"en": EN, "fr": FR, "es": ES, "pt": PT}


def weights() -> dict[str, dict[str, float]]:
    """How much one word speaks for each language: a word of one language alone speaks loudest."""
    out: dict[str, dict[str, float]] = {}
    for lang, words in WORDS.items():
        for word in words:
            out.setdefault(word, {})[lang] = 0.0
    for langs in out.values():
        for lang in langs:
            langs[lang] = (1.0, 0.5, 0.25, 0.1)[len(langs) - 1]
    return out
