"""The page that the scripts of the search write their results on; without them it says where else to look."""

from registry.catalogue.blocks import Page, Paragraph, Run
from registry.catalogue.context import Context


def page(context: Context) -> Page:
    """A title and a line; the box is in the frame as on every page."""
    say = context.say
    return Page(title=Run(say("search.title")), lead=(Paragraph((Run(say("search.lead")),), "lead"),))
