"""The timeline of a report as bars: months where they are few, else years or several years a bar."""

from __future__ import annotations

from collections.abc import Mapping

from forensics_app.i18n.translator import NP_, Translator
from forensics_app.report.evidence.document import Chart

MOST_BARS = 120
_WIDTH, _HEIGHT = 1000, 160
_COLOUR = "#1F5FBF"
_LINE = "#7F8DA1"

_ONE_MONTH = NP_("{count} time in {when}.", "{count} times in {when}.")
_BY_MONTH = NP_(
    "{count} time from {first} to {last}, by month; most, {most}, are of {when}.",
    "{count} times from {first} to {last}, by month; most, {most}, are of {when}.",
)
_BY_YEAR = NP_(
    "{count} time from {first} to {last}, by year; most, {most}, are of {when}.",
    "{count} times from {first} to {last}, by year; most, {most}, are of {when}.",
)
_BY_YEARS = NP_(
    "{count} time from {first} to {last}, {step} years a bar; most, {most}, are of {when}.",
    "{count} times from {first} to {last}, {step} years a bar; most, {most}, are of {when}.",
)


def time_chart(months: Mapping[str, int], words: Translator) -> Chart | None:
    """Bars of times counted by month (`YYYY-MM`); None where there are none."""
    counted = {_number(month): count for month, count in months.items() if count}
    if not counted:
        return None
    first, last = min(counted), max(counted)
    if last - first < MOST_BARS:
        step, sentence = 1, _BY_MONTH
    else:
        years = -(-(last // 12 - first // 12 + 1) // MOST_BARS)
        step, sentence = 12 * years, _BY_YEAR if years == 1 else _BY_YEARS
    begin = first - first % step if step > 1 else first
    bars = [0] * ((last - begin) // step + 1)
    for month, count in counted.items():
        bars[(month - begin) // step] += count
    names = [_named(begin + at * step, step) for at in range(len(bars))]
    most = max(bars)
    if first == last:
        sentence = _ONE_MONTH
    alt = words.plural(
        *sentence,
        sum(bars),
        first=names[0].split("-")[0] if step > 12 else names[0],
        last=names[-1].rpartition(" - ")[2] if step > 12 else names[-1],
        step=words.number(step // 12),
        most=words.number(most),
        when=names[bars.index(most)],
    )
    return Chart(tuple(bars), names[0], names[-1], words.number(most), alt)


def chart_svg(chart: Chart) -> str:
    """The bars alone: words stand beside them, so no font is asked for."""
    most = max(chart.counts)
    width = _WIDTH / len(chart.counts)
    drawn = []
    for at, count in enumerate(chart.counts):
        if count:
            height = max(1.5, count / most * (_HEIGHT - 4))
            drawn.append(
                f'<rect x="{at * width:.2f}" y="{_HEIGHT - 2 - height:.2f}" '
                f'width="{max(0.8, width * 0.82):.2f}" height="{height:.2f}" fill="{_COLOUR}"/>'
            )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="{_WIDTH}" height="{_HEIGHT}" preserveAspectRatio="none">{"".join(drawn)}'
        f'<rect x="0" y="{_HEIGHT - 2}" width="{_WIDTH}" height="1" fill="{_LINE}"/></svg>'
    )


def _number(month: str) -> int:
    year, _, rest = month.partition("-")
    return int(year) * 12 + int(rest) - 1


def _named(month: int, step: int) -> str:
    year = month // 12
    if step == 1:
        return f"{year:04d}-{month % 12 + 1:02d}"
    return f"{year:04d}" if step == 12 else f"{year:04d} - {year + step // 12 - 1:04d}"
