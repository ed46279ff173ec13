package io.patchbay.provider.openai.internal;

import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.ProviderCalls;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.ProviderError.Severity;
import io.patchbay.api.provider.ProviderException;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.http.HttpClient;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The service's REST calls: client secrets, and control of calls that it carries itself. */
final class OpenAiCalls implements ProviderCalls {

    private static final int MIN_SECONDS = 10;
    private static final int MAX_SECONDS = 7_200;

    /** The service refuses these on telephone calls. */
    private static final List<String> NOT_ON_CALLS =
            List.of("threshold", "prefix_padding_ms", "silence_duration_ms");

    private final Profile profile;
    private final ServiceSettings settings;

    OpenAiCalls(Profile profile, ServiceSettings settings) {
        this.profile = profile;
        this.settings = settings;
    }

    /**
     * The body of an accept: the whole opening configuration.
     *
     * @throws IllegalArgumentException naming a field that cannot be expressed, or that calls do
     *     not take
     */
    @Override
    public String describe(SessionConfig config) {
        ObjectNode session = session(config);
        JsonNode detection = session.path("audio").path("input").path("turn_detection");
        List<String> refused = NOT_ON_CALLS.stream().filter(detection::has).toList();
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException(
                    "turn detection of a call takes no " + String.join(", ", refused));
        }
        return Json.text(session);
    }

    private ObjectNode session(SessionConfig config) {
        ObjectNode session = SessionWriter.session(Handshake.opening(config));
        if (!session.has("model")) {
            String model = settings.model();
            session.put("model", model == null ? profile.defaultModel() : model);
        }
        return session;
    }

    @Override
    public CompletionStage<Void> accept(
            Credential credential, String callId, SessionConfig config) {
        return call(credential, callId, "accept", () -> describe(config));
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
        body.set("session", session(config));
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
            throw unreadable(response.status());
        }
        throw unreadable(response.status());
    }

    private static ProviderException unreadable(int status) {
        return failure(
                "invalid_response",
                null,
                "the service answered " + status + " without a usable client secret",
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
        HttpRequest request;
        try {
            request = request(credential, path, body.get());
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
                            return checked(response);
                        });
    }

    private HttpRequest request(Credential credential, String path, @Nullable String body) {
        URI base = settings.baseUrl();
        URI rest = base == null ? profile.rest() : RealtimeUrl.rest(base);
        HttpRequest.Builder request =
                HttpRequest.builder("POST", URI.create(rest + path))
                        .allowPlain(settings.allowPlain());
        settings.headers().forEach(request::header);
        OpenAiConnector.authorization(profile, credential)
                .forEach((name, value) -> request.header(name, value.reveal()));
        if (body != null) {
            request.body("application/json", body);
        }
        return request.build();
    }

    private static HttpResponse checked(HttpResponse response) {
        if (response.status() >= 200 && response.status() < 300) {
            return response;
        }
        throw refused(response);
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
