"""The style sheet: buttons, fields, menus and labels, for one text size.

What is painted by hand (grid, navigation, chips) is not here. Widgets ask for a look by properties:
``variant`` (primary, secondary, link, quiet) on buttons, ``textRole``, ``ink`` and ``strong`` on labels,
``box`` (card, panel, plain) on frames, ``fault`` and ``readOnly`` on fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

from alps_desk import places
from alps_desk.gui.colours import Colour

_SHEET = Template(
    """
QToolTip { background: $CARD; color: $TEXT; border: 1px solid $BORDER; padding: 4px 6px; }

QLabel[textRole="caption"], QAbstractButton[textRole="caption"] { font-size: ${caption}pt; }
QLabel[textRole="body"] { font-size: ${body}pt; }
QLabel[textRole="card"] { font-size: ${card}pt; }
QLabel[textRole="panel"] { font-size: ${panel}pt; }
QLabel[textRole="title"] { font-size: ${title}pt; }
QLabel[textRole="figure"] { font-size: ${figure}pt; }
QLabel[strong="true"] { font-weight: bold; }
QLabel[ink="secondary"] { color: $SECONDARY; }
QLabel[ink="hint"] { color: $HINT; }
QLabel[ink="error"] { color: $ERROR; }
QLabel[ink="warning"] { color: $WARNING; }
QLabel[ink="primary"] { color: $PRIMARY; }
QLabel[ink="ok"] { color: $OK; }
QLabel[ink="returned"] { color: $RETURNED; }
QLabel[ink="empty"] { color: $EMPTY; }

QFrame[box="card"] { background: $CARD; border: 1px solid $LINE; border-radius: 8px; }
QFrame[box="pale"] { background: $WINDOW; border: none; border-radius: 6px; }
QFrame[box="plain"] { background: $CARD; border: none; }
QFrame[box="panel"] { background: $CARD; border: none; border-left: 1px solid $HEADER_LINE; }
QFrame[box="status"] { background: $HEADER; border: none; border-top: 1px solid $HEADER_LINE; }

QPushButton { min-height: ${inner}px; padding: 0 ${pad}px; border-radius: 6px; outline: none;
  background: $CARD; color: $PRIMARY; border: 1px solid $PRIMARY_BORDER; }
QPushButton:hover { background: $PRIMARY_PALE; border-color: $PRIMARY; }
QPushButton:pressed { background: $WAITING_TINT; }
QPushButton:default { border: 2px solid $PRIMARY; min-height: ${inner_default}px; }
QPushButton:disabled { background: $LOCKED_TINT; color: $HINT; border-color: $LINE; }
QPushButton[variant="primary"] { background: $PRIMARY; color: $CARD; border-color: $PRIMARY; font-weight: bold; }
QPushButton[variant="primary"]:hover { background: $PRIMARY_HOVER; }
QPushButton[variant="primary"]:pressed { background: $PRIMARY_PRESSED; }
QPushButton[variant="primary"]:disabled { background: $LOCKED_TINT; color: $HINT; border-color: $LINE; }
QPushButton[variant="danger"] { color: $ERROR; border-color: $ERROR; }
QPushButton[variant="danger"]:hover { background: $ERROR_TINT; }
QPushButton[variant="link"] { background: transparent; border: 1px solid transparent; padding: 0 ${pad_link}px; }
QPushButton[variant="link"]:hover { background: $WAITING_TINT; }
QPushButton[variant="link"]:disabled { color: $HINT; }
QPushButton[variant="quiet"] { background: transparent; border: 1px solid transparent; color: $TEXT;
  padding: 0 ${pad_link}px; }
QPushButton[variant="quiet"]:hover { background: $HEADER; }
QPushButton[segment] { border: 1px solid $BORDER; border-radius: 0; margin-left: -1px; color: $TEXT; }
QPushButton[segment="first"] { border-top-left-radius: 6px; border-bottom-left-radius: 6px; margin-left: 0; }
QPushButton[segment="last"] { border-top-right-radius: 6px; border-bottom-right-radius: 6px; }
QPushButton[segment]:checked { background: $PRIMARY; color: $CARD; border-color: $PRIMARY; font-weight: bold; }
QPushButton::menu-indicator { image: url("$icons/chevron_down.svg"); width: ${chevron}px; height: ${chevron}px;
  subcontrol-origin: padding; subcontrol-position: right center; right: 6px; }

QLineEdit, QPlainTextEdit, QTextEdit { background: $CARD; color: $TEXT; border: 1px solid $BORDER;
  border-radius: 6px; selection-background-color: $PRIMARY; selection-color: $CARD; }
QLineEdit { min-height: ${inner}px; padding: 0 8px; }
QPlainTextEdit, QTextEdit { padding: 2px 4px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 1px solid $PRIMARY; }
QLineEdit:disabled, QPlainTextEdit:disabled { background: $LOCKED_TINT; color: $HINT; }
QLineEdit[readOnly="true"], QPlainTextEdit[readOnly="true"] { border: 1px dashed $BORDER; background: $WINDOW; }
QLineEdit[fault="error"], QPlainTextEdit[fault="error"] { border: 2px solid $ERROR; background: $ERROR_TINT; }
QLineEdit[fault="missing"], QPlainTextEdit[fault="missing"], QComboBox[fault="missing"] {
  border: 1px dashed $EMPTY; }
QComboBox[fault="error"] { border: 2px solid $ERROR; background: $ERROR_TINT; }
QComboBox[fault="warning"] { border: 2px solid $WARNING_BORDER; background: $WARNING_TINT; }
QLabel[box="computed"] { background: $COMPUTED; padding: 4px 9px; border-radius: 4px; color: $SECONDARY; }
QLineEdit[fault="warning"], QPlainTextEdit[fault="warning"] { border: 2px solid $WARNING_BORDER;
  background: $WARNING_TINT; }

QComboBox { background: $CARD; color: $TEXT; border: 1px solid $BORDER; border-radius: 6px;
  min-height: ${inner}px; padding: 0 6px 0 10px; outline: none; }
QComboBox:hover { border-color: $PRIMARY; }
QComboBox:disabled { background: $LOCKED_TINT; color: $HINT; }
QComboBox::drop-down { border: none; width: ${drop}px; }
QComboBox::down-arrow { image: url("$icons/chevron_down.svg"); width: ${chevron}px; height: ${chevron}px; }
QComboBox QAbstractItemView { background: $CARD; border: 1px solid $BORDER; outline: none;
  selection-background-color: $SELECTION; selection-color: $TEXT; }
QComboBox QAbstractItemView::item { min-height: ${item}px; padding: 0 8px; }

QMenuBar { background: transparent; color: $SECONDARY; spacing: 2px; }
QMenuBar::item { background: transparent; padding: 3px 9px; border-radius: 4px; }
QMenuBar::item:selected { background: $WAITING_TINT; color: $TEXT; }
QMenu { background: $CARD; color: $TEXT; border: 1px solid $BORDER; padding: 4px; }
QMenu::item { min-height: ${item}px; padding: 0 ${pad_menu}px 0 ${pad_menu_icon}px; border-radius: 4px; }
QMenu::item:selected { background: $SELECTION; color: $TEXT; }
QMenu::item:disabled { color: $HINT; background: transparent; }
QMenu::separator { height: 1px; background: $LINE; margin: 4px 6px; }
QMenu::icon { left: 8px; }

QScrollBar:vertical { background: transparent; width: 14px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 14px; margin: 0; }
QScrollBar::handle { background: $HANDLE; border-radius: 4px; margin: 3px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: $BORDER; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTabWidget::pane { background: $CARD; border: 1px solid $LINE; border-radius: 6px; top: -1px; }
QTabBar::tab { background: transparent; color: $SECONDARY; min-height: ${item}px; padding: 0 14px;
  border: none; border-bottom: 3px solid transparent; }
QTabBar::tab:hover { background: $WAITING_TINT; }
QTabBar::tab:selected { color: $PRIMARY; border-bottom-color: $PRIMARY; }
QTableWidget[look="list"] { background: $CARD; border: none; gridline-color: $LINE; }
QTableWidget[look="list"]::item { padding: 0 8px; }
QTableWidget[look="list"] QHeaderView::section { background: $HEADER; color: $TEXT; padding: 5px 8px;
  border: none; border-right: 1px solid $LINE; border-bottom: 1px solid $HEADER_LINE; font-weight: bold; }

QCheckBox, QRadioButton { spacing: 8px; min-height: ${target}px; outline: none; padding: 0 5px; }
QScrollArea { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QSplitter::handle { background: $LINE; }
"""
)


def build(points: Mapping[str, float], pixel_size: int, control_height: int) -> str:
    """The sheet for one text size.

    Args:
        points: size in points of each text role.
        pixel_size: of the body font.
        control_height: of buttons and fields, pixels, border included.
    """
    colours = {name: value for name, value in vars(Colour).items() if name.isupper()}
    sizes = {role: f"{size:.2f}" for role, size in points.items()}
    return _SHEET.substitute(
        colours,
        icons=(places.resources() / "icons").as_posix(),
        inner=control_height - 2,
        inner_default=control_height - 4,
        item=round(pixel_size * 2),
        target=max(24, round(pixel_size * 1.7)),
        pad=round(pixel_size * 1.05),
        pad_link=round(pixel_size * 0.6),
        pad_menu=round(pixel_size * 1.6),
        pad_menu_icon=round(pixel_size * 2.2),
        chevron=round(pixel_size * 0.95),
        drop=round(pixel_size * 1.9),
        **sizes,
    )
