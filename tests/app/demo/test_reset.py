"""Only a demonstration is ever thrown away."""

from __future__ import annotations

import pytest

from namro.base.errors import DomainError
from namro.city.organisation.models import Unit
from namro.web.demo.resetting import reset_demo


@pytest.mark.django_db
def test_a_database_that_is_no_demonstration_is_never_thrown_away():
    Unit.objects.create(code="THAT")
    with pytest.raises(DomainError) as refusal:
        reset_demo()
    assert refusal.value.code == "demo.not_a_demo"
    assert Unit.objects.filter(code="THAT").exists()
