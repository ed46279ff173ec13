package io.patchbay.net.internal;

import io.patchbay.net.fetch.UpgradeFetch;

/** What somebody else's code does wrong: said without its words, which may hold a secret. */
final class Foreign {

    private static final System.Logger LOG = System.getLogger(UpgradeFetch.class.getName());

    private Foreign() {}

    /** It threw where nobody waits for an answer: logged, and gone. */
    static void failed(String what, Throwable e) {
        LOG.log(System.Logger.Level.WARNING, what + " failed: " + where(e));
    }

    /** An exception by its type and place alone. */
    static String where(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        return e.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
