"""Every way we know to break a course: one mistake, one problem, with its file, line and field."""

import pytest

C, M, T = "course.yml", "modules/1-start/module.md", "modules/1-start/m1-t1.md"
V, P, I1, G = (f"modules/1-start/m1-{name}.md" for name in ("v1", "p1", "i1", "g1"))
M1, M2, K, S = (
    "modules/1-start/m1-m1.md",
    "modules/1-start/m1-m2.md",
    "modules/1-start/m1-k1.md",
    "modules/0-lede/m0-s1.md",
)
MEDIA, NN = "modules/1-start/media", "modules/1-start/m1-m1.nn.md"

EDITS = [
    # fields
    (T, "minutes: 10", "minutes: seven", f'{T}:5: minutes: expected a whole number of minutes, found "seven"'),
    (T, "minutes: 10", "minutes: 10.5", f"{T}:5: minutes: expected a whole number of minutes, found 10.5"),
    (T, "minutes: 10", "minutes: 0", f"{T}:5: minutes: expected a whole number of minutes, more than 0, found 0"),
    (T, "minutes: 10", "minutes: 9999", f"{T}:5: minutes: expected a whole number of minutes, at most 1440"),
    (T, "minutes: 10\n", "", f"{T}:1: minutes: is missing; expected a whole number of minutes"),
    (T, "minutes:", "minuts:", f'{T}:5: minuts: there is no such field; did you mean "minutes"?'),
    (T, "minutes: 10", "minutes: 10\nxyzzy: 1", f"{T}:6: xyzzy: there is no such field; there are kind, id, title"),
    (T, "title: En tekst", "title: 1814", f"{T}:4: title: expected text, found 1814; put it in quotes"),
    (T, "title: En tekst", 'title: ""', f"{T}:4: title: expected text"),
    (T, "title: En tekst\n", "", f"{T}:1: title: is missing"),
    (T, "title: En tekst", f"title: {'x' * 201}", f"{T}:4: title: expected at most 200 characters, found 201"),
    (T, "minutes: 10", "minutes: 10\nbody: <b>", f"{T}:6: body: there is no such field"),
    (K, "required: false", "required: no", f'{K}:7: required: expected true or false, found "no"'),
    (V, "essence: true", "essence: yes", f'{V}:7: essence: expected true or false, found "yes"'),
    (V, "sample: true", "sample: 1", f"{V}:14: media.sample: expected true or false, found 1"),
    (V, "poster:", "postr:", f'{V}:12: media.postr: there is no such field; did you mean "poster"?'),
    (T, "kind: text", "kind: tekst", f"{T}:2: kind: expected one of video, podcast, text"),
    (T, "kind: text\n", "", f"{T}:1: kind: is missing; expected one of video, podcast"),
    (T, "id: m1-t1", "id: m1-t9", f'{T}:3: id: expected "m1-t1", as the file is called, found "m1-t9"'),
    (T, "minutes: 10", "minutes: 10\naudience: leder", f'{T}:6: audience: expected everyone, leadership'),
    (T, "minutes: 10", "minutes: 10\ncompetence: lesing", f'{T}:6: competence: expected a list, found "lesing"'),
    (M1, "meets: staff", "meets: stab", f'{M1}:7: meets: expected staff, team'),
    (M1, "meets: staff", "meets: staf", f'{M1}:7: meets: expected staff, team, subject_team, grade_team, leader_group, '
     'resource_group or leader_and_owner, found "staf"; did you mean "staff"?'),
    (M1, "role: timekeeper", "role: timekeper", f"{M1}:14: agenda[3].role: expected facilitator, timekeeper"),
    (M1, "{minutes: 30,", "{minuter: 30,",
     f'{M1}:14: agenda[3].minuter: there is no such field; did you mean "minutes"?'),
    (M1, "minutes: 75", "minutes: 80", f"{M1}:5: minutes: expected 75, the sum of the agenda, found 80"),
    (M1, "{minutes: 30", "{minutes: 35", f"{M1}:5: minutes: expected 80, the sum of the agenda, found 75"),
    (S, "{id: tid,", "{id: Tid!,", f'{S}:7: items[1].id: expected an id (lower-case letters'),
    (S, "{id: team,", "{id: tid,", f'{S}:8: items[2].id: there is an item "tid" already'),
    # references
    (M1, "prework: [m1-i1, m1-v1]", "prework: [m1-i9, m1-v1]",
     f'{M1}:8: prework[1]: there is no activity "m1-i9"; did you mean "m1-i'),
    (M2, "prework: [[m1-t1, m1-p1]]", "prework: [[m1-t1, m1-p9]]",
     f'{M2}:7: prework[1][2]: there is no activity "m1-p9"'),
    (M2, "prework: [[m1-t1, m1-p1]]", "prework: [{a: b}]", f"{M2}:7: prework[1]: expected"),
    (M2, "uses: [m1-g1]", "uses: [m1-t1]", f'{M2}:8: uses[1]: expected an activity of kind team_task, found "m1-t1", which is of kind text'),
    (M1, "hands_out: [m1-g1]", "hands_out: [m1-g7]", f'{M1}:9: hands_out[1]: there is no activity "m1-g7"'),
    (G, "used_in: [m1-m2]", "used_in: [m1-i1]",
     f'{G}:7: used_in[1]: expected an activity of kind meeting, found "m1-i1"'),
    (I1, "prework_for: [m1-m1]", "prework_for: [m9-m1]", f'{I1}:8: prework_for[1]: there is no activity "m9-m1"'),
    (M1, "activity: m1-v1", "activity: m1-v8", f'{M1}:13: agenda[2].activity: there is no activity "m1-v8"'),
    (I1, "method: IGP", "method: IPG", f'{I1}:10: method: there is no method "IPG" in course.yml; did you mean "IGP"?'),
    (M1, "method: IGP", "method: SNO", f'{M1}:14: agenda[3].method: there is no method "SNO" in course.yml'),
    (T, "minutes: 10", "minutes: 10\nformerly: [m1-v1]", f'{T}:6: formerly[1]: "m1-v1" is taken by {V}'),
    (T, "minutes: 10", "minutes: 10\nformerly: [m1-t1]", f'{T}:6: formerly[1]: "m1-t1" is taken by {T}'),
    (K, "module: m1}", "module: m7}", f'{K}:9: items[1].module: there is no module "m7"'),
    # modules and sections
    (M, "m1-t1, m1-k1]", "m1-t2, m1-k1]",
     f'{M}:10: sections[2].activities[3]: there is no file m1-t2.md in this folder'),
    (M, "m1-t1, m1-k1]", "m1-t1, m1-k1, m1-t1]", f'{M}:10: sections[2].activities[5]: "m1-t1" is listed already'),
    (T, "section: A", "section: B", f'{T}:6: section: says "B", but module.md lists it in "A"'),
    (T, "section: A", "section: X", f'{T}:6: section: there is no section "X" in module.md'),
    ("modules/2-siden/module.md", "kommer}", "kommer}\n  - {id: A, title: Igjen}",
     'modules/2-siden/module.md:10: sections[2].id: there is a section "A" already'),
    (M, "number: 1", "number: 3", f"{M}:3: number: expected 1, as the folder is called, found 3"),
    (M, "purpose: Dere prøver alt én gang.\n", "", f"{M}:1: purpose: is missing"),
    (M, "goals:", "audience: alle\ngoals:", f"{M}:6: audience: expected everyone"),
    (M, "goals:", "team_kind: lag\ngoals:", f"{M}:6: team_kind: expected team, subject_team"),
    (M, "goals:", "meetings_required: tre\ngoals:", f'{M}:6: meetings_required: expected a whole number, found "tre"'),
    # the course
    (C, "release: standard", "release: standart", f'{C}:6: release: there is no schedule "standart"; did you mean'),
    (C, "m1: 2019-11-01", "m1: 2019-11-31", f'{C}:10: schedules.standard.m1.opens: expected a date such as 2019-11-01'),
    (C, "m1: 2019-11-01", "m1: soon",
     f'{C}:10: schedules.standard.m1.opens: expected a date such as 2019-11-01, found "soon"'),
    (C, "m1: 2019-11-01", "m1: [2019-11-01]", f"{C}:10: schedules.standard.m1: expected fields"),
    (C, "m0: 2019-09-15", "m0: 2019-09-15\n    m8: 2019-09-15",
     f'{C}:10: schedules.standard.m8: there is no module "m8"'),
    (C, "done_by: 2020-02-01", "done_by: 2019-02-01",
     f"{C}:11: schedules.standard.m2.done_by: expected a date after it opens"),
    (C, "weeks: {m1: 2, m2: 3}", "weeks: {m1: 2, m4: 3}", f'{C}:18: paces.quick.weeks.m4: there is no module "m4"'),
    (C, "weeks: {m1: 2, m2: 3}", "weeks: {m1: to, m2: 3}",
     f'{C}:18: paces.quick.weeks.m1: expected a whole number, found "to"'),
    (C, "languages: [nb, nn, en]", "languages: [nb, nn, English]", f'{C}:5: languages[3]: expected the code of a language'),
    (C, "certificate: {individual_tasks: 1", "certificate: {individual: 1",
     f"{C}:26: certificate.individual: there is no such"),
    # yaml
    (T, "minutes: 10", "minutes: 10\nminutes: 11", f"{T}:6: minutes: is given twice"),
    (T, "title: En tekst", "title: En: tekst", f"{T}:4: front matter: has a colon where none can be"),
    (T, "title: En tekst", "title: &a En tekst", f"{T}:4: front matter: anchors, aliases and tags"),
    (T, "title: En tekst", "title: !!str En tekst", f"{T}:4: front matter: anchors, aliases and tags"),
    (T, "title: En tekst", "title: [En tekst", f"{T}:5: front matter: is not YAML"),
    (T, "title: En tekst", "\ttitle: En tekst", f"{T}:4: front matter: found character"),
    (T, "---\n\n## Hva", "\n\n## Hva", f"{T}:1: front matter: is not closed"),
    (T, "---\nkind", "kind", f"{T}:1: front matter: expected the fields first"),
    # texts
    (T, "/// goal\n", "/// gaol\n", f'{T}:25: body: has an unknown box "gaol"'),
    (T, "/// goal\n", "/// goal\n    open: true\n", f'{T}:26: body: has an unknown option "open: true"'),
    (T, "vet hva en tekst er.\n///", "vet hva en tekst er.", f'{T}:25: body: has a box "goal" that is not closed'),
    (T, "{#saken}", "{#saken .stor}", f'{T}:11: body: has an attribute list that is not understood'),
    (T, "Et råd\nLes", "Et råd\n<b>Les</b>", f'{T}:22: body: has HTML, which is not allowed: "<b>"'),
    (T, "[filmen](m1-v1)", "[filmen](javascript:x)", f"{T}:13: body: expected an https address"),
    (T, "![Et grått bilde](m1-t1.jpg)", "![Et bilde](m1-t2.jpg)", f"{T}:15: body: there is no file media/m1-t2.jpg"),
    (T, "![Et grått bilde](m1-t1.jpg)", "![Et bilde](m1-v1.mp4)",
     f"{T}:15: body: expected a picture, but media/m1-v1.mp4"),
    (M, "Dette er innledningen.", "![x](m1-t1.jpg)", f"{M}:14: body: a module's introduction has no pictures"),
    (I1, "Skriv om en time du nylig har hatt.", "", f"{I1}:12: body: is missing"),
    (C, "1. Skriv alene.", "1. <b>Skriv</b> alene.", f"{C}:22: methods.IGP.text: has HTML"),
    # media
    (V, "src: m1-v1.mp4", "src: m1-v2.mp4",
     f'{V}:10: media.src: there is no file media/m1-v2.mp4; did you mean "m1-v1.mp4"?'),
    (V, "src: m1-v1.mp4", "src: http://a.example/b.mp4", f"{V}:10: media.src: expected a file in media/ or an address"),
    (V, "src: m1-v1.mp4", "src: m1-v1.jpg",
     f"{V}:10: media.src: expected video or audio, but media/m1-v1.jpg is image/jpeg"),
    (V, "captions: {nb: m1-v1.nb.vtt}", "captions: {nn: m1-v1.nb.vtt}",
     f'{V}:11: media.captions: captions in "nb" are missing'),
    (V, "  captions: {nb: m1-v1.nb.vtt}\n", "", f'{V}:9: media.captions: captions in "nb" are missing'),
    (V, "captions: {nb: m1-v1.nb.vtt}", "captions: {nb: m1-v1.jpg}",
     f"{V}:11: media.captions.nb: expected text/vtt, but"),
    (V, "Dette er det fortelleren sier i filmen.", "", f"{V}:16: body: a text version is missing"),
    (V, "sample: true", "sample: true\n  files: []", f"{V}:15: media.files: there is no such field"),
    (f"{MEDIA}/m1-v1.nb.vtt", "WEBVTT", "1\n", f"{MEDIA}/m1-v1.nb.vtt:1: captions: expected WEBVTT as the first line"),
    (f"{MEDIA}/m1-v1.nb.vtt", "00:00.500 --> 00:01.000", "0.5 --> 1.0",
     f"{MEDIA}/m1-v1.nb.vtt:6: captions: expected a time"),
    (f"{MEDIA}/m1-v1.nb.vtt", "00:01.000", "00:00.100", f"{MEDIA}/m1-v1.nb.vtt:6: captions: ends before it begins"),
    # translations
    (NN, "  - {text: Sjå filmen}\n", "", f"{NN}:5: agenda: expected as many"),
    (NN, "decision:", "decisjon:", f"{NN}:4: decisjon: there is no such field"),
    (NN, "decision:", "minutes: 70\ndecision:", f"{NN}:4: minutes: is the same"),
    (NN, "id: m1-m1", "id: m1-m2", f'{NN}:2: id: expected the id of the orig'),
    (NN, "{text: Snakk saman}", "{text: 7}", f"{NN}:8: agenda[3].text: expected text"),
    (NN, "Møt førebudde.", "/// tips\nx\n///", f"{NN}:13: body: has an unknown box"),
    ("modules/1-start/module.nn.md", "  - {id: B, title: Gjer}\n", "",
     "modules/1-start/module.nn.md:6: sections: expected as many"),
    ("modules/1-start/module.nn.md", "{id: B,", "{id: C,",
     "modules/1-start/module.nn.md:9: sections[3].id: is the same"),
    ("course.nn.yml", "  IGP:", "  GIP:", 'course.nn.yml:6: methods.GIP: is not in the original; did you mean "IGP"?'),
    ("course.nn.yml", "title: Eit lite kurs", "language: nn",
     "course.nn.yml:1: language: is the same in all languages"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "before", "after", "expected"), EDITS, ids=[edit[3].partition(": ")[0] for edit in EDITS]
)
def test_one_mistake_is_one_problem(edit, problems, name, before, after, expected):
    edit(name, before, after)

    found = problems("error")
    assert [problem for problem in found if problem.startswith(expected)] == found
    assert len(found) == 1
