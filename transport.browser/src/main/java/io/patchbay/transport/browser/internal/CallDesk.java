package io.patchbay.transport.browser.internal;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.AttachedCall;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.net.SourceLimits;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Brings calls to the runtime, as many as may be up. Any thread. */
final class CallDesk {

    private static final System.Logger LOG = System.getLogger(CallDesk.class.getName());

    private static final int ID_BYTES = 16;

    private final IncomingCalls calls;
    private final DoorSettings settings;
    private final SecureRandom random = new SecureRandom();
    private final SourceLimits limits;

    CallDesk(IncomingCalls calls, DoorSettings settings) {
        this.calls = calls;
        this.settings = settings;
        this.limits = new SourceLimits(settings.calls(), settings.callsPerSource());
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
        return limits.enter(source);
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
