package io.patchbay.transport.browser.internal;

import io.patchbay.api.provider.ProviderException;
import io.patchbay.api.transport.AttachedCall;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpHandler;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.IncomingRequest;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.SessionDescription;
import io.patchbay.transport.browser.internal.Admission.Guest;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes calls of pages that speak WebRTC straight with the provider: the page posts its offer here
 * and gets the provider's answer, and a session of ours joins the call (RULES 33).
 */
final class SidebandRoutes {

    static final String MEDIA = "provider";

    private static final System.Logger LOG = System.getLogger(SidebandRoutes.class.getName());

    private static final CloseReason HUNG_UP =
            new CloseReason(CloseReason.Cause.REMOTE, 0, "the caller has hung up", null);

    private final DoorSettings settings;
    private final Admission admission;
    private final Map<String, Live> live = new ConcurrentHashMap<>();
    private volatile @Nullable Runnable whenEmpty;

    private record Live(AttachedCall call, String digest) {}

    SidebandRoutes(DoorSettings settings, Admission admission) {
        this.settings = settings;
        this.admission = admission;
    }

    /** Where the calls are. */
    static String path(DoorSettings settings) {
        return settings.path() + "/sideband";
    }

    /** What answers at the door. */
    List<HttpRoute> routes() {
        return List.of(
                new Bounded("POST", path(settings), this::begin),
                new Bounded("DELETE", path(settings) + "/{id}", this::end));
    }

    /** What answers for the calls that are up when the door closes. */
    List<HttpRoute> routesOfLive() {
        List<HttpRoute> routes = new ArrayList<>();
        for (String id : live.keySet()) {
            routes.add(
                    new Bounded(
                            "DELETE", path(settings) + "/" + id, exchange -> end(exchange, id)));
        }
        return routes;
    }

    /** Runs {@code then} once when no call is up any more. */
    void whenEmpty(Runnable then) {
        whenEmpty = then;
        checkEmpty();
    }

    private void checkEmpty() {
        Runnable then = whenEmpty;
        if (then != null && live.isEmpty()) {
            then.run(); // closing a door twice does nothing
        }
    }

    private record Bounded(String method, String path, HttpHandler handler) implements HttpRoute {

        Bounded(String method, String path, HttpHandler.Exchange handler) {
            this(method, path, (HttpHandler) handler);
        }

        @Override
        public int maxBodyBytes() {
            return SessionDescription.MAX_BYTES;
        }
    }

    private void respond(HttpExchange exchange, HttpResponse answer) {
        exchange.respond(admission.origins().readable(exchange.request(), answer));
    }

    private void begin(HttpExchange exchange) {
        var stranger = admission.origins().refusal(exchange.request());
        if (stranger.isPresent()) {
            respond(exchange, stranger.get());
            return;
        }
        String offer;
        try {
            // as it came: what the page's browser and the provider agree on is not ours
            offer = SessionDescription.decode(ByteBuffer.wrap(exchange.body()));
            SessionDescription.offer(offer);
        } catch (RtcException e) {
            respond(exchange, Answers.error(400, "sdp", String.valueOf(e.getMessage())));
            return;
        }
        Guest guest =
                admission.admit(exchange.request(), Admission.bearer(exchange.request()), MEDIA);
        if (guest.refusal() != null) {
            respond(exchange, guest.refusal());
            return;
        }
        String id = admission.desk().newId();
        admission
                .desk()
                .offer(id, guest.metadata())
                .whenComplete((decision, failed) -> decided(exchange, id, offer, guest, decision));
    }

    private void decided(
            HttpExchange exchange,
            String id,
            String offer,
            Guest guest,
            @Nullable Decision decision) {
        if (!(decision instanceof Decision.Accept accepted)) {
            guest.leave().run();
            respond(exchange, CallsRoutes.refused(decision));
            return;
        }
        admission
                .desk()
                .attach(accepted.options(), offer)
                .whenComplete(
                        (call, failure) -> {
                            if (failure == null) {
                                begun(id, call, guest);
                                respond(exchange, created(id, call.answer()));
                            } else {
                                guest.leave().run();
                                respond(exchange, failed(id, failure));
                            }
                        });
    }

    private void begun(String id, AttachedCall call, Guest guest) {
        live.put(id, new Live(call, guest.digest()));
        call.over()
                .whenComplete(
                        (nothing, ignored) -> {
                            live.remove(id);
                            guest.leave().run();
                            checkEmpty();
                        });
        call.joined()
                .whenComplete(
                        (nothing, failure) -> {
                            if (failure != null) {
                                LOG.log(
                                        Level.WARNING,
                                        "no session could join the call {0}: {1}",
                                        id,
                                        failure.getMessage());
                            }
                        });
    }

    private HttpResponse created(String id, String sdp) {
        return CallsRoutes.sdp(201, sdp).with("location", path(settings) + "/" + id);
    }

    /** The page learns what kind of failure it is; the words are the operator's. */
    private static HttpResponse failed(String id, Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        LOG.log(Level.WARNING, "the call {0} was not opened: {1}", id, cause.getMessage());
        if (cause instanceof UnsupportedOperationException) {
            return Answers.error(
                    501, "no-sideband", "nobody here takes such calls; call with media 'webrtc'");
        }
        return cause instanceof ProviderException
                ? Answers.error(502, "provider", "the provider does not take the call")
                : Answers.error(503, "failed", "the call could not be answered");
    }

    // ---- a call that is up

    private void end(HttpExchange exchange) {
        end(exchange, exchange.request().pathParameters().getOrDefault("id", ""));
    }

    private void end(HttpExchange exchange, String id) {
        Live call = mine(exchange.request(), id);
        if (call == null) {
            respond(exchange, CallsRoutes.unknown());
            return;
        }
        call.call.session().close(HUNG_UP);
        respond(exchange, HttpResponse.of(204));
    }

    /** The call, when who asks has begun it. */
    private @Nullable Live mine(IncomingRequest request, String id) {
        Live call = live.get(id);
        String shown = Credentials.digest(Admission.bearer(request).orElse(""));
        return call != null
                        && Credentials.same(call.digest, shown)
                        && admission.origins().refusal(request).isEmpty()
                ? call
                : null;
    }
}
