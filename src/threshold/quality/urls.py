"""The addresses of `quality`."""

from __future__ import annotations

from django.urls import URLPattern, path

from threshold.quality.views import alerts, audits, judging, programme

QUALITY = [path("quality", audits.landing, name="quality")]
PROGRAMME = [
    path("quality/programme", programme.programme_page, name="programme"),
    path("quality/programme/new", programme.new_item, name="new_programme_item"),
    path("quality/programme/<str:reference>", programme.item_page, name="programme_item"),
    path("quality/programme/<str:reference>/draw", programme.draw, name="draw_sample"),
    path("quality/programme/<str:reference>/cancel", programme.cancel, name="cancel_programme_item"),
    path("quality/programme/<str:reference>/draw-again", programme.draw_again, name="draw_again"),
    path("quality/programme/<str:reference>/answer", judging.dip_sample, name="dip_sample"),
    path("quality/programme/<str:reference>/records/<int:number>/replace", programme.replace, name="replace_record"),
    path("quality/programme/<str:reference>/records/<int:number>/give", programme.give, name="give_held_record"),
    path("quality/agreement", programme.agreement, name="agreement"),
]
ALERTS = [
    path("quality/alerts", alerts.alert_list, name="audit_alerts"),
    path("quality/alerts/<str:reference>", alerts.alert_page, name="audit_alert"),
    path("quality/alerts/<str:reference>/<str:verb>", alerts.change_alert, name="change_audit_alert"),
]
# Behind every longer address that begins with an audit.
AUDITS = [
    path("audits", audits.audit_list, name="audits"),
    path("audits/<str:reference>", audits.audit_page, name="quality_audit"),
    path("audits/<str:reference>/begin", judging.begin, name="begin_audit"),
    path("audits/<str:reference>/hand-in", judging.hand_in, name="hand_in_audit"),
    path("audits/<str:reference>/moderate", judging.moderate, name="moderate_audit"),
    path("audits/<str:reference>/agree", judging.agree, name="agree_grades"),
    path("audits/<str:reference>/<str:verb>", judging.change_audit, name="change_audit"),
    path("people/<str:reference>/audits", audits.person_audits, name="person_audits"),
]

urlpatterns: list[URLPattern] = [*QUALITY, *PROGRAMME, *ALERTS, *AUDITS]
