from django.apps import AppConfig


class FrontdoorConfig(AppConfig):
    name = "threshold.frontdoor"
    label = "frontdoor"
    verbose_name = "Contact, MASH, decision, sign-off, feedback"

    def ready(self) -> None:
        from threshold.access.navigation import add, set_authority_name
        from threshold.access.roles import Permission
        from threshold.frontdoor.pack import authority_name
        from threshold.frontdoor.queries_at_work import open_contacts_in_hand
        from threshold.people import slots

        set_authority_name(authority_name)
        slots.add_work(open_contacts_in_hand)
        add("My day", "my_day", Permission.CONTACT_READ, order=10)
        add("Front door", "board", Permission.CONTACT_READ, order=20)
        add("Sign-off", "sign_off_queue", Permission.CONTACT_SIGN_OFF, order=30)
        add("No worker", "no_worker", Permission.PATHWAY_READ, order=40)
        add("Partners", "outstanding_requests", Permission.CONTACT_GATHER, order=50)
        add("Night log", "shifts", Permission.SHIFT_RECORD, Permission.SHIFT_ACCEPT, order=55)
        add("Triage", "triage_meetings", Permission.TRIAGE_RECORD, order=57)
        # Whoever has a day's page finds it there.
        add("Not sent", "messages_not_sent", Permission.USERS_MANAGE, order=60)
        add("Numbers", "surge", Permission.NUMBERS_READ, order=70)
