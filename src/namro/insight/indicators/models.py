"""What figures are added up from. Both tables follow from others and can be made anew from them at any time."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from namro.city.facts.models import RatedKind


class RatingTally(models.Model):
    """How many ratings of main posts came into, or went out of, force on a day, by unit and kind of people.

    Written by triggers of the database with every rating published, replaced or withdrawn; rows are only added. What was
    known on a day is the sum of the rows up to it, so that every past date costs what today costs.
    """

    kind = models.CharField(max_length=9, choices=RatedKind)
    first = models.DateField()
    until = models.DateField()
    unit = models.ForeignKey(
        "organisation.Unit", on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    framework = models.CharField(max_length=40)
    staff_group = models.CharField(max_length=10)
    rank = models.CharField(max_length=6)
    level = models.CharField(max_length=8, blank=True)
    place = models.PositiveSmallIntegerField(null=True)
    is_failing = models.BooleanField(default=False)
    day = models.DateField()  # on which it became known
    people = models.IntegerField()
    scored = models.IntegerField()  # of them, how many with a total
    points = models.DecimalField(max_digits=16, decimal_places=4)  # the sum of their totals

    class Meta:
        indexes = [
            models.Index(fields=["kind", "first", "unit"], name="ratingtally_span"),
            models.Index(fields=["unit", "kind", "first"], name="ratingtally_unit"),  # years of one agency
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first} @ {self.unit_id} {self.level}: {self.people:+d}"


class DecisionTally(models.Model):
    """How many ratings a round's decisions gave, or took back, on a day: written by triggers, rows are only added."""

    round = models.ForeignKey("evaluations.Round", on_delete=models.CASCADE, related_name="+")
    rating = models.CharField(max_length=8)
    task_group = models.CharField(max_length=60, blank=True)  # of similar tasks; such a group has a cap of its own
    day = models.DateField()
    people = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.round_id} {self.task_group} {self.rating}: {self.people:+d}"


class ReviewTally(models.Model):
    """What the sheets of one reviewing unit in one published round add up to: sums, never names.

    The row without a unit is the round's own; it says that the round has been added up.
    """

    round = models.ForeignKey("evaluations.Round", on_delete=models.CASCADE, related_name="+")
    reviewer_unit = models.ForeignKey(
        "organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # null: the whole round
    kind = models.CharField(max_length=9)
    first = models.DateField()
    framework = models.CharField(max_length=40)
    published_on = models.DateField()
    sheets = models.PositiveIntegerField()  # with points of the reviewer
    points = models.BigIntegerField()  # of the general criteria, hundredths, summed
    squares = models.BigIntegerField()
    lowest = models.IntegerField(null=True)
    highest = models.IntegerField(null=True)
    compared = models.PositiveIntegerField()  # how many had a period before
    copied = ArrayField(models.BigIntegerField())  # the sheets with the same points and the same total as then
    self_late = models.PositiveIntegerField()  # sheets scored by their owner after the deadline, or never
    review_late = models.PositiveIntegerField()  # sheets scored by the reviewer after the deadline, or never

    class Meta:
        constraints = [
            models.UniqueConstraint(name="reviewtally_once", fields=["round", "reviewer_unit"], nulls_distinct=False)
        ]
        indexes = [models.Index(fields=["kind", "first", "reviewer_unit"], name="reviewtally_span")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.reviewer_unit_id}: {self.sheets}"


class YearMean(models.Model):
    """The mean of the monthly totals somebody's rating of a year stands beside, as known when the year was published."""

    # No constraint: nothing rests on a rating because it was counted, so it may be withdrawn.
    rating = models.OneToOneField(
        "facts.Rating", primary_key=True, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    months = models.PositiveSmallIntegerField()
    mean = models.DecimalField(max_digits=9, decimal_places=4)
    place = models.PositiveSmallIntegerField(null=True)  # of the level that mean alone would give; null: no thresholds

    def __str__(self) -> str:
        return f"{self.rating_id}: {self.mean}"


class YearWaiting(models.Model):
    """A rating of a year whose mean is to be made, or made anew: written by triggers with every rating told or changed."""

    rating = models.OneToOneField(
        "facts.Rating", primary_key=True, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )

    def __str__(self) -> str:
        return str(self.rating_id)
