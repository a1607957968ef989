"""One page that tells an operator what a wave would do to her square: no network, no scripts."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from importlib import resources
from math import isfinite

from qiao.kit.clock import SECOND
from qiao.rehearsal.charts import Format, Line, chart, table
from qiao.rehearsal.measures import MEASURES
from qiao.rehearsal.outcome import Outcome
from qiao.rehearsal.scenario import Scenario
from qiao.rehearsal.words import FIGURES, PROMISES, RUN_KINDS, percent, plain, size

Outcomes = Sequence[Outcome]


def report(
    outcomes: Outcomes,
    scenario: Scenario,
    *,
    square: str,
    at_us: int,
    seed: int,
    measured: Mapping[str, float] | None = None,
    free_bytes: int = 0,
) -> str:
    """Write the page. The first run is the square with its measures, on which all is judged.

    Args:
        measured: `requests_per_s` this machine was measured to hold; None: it was not.
    """
    ours = outcomes[0]
    style = (resources.files("qiao.rehearsal") / "report.css").read_text(encoding="utf-8")
    when = datetime.fromtimestamp(at_us / SECOND, UTC).strftime("%d %B %Y").lstrip("0")
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8>",
        '<meta name=viewport content="width=device-width, initial-scale=1">',
        f"<title>{escape(scenario.title)}: a rehearsal of {escape(square)}</title>",
        f"<style>{style}</style><body><main>",
        _head(ours, scenario, square, when, seed),
        _promises(ours),
        _needs(ours, scenario, measured, free_bytes),
        _compared(outcomes),
        _charts(outcomes, scenario),
        _assumed(scenario),
        "</main></body></html>",
    ]
    return "\n".join(parts)


def _head(ours: Outcome, scenario: Scenario, square: str, when: str, seed: int) -> str:
    about = ours.about
    locals_, came = float(about["locals"]), float(about["newcomers"])
    paragraphs = escape(" ".join(scenario.story.split()))
    return f"""<header><p class=over>A rehearsal · {escape(square)}, as it stood on {when}</p>
<h1>{escape(scenario.title)}</h1><p class=story>{paragraphs}</p>
<p class=facts><b>{plain(locals_)}</b> locals · <b>{plain(came)}</b> newcomers ·
<b>{plain(float(about["notes"]))}</b> new notes · {scenario.days} days ·
one member in {plain(float(about["every"]))} watched · seed {seed}</p></header>"""


def _promises(ours: Outcome) -> str:
    cards = []
    for name, (wanted, holds) in PROMISES.items():
        value, half = ours.figures.get(name, (float("nan"), float("nan")))
        figure = FIGURES[name]
        if not isfinite(value):
            state, word = "unknown", "not measured"
        elif holds(value):
            state, word = "good", "kept"
        else:
            state, word = "bad", "broken"
        cards.append(
            f'<li class="{state}"><span class=what>{escape(figure.title)}</span>'
            f"<b>{_value(value, half, figure.say)}</b>"
            f"<span class=verdict>{word} · promised {escape(wanted)}</span></li>"
        )
    return f"<section><h2>What holds</h2><ul class=cards>{''.join(cards)}</ul></section>"


def _needs(
    ours: Outcome, scenario: Scenario, measured: Mapping[str, float] | None, free_bytes: int
) -> str:
    """Say what an operator has to have ready."""
    figures = ours.figures
    lines = []
    missing = ours.missing_reviewers
    if missing:
        named = ", ".join(
            f"{count} for {escape(_language(lang))}" for lang, count in missing.items()
        )
        lines.append(
            (
                "Reviewers missing",
                str(sum(missing.values())),
                f"On the busiest days, at {scenario.review.hours_a_day:g} hours a day: {named}.",
            )
        )
    else:
        lines.append(
            ("Reviewers missing", "none", "Those who are here keep up on the busiest days.")
        )
    lines.append(
        (
            "Cases waiting at most",
            plain(figures["backlog_most"][0]),
            f"The oldest waited {plain(figures['oldest_case_h'][0])} hours.",
        )
    )
    chars = figures["chars_translated"][0]
    said = (
        f"{percent(figures['cache_hits'][0])} of what was asked for was made already. Sent out, "
        f"it would cost {figures['translation_price'][0]:,.2f} at "
        f"{scenario.translation.price_per_million_chars:g} a million; the square's own translator "
        "takes nothing."
    )
    lines.append(
        (
            "Letters to translate",
            size(chars),
            said,
        )
    )
    room = figures["bytes"][0]
    days = ""
    if free_bytes:
        days = f" {size(free_bytes)}B are free on this disk" + (
            "." if room < free_bytes else ": too little."
        )
    lines.append(("Room on the disk", f"{size(room)}B", f"Pictures, mostly.{days}"))
    wanted = figures["requests_per_s"][0]
    if measured is None:
        told = "What this machine holds was not measured: qiao measure does it in half a minute."
    else:
        holds = measured["requests_per_s"]
        told = f"This machine was measured to hold {plain(holds)}: " + (
            "enough." if holds > wanted else "too few."
        )
    lines.append(("Requests a second", plain(wanted), f"In the busiest hour. {told}"))
    items = "".join(
        f"<div><dt>{escape(what)}</dt><dd><b>{escape(much)}</b> <span>{said}</span></dd></div>"
        for what, much, said in lines
    )
    return f"<section><h2>What to have ready</h2><dl class=needs>{items}</dl></section>"


def _compared(outcomes: Outcomes) -> str:
    head = "".join(
        f'<th scope=col><i class="swatch {_kind(at)}"></i>{escape(run.name)}</th>'
        for at, run in enumerate(outcomes)
    )
    rows = []
    for name, figure in FIGURES.items():
        cells = "".join(
            f"<td>{_value(*run.figures.get(name, (float('nan'), 0.0)), figure.say)}</td>"
            for run in outcomes
        )
        rows.append(
            f"<tr><th scope=row>{escape(figure.title)}<small>{escape(figure.means)}</small></th>"
            f"{cells}</tr>"
        )
    told = "".join(
        f"<li><b>{escape(run.name)}</b> {escape(RUN_KINDS.get(run.feed, ''))}"
        f"{escape(_without(run))}</li>"
        for run in outcomes
    )
    return f"""<section><h2>With and without</h2>
<p>All runs have the same week before and the same newcomers; from the first day of the wave on they
part. After ± stands half of a 95 % band, which is what watching only some members leaves open.</p>
<ul class=runs>{told}</ul>
<div class=wide tabindex=0 role=region aria-label="Compared"><table class=compared>
<thead><tr><td></td>{head}</tr></thead>
<tbody>{"".join(rows)}</tbody></table></div></section>"""


def _without(run: Outcome) -> str:
    if run.feed != "ours":
        return ""
    off = [MEASURES[name] for name in MEASURES if name not in run.measures and name != "routing"]
    return "" if not off else ". Off: " + "; ".join(off).lower() + "."


CHARTS: tuple[tuple[str, str, str, float | None], ...] = (
    ("value_local", "What locals' first twenty are worth", "value", None),
    ("share_home_local", "Home on locals' pages", "percent", 0.0),
    ("kept_home_local", "Pages of locals that keep their home share", "percent", None),
    ("share_newcomer_local", "Newcomers on locals' pages", "percent", 0.0),
    ("audience_local", "Readers of a local's new note on its first day", "plain", 0.0),
    ("audience_newcomer", "Readers of a newcomer's note on its first day", "plain", 0.0),
    ("visits_local", "Locals' visits", "size", 0.0),
    ("visits_newcomer", "Newcomers' visits", "size", 0.0),
    ("lever_hospitality", "Kept for locals on newcomers' pages", "percent", 0.0),
    ("heard_newcomer", "Newcomers' notes that were answered or liked", "percent", 0.0),
    ("express_newcomer", "How much newcomers write, against their usual", "value", 0.0),
    ("backlog", "Cases that wait for review", "size", 0.0),
    ("chars_made", "Letters translated so far", "size", 0.0),
)
SAY: dict[str, Format] = {
    "percent": percent,
    "plain": plain,
    "size": size,
    "value": "{:.2f}".format,
}


def _charts(outcomes: Outcomes, scenario: Scenario) -> str:
    marks = {0: "the wave", scenario.ebb.day - 1: "the ebb"}
    if scenario.translation.from_day > 1:
        marks[scenario.translation.from_day - 1] = "translated"
    figures = []
    for name, title, unit, least in CHARTS:
        lines: list[Line] = [
            (run.name, _kind(at), run.series.get(name, {})) for at, run in enumerate(outcomes)
        ]
        if not any(days for _, _, days in lines):
            continue
        say = SAY[unit]
        most = 1.0 if unit == "percent" else None
        figures.append(
            f"<figure><figcaption>{escape(title)}</figcaption>"
            f"{chart(lines, say=say, marks=marks, least=least, most=most)}"
            f"<details><summary>Numbers</summary><div class=wide>{table(lines, say)}</div>"
            "</details></figure>"
        )
    figures.append(_queue(outcomes[0], marks))
    legend = "".join(
        f'<li><i class="swatch {_kind(at)}"></i>{escape(run.name)}</li>'
        for at, run in enumerate(outcomes)
    )
    return f"""<section><h2>Day by day</h2><p>Days are counted from the first of the wave.</p>
<ul class=legend>{legend}</ul><div class=figures>{"".join(figures)}</div></section>"""


def _queue(ours: Outcome, marks: Mapping[int, str]) -> str:
    names = sorted(
        (name for name in ours.series if name.startswith("backlog ")),
        key=lambda name: -max(v for v, _ in ours.series[name].values()),
    )[:4]
    lines: list[Line] = [
        (_language(name.removeprefix("backlog ")), f"run{at}", ours.series[name])
        for at, name in enumerate(names)
    ]
    if not lines:
        return ""
    legend = "".join(f'<li><i class="swatch {kind}"></i>{escape(n)}</li>' for n, kind, _ in lines)
    return (
        "<figure><figcaption>Cases that wait, by language</figcaption>"
        f"<ul class=legend>{legend}</ul>{chart(lines, say=size, marks=marks, least=0.0)}"
        f"<details><summary>Numbers</summary><div class=wide>{table(lines, size)}</div></details>"
        "</figure>"
    )


def _assumed(scenario: Scenario) -> str:
    sources = "".join(f"<li>{escape(source)}</li>" for source in scenario.sources)
    return f"""<section><h2>What this rests on</h2>
<p>The ranking, the mix, the ladder of first audiences and the order of review are the square's own.
The people are made up: their tastes stand half in a space that no feed can see. What else is
assumed of them, with where each number comes from, is on the page “How rehearsals work”. A
rehearsal tells what may give way first and what a measure changes; it does not tell the future.</p>
<ul class=sources>{sources}</ul></section>"""


def _value(value: float, half: float, say: Format) -> str:
    if not isfinite(value):
        return "–"
    shown = escape(say(value))
    return f"{shown} <small>± {escape(say(half))}</small>" if isfinite(half) and half > 0 else shown


def _kind(at: int) -> str:
    return f"run{min(at, 7)}"


def _language(base: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(base).get_display_name("en") or base)
    except (UnknownLocaleError, ValueError):
        return base
