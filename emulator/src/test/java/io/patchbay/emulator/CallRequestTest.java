package io.patchbay.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcPeer;
import io.patchbay.rtc.RtcSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said to a request for a call before any packet flows. The engine here is missing. */
class CallRequestTest {
    private static final String SDP =
            """
            v=0
            o=- 1 2 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE 0
            m=audio 9 UDP/TLS/RTP/SAVPF 111
            c=IN IP4 0.0.0.0
            a=mid:0
            a=sendrecv
            a=rtcp-mux
            a=ice-ufrag:abcd
            a=ice-pwd:abcdefghijklmnopqrstuvwx
            a=fingerprint:sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F
            a=setup:actpass
            a=rtpmap:111 opus/48000/2
            """
                    .replace("\n", "\r\n");

    private final HttpClient http = HttpClient.newHttpClient();
    private Emulator emulator;

    private static final class NoEngine implements RtcEngine {
        @Override
        public String name() {
            return "none";
        }

        @Override
        public Optional<String> unavailable() {
            return Optional.of("libsomething.so.1 is missing; install libsomething1");
        }

        @Override
        public RtcPeer open(RtcSettings settings, RtcPeer.Listener listener) {
            throw new RtcException(RtcException.Kind.UNAVAILABLE, "not here");
        }
    }

    @BeforeEach
    void start() throws IOException {
        emulator = TestEngines.emulator().rtc(new NoEngine()).start();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    private HttpResponse<String> post(String query, String type, String body, String key)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(emulator.restUri() + "/realtime/calls" + query))
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> offer(String sdp) throws IOException, InterruptedException {
        return post("", "application/sdp", sdp, "k");
    }

    private HttpResponse<String> form(String session) throws IOException, InterruptedException {
        String body =
                "--b0\r\nContent-Disposition: form-data; name=\"sdp\"\r\nContent-Type: application/sdp\r\n\r\n"
                        + SDP
                        + "\r\n--b0\r\nContent-Disposition: form-data; name=\"session\"; filename=\"blob\"\r\n"
                        + "Content-Type: application/json\r\n\r\n"
                        + session.replace('\'', '"')
                        + "\r\n--b0--\r\n";
        return post("", "multipart/form-data; boundary=b0", body, "k");
    }

    private static void refused(
            int status, String code, String param, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(code, Json.parse(answer.body()).at("/error/code").stringValue(""));
        assertEquals(param, Json.parse(answer.body()).at("/error/param").stringValue(""));
        assertEquals("*", answer.headers().firstValue("access-control-allow-origin").orElse(""));
        assertTrue(
                answer.headers()
                        .firstValue("access-control-expose-headers")
                        .orElse("")
                        .contains("Location"));
    }

    @Test
    void without_an_engine_calls_are_refused_with_the_reason_and_sockets_work() throws Exception {
        HttpResponse<String> answer = offer(SDP);
        refused(501, "calls_not_supported", "", answer);
        assertTrue(answer.body().contains("install libsomething1"), answer.body());
        refused(501, "calls_not_supported", "", form("{'type':'realtime'}"));
        try (LiveClient client = LiveClient.connect(emulator, "?model=gpt-realtime")) {
            client.await("session.created");
        }
    }

    @Test
    void a_bad_offer_is_refused_saying_what_is_wrong() throws Exception {
        refused(400, "invalid_offer", "sdp", offer(""));
        refused(400, "invalid_offer", "sdp", offer("hello"));
        HttpResponse<String> silent = offer(SDP.substring(0, SDP.indexOf("m=audio")));
        refused(400, "invalid_offer", "sdp", silent);
        assertTrue(silent.body().contains("audio"), silent.body());
        refused(400, "no_common_codec", "sdp", offer(SDP.replace("opus/48000/2", "speex/16000")));
        refused(400, "invalid_offer", "sdp", offer(SDP + "a=x:" + "y".repeat(70_000) + "\r\n"));
        assertEquals(413, offer("v=0".repeat(1 << 19)).statusCode());
    }

    @Test
    void other_bodies_are_refused() throws Exception {
        refused(415, "unsupported_content_type", "", post("", "text/plain", SDP, "k"));
        refused(415, "unsupported_content_type", "", post("", "", SDP, "k"));
        refused(400, "invalid_form", "", post("", "multipart/form-data", SDP, "k"));
        refused(400, "invalid_form", "", post("", "multipart/form-data; boundary=x", SDP, "k"));
        refused(
                400,
                "missing_required_parameter",
                "sdp",
                post(
                        "",
                        "multipart/form-data; boundary=x",
                        "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n",
                        "k"));
    }

    @Test
    void settings_are_checked_like_those_of_an_update() throws Exception {
        refused(400, "invalid_json", "session", form("{"));
        refused(400, "missing_required_parameter", "session.type", form("{}"));
        refused(400, "unknown_parameter", "session.colour", form("{'type':'realtime','colour':1}"));
        refused(
                400,
                "invalid_value",
                "session.audio.output.speed",
                form("{'type':'realtime','audio':{'output':{'speed':9}}}"));
        refused(400, "invalid_model", "model", form("{'type':'realtime','model':'gpt-4'}"));
        refused(400, "invalid_model", "model", post("?model=x", "application/sdp", SDP, "k"));
    }

    @Test
    void a_call_needs_a_key() throws Exception {
        refused(401, "missing_api_key", "", post("", "application/sdp", SDP, ""));
        refused(401, "invalid_api_key", "", post("", "application/sdp", SDP, "ek_unknown"));
        assertFalse(emulator.metrics().sessionsOpened() > 0);
    }

    @Test
    void no_time_to_set_up_is_no_setting() {
        assertThrows(
                IllegalArgumentException.class, () -> Emulator.builder().callSetUp(Duration.ZERO));
    }
}
