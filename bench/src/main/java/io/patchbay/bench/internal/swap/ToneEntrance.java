package io.patchbay.bench.internal.swap;

import java.util.function.BooleanSupplier;
import org.osgi.framework.BundleContext;

/** Where calls come in through a plug, and those who call. */
interface ToneEntrance extends AutoCloseable {

    /** Calls are answered from now on. */
    void serve(BundleContext context, RtcCalls calls);

    /**
     * Whether calls come through the door now, and to whom: a plug is bound a moment before its
     * door is open.
     *
     * @param there asked while a call is decided on
     */
    boolean leads(BooleanSupplier there);

    /** So many call, are answered, and speak. */
    void call(RtcCalls calls, int count) throws InterruptedException;

    @Override
    void close();
}
