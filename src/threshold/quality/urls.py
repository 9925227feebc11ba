"""The addresses of `quality`."""

from __future__ import annotations

from django.urls import URLPattern, path

from threshold.quality.views import (
    actions,
    alerts,
    audits,
    bulletins,
    judging,
    learning,
    programme,
    re_audits,
    supervisions,
    themes,
    trends,
    voices,
)

QUALITY = [path("quality", audits.landing, name="quality")]
PROGRAMME = [
    path("quality/programme", programme.programme_page, name="programme"),
    path("quality/programme/new", programme.new_item, name="new_programme_item"),
    path("quality/programme/<str:reference>", programme.item_page, name="programme_item"),
    path("quality/programme/<str:reference>/draw", programme.draw, name="draw_sample"),
    path("quality/programme/<str:reference>/change", programme.change_item, name="change_programme_item"),
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
ACTIONS = [
    path("audit-actions", actions.audit_actions, name="audit_actions"),
    path("audit-actions/<str:reference>", actions.audit_action, name="audit_action"),
    path("audit-actions/<str:reference>/open-the-record", actions.look_at_record, name="look_at_record"),
    path("audit-actions/<str:reference>/<str:verb>", actions.change_audit_action, name="change_audit_action"),
    path("audits/<str:reference>/raise-an-action", actions.raise_action, name="raise_audit_action"),
]
RE_AUDITS = [
    path("re-audits", re_audits.re_audits, name="re_audits"),
    path("re-audits/<str:reference>", re_audits.re_audit, name="re_audit"),
    path("re-audits/<str:reference>/<str:verb>", re_audits.decide_re_audit, name="decide_re_audit"),
]
THEMES = [
    path("themes", themes.all_themes, name="themes"),
    path("themes/<slug:code>", themes.theme, name="theme"),
    path("voices/<str:reference>/themes", themes.voice_themes, name="voice_themes"),
    path("learning/<str:reference>/themes", themes.learning_themes, name="learning_themes"),
    path("audits/<str:reference>/themes", themes.audit_themes, name="audit_themes"),
]
LEARNING = [
    path("learning", learning.learning_log, name="learning_log"),
    path("learning/new", learning.new_learning, name="new_learning"),
    path("learning/bulletins", bulletins.bulletins, name="bulletins"),
    path("learning/bulletins/new", bulletins.new_bulletin, name="new_bulletin"),
    path("learning/bulletins/<str:month>", bulletins.bulletin, name="bulletin"),
    path("learning/bulletins/<str:month>/change", bulletins.change_bulletin, name="change_bulletin"),
    path("learning/bulletins/<str:month>/publish", bulletins.publish_bulletin, name="publish_bulletin"),
    path("learning/<str:reference>", learning.learning_entry, name="learning_entry"),
    path("learning/<str:reference>/<str:verb>", learning.change_learning, name="change_learning"),
]
VOICES = [
    path("voices", voices.voices, name="voices"),
    path("voices/new", voices.new_voice, name="new_voice"),
    path("voices/<str:reference>", voices.voice, name="voice"),
    path("voices/<str:reference>/<str:verb>", voices.change_voice, name="change_voice"),
]
SUPERVISIONS = [
    path("supervision", supervisions.supervision_due, name="supervision_due"),
    path("supervision/held", supervisions.supervisions, name="supervisions"),
    path("supervision/held/<str:reference>", supervisions.supervision, name="supervision"),
    path("people/<str:reference>/supervision", supervisions.person_supervisions, name="person_supervisions"),
    path("supervision/who", supervisions.arrangements, name="arrangements"),
    path("supervision/who/new", supervisions.new_arrangement, name="new_arrangement"),
    path("supervision/who/<int:number>/end", supervisions.end_arrangement, name="end_arrangement"),
    path("supervision/who/<int:number>/record/<str:kind>", supervisions.record_supervision, name="record_supervision"),
]
TRENDS = [path("grades", trends.grade_trends, name="grade_trends")]

urlpatterns: list[URLPattern] = [
    *QUALITY,
    *PROGRAMME,
    *ALERTS,
    *ACTIONS,
    *RE_AUDITS,
    *THEMES,
    *LEARNING,
    *VOICES,
    *SUPERVISIONS,
    *TRENDS,
    *AUDITS,
]
