package io.patchbay.provider.openai.internal;

import io.patchbay.api.provider.CallGoneException;
import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.ProviderCalls;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.ProviderError.Severity;
import io.patchbay.api.provider.ProviderException;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.Disclosure;
import io.patchbay.net.http.HttpClient;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.MultipartForm;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The service's REST calls: client secrets, and control of calls that it carries itself. */
final class OpenAiCalls implements ProviderCalls {

    private static final int MIN_SECONDS = 10;
    private static final int MAX_SECONDS = 7_200;

    private static final int NOT_FOUND = 404;
    private static final int MAX_ANSWER = 256 << 10;
    private static final String SDP = "application/sdp";
    private static final String JSON = "application/json";
    private static final String SECRET = "a usable client secret";
    private static final Pattern VERB = Pattern.compile("/calls/[^/]+/[a-z]+$");
    private static final Pattern CALL_ID = Pattern.compile("[A-Za-z0-9._~%-]{1,256}");

    /** The service refuses these on telephone calls; in its spelling, and in that of the SDKs. */
    private static final Map<String, String> NOT_ON_CALLS = notOnCalls();

    private static Map<String, String> notOnCalls() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("threshold", "threshold");
        names.put("prefix_padding_ms", "prefixPaddingMs");
        names.put("silence_duration_ms", "silenceDurationMs");
        return Collections.unmodifiableMap(names);
    }

    private final Profile profile;
    private final ServiceSettings settings;
    private final URI base;
    private final URI rest;

    /** At {@code base}. */
    OpenAiCalls(Profile profile, ServiceSettings settings, URI base) {
        this.profile = profile;
        this.settings = settings;
        this.base = base;
        this.rest = RealtimeUrl.rest(base, profile.address().path());
    }

    /**
     * The body of an accept: the whole opening configuration.
     *
     * @throws IllegalArgumentException naming a field that cannot be expressed, or that calls do
     *     not take
     */
    @Override
    public String describe(@Nullable String model, SessionConfig config) {
        ObjectNode session = session(config, model);
        JsonNode detection = session.path("audio").path("input").path("turn_detection");
        List<String> refused = new ArrayList<>();
        NOT_ON_CALLS.forEach(
                (wire, other) -> {
                    if (detection.has(wire) || detection.has(other)) {
                        refused.add(wire.equals(other) ? wire : wire + " (" + other + ")");
                    }
                });
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException(
                    "turn detection of a call takes no "
                            + String.join(", ", refused)
                            + "; leave them out, or take semantic_vad");
        }
        return Json.text(session);
    }

    private ObjectNode session(SessionConfig config, @Nullable String chosen) {
        ObjectNode session = SessionWriter.session(profile, Handshake.opening(profile, config));
        if (!session.has("model")) {
            String model = chosen == null ? settings.model() : chosen;
            String named = RealtimeUrl.modelOf(base, model == null ? "" : model);
            if (named.isEmpty()) {
                throw new IllegalArgumentException(
                        "the profile " + profile.name() + " has no default model; name one");
            }
            session.put("model", named);
        }
        return session;
    }

    /**
     * Posts the offer in a form, with the session: the key must not be the page's, so there is no
     * client secret that would carry it.
     */
    @Override
    public CompletionStage<Opened> open(
            Credential credential, String offer, @Nullable String model, SessionConfig config) {
        return post(
                        credential,
                        request -> {
                            MultipartForm form = new MultipartForm().part("sdp", SDP, offer);
                            form.part("session", JSON, Json.text(session(config, model)));
                            request.header("accept", SDP)
                                    .maxResponseBytes(MAX_ANSWER)
                                    .body(form.contentType(), form.bytes());
                        },
                        RealtimeUrl.calls(base, profile.address().path()))
                .thenApply(OpenAiCalls::opened);
    }

    private static Opened opened(HttpResponse response) {
        String location = response.headers().first("location").orElse("");
        String path = location.replaceFirst("[?#].*", "").replaceFirst("/+$", "");
        String id = path.substring(path.lastIndexOf('/') + 1);
        if (!CALL_ID.matcher(id).matches()) {
            throw unreadable(response.status(), "the address of a call in 'Location'");
        }
        if (!response.text().startsWith("v=")) {
            throw unreadable(response.status(), "an answer in SDP");
        }
        return new Opened(id, response.text());
    }

    @Override
    public CompletionStage<Void> accept(
            Credential credential, String callId, @Nullable String model, SessionConfig config) {
        return call(credential, callId, "accept", () -> describe(model, config));
    }

    @Override
    public CompletionStage<Void> reject(Credential credential, String callId, int sipStatus) {
        return call(
                credential,
                callId,
                "reject",
                () -> {
                    if (sipStatus < 300 || sipStatus > 699) {
                        throw new IllegalArgumentException(
                                "a call is refused with a status from 300 to 699, not "
                                        + sipStatus);
                    }
                    return Json.text(Json.object().put("status_code", sipStatus));
                });
    }

    @Override
    public CompletionStage<Void> refer(Credential credential, String callId, URI target) {
        return call(
                credential,
                callId,
                "refer",
                () -> {
                    String scheme = String.valueOf(target.getScheme());
                    if (!List.of("tel", "sip", "sips").contains(scheme)) {
                        throw new IllegalArgumentException(
                                "a call is referred to a tel: or sip: address, not to " + scheme);
                    }
                    return Json.text(Json.object().put("target_uri", target.toString()));
                });
    }

    @Override
    public CompletionStage<Void> hangUp(Credential credential, String callId) {
        return call(credential, callId, "hangup", () -> null);
    }

    @Override
    public CompletionStage<Credential> clientSecret(
            Credential credential, SessionConfig config, int seconds) {
        return post(credential, "/client_secrets", () -> secretRequest(config, seconds))
                .thenApply(OpenAiCalls::secret);
    }

    private String secretRequest(SessionConfig config, int seconds) {
        if (seconds < MIN_SECONDS || seconds > MAX_SECONDS) {
            throw new IllegalArgumentException(
                    "a client secret lives for 10 to 7200 seconds, not " + seconds);
        }
        ObjectNode body = Json.object();
        body.putObject("expires_after").put("anchor", "created_at").put("seconds", seconds);
        body.set("session", session(config, null));
        return Json.text(body);
    }

    private static Credential secret(HttpResponse response) {
        try {
            JsonNode body = Json.parse(response.body(), 0, response.body().length);
            JsonNode value = body.path("value");
            JsonNode expires = body.path("expires_at");
            if (value.isString() && !value.stringValue().isBlank()) {
                return new Credential(
                        Credential.Kind.CLIENT_SECRET,
                        Secret.of(value.stringValue()),
                        expires.isIntegralNumber() && expires.canConvertToInt() || expires.isLong()
                                ? Instant.ofEpochSecond(expires.longValue())
                                : null);
            }
        } catch (JacksonException | IllegalArgumentException e) {
            throw unreadable(response.status(), SECRET);
        }
        throw unreadable(response.status(), SECRET);
    }

    private static ProviderException unreadable(int status, String what) {
        return failure(
                "invalid_response",
                null,
                "the service answered " + status + " without " + what,
                null,
                Severity.RECOVERABLE);
    }

    private CompletionStage<Void> call(
            Credential credential, String callId, String verb, Supplier<@Nullable String> body) {
        String path = "/calls/" + RealtimeUrl.encode(callId) + "/" + verb;
        return post(credential, path, body).thenApply(response -> null);
    }

    private CompletionStage<HttpResponse> post(
            Credential credential, String path, Supplier<@Nullable String> body) {
        return post(
                credential,
                request -> {
                    String json = body.get();
                    if (json != null) {
                        request.body(JSON, json);
                    }
                },
                URI.create(rest + path));
    }

    private CompletionStage<HttpResponse> post(
            Credential credential, Consumer<HttpRequest.Builder> body, URI address) {
        HttpRequest request;
        Disclosure disclosure;
        try {
            Map<String, Secret> keys = profile.credentials().of(credential);
            disclosure = new Disclosure(new Endpoint(address, settings.headers(), keys, List.of()));
            HttpRequest.Builder wanted =
                    HttpRequest.builder("POST", address).allowPlain(settings.allowPlain());
            settings.headers().forEach(wanted::header);
            keys.forEach((name, value) -> wanted.header(name, value.reveal()));
            body.accept(wanted);
            request = wanted.build();
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(
                    failure(
                            "invalid_request_error",
                            null,
                            String.valueOf(e.getMessage()),
                            null,
                            Severity.RECOVERABLE));
        }
        return new HttpClient()
                .send(request)
                .handle(
                        (response, problem) -> {
                            if (problem != null) {
                                throw unreachable(problem);
                            }
                            if (response.status() >= 200 && response.status() < 300) {
                                return response;
                            }
                            // some servers quote the key that was presented
                            ProviderError error = disclosure.clean(refused(response).error());
                            throw response.status() == NOT_FOUND && isOfCall(address, error)
                                    ? new CallGoneException(error)
                                    : new ProviderException(error);
                        });
    }

    /** What is missing is the call; an address that nobody knows is the operator's fault. */
    private static boolean isOfCall(URI address, ProviderError error) {
        return VERB.matcher(String.valueOf(address.getPath())).find()
                && !"unknown_url".equals(error.code());
    }

    private static ProviderException refused(HttpResponse response) {
        int status = response.status();
        Fields error = errorOf(response);
        if (error == null) {
            return failure(
                    "http_error",
                    Integer.toString(status),
                    "the service answered with HTTP status " + status,
                    null,
                    ErrorClassifier.severity(status, "http_error", null));
        }
        ProviderError read = ErrorClassifier.read(error);
        return failure(
                read.type(),
                read.code(),
                read.message(),
                read.param(),
                ErrorClassifier.severity(status, read.type(), read.code()));
    }

    private static @Nullable Fields errorOf(HttpResponse response) {
        try {
            byte[] body = response.body();
            return Json.parse(body, 0, body.length).path("error") instanceof ObjectNode error
                    ? Fields.of(error, new ArrayList<>())
                    : null;
        } catch (JacksonException noJson) {
            return null; // a proxy's page, or nothing: the status has to do
        }
    }

    private static ProviderException unreachable(Throwable problem) {
        Throwable cause = problem;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        boolean hopeless =
                cause instanceof ConnectionException connection
                        && switch (connection.kind()) {
                            case INVALID, PLAIN, TLS -> true;
                            default -> false;
                        };
        ProviderException failure =
                failure(
                        "connection_error",
                        cause instanceof ConnectionException connection
                                ? connection.kind().name().toLowerCase(java.util.Locale.ROOT)
                                : null,
                        String.valueOf(cause.getMessage()),
                        null,
                        hopeless ? Severity.FATAL : Severity.LINE_LOST);
        failure.initCause(cause);
        return failure;
    }

    private static ProviderException failure(
            String type,
            @Nullable String code,
            String message,
            @Nullable String param,
            Severity severity) {
        return new ProviderException(new ProviderError(type, code, message, param, null, severity));
    }
}
