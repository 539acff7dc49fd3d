"""What pages consist of, as frozen values: runs of text, and the blocks and sections made of them; no HTML."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text in one language.

    `lang` is given where the language is another than the page's, and then shown unless `quiet`. `form` is how it is
    set: "" as it is, `code`, `time` (`text` is an ISO date), `mark` (a status), `faded` or `strong`.
    `after` is a remark in the language of the page, or in `after_lang`.
    """

    text: str
    lang: str = ""
    href: str = ""
    form: str = ""
    after: str = ""
    after_lang: str = ""
    quiet: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `style` is "", `lead`, `definition` or `faded`."""

    shape: ClassVar[str] = "paragraph"
    runs: Runs
    style: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """Something that a reader must not miss: a label and what it says; `style` is "" or `doubtful`."""

    shape: ClassVar[str] = "box"
    label: str
    runs: Runs
    style: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of runs; `style` is "", `steps` (ordered), `cards` or `columns`."""

    shape: ClassVar[str] = "listing"
    items: tuple[Runs, ...]
    style: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label, what qualifies it (a criterion, a role), and the values."""

    label: str
    values: Runs
    aside: Run | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values."""

    shape: ClassVar[str] = "facts"
    rows: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its first cell names it, `id` is its anchor, `faded` if it is no longer to be used."""

    cells: tuple[Runs, ...]
    id: str = ""
    faded: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `note` holds for all of it. On a small screen a `wide` one scrolls, others fold into cards."""

    shape: ClassVar[str] = "table"
    caption: str
    columns: Runs
    rows: tuple[Row, ...]
    note: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of a tree."""

    runs: Runs
    branches: "tuple[Branch, ...]" = ()


@dataclass(frozen=True, slots=True)
class Tree:
    """Nested lists."""

    shape: ClassVar[str] = "tree"
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """Lines for a terminal or a file, kept as they are."""

    shape: ClassVar[str] = "example"
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One element of a drawing: its SVG name, attributes and, for a text, what it says and in which language."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    text: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing made when the page is; `told` says all that it shows in words. Sizes are in CSS pixels.

    `style` is "" or the class of the figure; a `wide` one scrolls in a region of its own where the screen is narrow.
    """

    shape: ClassVar[str] = "drawing"
    caption: str
    told: str
    width: int
    height: int
    marks: tuple[Mark, ...]
    style: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A place of a grid: what is said of it, and the links there; `state` is `there`, `gap` or `beside`.

    The links are shown at once, or under `said` when asked for where `folded`.
    """

    state: str
    said: Run
    links: Runs = ()
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose every place has a state; on a small screen each row becomes a card."""

    shape: ClassVar[str] = "grid"
    caption: str
    columns: Runs
    rows: tuple[tuple[Run, tuple[Cell, ...]], ...]
    style: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A line of an outline, and the lines below it; with these it can be folded, and is shown `open` or not."""

    runs: Runs
    nodes: "tuple[Node, ...]" = ()
    open: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """Nested lines that fold."""

    shape: ClassVar[str] = "outline"
    nodes: tuple[Node, ...]


Leaf = Paragraph | Box | Listing | Facts | Table | Tree | Example | Drawing | Grid | Outline


@dataclass(frozen=True, slots=True)
class Fold:
    """Blocks that are shown when asked for, or, where `open`, until they are put away."""

    shape: ClassVar[str] = "fold"
    label: str
    blocks: tuple[Leaf, ...]
    open: bool = False


Block = Leaf | Fold


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; `heading` in another language carries it."""

    id: str
    heading: Runs
    blocks: tuple[Block, ...] = ()
    sections: "tuple[Section, ...]" = ()


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says: `kind` is the word above the title, `lead` what stands below it."""

    title: Run
    kind: str = ""
    lead: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
