"""The kinds of thing that are members of registered objects, under the name that readers of releases know."""

from registry.domain.membership import MemberKind

__all__ = ["MemberKind"]
