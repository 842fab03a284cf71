"""Who asks the policy, by the names of ``docs/policy.md``."""

PEOPLE: dict[str, str] = {
    "Anne": "leads the blue team at Furulia",
    "Bjørn": "teaches in the blue team",
    "Ingrid": "teaches in the green team at Furulia",
    "Aud": "is an assistant at Furulia, in no team",
    "Petra": "is in a team at Furulia that has ended",
    "Tor": "teaches in the blue team and at Bjørkelia",
    "Randi": "teaches in the green team and is the resource teacher at Furulia",
    "Cecilie": "leads Furulia, and is in its leader group",
    "Vera": "leads Furulia as a deputy, until Friday",
    "Olav": "led Furulia until yesterday",
    "Kari": "will lead Furulia from tomorrow",
    "David": "leads Bjørkelia, of the same owner",
    "Liv": "leads the kindergarten",
    "Sverre": "led the school that closed yesterday; nobody has ended that",
    "Eva": "acts for the municipality, which owns them",
    "Frode": "acts for another municipality",
    "Farid": "works at the university, which Furulia has invited as partner",
    "Sigrid": "works at another university",
    "Mona": "teaches in the green team, acts for the municipality and works at the university",
    "Otto": "goes through a course alone, without a school",
    "Hanna": "has an account and belongs nowhere",
    "Nina": "led Furulia until her account was ended, and nothing else was",
    "Gro": "runs the installation, and showed a second factor",
}
"""Everybody, in the order of the page, and what they are."""
