import datetime as dt, time, collections
import pytest
@pytest.mark.django_db
def test_first(pack):
    from threshold.demo import seed
    t=time.time(); c=time.process_time()
    seed.seed(dt.datetime(2026,3,11,10,0,tzinfo=dt.UTC), tell=lambda x: print(x, round(time.time()-t,1), round(time.process_time()-c,1)))
    print("time",time.time()-t, time.process_time()-c)
    from threshold.core import journal
    from threshold.frontdoor.models import Contact
    print(collections.Counter(Contact.objects.values_list("state",flat=True)))
    t=time.time(); v=journal.verify(); print(v.entries, v.flaws[:3], time.time()-t)
    from django.db import connection
    connection.check_constraints()
