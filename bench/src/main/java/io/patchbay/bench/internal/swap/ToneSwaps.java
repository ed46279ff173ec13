package io.patchbay.bench.internal.swap;

import java.util.Collection;
import java.util.List;
import org.osgi.framework.BundleException;

/** One kind of calls of marker tones, and what is exchanged under them. On the run's thread. */
interface ToneSwaps<W extends ToneWay> extends AutoCloseable {

    /** All plugs that there have to be; not plugged in yet. */
    List<Family> families();

    /** All plugs are there: calls come, and speak. */
    void begin() throws InterruptedException;

    /** The calls under which this is done. */
    Collection<RtcCalls.One> under(W way);

    /**
     * Does it, and sees that all are answered afterwards.
     *
     * @return how long it took, in milliseconds, until the new one was what is used
     */
    double exchange(W way) throws BundleException, InterruptedException;

    /** All calls have ended: what else is promised of them. */
    void judge(SwapResults results);

    @Override
    void close();
}
