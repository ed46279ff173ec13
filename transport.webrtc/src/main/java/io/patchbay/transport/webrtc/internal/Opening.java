package io.patchbay.transport.webrtc.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcLink;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The steps that bring a line about: engine and offer, POST and answer, path and text channel, the
 * provider's word. Each has its time, and what goes wrong says in which it was. On the loop.
 */
final class Opening {

    /** Whose line it is. */
    interface Owner {

        /** Makes the link. */
        RtcLink link(Links.Maker maker);

        /** Whether the line is being given up, so that nothing goes on. */
        boolean unwanted();

        /** A step failed. */
        void failed(CloseReason reason, @Nullable Throwable cause);

        /** The provider has not objected in time: the line counts as ready. */
        void ready();

        /** Tells the session. */
        void tell(TransportEvent event);

        /** Runs on the loop. From any thread. */
        void later(Runnable task);
    }

    private final LineSettings settings;
    private final ConnectRequest request;
    private final Endings endings;
    private final Owner owner;
    private @Nullable CompletableFuture<HttpResponse> posting;
    private SerialLoop.@Nullable Timer whole;
    private SerialLoop.@Nullable Timer step;
    private @Nullable RtcLink link;
    private @Nullable String callId;

    Opening(LineSettings settings, ConnectRequest request, Endings endings, Owner owner) {
        this.settings = settings;
        this.request = request;
        this.endings = endings;
        this.owner = owner;
    }

    /** The provider's name of the call, once it is known; null where it gave none. */
    @Nullable String callId() {
        return callId;
    }

    void begin(Links links, Executor workers) {
        Duration limit = request.timeout();
        whole =
                request.loop()
                        .schedule(
                                () -> timedOut("there is no line", "all of the connect", limit),
                                limit);
        within(settings.offerTimeout(), "no offer was made", "the WebRTC engine");
        try {
            workers.execute(() -> find(links));
        } catch (RejectedExecutionException e) {
            owner.later(
                    () ->
                            owner.failed(
                                    endings.lost("all workers are busy; no engine was started"),
                                    e));
        }
    }

    /** On a worker: native code may have to be loaded. */
    private void find(Links links) {
        try {
            Links.Maker maker = links.find();
            owner.later(() -> offer(maker));
        } catch (RuntimeException | LinkageError e) {
            owner.later(() -> broken("no WebRTC engine can be started", e));
        }
    }

    private void offer(Links.Maker maker) {
        if (owner.unwanted()) {
            return;
        }
        RtcLink opened;
        try {
            opened = owner.link(maker);
        } catch (RuntimeException e) {
            broken("no WebRTC link can be made", e);
            return;
        }
        link = opened;
        opened.offer()
                .whenComplete(
                        (offer, failure) ->
                                owner.later(
                                        () -> {
                                            if (failure != null) {
                                                broken("no offer was made", failure);
                                            } else {
                                                post(offer);
                                            }
                                        }));
    }

    private void post(String offer) {
        if (owner.unwanted()) {
            return;
        }
        Duration limit = settings.answerTimeout();
        within(limit, "the offer was not answered", "the calls endpoint");
        try {
            CompletableFuture<HttpResponse> call =
                    Call.post(
                            request.endpoint(),
                            offer,
                            settings.client(),
                            limit.plusSeconds(1), // the step's own timer knows more to say
                            request.loop());
            posting = call;
            call.whenComplete((answer, failure) -> owner.later(() -> answered(answer, failure)));
        } catch (IllegalArgumentException | IllegalStateException e) {
            owner.failed(endings.fatal("this address cannot be asked: " + e.getMessage()), e);
        }
    }

    private void answered(@Nullable HttpResponse answer, @Nullable Throwable failure) {
        RtcLink opened = link;
        if (owner.unwanted() || opened == null) {
            return;
        }
        posting = null;
        if (answer == null) {
            Throwable cause = failure == null ? new IllegalStateException() : unwrapped(failure);
            owner.failed(endings.ofPost(cause), cause);
            return;
        }
        if (answer.status() < 200 || answer.status() > 299) {
            owner.failed(endings.of(answer), null);
            return;
        }
        callId = Call.id(answer);
        within(settings.pathTimeout(), "no path to the far end was found", "the connection");
        opened.accept(answer.text()) // with its last line end
                .whenComplete(
                        (nothing, problem) -> {
                            if (problem != null) {
                                owner.later(() -> broken("the answer cannot be used", problem));
                            }
                        });
    }

    /** The text channel stands, and the codec begins. */
    void textOpen() {
        cancel(step);
        step = null;
        Duration patience = settings.readyTimeout();
        if (!patience.isZero()) {
            step = request.loop().schedule(this::unconfirmed, patience);
        }
    }

    /** Sound flows, and what was asked for was written: the reference goes on too (5.9.34). */
    private void unconfirmed() {
        if (owner.unwanted()) {
            return;
        }
        owner.tell(
                new TransportEvent.Notice(
                        "session-unconfirmed",
                        "the provider has not confirmed the session's configuration within "
                                + settings.readyTimeout().toMillis()
                                + " ms; the line is used as it is"));
        owner.ready();
    }

    /** It is done, or given up. */
    void over() {
        cancel(whole);
        cancel(step);
        CompletableFuture<HttpResponse> call = posting;
        posting = null;
        if (call != null) {
            call.cancel(false);
        }
    }

    private void within(Duration limit, String missing, String whose) {
        cancel(step);
        step = request.loop().schedule(() -> timedOut(missing, whose, limit), limit);
    }

    private void timedOut(String missing, String whose, Duration limit) {
        RtcLink opened = link;
        owner.failed(
                endings.lost(
                        missing
                                + " within "
                                + limit.toMillis()
                                + " ms, the time for "
                                + whose
                                + (opened == null ? "" : "; the link is " + opened.state())),
                null);
    }

    private void broken(String what, Throwable failure) {
        if (owner.unwanted()) {
            return;
        }
        Throwable cause = unwrapped(failure);
        CloseReason reason;
        if (cause instanceof RtcException known) {
            CloseReason why = endings.of(known);
            reason = new CloseReason(why.cause(), 0, what + ": " + why.text(), null);
        } else {
            reason = endings.fatal(what + ": " + cause);
        }
        owner.failed(reason, cause);
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    private static void cancel(SerialLoop.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
