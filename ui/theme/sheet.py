"""The short style sheet: borders, paddings and focus of controls that Fusion draws otherwise.

No colour of text in fields (it would halve the placeholder's contrast), and every border keeps its width when
the focus comes, so that nothing moves.
"""

from __future__ import annotations

from collections.abc import Callable

from ui.theme.tokens import Tokens


def style_sheet(t: Tokens, px: Callable[[float], int]) -> str:
    """The sheet for a table of tokens; `px` turns lengths of the 100 % drawing into pixels."""
    pad = px(6)
    return f"""
QToolTip {{ border: 1px solid {t.control}; padding: {px(4)}px; background: {t.surface}; color: {t.text}; }}
QFrame[part="card"] {{ background: {t.surface}; border: 1px solid {t.line}; border-radius: {px(8)}px; }}
QFrame[part="card"][over="true"] {{ border: 2px solid {t.accent}; }}
QFrame[part="header"] {{ background: {t.surface}; border: none; border-bottom: 1px solid {t.line}; }}
QFrame[part="jobline"] {{ background: {t.surface}; border: none; border-top: 1px solid {t.line}; }}
QFrame[part="rule"] {{ background: {t.line}; border: none; }}
QWidget[part="page"], QScrollArea[part="page"] {{ background: {t.bg}; }}
QScrollArea {{ border: none; background: transparent; }}
QScrollArea[part="panel"] {{ border: 2px solid transparent; border-radius: {px(8)}px; }}
QScrollArea[part="panel"]:focus {{ border-color: {t.accent}; }}
QScrollArea > QWidget > QWidget[part="plain"] {{ background: transparent; }}

QPushButton {{ background: {t.button}; color: {t.text}; border: 1px solid {t.control};
  border-radius: {px(6)}px; padding: {pad}px {px(14)}px; margin: 1px; outline: none; }}
QPushButton[small="true"] {{ padding: {px(3)}px {px(10)}px; }}
QPushButton:hover {{ background: {t.zebra if not t.dark else t.tag}; }}
QPushButton:pressed {{ background: {t.selection}; }}
QPushButton:focus {{ border: 2px solid {t.accent}; margin: 0; }}
QPushButton:disabled {{ color: {t.muted}; border-color: {t.line}; }}
QPushButton[kind="primary"] {{ background: {t.accent}; color: {t.on_accent}; border: 1px solid {t.accent};
  font-weight: bold; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {t.text}; margin: 0; }}
QPushButton[kind="primary"]:disabled {{ background: {t.track}; color: {t.muted}; border-color: {t.track}; }}
QPushButton[kind="destructive"] {{ color: {t.bad}; border-color: {t.bad}; }}
QPushButton[kind="link"] {{ background: transparent; color: {t.accent}; border: 1px solid transparent;
  padding: {px(3)}px {px(5)}px; }}
QPushButton[kind="link"]:hover {{ text-decoration: underline; }}
QPushButton[kind="link"]:disabled {{ color: {t.muted}; text-decoration: none; }}
QPushButton[kind="link"]:focus {{ border: 2px solid {t.accent}; margin: 0; }}

QLineEdit, QComboBox, QPlainTextEdit {{ background: {t.field}; border: 1px solid {t.control};
  border-radius: {px(6)}px; padding: {pad}px {px(10)}px; margin: 1px;
  selection-background-color: {t.selection};
  selection-color: {t.text}; placeholder-text-color: {t.muted}; }}
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus {{ border: 2px solid {t.accent}; margin: 0; }}
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled {{ background: {t.track}; color: {t.muted};
  border-color: {t.line}; }}
QSpinBox {{ background: {t.field}; border: 1px solid {t.control}; border-radius: {px(6)}px;
  padding: {pad}px {px(10)}px; margin: 1px; selection-background-color: {t.selection};
  selection-color: {t.text}; }}
QSpinBox:focus {{ border: 2px solid {t.accent}; margin: 0; }}
QSpinBox:disabled {{ background: {t.track}; color: {t.muted}; border-color: {t.line}; }}
QSpinBox::up-button, QSpinBox::down-button {{ subcontrol-origin: border; width: {px(28)}px; border: none; }}
QSpinBox::up-button {{ subcontrol-position: top right; }}
QSpinBox::down-button {{ subcontrol-position: bottom right; }}
QSpinBox::up-arrow, QSpinBox::down-arrow {{ width: 0; height: 0; }}
QLineEdit[state="error"] {{ border-color: {t.bad}; }}
QComboBox::drop-down {{ border: none; width: {px(28)}px; }}
QComboBox QAbstractItemView {{ background: {t.surface}; border: 1px solid {t.control};
  selection-background-color: {t.selection}; selection-color: {t.text}; }}

QCheckBox, QRadioButton {{ spacing: {px(8)}px; padding: {px(3)}px; border: 2px solid transparent;
  border-radius: {px(4)}px; }}
QCheckBox:focus, QRadioButton:focus {{ border: 2px solid {t.accent}; }}

QFileDialog {{ min-width: {px(520)}px; min-height: {px(330)}px; }}
QFileDialog QToolButton {{ border: 1px solid transparent; border-radius: {px(4)}px; padding: {px(3)}px;
  background: {t.muted if t.dark else t.surface}; qproperty-iconSize: {px(16)}px {px(16)}px; }}
QFileDialog QToolButton:disabled {{ background: transparent; }}
QFileDialog QToolButton:focus {{ border-color: {t.accent}; }}

QMenu {{ background: {t.surface}; border: 1px solid {t.control}; padding: {px(4)}px; }}
QMenu::item {{ padding: {px(6)}px {px(24)}px; border-radius: {px(4)}px; }}
QMenu::item:selected {{ background: {t.selection}; color: {t.text}; }}
QMenu::item:disabled {{ color: {t.muted}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: {px(4)}px; }}

QTableView, QTreeView {{ background: {t.surface}; alternate-background-color: {t.zebra};
  border: 2px solid transparent; gridline-color: {t.line}; outline: none;
  selection-background-color: {t.selection}; selection-color: {t.text}; }}
QTableView:focus, QTreeView:focus {{ border: 2px solid {t.accent}; }}
QHeaderView {{ background: {t.surface}; border: none; }}
QHeaderView::section {{ background: {t.surface}; color: {t.muted}; border: none;
  border-bottom: 1px solid {t.line}; padding: 0 {px(8)}px; font-weight: bold; font-size: {px(12)}px; }}
QTableCornerButton::section {{ background: {t.surface}; border: none; }}
QTreeView::branch {{ background: transparent; }}

QScrollBar {{ background: transparent; border: none; }}
QScrollBar:vertical {{ width: {px(11)}px; }}
QScrollBar:horizontal {{ height: {px(11)}px; }}
QScrollBar::handle {{ background: {t.control}; border-radius: {max(2, px(3))}px; margin: {px(2)}px; }}
QScrollBar::handle:vertical {{ min-height: {px(28)}px; }}
QScrollBar::handle:horizontal {{ min-width: {px(28)}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QSplitter::handle {{ background: transparent; }}
"""
