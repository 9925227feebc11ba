import datetime as dt, time, collections, gc
import pytest
@pytest.mark.django_db
def test_first(pack):
    from threshold.demo import seed
    t=time.time(); c=time.process_time()
    g=[0,0,0]
    def cb(phase, info):
        if phase=="start": g[0]=time.process_time()
        else: g[1]+=time.process_time()-g[0]; g[2]+=1
    gc.callbacks.append(cb)
    def tell(x): print(x, round(time.time()-t,1), round(time.process_time()-c,1), "gc", round(g[1],1), g[2])
    seed.seed(dt.datetime(2026,3,11,10,0,tzinfo=dt.UTC), tell=tell)
    print("time",time.time()-t, time.process_time()-c)
