package io.patchbay.transport.browser.internal;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.AttachedCall;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.api.transport.IncomingCalls;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Brings calls to the runtime, as many as may be up. Any thread. */
final class CallDesk {

    private static final System.Logger LOG = System.getLogger(CallDesk.class.getName());

    private static final int ID_BYTES = 16;

    private final IncomingCalls calls;
    private final DoorSettings settings;
    private final SecureRandom random = new SecureRandom();
    private final AtomicInteger up = new AtomicInteger();
    private final Map<InetAddress, Integer> sources = new ConcurrentHashMap<>();

    CallDesk(IncomingCalls calls, DoorSettings settings) {
        this.calls = calls;
        this.settings = settings;
    }

    /** Names a call, so that nobody guesses it. */
    String newId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Room for one call more.
     *
     * @return what gives it back, once; empty when there is none
     */
    Optional<Runnable> room(InetAddress source) {
        if (up.incrementAndGet() > settings.calls()) {
            up.decrementAndGet();
            return Optional.empty();
        }
        if (sources.merge(source, 1, Integer::sum) > settings.callsPerSource()) {
            leave(source);
            return Optional.empty();
        }
        AtomicBoolean left = new AtomicBoolean();
        return Optional.of(
                () -> {
                    if (left.compareAndSet(false, true)) {
                        leave(source);
                    }
                });
    }

    private void leave(InetAddress source) {
        up.decrementAndGet();
        sources.computeIfPresent(source, (key, count) -> count == 1 ? null : count - 1);
    }

    /** Asks what becomes of a call. */
    CompletionStage<Decision> offer(String id, Map<String, String> metadata) {
        return calls.offer(new IncomingCall(BrowserCalls.NAME, id, metadata));
    }

    /** Has a session answer; the page hears when it is ready. */
    void answer(SessionOptions options, PageLeg leg, String media) {
        calls.answer(options, leg)
                .whenComplete(
                        (session, failure) -> {
                            if (failure != null) {
                                LOG.log(Level.WARNING, "the call {0} was not answered", leg.id());
                                leg.refuse(503, "nobody can answer now");
                                return;
                            }
                            ready(session, leg, media);
                        });
    }

    /** Has the provider answer, and a session join. */
    CompletionStage<AttachedCall> attach(SessionOptions options, String offer) {
        return calls.attach(options, offer);
    }

    private void ready(RealtimeSession session, PageLeg leg, String media) {
        try {
            leg.attach(session, settings.showTools());
            leg.tell(
                    Json.event("ready")
                            .put("call", leg.id())
                            .put("media", media)
                            .put("agent", session.agent().map(RealtimeAgent::name).orElse("")));
        } catch (RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "the page of call {0} hears no events: {1}",
                    leg.id(),
                    e.getMessage());
        }
    }
}
