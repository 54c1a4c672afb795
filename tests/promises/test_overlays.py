"""National overlays: every rule of the guide has a requirement, and two guides judge one API consistently."""

import json
from collections.abc import Callable, Mapping
from functools import cache

import pytest

from conformance import concepts, description, profiles
from conformance.concepts import Agreement, Row
from conformance.description import Description
from conformance.judge import judge_description
from conformance.model import Status
from tests import prove

GUIDES = ("nl-adr", "be-belgif", "it-modi")
PAIRS = [(one, other) for one in GUIDES for other in GUIDES if one != other]
BELGIUM = """
    addi-prop api-evol api-matur api-scope api-version async-cespec async-contract async-ctxt async-generic
    async-order async-svctype child-ent cnt-negot cod-design col-embed col-filter col-name col-paging
    col-repres col-sort cst-header ctl-reific ctl-res ctr-first dec-type doc-patch doc-refdata err-problem
    err-sanit evo-compat evo-deprec evo-object gen-header hdr-case hlth-res hyp-links id-choice id-design
    id-name id-numer int-conlang int-negot jsn-naming jsn-null lng-task meth-http multi-lang oas-comdef
    oas-comp oas-contra oas-defaul oas-descr oas-doc oas-enum oas-exampl oas-rdonly oas-reuse oas-tags
    oas-types oas-yaml opbody-req openapi-opid path-param prb-defaul prb-type prf-cach prf-embed prf-lstmod
    prop-req qry-filter qry-multi rep-struct req-valid res-repres sch-allof sch-discr sch-oneof sec-req
    sens-dat stat-codes trace-w3c trc-header uri-extens uri-format uri-notat ver-del
"""
ITALY = """
    BLOCK_REST CRUD_REST ID_AUTH_CHANNEL_01 ID_AUTH_CHANNEL_02 ID_AUTH_REST_01 ID_AUTH_REST_02 INTEGRITY_REST_01
    NONBLOCK_PULL_REST NONBLOCK_PUSH_REST PROFILE_CONF_ID_AUTH_01 PROFILE_NON_REPUDIATION_01 RAC_GEN_001 RAC_GEN_002
    RAC_GEN_003 RAC_GEN_004 RAC_GEN_FORMAT_001 RAC_GEN_FORMAT_002 RAC_GEN_FORMAT_003 RAC_GEN_FORMAT_004
    RAC_GEN_FORMAT_005 RAC_GEN_LOG_01 RAC_GEN_NAME_001 RAC_GEN_NAME_002 RAC_GEN_NAME_003 RAC_REST_FORMAT_001
    RAC_REST_FORMAT_002 RAC_REST_FORMAT_003 RAC_REST_FORMAT_004 RAC_REST_FORMAT_005 RAC_REST_NAME_001 RAC_REST_NAME_002
    RAC_REST_NAME_003 RAC_REST_NAME_004 RAC_REST_NAME_005 RAC_REST_NAME_006 RAC_REST_NAME_007 RAC_REST_NAME_008
    RAC_REST_NAME_009 RAC_REST_NAME_010 RAC_REST_NAME_011 RAC_ROBUSTEZZA_001 RAC_ROBUSTEZZA_002 RAC_ROBUSTEZZA_003
    REG_TECNICA_003
"""
RULES = {"be-belgif": BELGIUM.split(), "it-modi": ITALY.split()}
SITES = {"be-belgif": "https://www.belgif.be/", "it-modi": "https://docs.italia.it/"}


@pytest.mark.parametrize("guide", RULES)
def test_every_rule_of_a_guide_has_a_requirement(guide: str) -> None:
    named = {alias for it in profiles.load(guide).requirements for alias in it.aliases}

    assert set(RULES[guide]) <= named


@pytest.mark.parametrize("guide", RULES)
def test_every_requirement_of_its_own_stands_for_a_rule_of_the_guide(guide: str) -> None:
    known = {*RULES[guide], "json"}  # the chapter on JSON has dates outside a rule
    odd = [it.id for it in prove.own(guide) if not known & set(it.aliases)]

    assert not odd


@pytest.mark.parametrize("guide", RULES)
def test_every_requirement_of_its_own_leads_into_the_guide(guide: str) -> None:
    elsewhere = [it.id for it in prove.own(guide) if not it.source.startswith(SITES[guide])]

    assert not elsewhere


@pytest.mark.parametrize("guide", RULES)
def test_a_check_of_a_guide_is_one_of_the_shared_ones_or_small(guide: str) -> None:
    checked = [it for it in prove.own(guide) if it.checked]
    own = [it.id for it in checked if not f"{it.check}{it.lint}".startswith("shared.")]

    assert len(own) * 4 < len(checked)


@cache
def _register() -> Description:
    """What the reference API, a Dutch one, says of itself."""
    with prove.served(face="nl-adr") as url:
        found = prove._candidate(url, 1, writes=False, name="nl-adr")
        try:
            answer = found.get(f"{url}/openapi.json")
        finally:
            found.close()
    return description.parse(answer.body, "openapi.json")


def _with_paths(**paths: str) -> Description:
    """The register's description with some of its paths under another name."""
    text = json.dumps(_register().document)
    for old, new in paths.items():
        text = text.replace(f'"/{old}', f'"/{new}')
    return description.parse(text.encode(), "openapi.json")


@cache
def _verdicts(guide: str, found: Description) -> dict[str, set[Status]]:
    """What the lints of a guide say, by concept."""
    profile = prove.profile(guide)
    said: dict[str, set[Status]] = {}
    for it in profile.requirements:
        way = prove.ways(guide).get(it.id)
        if it.concept and it.binds(profile.versions[-1]) and way and way.lint:
            said.setdefault(it.concept, set()).add(judge_description(it, way, found).status)
    return said


@cache
def _table() -> tuple[Row, ...]:
    return concepts.table().rows


def _rows(one: str, other: str, agreement: Agreement) -> list[Row]:
    return [it for it in _table() if it.agreement(one, other) is agreement]


DOCUMENTS: Mapping[str, Callable[[], Description]] = {
    "as it is": _register,
    "with camel case in paths": lambda: _with_paths(gebouwen="alleGebouwen"),
    "with hyphens in paths": lambda: _with_paths(gebouwen="alle-gebouwen"),
    "with a slash at the end": lambda: _with_paths(**{'gebouwen"': 'gebouwen/"'}),
}


@pytest.mark.parametrize("which", DOCUMENTS)
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_no_description_keeps_what_two_guides_have_opposite(
    one: str, other: str, which: str
) -> None:
    found = DOCUMENTS[which]()
    both = [
        row.name
        for row in _rows(one, other, Agreement.OPPOSITE)
        if _verdicts(one, found).get(row.name) == {Status.PASSED}
        and _verdicts(other, found).get(row.name) == {Status.PASSED}
    ]

    assert not both


@pytest.mark.parametrize("which", DOCUMENTS)
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_what_two_guides_have_the_same_is_judged_the_same(one: str, other: str, which: str) -> None:
    found = DOCUMENTS[which]()
    told = {Status.PASSED, Status.FAILED}
    unlike = {
        row.name: (mine, theirs)
        for row in _rows(one, other, Agreement.SAME)
        if (mine := _verdicts(one, found).get(row.name, set()) & told)
        and (theirs := _verdicts(other, found).get(row.name, set()) & told)
        and (Status.FAILED in mine) != (Status.FAILED in theirs)
    }

    assert not unlike


def test_paths_in_one_case_keep_one_guide_and_break_the_other() -> None:
    case = "paths/segment-case"
    camel, hyphens = (
        DOCUMENTS[it]() for it in ("with camel case in paths", "with hyphens in paths")
    )

    assert _verdicts("be-belgif", hyphens)[case] == {Status.FAILED}
    assert _verdicts("nl-adr", camel)[case] == {Status.FAILED}
    assert _verdicts("it-modi", camel)[case] == {Status.FAILED}
    assert _verdicts("nl-adr", hyphens)[case] == {Status.PASSED}


@pytest.mark.parametrize(
    ("concept", "guide", "agreement"),
    [
        ("paths/segment-case", "be-belgif", Agreement.OPPOSITE),
        ("paths/segment-case", "it-modi", Agreement.DIFFERENT),  # no underscore before an operation
        ("query/key-case", "be-belgif", Agreement.SAME),
        ("query/key-case", "it-modi", Agreement.ABSENT),
        ("paths/trailing-slash", "be-belgif", Agreement.SAME),
        ("paths/trailing-slash", "it-modi", Agreement.ABSENT),
        ("paths/collection-plural", "be-belgif", Agreement.SAME),
        ("versions/major-in-uri", "be-belgif", Agreement.SAME),
        ("versions/semver", "it-modi", Agreement.SAME),
        ("versions/header", "be-belgif", Agreement.ABSENT),
        ("versions/header", "it-modi", Agreement.ABSENT),
        ("errors/problem-details", "be-belgif", Agreement.SAME),
        ("errors/problem-details", "it-modi", Agreement.SAME),
        ("errors/invalid-input", "be-belgif", Agreement.SAME),
        ("dates/format", "be-belgif", Agreement.DIFFERENT),
        ("transport/https", "be-belgif", Agreement.SAME),
        ("transport/https", "it-modi", Agreement.SAME),
        ("documents/openapi-version", "be-belgif", Agreement.DIFFERENT),
        ("documents/openapi-version", "it-modi", Agreement.SAME),
        ("documents/location", "be-belgif", Agreement.DIFFERENT),
        ("documents/location", "it-modi", Agreement.ABSENT),
        ("documents/contact", "be-belgif", Agreement.SAME),
        ("transport/sensitive-uris", "be-belgif", Agreement.SAME),
        ("transport/sensitive-uris", "it-modi", Agreement.SAME),
        ("lifecycle/deprecation", "be-belgif", Agreement.SAME),
    ],
)
def test_the_cross_table_says_of_the_dutch_rules_what_the_guides_say(
    concept: str, guide: str, agreement: Agreement
) -> None:
    row = next(it for it in _table() if it.name == concept)

    assert row.agreement("nl-adr", guide) is agreement


def test_belgium_and_italy_exclude_one_another_in_patch_and_in_names_of_pages() -> None:
    rows = {it.name for it in _rows("be-belgif", "it-modi", Agreement.OPPOSITE)}

    assert {"paths/segment-case", "methods/patch-media-type", "pagination/names"} <= rows
