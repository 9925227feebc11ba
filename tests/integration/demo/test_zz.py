import datetime as dt, time, collections
import pytest
@pytest.mark.django_db
def test_first(pack):
    from threshold.demo import seed
    import cProfile,pstats
    t=time.time()
    pr=cProfile.Profile()
    pr.enable()
    seed.seed(dt.datetime(2026,3,11,10,0,tzinfo=dt.UTC))
    pr.disable()
    print("time",time.time()-t, time.process_time())
    pstats.Stats(pr).sort_stats("tottime").print_stats(25)
    pstats.Stats(pr).sort_stats("cumtime").print_stats(60)
    from threshold.core import journal
    from threshold.frontdoor.models import Contact
    print(collections.Counter(Contact.objects.values_list("state",flat=True)))
    t=time.time(); v=journal.verify(); print(v.entries, v.flaws[:3], time.time()-t)
    from django.db import connection
    connection.check_constraints()
