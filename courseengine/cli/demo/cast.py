"""Who lives in the demo world. First names only, plainly a demo."""

from datetime import time
from typing import NamedTuple

from courseengine.base.i18n import N_


class Character(NamedTuple):
    """Somebody a visitor can be."""

    key: str
    name: str
    what: str
    """what they are there for, in the source language of the catalogues"""


AFTERNOON = time(14, 15)
"""when people meet"""

CAST = (
    Character("anne", "Anne", N_("Teaches at Furulia and leads the team of grades 5–7")),
    Character("bjorn", "Bjørn", N_("Teaches at Furulia, in the same team as Anne")),
    Character("signe", "Signe", N_("Came to Furulia last week")),
    Character("cecilie", "Cecilie", N_("Leads Furulia school")),
    Character("jonas", "Jonas", N_("Teaches at Furulia, and is its resource teacher")),
    Character("david", "David", N_("Leads Bjørkelia school, which begins soon")),
    Character("ylva", "Ylva", N_("Leads Solli school, which follows a region's own year")),
    Character("marte", "Marte", N_("Leads Elvelia school, which has not begun yet")),
    Character("wilma", "Wilma", N_("Leads Granli school, which pilots a course")),
    Character("eva", "Eva", N_("Acts for the municipality that owns Furulia and Bjørkelia")),
    Character("liv", "Liv", N_("Leads Maurtua kindergarten")),
    Character("alva", "Alva", N_("Works at Maurtua, and is in no team")),
    Character("farid", "Farid", N_("Works at the university")),
    Character("gro", "Gro", N_("Runs the installation")),
    Character("hanna", "Hanna", N_("Belongs nowhere yet")),
)

TEAMS = {
    "1.–4. trinn": ("Ingrid", "Jonas", "Kari", "Lars", "Mina", "Nils"),
    "5.–7. trinn": ("Anne", "Bjørn", "Ola", "Pia", "Ragnar", "Siri", "Tor"),
    "8.–10. trinn": ("Unni", "Vegard", "Wenche", "Yngve", "Åse", "Øyvind", "Ellen", "Frode"),
    "Musikk og drama": ("Guro", "Henrik", "Ida", "Jakob"),
}
"""The teams at Furulia. The last one is so small that no figure about its people is shown."""

NEVER_HERE = frozenset({"Nils", "Frode", "Oskar", "Vilde", "Tuva"})
"""Those who have not signed in yet."""

SOLLI_TEAMS = {"Hele skolen": ("Birk", "Eirik", "Jorunn", "Sondre", "Tuva")}

BJORKELIA_TEAMS = {
    "Barnetrinnet": ("Kjersti", "Leif", "Maren", "Nora", "Oskar"),
    "Ungdomstrinnet": ("Petter", "Randi", "Stian", "Tone", "Ulrik", "Vilde"),
}

MAURTUA_TEAMS = {"Rødstrupe": ("Berit", "Dag", "Even", "Gunn", "Solveig")}

START_MINUTES = """Cecilie viste løpet og datoene. Vi skrev hva vi håper at elevene merker: at de blir spurt, og at timene henger bedre sammen.

Bekymringene handlet mest om tid. De er skrevet ned og tas opp igjen etter modul 1."""
APOLOGY = "Er på kurs den dagen."
START_DECISION = "Teamene er de vi har fra før. Ingrid, Anne, Unni og Guro melder møtedatoer til Cecilie innen fredag."
CAFE_MINUTES = """Bordene gikk gjennom seks dilemmakort. Det vanskeligste handlet om tid: elevene skal få medvirke, men prøven er på fredag."""
CAFE_DECISION = "Hvert team prøver én endring i to uker og skriver logg."
PUPILS_MINUTES = """Vi leste elevsitatene i stillhet. Mange sa at de blir spurt, og få visste hva svarene førte til."""
PUPILS_DECISION = "Elevstyrt oppstart fortsetter ut skoleåret. Elevrådet får høre det på torsdag, av Anne og Unni."
MINUTES = """Vi begynte stille og skrev hvert vårt øyeblikk fra uka.

- Flere fortalte om timer der en elev torde å si «jeg skjønner ikke».
- To ganger ble en diskusjon stoppet fordi klokka gikk.
- Ingen hadde et øyeblikk om natur og miljø. Det sier noe.
"""
DECISION = "Vi legger vekt på kritisk tenkning og på demokrati og medvirkning i denne modulen."
TEAM_MINUTES = """Vi leste relevansteksten i norsk høyt. Setningen for elevene ble: «Norsk er å finne ordene for det du vil si, og å høre hva andre mener.»

Temaet vi prøver uten, er bokmeldingen i november."""
TEAM_DECISION = "Bokmeldingen går ut i år. Kari lager en kort erstatning: en anbefaling til en medelev."
PLAN_TEXT = """Vi tok halvårsplanen i norsk og samfunnsfag.

**Synlig:** demokrati og medvirkning (valgprosjektet), menneskeverd (bokprosjektet).

**Underforstått:** skaperglede. Den er der, men ingen har skrevet det ned.

**Mangler:** respekt for naturen.

To hull vi vil tette:

1. La elevene velge kilder selv i temaet om energi.
2. Sett av ti minutter hver fredag til «det jeg lurer på».
"""
DILEMMAS = """**Kort 1.** En elev vil bli hørt om plassering i klasserommet, men bråket går ut over sidemannen. Vi valgte at eleven får prøve i to uker, med en avtale om når vi stopper.

**Kort 2.** En familie ber om fritak fra dansen på avslutningen. Vi valgte å gi en rolle med lys og lyd, og å spørre eleven først."""
CHANGE_LOG = """**Verdi:** demokrati og medvirkning. **Endring:** elevene leder oppstarten mandag og torsdag.

**Tegn vi så:** flere snakker før læreren. To elever som pleier å være stille, meldte seg til å lede."""
CORE_MAP = """**Kjerneelementer:** tekst i kontekst, kritisk tilnærming til tekst, muntlig kommunikasjon, skriftlig tekstskaping, språket som system og mulighet, språklig mangfold.

**Temaer med kobling:** dagbok, avisprosjekt, dialekter, debatt.

**Spørsmålstegn:** bokmelding, diktat, påskekrim."""
CORE_MAP_DRAFT = """Vi er i gang med norsk på 6. trinn. Foreløpig har vi koblet fire temaer."""
KNOWN_NEW_GONE = """- Kjent: dagbok som sjanger, å lese høyt
- Nytt: Å utforske dialekter i nærmiljøet, å vurdere hvem som står bak en nettside
- Må bort: bokmelding i november, diktat hver uke
"""
LESSON = """Mattetimen på tirsdag. Vi regnet med brøk, og en elev sa høyt at hun ikke forsto hvorfor nevneren ble større når biten ble mindre. Det ble helt stille. Så sa en annen: «Det har jeg aldri skjønt, heller.»

Jeg la bort opplegget og lot dem tegne. Det var kritisk tenkning og menneskeverd i samme øyeblikk, tror jeg. Jeg kunne vært tydeligere på at spørsmålet hennes var timens beste.
"""
PUPILS = """Jeg spurte 6A på onsdag. Foreløpig tre sitater:

- «Jeg får si hva jeg mener, men vi gjør som regel det læreren hadde tenkt.»
"""
STATUS_NOTE = """Vi får til å dele undervisningsopplegg på trinnene. Vi strever med å bli ferdige med det vi begynner på. To satsinger løper: lesing og et godt læringsmiljø. Elevrådet sier at de blir spurt, men sjelden får vite hva svarene førte til."""
TEAM_FOLLOW_UP = "Samle to elevarbeider fra hvert trinn til neste møte"
PUPILS_FOLLOW_UP = "Spør elevrådet hva de ble hørt i, og fortell hva det førte til"
LEADERS_MINUTES = """Alle hadde skrevet statusnotat. Vi leste ett poeng fra hvert.

Vi var enige om at to satsinger på en gang er nok, og at noe måtte ut av møteplanen."""
LEADERS_DECISION = "Vi følger løpet på seks måneder. Torsdagsmøtet brukes til modulene; informasjon sendes skriftlig."
LEADERS_PLAN = """**Løp:** seks måneder, modul 1 først.

**Møter:** tre i hver modul, torsdager 14.15. Ingrid, Anne og Unni leder møtene i teamene sine.

**Vekk fra kalenderen:** informasjonsmøtene."""
