"""Which given names are forms of one another?

Each line is one group: full forms and spellings, a colon, short forms. A name may stand in several groups
(`sam` is Samuel and Samantha). Names are folded (lower case, no accents). Well-known usage, written down for
this project; a missing name costs a few bits of weight, a wrong one only makes two names look related.
"""

from __future__ import annotations

from typing import NamedTuple

_GROUPS = """
aaron aron arron: ron ronnie az
abigail abigale abbigail: abi abby abbie gail
abraham ibrahim ebrahim avraham: abe bram ibby
adam adem: ad
adrian: ade
agnes: aggie nessa
aisha ayesha aysha aishah aicha: aish
alan allan allen: al
albert: al bert bertie albie
alexander aleksander alexandre alessandro oleksandr: alex al alec alek sandy xander lex sasha
alexandra aleksandra alexandria oleksandra: alex allie sandra sandy lexi lexie sasha
alfred: alf alfie fred freddie
alice alys alicia: allie
alison allison alyson: ali allie
amelia emilia amalia: amy millie milly mia
amanda: mandy mand
andrew andrzej andrei andreas: andy drew
angela angelina: angie ange
ann anne anna ana hannah: annie nan nancy anya
anthony antony antonio: tony ant
antonia: toni
arabella: bella ara belle
archibald: archie archy
arthur artur: art artie
barbara: barb babs barbie
beatrice beatrix: bea bee trixie
benjamin binyamin: ben benny benji benjy
bernadette: bernie
bernard: bernie
bethany bethan: beth
bradley: brad
bridget brigid: bridie biddy
cameron: cam
caroline carolyn carol karolina: caz carrie caro lina
cassandra kassandra: cass cassie sandra
catherine katherine kathryn cathryn katharine kathrine katarzyna: kate katie kathy cathy kat cat kitty kay kath
cecilia cecily: cece cissy celia
charles karl carl: charlie chas chuck chaz
charlotte: charlie lottie lotte char
christina kristina christine christiana: chris chrissie tina christie chrissy
christopher kristopher kristofer krzysztof: chris kit topher kris
clara klara: claire
clement: clem
clifford: cliff
constance: connie
cornelius: con neil
cynthia: cindy
daniel daniyal danyal: dan danny
danielle daniella daniela: dani danni ella
darren: daz
david dawid dafydd davide: dave davey davie dai
deborah debra: deb debbie debs
dennis denis: den denny
derek derrick: del
desmond: des
diana diane: di
dominic dominik: dom nic
donald: don donnie
dorothy: dot dottie dolly
douglas: doug dougie
duncan: dunc
edmund: ed eddie ted ned
edward eduard: ed eddie ted teddy ned
eleanor elinor elena elenor: ellie nell ella nora nelly lena
elizabeth elisabeth elzbieta elisabeta: liz beth lizzie lizzy eliza betty libby bess betsy elsie liza ellie
ella: ellie
emily emilie: em emmy millie milly
emma: em emmy
ernest: ernie
esther ester: essie hettie
eugene evgeny yevhen: gene
evelyn: eve evie
evie eve eva ewa: evie
faisal faysal: faz
fatima fatimah fatema fatoumata: fati tima
felicity: flick fliss
fiona: fi
florence: flo flossie florrie
frances francesca: fran frankie francie fanny cesca
francis: frank frankie
frederick frederic fredrick: fred freddie freddy
gabriel: gabe gab
gabrielle gabriella gabriela: gabby ella gaby
gareth: gaz garry
gary garry: gaz
geoffrey jeffrey: geoff jeff
george jerzy georgi gheorghe: georgie
georgina georgia georgiana: georgie gina george
gerald gerard: gerry jerry ged
gillian jillian: gill jill
grace: gracie
graham graeme grahame: gray
gregory grzegorz: greg gregg
gwendoline gwendolen: gwen
harold harald: harry hal
harriet harriett: hattie harry hatty
harrison: harry
helen helena: nell lena ellie
henry henrik henryk: harry hal hank
hubert: bert
hussain hussein husain hossain hussayn: hus
hassan hasan hassaan: has
isabella isobel isabel isabelle isobelle izabela: izzy bella isa issy belle bel
ian iain: ie
isaac ishaq izak: ike zac
ivan: vanya
jacob jakub yakub yaqub yaqoob: jake coby
jacqueline jaqueline: jackie jacqui
james: jim jimmy jamie jem
jamal jamaal: jam
janet jane janice: jan janie jenny
jasmine yasmin jasmin yasmeen yasmine: jas jaz yaz minnie
jason: jay jase
jennifer jenifer: jen jenny jenna jenni
jeremy: jez jerry
jessica: jess jessie
joanna joanne johanna: jo joey
john jon johann jan ion: johnny jack jonny jono
jonathan jonathon johnathan yonatan: jon jonny jono
joseph josef yusuf yousef yousuf yusef jozef youssef: joe joey jo
josephine: jo josie joey
joshua yeshua: josh
julia julie juliet juliette giulia: jules jools
julian: jules
karen: kaz
kenneth: ken kenny
kevin kelvin: kev
khadija khadijah hadija: dija
kimberley kimberly: kim
kirsty kirsten: kirst
kyle: ky
laura lauren: loz lori
lawrence laurence: larry laurie lol loz
leonard: len lenny leo
leo leon: leo
leonora: nora leo
leslie lesley: les
lewis louis luis: lou lew louie
lillian lilian liliana lily lilly: lil lili lillie
linda lynda: lin lindy
louise louisa luisa: lou lulu
lucy lucie lucia: lu lulu luce
luke luka lucas lukas lukasz: lu
madeleine madeline madelyn: maddie maddy mads
magdalena: magda lena maggie
margaret margarita malgorzata: maggie meg peggy marge margie greta daisy rita mags gosia
maria mary marie mariam maryam miriam mariya: mo molly polly mimi maz
mark marc marek: marko
marjorie margery: marge
martin martyn marcin: marty
martha marta: mattie
matilda mathilda: tilly tillie mattie
matthew mathew mateusz matteo matei: matt matty mat
maureen: mo
maximilian maxwell maximus: max
melanie: mel
melissa: mel lissa missy
michael mikhail mykhailo michal mihai mikael mikail: mike mick mickey mikey mitch misha
michelle michele: shell chelle
mohammed muhammad mohamed mohammad muhammed mohamad mohamud muhamad mehmet mahomed: mo mohd md moh
morgan: mo
mustafa mustapha moustafa: mus
nadia nadiya: nads
natalie nathalie natalia nataliya: nat nattie tasha
natasha: tasha nat tash
nathan nathaniel: nate nat nath
nicholas nicolas nikolas mikolaj nicolae mykola: nick nicky nic nico niko
nicola nicole: nicky nikki nic
noah nuh: no
oliver olivier: olly ollie
olivia oliwia: liv livvy livvie olly libby via
oluwaseun: seun
omar umar omer: om
oscar oskar: ozzy ossie
pamela: pam pammy
patricia patrycja: pat patsy tricia trish patti paddy
patrick patryk padraig: pat paddy rick
paul pawel pavel pavlo: pauly
penelope: penny pen
peter piotr petr petro petru: pete
philip phillip philippe filip: phil pip
philippa phillipa: pippa pip phil
phoebe: phebe feebs
priscilla: cilla
rachel rachael raquel: rach rachie
ralph rafe: ralphie
raymond: ray
rebecca rebekah rebeca rivka: becky bex becca becs
reginald: reg reggie
rehman rahman abdurrahman: reh
richard ryszard: rick dick rich richie ricky
robert roberto: rob bob bobby robbie bert robin
roderick: rod roddy
rodney: rod
roger rodger: rog
ronald: ron ronnie
rosemary rosalind rose rosie rosa: rosie rose ros
rowan: ro
rupert: ru
russell: russ
ruth: ruthie
said saeed sayeed saeid: sid
salim saleem selim: sal
samantha: sam sammy sammie
samuel: sam sammy
sarah sara zara sarra: sally sadie saz
sebastian: seb bash
sharon: shaz shazza
shannon: shan
shaun sean shawn sion: shauny
sidney sydney: sid syd
sienna siena: si
simon szymon: si
solomon suleiman sulaiman suleyman sulayman: sol solly
sophia sofia sophie zofia sofie zofiya: soph fifi
stanislaw stanley: stan stas
stephanie stefanie: steph steff stephie
stephen steven stefan stephan stepan: steve stevie ste
stuart stewart: stu
susan suzanne susanna susannah: sue susie suzie suzy
sylvester: sly
tabitha: tabby
terence terrence: terry tel
teresa theresa therese: terri tess tessa terry
thaddeus tadeusz: tad
theodore theo: ted teddy
thomas tomasz tomas tamas: tom tommy
timothy tymoteusz: tim timmy
tobias: toby
tyler: ty
valerie: val
vanessa: nessa ness
veronica weronika: ronnie vron nika
victor wiktor: vic
victoria wiktoria viktoria: vicky tori vix vikki tory
vincent: vince vinny
violet: vi
virginia: ginny
walter: wally walt
wayne: waz
wilfred: wilf fred wilfie
william wilhelm: will bill billy liam willie wills
winifred: winnie freda
xavier: xav zav
yahya yehya: yah
zachary zachariah zakariya zakaria: zach zac zack zak
zainab zaynab zeynab zeinab: zai
zoe zoey: zo
abdullah abdallah abdulla: abdul
abdulrahman abdirahman abdurahman: abdi abdul
ahmed ahmad achmed ahmet: ahm
hamza hamzah: ham
ismail ismaeel ismael: ish
jaspreet: jas jassi
harpreet: harry preet
gurpreet: guri preet
manpreet: mani preet
sukhdeep sukhdip: sukhi
parminder: pam parm
rajinder rajesh: raj
krishna krishnan: kris
oluwaseyi: seyi
oluwatobi oluwatobiloba: tobi
chukwuemeka: emeka
chidinma: chichi
chinonso: nonso
"""


class Group(NamedTuple):
    """One name in its full forms and its short forms; the first full form stands for the group."""

    full: tuple[str, ...]
    short: tuple[str, ...]

    @property
    def root(self) -> str:
        return self.full[0]


def _read(text: str) -> tuple[Group, ...]:
    lines = (line.split(":") for line in text.strip().splitlines())
    return tuple(Group(tuple(full.split()), tuple(short.split())) for full, short in lines)


GROUPS = _read(_GROUPS)

_of_name: dict[str, list[Group]] = {}
for _group in GROUPS:
    for _name in dict.fromkeys(_group.full + _group.short):
        _of_name.setdefault(_name, []).append(_group)


def groups_of(name: str) -> list[Group]:
    """The groups that a folded given name stands in; none for a name we do not know."""
    return _of_name.get(name, [])


def roots(name: str) -> list[str]:
    """The full names that a folded given name may stand for."""
    return [group.root for group in groups_of(name)]


def relation(one: str, other: str) -> str:
    """How two different folded names are related, as the middle of a sentence; empty where they are not.

    >>> relation("beth", "elizabeth")
    'short form'
    >>> relation("mohammed", "muhammad")
    'spelling'
    """
    found = ""
    for group in groups_of(one):
        if other in group.full and one in group.full:
            return "spelling"
        if other in group.full + group.short:
            both_short = one in group.short and other in group.short
            found = found or (f"both short for {group.root}" if both_short else "short form")
    return found


def is_known(name: str) -> bool:
    """Whether this is a given name in its own right, so that it is hardly another name mistyped."""
    return name in _of_name
