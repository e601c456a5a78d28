"""`actions/*.yaml`: references, prerequisites, and a way up from every step of every question."""

from collections.abc import Iterator, Mapping
from pathlib import PurePath

from app.catalogue.building import build_question
from app.catalogue.checks.names import Known, Names, each, ids, repeated, unknown
from app.catalogue.files import Files
from app.catalogue.located import KeyPath, Located
from app.catalogue.shapes.actions import Action, ActionsFile
from app.catalogue.validating import Checked
from app.domain.problems import N_
from app.domain.questionnaire import Kind
from app.domain.reading import shown

Steps = Mapping[str, tuple[Kind, tuple[float, ...]]]
Place = tuple[Checked[ActionsFile], KeyPath]


def check_actions(files: Files, names: Names) -> Iterator[Located]:
    """Every action, then what they are together."""
    seen: dict[object, str] = {}
    steps = _steps(files)
    for checked in files.actions:
        if checked.shape is None:
            continue
        yield from repeated(checked, each(checked.shape.actions, "actions"), seen)
        here = _questions_here(files, checked)
        for index, action in enumerate(checked.shape.actions):
            at: KeyPath = ("actions", index)
            yield from _references(checked, at, action, names)
            yield from _raises(checked, at, action, steps)
            elsewhere = here is not None and action.question not in here
            if elsewhere and action.question in (names.questions or ()):
                message = N_("This question stands in another domain's file.")
                yield checked.at((*at, "question"), message)
    yield from _circles(files)
    if all(checked.whole for checked in files.actions):
        yield from _ways_up(files, steps)


def _steps(files: Files) -> Steps:
    """The values that each question can stand at; they depend on no condition."""
    found: dict[str, tuple[Kind, tuple[float, ...]]] = {}
    for checked in files.sections:
        if checked.shape is None:
            continue
        section = checked.shape.model_copy(update={"applies_if": None})
        for shape in section.questions:
            plain = shape.model_copy(update={"applies_if": None})
            question = build_question(plain, section, {})
            found[question.id] = question.kind, question.steps
    return found


def _questions_here(files: Files, checked: Checked[ActionsFile]) -> Known:
    """The questions of the section file of the same name."""
    stem = PurePath(checked.source.file).stem
    found = (s for s in files.sections if PurePath(s.source.file).stem == stem)
    return next((ids(section, "questions") for section in found), None)


def _references(
    checked: Checked[ActionsFile], at: KeyPath, action: Action, names: Names
) -> Iterator[Located]:
    for key, message, known in (
        ("question", N_("There is no question “{name}”."), names.questions),
        ("cost_band", N_("There is no cost band “{name}”: {choices}."), names.cost_bands),
        ("role", N_("There is no role “{name}”. The roles are: {choices}."), names.roles),
    ):
        yield from unknown(checked, (*at, key), message, getattr(action, key), known)
    if not action.id.startswith(f"{action.question}-"):
        message = N_("Begin this id with its question's: “{id}-”.")
        yield checked.at((*at, "id"), message, id=action.question)
    message = N_("There is no rule “{name}” in the newest rules. The rules are: {choices}.")
    for index, rule in enumerate(action.rules):
        yield from unknown(checked, (*at, "rules", index), message, rule, names.rules)
    for index, other in enumerate(action.after):
        path = (*at, "after", index)
        if other == action.id:
            yield checked.at(path, N_("An action cannot come after itself."))
        yield from unknown(checked, path, N_("There is no action “{name}”."), other, names.actions)


def _raises(
    checked: Checked[ActionsFile], at: KeyPath, action: Action, steps: Steps
) -> Iterator[Located]:
    before, target = action.raises
    if before >= target:
        message = N_("An action raises its question: {before} must lie below {target}.")
        yield checked.at((*at, "raises"), message, before=shown(before), target=shown(target))
    if action.question not in steps:
        return
    kind, reachable = steps[action.question]
    for index, value in enumerate(action.raises):
        # A number stands anywhere between two points, so an action may be written for any value.
        anywhere = kind is Kind.NUMBER and index == 0
        if value not in reachable and not anywhere:
            message = N_("{value} is not a step of {question}; its steps are: {steps}.")
            known = ", ".join(shown(step) for step in reachable)
            path = (*at, "raises", index)
            yield checked.at(
                path, message, value=shown(value), question=action.question, steps=known
            )


def _circles(files: Files) -> Iterator[Located]:
    """Every circle of prerequisites once, at the action where it was entered."""
    after: dict[str, list[str]] = {}
    places: dict[str, Place] = {}
    for checked in files.actions:
        for index, action in enumerate(checked.shape.actions if checked.shape else ()):
            after.setdefault(action.id, [a for a in action.after if a != action.id])
            places.setdefault(action.id, (checked, ("actions", index, "after")))
    for circle in _find_circles(after):
        checked, path = places[circle[0]]
        message = N_("These actions wait for each other: {circle}.")
        yield checked.at(path, message, circle=" → ".join([*circle, circle[0]]))


def _find_circles(after: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """Circles in a graph, by walking it depth first without recursion."""
    done: set[str] = set()
    for start in after:
        path: list[str] = []
        stack = [(start, iter(after[start]))] if start not in done else []
        path.extend(name for name, _ in stack)
        while stack:
            name, rest = stack[-1]
            following = next((f for f in rest if f in after and f not in done), None)
            if following is None:
                done.add(name)
                stack.pop()
                path.pop()
            elif following in path:
                yield path[path.index(following) :]
            else:
                stack.append((following, iter(after[following])))
                path.append(following)


def _ways_up(files: Files, steps: Steps) -> Iterator[Located]:
    """From every step below the top some action leads on, and the last one reaches the top."""
    found: dict[str, list[Action]] = {}
    for checked in files.actions:
        for action in checked.shape.actions if checked.shape else ():
            found.setdefault(action.question, []).append(action)
    for section in files.sections:
        for index, question in enumerate(section.shape.questions if section.shape else ()):
            path = ("questions", index)
            *below, top = steps[question.id][1]
            actions = found.get(question.id, [])
            for step in below:
                if not any(a.raises[0] >= step and a.raises[1] > step for a in actions):
                    message = N_("No action raises {question} from {step}.")
                    yield section.at(path, message, question=question.id, step=shown(step))
            if below and not any(a.raises[1] == top for a in actions):
                message = N_("No action raises {question} to {top}, its best.")
                yield section.at(path, message, question=question.id, top=shown(top))
