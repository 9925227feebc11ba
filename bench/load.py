"""One kind of request, over and over: what locust runs. The page and the session come in by the environment."""

from __future__ import annotations

import os
import re
import uuid

from locust import HttpUser, constant, task

PATHS = os.environ["BENCH_PATHS"].split("|")  # one page, or many of a kind taken in turn
SESSION = os.environ["BENCH_SESSION"]
RECORDS = os.environ.get("BENCH_RECORDS") == "yes"
NAME = os.environ["BENCH_NAME"]


class Reader(HttpUser):
    """Somebody who asks for the next page as soon as the last has come."""

    wait_time = constant(0)

    def on_start(self) -> None:
        self.client.cookies.set("sessionid", SESSION)
        self.turn = hash(id(self)) % len(PATHS)
        if RECORDS:
            html = self.client.get("/contacts/new", name="(form)").text
            found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
            if not found:
                raise SystemExit("The form for a new contact did not come: is the session valid?")
            self.token = found[1]

    @task
    def ask(self) -> None:
        self.turn = (self.turn + 1) % len(PATHS)
        if RECORDS:
            self._record()
            return
        with self.client.get(PATHS[self.turn], name=NAME, allow_redirects=False, catch_response=True) as response:
            if response.status_code != 200:
                response.failure(f"status {response.status_code}")

    def _record(self) -> None:
        answers = {
            "csrfmiddlewaretoken": self.token, "submission_key": str(uuid.uuid4()), "is_immediate_danger": "no",
            "channel": "phone", "source": "2A", "received_at-day": "1", "received_at-month": "9",
            "received_at-year": os.environ["BENCH_YEAR"], "received_at-time": "9:15am",
            "referrer_anonymity": "may_be_named", "what_happened": "A worry.\n\nIn two paragraphs.",
            "consent": "not_sought", "consent_reason": "Not safe to ask yet", "children-keys": "0",
            "children-0-kind": "child", "children-0-given_name": uuid.uuid4().hex[:8],
            "children-0-family_name": uuid.uuid4().hex[:10], "children-0-match": "new",
        }  # fmt: skip
        with self.client.post(
            "/contacts/new", answers, name=NAME, allow_redirects=False, catch_response=True
        ) as response:
            if response.status_code != 302:
                response.failure(f"status {response.status_code}")
