package io.patchbay.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.CallGoneException;
import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.ProviderCalls;
import io.patchbay.api.provider.ProviderError.Severity;
import io.patchbay.api.provider.ProviderException;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.net.EventLoops;
import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServer;
import io.patchbay.net.http.HttpServerConfig;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The REST calls, against a server of our own. */
@NullUnmarked
class CallsTest {

    private static final Credential KEY = Credential.key("sk-1");

    private final List<String> seen = java.util.Collections.synchronizedList(new ArrayList<>());
    private HttpResponse answer = HttpResponse.of(200);
    private HttpServer server;
    private OpenAiCalls calls;

    @BeforeEach
    void start() throws Exception {
        server =
                HttpServer.start(
                        HttpServerConfig.builder().host("127.0.0.1").port(0).build(),
                        EventLoops.shared(),
                        List.of(
                                HttpRoute.of("POST", "/v1/realtime/client_secrets", this::handle),
                                HttpRoute.of("POST", "/v1/realtime/calls", this::handle),
                                HttpRoute.of(
                                        "POST", "/v1/realtime/calls/{id}/{verb}", this::handle)));
        calls =
                new OpenAiCalls(
                        GaProfiles.OPENAI,
                        ServiceSettings.of(GaProfiles.OPENAI, Settings.EMPTY),
                        URI.create("http://127.0.0.1:" + server.port()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void handle(HttpExchange exchange) {
        seen.add(
                exchange.request().path()
                        + " "
                        + exchange.request().headers().first("Authorization").orElse("")
                        + " "
                        + new String(exchange.body(), StandardCharsets.UTF_8));
        exchange.respond(answer);
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test
    void calls_are_controlled_by_their_id() {
        join(calls.reject(KEY, "rtc_1", 486));
        join(calls.refer(KEY, "rtc_1", URI.create("tel:+491234")));
        join(calls.hangUp(KEY, "rtc_1"));
        join(calls.accept(KEY, "rtc_1", null, SessionConfig.builder().instructions("x").build()));

        String path = "/v1/realtime/calls/rtc_1/";
        assertEquals(path + "reject Bearer sk-1 {\"status_code\":486}", seen.get(0));
        assertEquals(path + "refer Bearer sk-1 {\"target_uri\":\"tel:+491234\"}", seen.get(1));
        assertEquals(path + "hangup Bearer sk-1 ", seen.get(2));
        assertTrue(seen.get(3).startsWith(path + "accept Bearer sk-1 {\"type\":\"realtime\""));
        assertTrue(seen.get(3).contains("\"instructions\":\"x\""));
    }

    private static final SessionConfig SILENT =
            SessionConfig.builder()
                    .turnDetection(TurnDetection.SemanticVad.defaults().with(false, null))
                    .build();

    private CompletionStage<ProviderCalls.Opened> open(String key) {
        return calls.open(Credential.key(key), "v=0\r\ns=offer\r\n", "gpt-mine", SILENT);
    }

    @Test
    void an_offer_is_posted_with_its_session_and_becomes_a_call() {
        answer =
                HttpResponse.of(201, "application/sdp", "v=0\r\ns=answer\r\n")
                        .with("location", "/v1/realtime/calls/rtc_7?x=1");

        ProviderCalls.Opened opened = join(open("sk-1"));

        assertEquals("rtc_7", opened.callId());
        assertEquals("v=0\r\ns=answer\r\n", opened.answer());
        String form = seen.get(0);
        assertTrue(form.startsWith("/v1/realtime/calls Bearer sk-1 --patchbay-"), form);
        assertTrue(form.contains("name=\"sdp\"\r\nContent-Type: application/sdp\r\n\r\nv=0"), form);
        assertTrue(form.contains("name=\"session\"\r\nContent-Type: application/json"), form);
        assertTrue(form.contains("\"create_response\":false"), form);
        assertTrue(form.contains("\"model\":\"gpt-mine\""), form);
        assertEquals("Opened[rtc_7]", opened.toString());
    }

    @Test
    void another_address_of_the_line_is_used_and_its_model_counts() {
        answer =
                HttpResponse.of(201, "application/sdp", "v=0\r\n")
                        .with("location", "/v1/realtime/calls/rtc_7");
        calls =
                new OpenAiCalls(
                        GaProfiles.OPENAI,
                        ServiceSettings.of(GaProfiles.OPENAI, Settings.EMPTY),
                        URI.create("ws://127.0.0.1:" + server.port() + "/v1/realtime?model=other"));

        join(open("sk-1"));

        assertTrue(seen.get(0).contains("\"model\":\"other\""), seen.get(0));
    }

    @Test
    void a_refused_offer_says_why_and_no_key() {
        String key = "sk-a-very-secret-key";
        answer =
                HttpResponse.json(
                        400,
                        "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"bad_sdp\","
                                + "\"message\":\"no audio, says "
                                + key
                                + "\",\"param\":null}}");

        ProviderException failure = failure(open(key));

        assertEquals("bad_sdp: no audio, says ***", failure.getMessage());
    }

    @Test
    void an_answer_without_call_or_sdp_is_refused() {
        answer = HttpResponse.of(201, "application/sdp", "v=0\r\n");
        assertTrue(failure(open("sk-1")).getMessage().contains("'Location'"));
        answer = HttpResponse.text(201, "<html>").with("location", "/v1/realtime/calls/rtc_7");
        assertTrue(failure(open("sk-1")).getMessage().contains("an answer in SDP"));
    }

    @Test
    void a_client_secret_is_minted_with_its_session() {
        answer =
                HttpResponse.json(
                        200, "{\"value\":\"ek_9\",\"expires_at\":1770000000,\"session\":{}}");

        Credential secret = join(calls.clientSecret(KEY, SessionConfig.EMPTY, 60));

        assertEquals(Credential.Kind.CLIENT_SECRET, secret.kind());
        assertEquals("ek_9", secret.secret().reveal());
        assertEquals(Instant.ofEpochSecond(1_770_000_000), secret.expiresAt());
        assertTrue(seen.get(0).contains("\"seconds\":60"));
        assertTrue(seen.get(0).contains("\"model\":\"gpt-realtime-2.1\""));
    }

    @Test
    void a_refusal_says_what_the_provider_said() {
        answer =
                HttpResponse.json(
                        401,
                        "{\"error\":{\"type\":\"invalid_request_error\",\"code\":"
                                + "\"invalid_api_key\",\"message\":\"wrong key\",\"param\":null}}");

        ProviderException failure = failure(calls.hangUp(KEY, "rtc_1"));

        assertEquals("invalid_api_key: wrong key", failure.getMessage());
        assertEquals(Severity.FATAL, failure.error().severity());
    }

    @Test
    void a_call_that_is_no_more_is_told_from_an_address_that_is_none() {
        answer =
                HttpResponse.json(
                        404,
                        "{\"error\":{\"type\":\"invalid_request_error\",\"code\":"
                                + "\"call_id_not_found\",\"message\":\"no call\"}}");
        assertInstanceOf(
                CallGoneException.class,
                failure(calls.accept(KEY, "rtc_1", null, SessionConfig.EMPTY)));
        answer = HttpResponse.text(404, "gone");
        assertInstanceOf(CallGoneException.class, failure(calls.reject(KEY, "rtc_1", 486)));
        assertFalse(failure(open("sk-1")) instanceof CallGoneException);
        answer =
                HttpResponse.json(
                        404,
                        "{\"error\":{\"type\":\"invalid_request_error\",\"code\":"
                                + "\"unknown_url\",\"message\":\"no page\"}}");
        assertFalse(failure(calls.hangUp(KEY, "rtc_1")) instanceof CallGoneException);
    }

    @Test
    void all_that_a_call_does_not_take_is_named_in_both_spellings_and_the_rest_passes() {
        SessionConfig tuned =
                SessionConfig.builder()
                        .turnDetection(
                                new TurnDetection.Extension(
                                        "{\"type\":\"server_vad\",\"threshold\":0.5,"
                                                + "\"prefixPaddingMs\":1,\"silenceDurationMs\":2}",
                                        null,
                                        null))
                        .build();
        String message =
                assertThrows(IllegalArgumentException.class, () -> calls.describe(null, tuned))
                        .getMessage();
        assertTrue(
                message.contains(
                        "threshold, prefix_padding_ms (prefixPaddingMs),"
                                + " silence_duration_ms (silenceDurationMs)"),
                message);
        String server =
                calls.describe(
                        "gpt-mine",
                        SessionConfig.builder()
                                .turnDetection(
                                        new TurnDetection.ServerVad(
                                                null, null, null, 5000, true, false))
                                .build());
        assertTrue(server.contains("\"model\":\"gpt-mine\""), server);
        assertTrue(server.contains("\"idle_timeout_ms\":5000"), server);
        assertTrue(server.contains("\"create_response\":true"), server);
        assertTrue(server.contains("\"interrupt_response\":false"), server);
        String semantic =
                calls.describe(
                        null,
                        SessionConfig.builder()
                                .turnDetection(new TurnDetection.SemanticVad("low", null, null))
                                .build());
        assertTrue(semantic.contains("\"eagerness\":\"low\""), semantic);
        assertTrue(semantic.contains("\"rate\":24000"), semantic);
        assertFalse(semantic.contains("tracing"), semantic);
    }

    @Test
    void a_page_of_a_proxy_is_a_status() {
        answer = HttpResponse.text(502, "<html>");
        assertEquals("502", failure(calls.hangUp(KEY, "rtc_1")).error().code());
    }

    @Test
    void what_cannot_be_right_is_not_sent() {
        failure(calls.reject(KEY, "rtc_1", 200));
        failure(calls.refer(KEY, "rtc_1", URI.create("http://x")));
        failure(calls.clientSecret(KEY, SessionConfig.EMPTY, 5));
        SessionConfig vad =
                SessionConfig.builder()
                        .turnDetection(
                                new TurnDetection.ServerVad(0.5, 300, null, null, null, null))
                        .build();
        assertTrue(
                failure(calls.accept(KEY, "rtc_1", "gpt-mine", vad))
                        .getMessage()
                        .contains("threshold, prefix_padding_ms (prefixPaddingMs);"));
        assertTrue(seen.isEmpty());
    }

    private static ProviderException failure(CompletionStage<?> stage) {
        return (ProviderException)
                assertThrows(CompletionException.class, () -> join(stage)).getCause();
    }
}
