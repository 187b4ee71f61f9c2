"""Who acts: a person with the roles held at this moment, own and delegated."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer.casework.roles import Role


@dataclass(frozen=True, slots=True)
class Held:
    """A role in force; `for_id` and `for_name` name the person who delegated it."""

    role: Role
    unit_id: int
    section_id: int | None = None
    for_id: int | None = None
    for_name: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person. Made by `office.people` for one request, never kept."""

    id: int
    name: str
    unit_id: int
    section_id: int | None
    held: tuple[Held, ...]

    def has(self, *roles: Role) -> bool:
        """Whether one of the roles is in force, in whatever unit."""
        return any(held.role in roles for held in self.held)

    def holding(self, roles: tuple[Role, ...], unit_id: int, section_id: int | None) -> Held | None:
        """The held role that lets the person act for that unit and 科室; an own one before a delegated."""
        fitting = [
            held
            for held in self.held
            if held.role in roles and held.unit_id == unit_id and held.section_id in {None, section_id}
        ]
        return min(fitting, key=lambda held: held.for_id is not None, default=None)
