import datetime as dt, time, collections, gc
import pytest
@pytest.mark.django_db
def test_first(pack):
    from threshold.demo import volume
    volume.BATCH=500
    last=[time.process_time(),time.time()]; b=[]
    def tell(x):
        b.append((round((time.process_time()-last[0])*2,2), round((time.time()-last[1])*2,2))); last[:]=time.process_time(),time.time()
    w=volume.write(contacts=8000,seed=5,years=5,now=dt.datetime(2026,3,11,10,0,tzinfo=dt.UTC),tell=tell)
    print(w); print("ms per contact: cpu, wall", sorted(b)[:5], b)
