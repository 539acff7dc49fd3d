"""What pages consist of, as frozen values: runs of text, and the blocks and sections made of them; no HTML."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text in one language.

    `lang` is given where the language is another than the page's, and then shown unless `quiet`. `form` is how it is
    set: "" as it is, `code`, `copy` (a code to copy), `time` (`text` is an ISO date), `mark` (a status), `faded`,
    `strong`, or `here` (where the reader is).
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
    """A list of runs; `style` is "", `steps` (ordered), `cards`, `columns`, `row`, `index` or `figures`."""

    shape: ClassVar[str] = "listing"
    items: tuple[Runs, ...]
    style: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label, what qualifies it (a criterion, a role), and the values: below each other, or `inline`."""

    label: str
    values: Runs
    aside: Run | None = None
    inline: bool = False


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
class Tools:
    """The words of the tools of a table: of the field that filters, of the box for rows no longer valid (`{count}`),
    of how many are shown (`{shown}` of `{all}`), and what must be said of it all.
    """

    filter: str
    inactive: str
    shown: str
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `note` holds for all of it. On a small screen a `wide` one scrolls, others fold into cards.

    One with `tools` can be filtered and sorted where there are scripts. The caption of a `silent` one is for those who
    listen, where a heading says the same.
    """

    shape: ClassVar[str] = "table"
    caption: str
    columns: Runs
    rows: tuple[Row, ...]
    note: str = ""
    wide: bool = False
    tools: Tools | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of a tree; what is below it is shown at once where `open`, else when asked for.

    `below` says how many there are, `told` the same with the name of what they are below, for those who listen.
    """

    runs: Runs
    branches: "tuple[Branch, ...]" = ()
    below: str = ""
    told: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Tree:
    """Nested lists that fold."""

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
class KeyRow:
    """What arrows of a drawing stand for: their letters, from where to where each, and what goes."""

    letter: str
    where: Runs
    what: Runs


@dataclass(frozen=True, slots=True)
class KeyPart:
    """The arrows of one column of a drawing."""

    title: Run
    rows: tuple[KeyRow, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """The key to a drawing: on a small screen it stands in its place, in print beside it on the same sheet."""

    shape: ClassVar[str] = "key"
    parts: tuple[KeyPart, ...]


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


@dataclass(frozen=True, slots=True)
class Jump:
    """A row of places to go to: letters of an index, pages of a list; `label` says what for."""

    shape: ClassVar[str] = "jump"
    label: str
    runs: Runs


@dataclass(frozen=True, slots=True)
class Door:
    """A way in for somebody: who, what for, and where to begin."""

    title: Run
    text: Run
    links: Runs


@dataclass(frozen=True, slots=True)
class Doors:
    """Ways in, side by side."""

    shape: ClassVar[str] = "doors"
    doors: tuple[Door, ...]


@dataclass(frozen=True, slots=True)
class Plate:
    """A named box of a drawn neighbourhood: its place and size in pixels, and its name on one or more lines."""

    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]
    href: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Wire:
    """A line of a drawn neighbourhood as an SVG path; `loose` for what is associated but neither above nor below."""

    path: str
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """A drawn neighbourhood, for the eye only: the page says the same as a list.

    The first plate is the thing itself; sizes are in pixels, and `captions` are places and words.
    """

    shape: ClassVar[str] = "around"
    width: int
    height: int
    plates: tuple[Plate, ...]
    wires: tuple[Wire, ...]
    captions: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """A query to be sent as it stands or changed: the words of its field and button, and the forms to choose among.

    `formats` are names and whether each is chosen at first; `name` makes the ids of its fields unique on the page.
    """

    shape: ClassVar[str] = "asking"
    name: str
    label: str
    text: str
    action: str
    format_label: str
    formats: tuple[tuple[str, bool], ...]
    button: str

    @property
    def rows(self) -> int:
        """How many lines the field shows."""
        return self.text.count("\n") + 1


Leaf = (
    Paragraph
    | Box
    | Listing
    | Facts
    | Table
    | Tree
    | Example
    | Drawing
    | Grid
    | Outline
    | Jump
    | Doors
    | Around
    | Asking
    | Key
)


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
    """What a page says: `kind` is the word above the title, `lead` what stands below it.

    `trail` leads from the menu to the page; `side` stands beside the sections where there is room, else after them.
    """

    title: Run
    kind: str = ""
    lead: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    trail: Runs = ()
    side: tuple[Section, ...] = ()
