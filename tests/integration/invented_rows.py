"""Rows for any table, by its columns alone: the awkward values that each of them takes."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from random import Random

from django.db import models, transaction

FIRST, ROWS = 7, 3


def plant(tables: Iterable[type[models.Model]], using: str) -> None:
    """Some rows in every table, row by row tied to those of the tables they point at."""
    chance = Random(5)
    with transaction.atomic(using=using):
        for model in tables:
            for number in range(FIRST, FIRST + ROWS):
                told = {one.attname: _value(one, number, chance) for one in model._meta.concrete_fields}
                model._base_manager.using(using).bulk_create([model(**told)])


def _value(one: models.Field, number: int, chance: Random) -> object:  # type: ignore[type-arg]
    if one.unique or isinstance(one, models.ForeignKey):
        return f"甲{number}" if isinstance(one, models.CharField) else number
    return None if one.null and chance.random() < 0.3 else _any(one, chance)


def _any(one: models.Field, chance: Random) -> object:  # type: ignore[type-arg]
    if isinstance(one, models.CharField | models.TextField):
        letters = "示例张三丰𠮷😀\"\\\n\t'%s,;:<&éß 0aA"
        return "".join(chance.choice(letters) for _ in range(one.max_length or 500))
    if isinstance(one, models.JSONField):
        return {"乙": [1, 2.5, None, True, "😀"], "a": {"b": 10**15, "ä": []}, str(chance.random()): {}}
    if isinstance(one, models.BooleanField):
        return chance.random() < 0.5
    if isinstance(one, models.DateTimeField):
        return datetime(2022, 2, 28, 23, 59, 59, chance.randrange(10**6), tzinfo=UTC)
    if isinstance(one, models.DateField):
        return date(2022, 2, chance.randrange(1, 28))
    if isinstance(one, models.BinaryField):
        return chance.randbytes(one.max_length or 3000)
    return chance.randrange(30_000)
