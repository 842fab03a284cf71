"""Who lives in the demo world. First names only, plainly a demo."""

from typing import NamedTuple

from courseengine.base.i18n import N_


class Character(NamedTuple):
    """Somebody a visitor can be."""

    key: str
    name: str
    what: str
    """what they are there for, in the source language of the catalogues"""


CAST = (
    Character("anne", "Anne", N_("Teaches at Furulia and leads the team of grades 5–7")),
    Character("bjorn", "Bjørn", N_("Teaches at Furulia, in the same team as Anne")),
    Character("cecilie", "Cecilie", N_("Leads Furulia school")),
    Character("david", "David", N_("Leads Bjørkelia school, which begins soon")),
    Character("eva", "Eva", N_("Acts for the municipality that owns Furulia and Bjørkelia")),
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

BJORKELIA_TEAMS = {
    "Barnetrinnet": ("Kjersti", "Leif", "Maren", "Nora", "Oskar"),
    "Ungdomstrinnet": ("Petter", "Randi", "Stian", "Tone", "Ulrik", "Vilde"),
}

MINUTES = """Vi begynte stille og skrev hvert vårt øyeblikk fra uka.

- Flere fortalte om timer der en elev torde å si «jeg skjønner ikke».
- To ganger ble en diskusjon stoppet fordi klokka gikk.
- Ingen hadde et øyeblikk om natur og miljø. Det sier noe.
"""
DECISION = "Vi legger vekt på kritisk tenkning og på demokrati og medvirkning i denne modulen."
TEAM_MINUTES = """Bordene gikk gjennom seks dilemmakort. Det vanskeligste handlet om tid: elevene skal få medvirke, men prøven er på fredag."""
TEAM_DECISION = "Vi prøver elevstyrt oppstart mandag og torsdag i to uker."
PLAN_TEXT = """Vi tok halvårsplanen i norsk og samfunnsfag.

**Synlig:** demokrati og medvirkning (valgprosjektet), menneskeverd (bokprosjektet).

**Underforstått:** skaperglede. Den er der, men ingen har skrevet det ned.

**Mangler:** respekt for naturen.

To hull vi vil tette:

1. La elevene velge kilder selv i temaet om energi.
2. Sett av ti minutter hver fredag til «det jeg lurer på».
"""
PLAN_DRAFT = """Vi er i gang med årsplanen for 3. trinn. Foreløpig har vi merket de to første periodene."""
LESSON = """Mattetimen på tirsdag. Vi regnet med brøk, og en elev sa høyt at hun ikke forsto hvorfor nevneren ble større når biten ble mindre. Det ble helt stille. Så sa en annen: «Det har jeg aldri skjønt, heller.»

Jeg la bort opplegget og lot dem tegne. Det var kritisk tenkning og menneskeverd i samme øyeblikk, tror jeg. Jeg kunne vært tydeligere på at spørsmålet hennes var timens beste.
"""
PUPILS = """Jeg spurte 6A på onsdag. Foreløpig tre sitater:

- «Jeg får si hva jeg mener, men vi gjør som regel det læreren hadde tenkt.»
"""
STATUS_NOTE = """Vi får til å dele undervisningsopplegg på trinnene. Vi strever med å bli ferdige med det vi begynner på. To satsinger løper: lesing og et godt læringsmiljø. Elevrådet sier at de blir spurt, men sjelden får vite hva svarene førte til."""
LEADERS_MINUTES = """Alle hadde skrevet statusnotat. Vi leste ett poeng fra hvert.

Vi var enige om at to satsinger på en gang er nok, og at noe måtte ut av møteplanen."""
LEADERS_DECISION = "Vi følger løpet på seks måneder. Torsdagsmøtet brukes til modulene; informasjon sendes skriftlig."
LEADERS_PLAN = """**Løp:** seks måneder, modul 1 først.

**Møter:** tre i hver modul, torsdager 14.15. Ingrid, Anne og Unni leder møtene i teamene sine.

**Vekk fra kalenderen:** informasjonsmøtene."""
