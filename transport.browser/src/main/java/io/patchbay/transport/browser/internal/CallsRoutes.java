package io.patchbay.transport.browser.internal;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpHandler;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.IncomingRequest;
import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcEngines;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.SessionDescription;
import io.patchbay.transport.browser.internal.Admission.Guest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes calls over WebRTC: the page posts its offer and gets the answer. */
final class CallsRoutes {

    static final String MEDIA = "webrtc";

    private static final CloseReason HUNG_UP =
            new CloseReason(CloseReason.Cause.REMOTE, 0, "the caller has hung up", null);

    private final DoorSettings settings;
    private final PlugContext context;
    private final Admission admission;
    private final Supplier<RtcEngine> engines;
    private final Map<String, Live> live = new ConcurrentHashMap<>();
    private volatile @Nullable Runnable whenEmpty;

    private record Live(RtcLeg leg, String digest) {}

    CallsRoutes(
            DoorSettings settings,
            PlugContext context,
            Admission admission,
            Supplier<RtcEngine> engines) {
        this.settings = settings;
        this.context = context;
        this.admission = admission;
        this.engines = engines;
    }

    /** With the engine of this machine. */
    CallsRoutes(DoorSettings settings, PlugContext context, Admission admission) {
        this(settings, context, admission, RtcEngines::best);
    }

    /** What answers at the door. */
    List<HttpRoute> routes() {
        return List.of(
                route("POST", settings.path() + "/calls", this::begin),
                route("PATCH", settings.path() + "/calls/{id}", this::again),
                route("DELETE", settings.path() + "/calls/{id}", this::end));
    }

    /** What answers for the calls that are up when the door closes. */
    List<HttpRoute> routesOfLive() {
        List<HttpRoute> routes = new ArrayList<>();
        for (String id : live.keySet()) {
            String path = settings.path() + "/calls/" + id;
            routes.add(route("PATCH", path, exchange -> again(exchange, id)));
            routes.add(route("DELETE", path, exchange -> end(exchange, id)));
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
        @Override
        public int maxBodyBytes() {
            return SessionDescription.MAX_BYTES;
        }
    }

    private HttpRoute route(String method, String path, HttpHandler.Exchange handler) {
        return new Bounded(method, path, handler);
    }

    private void respond(HttpExchange exchange, HttpResponse answer) {
        exchange.respond(admission.origins().readable(exchange.request(), answer));
    }

    /** The engine may load native code, which is no work for a loop. */
    private void begin(HttpExchange exchange) {
        try {
            context.workers().execute(() -> begun(exchange));
        } catch (RejectedExecutionException e) {
            respond(exchange, Answers.error(503, "busy", "try again").with("retry-after", "1"));
        }
    }

    private void begun(HttpExchange exchange) {
        var refusal = admission.origins().refusal(exchange.request());
        if (refusal.isPresent()) {
            respond(exchange, refusal.get());
            return;
        }
        String offer;
        RtcEngine engine;
        try {
            offer = SessionDescription.offer(text(exchange)).sdp();
            engine = engines.get();
        } catch (RtcException e) {
            respond(exchange, failure(e));
            return;
        }
        Guest guest =
                admission.admit(exchange.request(), Admission.bearer(exchange.request()), MEDIA);
        if (guest.refusal() != null) {
            respond(exchange, guest.refusal());
            return;
        }
        String id = admission.desk().newId();
        RtcLeg leg =
                new RtcLeg(
                        id,
                        guest.metadata(),
                        engine,
                        settings.rtc(),
                        offer,
                        () -> {
                            guest.leave().run();
                            live.remove(id);
                            checkEmpty();
                        });
        admission
                .desk()
                .offer(id, guest.metadata())
                .whenComplete((decision, failed) -> decided(exchange, leg, guest, decision));
    }

    private static String text(HttpExchange exchange) {
        return SessionDescription.decode(ByteBuffer.wrap(exchange.body()));
    }

    private void decided(
            HttpExchange exchange, RtcLeg leg, Guest guest, @Nullable Decision decision) {
        if (!(decision instanceof Decision.Accept accepted)) {
            leg.close(CloseReason.NORMAL);
            respond(exchange, refused(decision));
            return;
        }
        live.put(leg.id(), new Live(leg, guest.digest()));
        leg.answer()
                .whenComplete(
                        (sdp, failure) ->
                                respond(
                                        exchange,
                                        failure == null
                                                ? created(leg.id(), sdp)
                                                : failure(failure)));
        admission.desk().answer(accepted.options(), leg, MEDIA);
    }

    static HttpResponse refused(@Nullable Decision decision) {
        if (!(decision instanceof Decision.Refuse refuse)) {
            return Answers.error(503, "undecided", "nobody could decide on the call");
        }
        int status =
                switch (refuse.status()) {
                    case 401, 402, 404 -> refuse.status();
                    case 480, 486, 600 -> 503; // busy: it may be otherwise later
                    default -> refuse.status() / 100 == 5 ? 503 : 403;
                };
        return Answers.json(
                status,
                Json.text(
                        Json.object()
                                .set(
                                        "error",
                                        Json.object()
                                                .put("code", "refused")
                                                .put("status", refuse.status())
                                                .put("message", refuse.reason()))));
    }

    private HttpResponse created(String id, String sdp) {
        return sdp(201, sdp).with("location", settings.path() + "/calls/" + id);
    }

    static HttpResponse sdp(int status, String sdp) {
        return Answers.safe(
                        new HttpResponse(
                                status,
                                HttpHeaders.of("content-type", "application/sdp"),
                                sdp.getBytes(StandardCharsets.UTF_8)))
                .with("cache-control", "no-store");
    }

    private static HttpResponse failure(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause instanceof RtcException rtc) {
            String message = String.valueOf(rtc.getMessage());
            return switch (rtc.kind()) {
                case UNAVAILABLE ->
                        Answers.error(
                                501, "no-webrtc", "there is no WebRTC here; call over WebSocket");
                case DESCRIPTION, CODEC -> Answers.error(400, "sdp", message);
                default -> Answers.error(503, "failed", "the call could not be answered");
            };
        }
        return Answers.error(503, "failed", "the call could not be answered");
    }

    // ---- a call that is up

    private void again(HttpExchange exchange) {
        again(exchange, id(exchange.request()));
    }

    private void end(HttpExchange exchange) {
        end(exchange, id(exchange.request()));
    }

    private static String id(IncomingRequest request) {
        return request.pathParameters().getOrDefault("id", "");
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

    static HttpResponse unknown() {
        return Answers.error(404, "call", "there is no such call, or it is not yours");
    }

    private void again(HttpExchange exchange, String id) {
        Live call = mine(exchange.request(), id);
        if (call == null) {
            respond(exchange, unknown());
            return;
        }
        try {
            String offer = SessionDescription.offer(text(exchange)).sdp();
            call.leg
                    .again(offer)
                    .whenComplete(
                            (sdp, failure) ->
                                    respond(
                                            exchange,
                                            failure == null ? sdp(200, sdp) : failure(failure)));
        } catch (RtcException e) {
            respond(exchange, failure(e));
        }
    }

    private void end(HttpExchange exchange, String id) {
        Live call = mine(exchange.request(), id);
        if (call == null) {
            respond(exchange, unknown());
            return;
        }
        call.leg.close(HUNG_UP);
        respond(exchange, HttpResponse.of(204));
    }
}
