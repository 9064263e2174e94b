"""Doors of reporting."""

from __future__ import annotations

from django.urls import path

from . import views_handler, views_offline, views_reporter, views_return

app_name = "reporting"
urlpatterns = [
    path("inbox/", views_handler.inbox, name="inbox"),
    path("report/", views_reporter.report, name="report"),
    path("report/write/", views_reporter.write, name="report_write"),
    path("report/offline/", views_offline.offline, name="offline"),
    path("report/saved/", views_offline.send_saved, name="send_saved"),
    path("report/send/", views_reporter.send, name="report_send"),
    path("return/", views_return.come_back, name="return"),
    path("return/answer/", views_return.answer, name="return_answer"),
    path("return/withdraw/", views_return.withdraw, name="return_withdraw"),
]
