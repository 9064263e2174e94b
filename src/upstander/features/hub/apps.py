from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate, pre_save


class HubConfig(AppConfig):
    name = "upstander.features.hub"
    label = "hub"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        self.offer_search()
        self.tell_of_changes()
        self.open_the_desk()

    def offer_search(self) -> None:
        from upstander.foundation.search.ports import sources

        from .search_source import HubSource

        sources.register(HubSource())

    def tell_of_changes(self) -> None:
        from . import receivers

        receivers.listen()

    def open_the_desk(self) -> None:
        """The editors' desk listens to what happens to pages and people, and keeps the time."""
        from wagtail.signals import page_published, page_unpublished, task_submitted

        from upstander.foundation.entities.signals import membership_ended
        from upstander.foundation.notices.rounds import Round, add_round

        from .access import membership_has_ended
        from .desk import fields, links, panels, receivers, schedule, setup
        from .signals import pages_loaded

        fields.mark()
        panels.arrange()
        membership_ended.connect(membership_has_ended, dispatch_uid="hub.membership_has_ended")
        pages_loaded.connect(receivers.loaded, dispatch_uid="hub.desk.loaded")
        page_published.connect(receivers.published, dispatch_uid="hub.desk.published")
        page_unpublished.connect(receivers.unpublished, dispatch_uid="hub.desk.unpublished")
        task_submitted.connect(receivers.sent_for_review, dispatch_uid="hub.desk.sent_for_review")
        pre_save.connect(receivers.before_save, dispatch_uid="hub.desk.before_save")
        core = apps.get_app_config("wagtailcore")
        post_migrate.connect(setup.set_up, sender=core, dispatch_uid="hub.desk.set_up")
        add_round(Round("hub_schedule", schedule.EVERY, schedule.keep_time))
        add_round(Round("hub_links", links.EVERY, links.go_round))
