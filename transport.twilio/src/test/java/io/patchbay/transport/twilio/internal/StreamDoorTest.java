package io.patchbay.transport.twilio.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.net.http.HttpClient;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call, how many, and what the carrier is told to do. */
class StreamDoorTest {

    private static final String FORM = "application/x-www-form-urlencoded";

    private final BlockingQueue<IncomingCall> offered = new LinkedBlockingQueue<>();
    private @Nullable AutoCloseable door;

    private final IncomingCalls calls =
            new IncomingCalls() {
                @Override
                public CompletionStage<Decision> offer(IncomingCall call) {
                    offered.add(call);
                    return CompletableFuture.completedFuture(
                            new Decision.Accept(SessionOptions.builder().build()));
                }

                /** Nobody ever answers: the caller waits. */
                @Override
                public CompletionStage<RealtimeSession> answer(
                        SessionOptions options, CallerLeg leg) {
                    return new CompletableFuture<>();
                }
            };

    private URI open(String... settings) {
        Settings read = Lines.settings(settings);
        door =
                new TwilioCalls()
                        .listen(
                                read,
                                new PlugContext() {
                                    @Override
                                    public String name() {
                                        return TwilioCalls.NAME;
                                    }

                                    @Override
                                    public Executor workers() {
                                        return Runnable::run;
                                    }
                                },
                                calls);
        return Lines.base(read);
    }

    @AfterEach
    void close() throws Exception {
        if (door != null) {
            door.close();
        }
    }

    private IncomingCall offered() throws Exception {
        @Nullable IncomingCall call = offered.poll(60, TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("no call was offered");
        }
        return call;
    }

    private static Phone signed(URI base, String url) {
        return Phone.open(
                Lines.stream(base),
                Phone.Spelling.TWILIO,
                Signature.HEADER,
                Lines.signature(url, Map.of()));
    }

    private static void isRefused(Phone phone, int status) throws Exception {
        assertTrue(phone.end().reason().contains(Integer.toString(status)), phone.end().toString());
    }

    private static SortedSet<String> one(String value) {
        return new TreeSet<>(List.of(value));
    }

    // ---- signatures

    @Test
    void a_signature_is_what_the_carriers_documentation_says() {
        Map<String, SortedSet<String>> form =
                Map.of(
                        "CallSid", one("CA1234567890ABCDE"),
                        "Caller", one("+14158675309"),
                        "Digits", one("1234"),
                        "From", one("+14158675309"),
                        "To", one("+18005551212"));
        assertEquals(
                "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
                Signature.of(
                        Secret.of("12345"), "https://mycompany.com/myapp.php?foo=1&bar=2", form));
    }

    @Test
    void a_call_that_the_carrier_signed_comes_in_with_what_it_says_of_itself() throws Exception {
        URI base = open();
        Phone phone = Phone.open(base, Phone.Spelling.TWILIO);
        phone.begin("MZ17", "CA17", Map.of("From", "+15550100", "call", "forged"));
        IncomingCall call = offered();
        assertEquals("twilio", call.kind());
        assertEquals("CA17", call.id());
        assertEquals("+15550100", call.metadata().get("From"));
        assertEquals("CA17", call.metadata().get("call"), "what the plug knows wins");
        assertEquals("MZ17", call.metadata().get("stream"));
        assertEquals("AC0001", call.metadata().get("account"));
        assertEquals("127.0.0.1", call.metadata().get("remote"));
        assertFalse(call.metadata().containsValue(Lines.TOKEN));
        phone.hangUp();
    }

    @Test
    void without_a_signature_or_with_another_ones_nobody_comes_in() throws Exception {
        URI base = open();
        URI stream = Lines.stream(base);
        isRefused(Phone.open(stream, Phone.Spelling.TWILIO, "x-nothing", "x"), 403);
        isRefused(Phone.open(stream, Phone.Spelling.TWILIO, Signature.HEADER, "made up"), 403);
        isRefused(signed(base, stream + "?more=1"), 403);
        isRefused(signed(base, stream.toString().replace("/stream", "/voice")), 403);
        isRefused(
                Phone.open(
                        stream,
                        Phone.Spelling.TWILIO,
                        Signature.HEADER,
                        Signature.of(
                                Secret.of("another-token-of-16"), stream.toString(), Map.of())),
                403);
        assertTrue(offered.isEmpty());
    }

    @Test
    void behind_a_proxy_the_public_address_is_what_is_signed() throws Exception {
        URI base = open("public-url", "https://voice.example/phone/");
        String stream = "wss://voice.example/phone" + base.getPath() + "/stream";
        Phone phone = signed(base, stream);
        phone.begin("MZ1", "CA1", Map.of());
        offered();
        phone.hangUp();
        Phone withPort = signed(base, stream.replace("voice.example", "voice.example:443"));
        withPort.begin("MZ2", "CA2", Map.of());
        offered();
        withPort.hangUp();
        isRefused(signed(base, Lines.stream(base).toString()), 403);
    }

    @Test
    void while_a_token_is_exchanged_both_are_taken() throws Exception {
        URI base = open(".auth-token", "the-next-token-0123456789, " + Lines.TOKEN);
        Phone phone = Phone.call(base);
        offered();
        phone.hangUp();
    }

    @Test
    void without_a_token_the_door_stays_shut_unless_it_is_asked_for() throws Exception {
        assertTrue(
                String.valueOf(
                                assertThrows(
                                                IllegalArgumentException.class,
                                                () -> open(".auth-token", ""))
                                        .getMessage())
                        .contains("'auth-token'"));
        URI base = open(".auth-token", "", "allow-unsigned", "true");
        Phone phone = Phone.open(Lines.stream(base), Phone.Spelling.TWILIO, "x-nothing", "nothing");
        phone.begin("MZ1", "CA1", Map.of());
        offered();
        phone.hangUp();
    }

    // ---- bounds

    @Test
    void calls_over_the_limit_are_refused_and_those_that_end_make_room() throws Exception {
        URI base = open("calls", "2");
        Phone first = Phone.call(base);
        Phone second = Phone.call(base);
        offered();
        offered();
        isRefused(Phone.call(base), 503);
        first.hangUp();
        first.end();
        offeredEventually(base);
        second.hangUp();
    }

    private void offeredEventually(URI base) {
        Lines.eventually(
                "there is room again",
                () -> {
                    Phone phone = Phone.call(base);
                    try {
                        return offered.poll(200, TimeUnit.MILLISECONDS) != null;
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    } finally {
                        phone.hangUp();
                    }
                });
    }

    @Test
    void calls_of_one_address_are_bounded_too() throws Exception {
        URI base = open("calls-per-source", "1");
        Phone first = Phone.call(base);
        offered();
        isRefused(Phone.call(base), 503);
        first.hangUp();
    }

    @Test
    void a_stream_that_does_not_begin_in_time_is_ended_and_makes_room() throws Exception {
        URI base = open("start-ms", "100", "calls", "1");
        Phone phone = Phone.open(base, Phone.Spelling.TWILIO);
        phone.send("{\"event\":\"connected\",\"protocol\":\"Call\",\"version\":\"1.0.0\"}");
        assertEquals(1_008, phone.end().code());
        assertTrue(offered.isEmpty());
        assertTrue(phone.messages.isEmpty(), "nothing was sent to nobody");
        offeredEventually(base);
    }

    @Test
    void a_message_that_is_too_long_ends_the_call() throws Exception {
        URI base = open("message-bytes", "1024");
        Phone phone = Phone.call(base);
        offered();
        phone.media("0", new byte[2_000]);
        assertEquals(1_009, phone.end().code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event\":\"start\"}",
                "{\"event\":\"start\",\"start\":7,\"streamSid\":\"\"}",
                "{\"event\":\"start\",\"streamSid\":\"a\\\"},{\"}",
                "{\"event\":\"start\",\"streamSid\":\"MZ1\",\"start\":{\"mediaFormat\":{\"encoding\":\"audio/l16\"}}}",
                "{\"event\":\"start\",\"streamSid\":\"MZ1\",\"start\":{\"mediaFormat\":{\"sampleRate\":16000}}}",
                "{\"event\":\"start\",\"streamSid\":\"MZ1\",\"start\":{\"mediaFormat\":{\"channels\":2}}}"
            })
    void a_start_that_names_no_stream_or_another_sound_is_refused(String start) throws Exception {
        URI base = open();
        Phone phone = Phone.open(base, Phone.Spelling.TWILIO);
        phone.send(start);
        assertEquals(1_008, phone.end().code());
        assertTrue(offered.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "NaN", "Infinity", "2147483648", "soon"})
    void a_patience_that_is_none_is_refused_by_its_name(String patience) {
        assertTrue(
                String.valueOf(
                                assertThrows(
                                                IllegalArgumentException.class,
                                                () -> open("inactivity-ms", patience))
                                        .getMessage())
                        .contains("'inactivity-ms'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "750", "2147483647", "off"})
    void a_patience_that_is_one_is_taken(String patience) {
        open("inactivity-ms", patience);
    }

    @Test
    void what_is_set_says_nothing_of_its_tokens() {
        String said = String.valueOf(StreamSettings.read(Lines.settings()));
        assertFalse(said.contains(Lines.TOKEN), said);
    }

    // ---- TwiML

    private static HttpResponse ask(URI base, String url, Map<String, String> form)
            throws Exception {
        TreeMap<String, SortedSet<String>> signed = new TreeMap<>();
        form.forEach((name, value) -> signed.put(name, one(value)));
        return send(
                HttpRequest.builder("POST", URI.create(base + "/voice"))
                        .header(Signature.HEADER, Lines.signature(url, signed))
                        .body(FORM, encoded(form))
                        .build());
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(
                        each ->
                                each.getKey()
                                        + "="
                                        + URLEncoder.encode(
                                                each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static HttpResponse send(HttpRequest request) throws Exception {
        return new HttpClient().send(request).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void the_carrier_is_told_to_connect_the_call_to_the_stream_with_its_numbers() throws Exception {
        URI base = open("public-url", "https://voice.example");
        Map<String, String> form =
                Map.of(
                        "From",
                        "+15550100\"/><Hangup/>&",
                        "To",
                        "+15550199",
                        "CallSid",
                        "CA1",
                        "Caller Name",
                        "Zoë & Söhne");
        HttpResponse answer = ask(base, "https://voice.example" + base.getPath() + "/voice", form);
        assertEquals(200, answer.status(), answer.text());
        assertEquals("text/xml; charset=utf-8", answer.headers().first("content-type").orElse(""));
        assertEquals(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Connect><Stream url=\"wss://voice.example"
                        + base.getPath()
                        + "/stream\"><Parameter name=\"From\""
                        + " value=\"+15550100&quot;/&gt;&lt;Hangup/&gt;&amp;\"/><Parameter"
                        + " name=\"To\" value=\"+15550199\"/></Stream></Connect></Response>",
                answer.text());
    }

    @Test
    void the_carrier_may_ask_with_a_query_as_well() throws Exception {
        URI base = open("parameters", "To");
        String url = base + "/voice?From=%2B15550100&To=%2B15550199";
        HttpResponse answer =
                send(
                        HttpRequest.builder("GET", URI.create(url))
                                .header(Signature.HEADER, Lines.signature(url, Map.of()))
                                .build());
        assertEquals(200, answer.status(), answer.text());
        assertTrue(answer.text().contains(Lines.stream(base).toString()), answer.text());
        assertTrue(answer.text().contains("value=\"+15550199\""), answer.text());
        assertFalse(answer.text().contains("+15550100"), answer.text());
    }

    @Test
    void a_question_that_the_carrier_did_not_sign_is_refused() throws Exception {
        URI base = open();
        Map<String, String> form = Map.of("From", "+15550100");
        assertEquals(403, ask(base, "https://elsewhere.example/voice", form).status());
        assertEquals(
                403,
                send(HttpRequest.builder("POST", URI.create(base + "/voice"))
                                .body(FORM, "From=1")
                                .build())
                        .status());
        String signature = Lines.signature(base + "/voice", Map.of("From", one("1")));
        assertEquals(
                403,
                send(HttpRequest.builder("POST", URI.create(base + "/voice"))
                                .header(Signature.HEADER, signature)
                                .body(FORM, "From=2")
                                .build())
                        .status(),
                "another caller than was signed");
        assertEquals(
                415,
                send(HttpRequest.builder("POST", URI.create(base + "/voice"))
                                .header(Signature.HEADER, signature)
                                .body("application/json", "{}")
                                .build())
                        .status());
        assertEquals(
                400,
                send(HttpRequest.builder("POST", URI.create(base + "/voice"))
                                .header(Signature.HEADER, signature)
                                .body(FORM, "From=%zz")
                                .build())
                        .status());
    }

    @Test
    void while_no_call_can_be_taken_the_carrier_is_told_that_we_are_busy() throws Exception {
        URI base = open("calls", "1");
        Phone phone = Phone.call(base);
        offered();
        HttpResponse answer = ask(base, base + "/voice", Map.of("From", "1"));
        assertTrue(answer.text().contains("<Reject reason=\"busy\"/>"), answer.text());
        phone.hangUp();
    }

    @Test
    void a_door_that_is_not_to_answer_questions_has_no_place_for_them() throws Exception {
        URI base = open("twiml", "false");
        assertEquals(404, ask(base, base + "/voice", Map.of()).status());
    }

    // ---- another carrier

    @Test
    void telnyx_shows_a_token_and_says_the_rest_in_its_own_words() throws Exception {
        URI base = open("dialect", "telnyx");
        Phone phone = Phone.open(base, Phone.Spelling.TELNYX);
        phone.begin("32DE0DEA-53CB", "v2:T02ll-x_Q", Map.of("customer_id", "customer_123"));
        IncomingCall call = offered();
        assertEquals("v2:T02ll-x_Q", call.id());
        assertEquals("+13122010094", call.metadata().get("From"));
        assertEquals("+13122123456", call.metadata().get("To"));
        assertEquals("customer_123", call.metadata().get("customer_id"));
        assertEquals("aGF2ZSBhIG5pY2UgZGF5ID1d", call.metadata().get("client_state"));
        assertEquals("telnyx", call.metadata().get("media"));
        phone.hangUp();
        URI stream = Lines.stream(base);
        isRefused(
                Phone.open(
                        stream,
                        Phone.Spelling.TELNYX,
                        "x-telnyx-streaming-auth-token",
                        "another-token"),
                403);
        isRefused(Phone.open(stream, Phone.Spelling.TELNYX, "x-nothing", "x"), 403);
        Phone opus = Phone.open(base, Phone.Spelling.TELNYX);
        opus.send(
                "{\"event\":\"start\",\"stream_id\":\"A1\",\"start\":{\"media_format\":{\"encoding\":\"OPUS\"}}}");
        assertEquals(1_008, opus.end().code());
    }
}
