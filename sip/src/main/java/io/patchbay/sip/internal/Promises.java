package io.patchbay.sip.internal;

import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipException;
import io.patchbay.sip.TransferException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What the owner of a call waits for. On his loop. */
final class Promises {

    /** Something that was asked. */
    record Promise(CompletableFuture<Void> stage, boolean transfer) {}

    private final Set<Promise> open = new HashSet<>();

    Promise make(boolean transfer) {
        Promise promise = new Promise(new CompletableFuture<>(), transfer);
        open.add(promise);
        return promise;
    }

    void keep(Promise promise) {
        open.remove(promise);
        promise.stage.complete(null);
    }

    void fail(Promise promise, Exception why) {
        open.remove(promise);
        promise.stage.completeExceptionally(why);
    }

    /** The call is over, and nothing more will be heard. */
    void end(SipEnd end) {
        String why = "the call ended: " + end.reason();
        for (Promise each : Set.copyOf(open)) {
            fail(
                    each,
                    each.transfer
                            ? new TransferException(TransferException.Kind.ENDED, end.status(), why)
                            : new SipException(end.status(), why));
        }
    }
}
