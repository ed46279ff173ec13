package io.patchbay.rtc.internal;

import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcException.Kind;
import io.patchbay.rtc.RtcPeer;
import io.patchbay.rtc.RtcThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All calls to one peer but the pacer's; from its making to its end, one after the other. */
final class PeerCalls {

    private static final System.Logger LOG = System.getLogger(PeerCalls.class.getName());

    private final SerialCalls calls;

    /** Of the calls alone, as the next. */
    private @Nullable RtcPeer peer;

    private @Nullable RtcException refused;
    private volatile boolean cancelled;

    PeerCalls(RtcThreads threads) {
        this.calls = new SerialCalls(threads);
    }

    /** Makes the peer, unless it was closed before; {@code failed} hears why there is none. */
    void open(Supplier<RtcPeer> engine, Consumer<RtcException> failed) {
        calls.execute(
                () -> {
                    if (cancelled) {
                        return;
                    }
                    try {
                        peer = engine.get();
                    } catch (RuntimeException | LinkageError e) {
                        RtcException why = asRtc(e, Kind.UNAVAILABLE, "no peer could be made");
                        refused = why;
                        failed.accept(why);
                    }
                });
    }

    /** Asks something that takes its time; the answer comes on any thread. */
    <T> CompletionStage<T> ask(
            Kind kind, String failure, Function<RtcPeer, CompletionStage<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        calls.execute(
                () -> {
                    RtcPeer asked = peer;
                    if (asked == null) {
                        answer.completeExceptionally(refused != null ? refused : closed());
                        return;
                    }
                    try {
                        question.apply(asked)
                                .whenComplete(
                                        (value, e) -> {
                                            if (e == null) {
                                                answer.complete(value);
                                            } else {
                                                answer.completeExceptionally(
                                                        asRtc(e, kind, failure));
                                            }
                                        });
                    } catch (RuntimeException | LinkageError e) {
                        answer.completeExceptionally(asRtc(e, kind, failure));
                    }
                });
        return answer;
    }

    /** Calls the peer, when there is one. */
    void call(Consumer<RtcPeer> call) {
        calls.execute(
                () -> {
                    RtcPeer called = peer;
                    if (called != null) {
                        call.accept(called);
                    }
                });
    }

    /** Closes what there is, after the call that runs; nothing is called any more. */
    void close(Consumer<RtcPeer> before, Runnable after) {
        cancelled = true;
        calls.execute(
                () -> {
                    RtcPeer closing = peer;
                    peer = null;
                    try {
                        if (closing != null) {
                            end(closing, before);
                        }
                    } catch (RuntimeException | LinkageError e) {
                        LOG.log(System.Logger.Level.ERROR, "a peer could not be closed", e);
                    } finally {
                        after.run();
                    }
                });
    }

    private static void end(RtcPeer closing, Consumer<RtcPeer> before) {
        try {
            before.accept(closing);
        } finally {
            closing.close();
        }
    }

    static RtcException closed() {
        return new RtcException(Kind.CLOSED, "the link was closed");
    }

    private static RtcException asRtc(Throwable e, Kind kind, String failure) {
        Throwable cause =
                e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
        return cause instanceof RtcException known ? known : new RtcException(kind, failure, cause);
    }
}
