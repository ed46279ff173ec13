package io.patchbay.transport.browser.internal;

import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpHandler;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.IncomingRequest;
import io.patchbay.transport.browser.internal.Credentials.Grant;
import io.patchbay.transport.browser.internal.Credentials.Minted;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Mints a credential for who shows the operator's secret: the application's server, which knows who
 * its visitor is. {@code {"metadata": {…}, "origin": "https://…", "seconds": 60, "uses": 1}}, all
 * of which may be missing.
 */
final class CredentialsRoute implements HttpRoute {

    private static final int BODY = 16 << 10;
    private static final int MOST_METADATA = 32;
    private static final int MOST_VALUE = 1_024;
    private static final int MOST_USES = 1_000;

    private final DoorSettings settings;
    private final Origins origins;
    private final Credentials credentials;

    CredentialsRoute(DoorSettings settings, Origins origins, Credentials credentials) {
        this.settings = settings;
        this.origins = origins;
        this.credentials = credentials;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return settings.path() + "/credentials";
    }

    @Override
    public int maxBodyBytes() {
        return BODY;
    }

    @Override
    public CompletionStage<Optional<HttpResponse>> authenticate(IncomingRequest request) {
        return CompletableFuture.completedFuture(
                refusal(request).map(answer -> origins.readable(request, answer)));
    }

    private Optional<HttpResponse> refusal(IncomingRequest request) {
        Optional<HttpResponse> stranger = origins.refusal(request);
        if (stranger.isPresent()) {
            return stranger;
        }
        String shown = Admission.bearer(request).orElse("");
        return !settings.secret().isEmpty() && Credentials.same(settings.secret(), shown)
                ? Optional.empty()
                : Optional.of(
                        Answers.error(
                                        401,
                                        "secret",
                                        "show the door's secret as Authorization: Bearer; the setting"
                                                + " 'secret' has it")
                                .with("www-authenticate", "Bearer"));
    }

    @Override
    public HttpHandler handler() {
        return (HttpHandler.Exchange)
                exchange ->
                        exchange.respond(origins.readable(exchange.request(), answer(exchange)));
    }

    private HttpResponse answer(HttpExchange exchange) {
        try {
            byte[] body = exchange.body();
            ObjectNode wish = body.length == 0 ? Json.object() : Json.object(body, 0, body.length);
            int seconds = seconds(wish);
            int uses = within(wish, "uses", 1, MOST_USES);
            Grant grant = new Grant(origin(wish), metadata(wish));
            return credentials
                    .mint(grant, Duration.ofSeconds(seconds), uses)
                    .map(CredentialsRoute::minted)
                    .orElseGet(
                            () ->
                                    Answers.error(
                                                    429,
                                                    "outstanding",
                                                    "too many credentials wait to be used")
                                            .with("retry-after", "5"));
        } catch (IllegalArgumentException e) {
            return Answers.error(400, "request", String.valueOf(e.getMessage()));
        }
    }

    private static HttpResponse minted(Minted minted) {
        return Answers.json(
                201,
                Json.text(
                        Json.object()
                                .put("credential", minted.credential())
                                .put("expires_at", minted.expires() / 1_000)));
    }

    private int seconds(ObjectNode wish) {
        int longest = Math.toIntExact(settings.lifetime().toSeconds());
        return wish.has("seconds") ? within(wish, "seconds", longest, longest) : longest;
    }

    private static int within(ObjectNode wish, String name, int otherwise, int max) {
        JsonNode value = wish.path(name);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isInt() || value.intValue() < 1 || value.intValue() > max) {
            throw new IllegalArgumentException(name + " must be a number from 1 to " + max);
        }
        return value.intValue();
    }

    private static String origin(ObjectNode wish) {
        JsonNode origin = wish.path("origin");
        if (origin.isMissingNode()) {
            return "";
        }
        String text = origin.isString() ? origin.stringValue() : "";
        if (!text.matches("https?://[A-Za-z0-9.\\[\\]:_-]+")) {
            throw new IllegalArgumentException("origin must be like https://shop.example");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> metadata(ObjectNode wish) {
        JsonNode said = wish.path("metadata");
        if (!said.isMissingNode() && !said.isObject() || said.size() > MOST_METADATA) {
            throw new IllegalArgumentException(
                    "metadata must be an object of at most " + MOST_METADATA + " texts");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        said.properties()
                .forEach(
                        entry -> {
                            JsonNode value = entry.getValue();
                            if (!value.isString()
                                    || value.stringValue().length() > MOST_VALUE
                                    || entry.getKey().length() > MOST_VALUE) {
                                throw new IllegalArgumentException(
                                        "metadata has texts of at most "
                                                + MOST_VALUE
                                                + " characters");
                            }
                            metadata.put(entry.getKey(), value.stringValue());
                        });
        return metadata;
    }
}
