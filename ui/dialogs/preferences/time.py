"""Time-stamp authorities: which ones are asked, in which order, and whether they answer."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, tr
from forensics_app.services.sealing.time_authorities import is_authority_address
from ui.jobs.desk import Ending, JobKind
from ui.models.program.authority_checks import AuthorityCheck, check_of
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.path_field import AddressField
from ui.widgets.layout.card import Card, clear
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.layout.set_in import set_in
from ui.widgets.text.shapes import StateShape
from ui.widgets.text.text import Path, Rule, Text
from ui.workbench.workbench import Workbench


class TimeSection(QWidget):
    """The list is that of the settings; a trial is one real time-stamp, asked for in a child process."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._checks: dict[str, AuthorityCheck] = {}
        self._trying = ""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, px(8), 0)
        box.setSpacing(px(14))
        card = Card(tr("Time-stamp authorities"))
        said = tr(
            "They attest when a seal existed (RFC 3161) and are asked in this order until "
            "one answers. They receive only a digest, never a file or a name. Without one, "
            "the bundle states that its time is your own statement."
        )
        card.add(Text(said, "small", "muted", wrap=True))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(10))
        card.add_layout(self._rows)
        self.url = AddressField(tr(NC_("label", "Address")), "https://tsa.example.org/tsr", self._wrong)
        self.url.edit.returnPressed.connect(self.add)
        self.add_button = Button(tr(NC_("button", "Add")), self.add, glyph="plus")
        self.url.add_button(self.add_button)
        card.add(self.url)
        box.addWidget(card)
        how = Card(tr("Authorities you trust for time"))
        how.add(
            Text(
                tr(
                    "An authority that answers is not automatically trusted. Import its "
                    "certificate under Partners, for time-stamps, and check the "
                    "fingerprint that it publishes."
                ),
                "small",
                "muted",
                wrap=True,
            )
        )
        box.addWidget(how)
        box.addStretch(1)
        self.try_buttons: dict[str, Button] = {}
        bench.jobs.ended.connect(self._ended)
        bench.jobs.changed.connect(self._allow)
        self._show()

    def _wrong(self, value: str) -> str:
        if not is_authority_address(value):
            return tr("Enter an address that begins with https:// or http:// and names a host.")
        if value in self._bench.settings.authorities:
            return tr("Already in the list.")
        return ""

    def add(self) -> None:
        """Take what was typed into the list, if it can be an address."""
        if self.url.complain():
            self._put([*self._bench.settings.authorities, self.url.value])
            self.url.edit.clear()
        else:
            self.url.edit.setFocus()

    def _put(self, urls: list[str]) -> None:
        self._bench.settings.authorities = urls
        self._show()

    def _first(self, url: str) -> None:
        self._put([url, *(u for u in self._bench.settings.authorities if u != url)])

    def _remove(self, url: str) -> None:
        self._put([u for u in self._bench.settings.authorities if u != url])

    # --- showing -----------------------------------------------------------------------------------

    def _show(self) -> None:
        clear(self._rows)
        self.try_buttons = {}
        urls = self._bench.settings.authorities
        if not urls:
            none = tr("None yet. Ask your laboratory which authority it uses.")
            self._rows.addWidget(Text(none, color="muted", wrap=True))
        for at, url in enumerate(urls):
            if at:
                self._rows.addWidget(Rule())
            self._rows.addWidget(self._row(url, first=at == 0))
        self._allow()

    def _row(self, url: str, *, first: bool) -> QWidget:
        made = QWidget()
        box = QVBoxLayout(made)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        head = QHBoxLayout()
        head.setSpacing(px(10))
        check = self._checks.get(url, AuthorityCheck())
        head.addWidget(StateShape(_state(check, trying=url == self._trying)))
        head.addWidget(Path(url), 1)
        box.addLayout(head)
        acts = FlowLayout()
        test = Button(tr(NC_("button", "Test")), partial(self.test, url), small=True)
        test.setAccessibleName(tr("Test {what}", what=url))
        self.try_buttons[url] = test
        acts.addWidget(test)
        if not first:
            up = Button(tr("Move to top"), partial(self._first, url), kind="link", small=True)
            up.setAccessibleName(tr("Move {what} to top", what=url))
            acts.addWidget(up)
        remove = Button(tr(NC_("button", "Remove")), partial(self._remove, url), kind="link", small=True)
        remove.setAccessibleName(tr("Remove {name}", name=url))
        acts.addWidget(remove)
        under: list[QWidget] = [Text(words, "small", wrap=True) for words in self._said(url, check)]
        holder = QWidget()
        holder.setLayout(acts)
        under.append(holder)
        box.addWidget(set_in(under))
        return made

    def _said(self, url: str, check: AuthorityCheck) -> tuple[str, ...]:
        if url == self._trying:
            return (tr("Requesting a time-stamp…"),)
        return check.lines or (tr("Not tested yet"),)

    def _allow(self) -> None:
        busy = self._bench.jobs.running(JobKind.SETTINGS) is not None
        for button in self.try_buttons.values():
            button.setEnabled(not busy)

    # --- trying ------------------------------------------------------------------------------------

    def test(self, url: str) -> None:
        """Ask it for one time-stamp."""
        if self._bench.start_job(JobKind.SETTINGS, ["trust", "tsa", "--", url], url, shows_errors=True):
            self._trying = url
            self._show()

    def _ended(self, ending: Ending) -> None:
        if ending.kind is JobKind.SETTINGS and self._trying:
            self._checks[self._trying] = check_of(ending)
            self._trying = ""
            self._show()


def _state(check: AuthorityCheck, *, trying: bool) -> State:
    if trying:
        return State.RUNNING
    if check.works is None:
        return State.WAITING
    if not check.works:
        return State.BAD
    return State.OK if check.trusted else State.WARN
