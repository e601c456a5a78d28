"""Shape of `published.yaml`: what was published, by the SHA-256 of its files."""

from typing import Annotated

from pydantic import Field
from pydantic import StringConstraints as Constraints

from app.catalogue.shapes.base import Shape, Version

Sha256 = Annotated[str, Constraints(pattern=r"^[0-9a-f]{64}$")]
Day = Annotated[str, Constraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class PublishedFile(Shape):
    """`published.yaml`: versions of the questionnaire, days of the rules."""

    versions: dict[Version, Sha256] = Field(default_factory=dict)
    rules: dict[Day, Sha256] = Field(default_factory=dict)
