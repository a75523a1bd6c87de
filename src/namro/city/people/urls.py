"""People, their relations, and the pages of their units."""

from namro.base.access.routes import page
from namro.base.access.rules import Permission as P
from namro.city.people.views import reading, writing

urlpatterns = [
    page("people/", reading.people, "people", mode="reads", needs=P.REGISTRY_READ),
    page("people/vacancies/", reading.vacancies, "vacancies", mode="reads", needs=P.REGISTRY_WRITE),
    page("people/new/", writing.new_person, "person_new", mode="writes", needs=P.REGISTRY_WRITE),
    page("people/<int:person_id>/", reading.person, "person", mode="reads", needs=P.REGISTRY_READ, of="person"),
    page("people/<int:person_id>/correct/", writing.correct_person, "person_correct", mode="writes", needs=P.REGISTRY_WRITE, of="person"),
    page("people/<int:person_id>/move/", writing.move_person, "person_move", mode="writes", needs=P.REGISTRY_WRITE, of="person"),
    page("people/<int:person_id>/post/", writing.post_person, "person_post", mode="writes", needs=P.REGISTRY_WRITE, of="person"),
    page("people/<int:person_id>/leave/", writing.grant_leave, "person_leave", mode="writes", needs=P.REGISTRY_WRITE, of="person"),
    page("people/<int:person_id>/delegate/", writing.delegate, "person_delegate", mode="writes", needs=P.REGISTRY_READ, of="person"),
    page("people/postings/<int:posting_id>/end/", writing.end_posting, "posting_end", mode="writes", needs=P.REGISTRY_WRITE, of="posting"),
    page("people/postings/<int:posting_id>/field/", writing.give_field, "field_give", mode="writes", needs=P.REGISTRY_WRITE, of="posting"),
    page("people/fields/<int:field_id>/end/", writing.end_field, "field_end", mode="writes", needs=P.REGISTRY_WRITE, of="field"),
    page("people/leaves/<int:leave_id>/end/", writing.end_leave, "leave_end", mode="writes", needs=P.REGISTRY_WRITE, of="leave"),
    page("people/delegations/<int:delegation_id>/revoke/", writing.revoke_delegation, "delegation_revoke", mode="writes", needs=P.REGISTRY_READ, of="delegation"),
    page("relations/", reading.my_relations, "my_relations", mode="reads", needs=P.RELATION_READ),
    page("relations/<int:person_id>/", reading.relations, "relations", mode="reads", needs=P.RELATION_READ, of="person"),
    page("units/new/", writing.new_unit, "unit_new", mode="writes", needs=P.REGISTRY_WRITE),
    page("units/<int:unit_id>/", reading.unit, "unit", mode="reads", needs=P.REGISTRY_READ, of="unit"),
    page("units/<int:unit_id>/change/", writing.change_unit, "unit_change", mode="writes", needs=P.REGISTRY_WRITE, of="unit"),
    page("units/<int:unit_id>/dissolve/", writing.dissolve_unit, "unit_dissolve", mode="writes", needs=P.REGISTRY_WRITE, of="unit"),
]
