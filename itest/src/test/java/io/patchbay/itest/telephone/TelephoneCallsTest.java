package io.patchbay.itest.telephone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.history.Role;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.transport.DialRequest;
import io.patchbay.api.transport.DialedCall;
import io.patchbay.emulator.speech.Ear;
import io.patchbay.emulator.speech.EarOptions;
import io.patchbay.emulator.speech.Heard;
import io.patchbay.emulator.speech.SpeechEngines;
import io.patchbay.emulator.speech.Vocabulary;
import io.patchbay.itest.browser.Questions;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A telephone of others calls an agent of this JVM, and is called by it. */
@Tag("once")
class TelephoneCallsTest {

    private static final String QUESTION = "What's the weather in Oslo?";
    private static final int RATE = 8_000;

    /** No call of these tests lasts longer: what a telephone plays must not end before. */
    private static final int LONG_MILLIS = 60_000;

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tls"})
    void a_telephone_asks_aloud_and_records_the_answer(String carrier) throws Exception {
        boolean secure = carrier.equals("tls");
        Certificate certificate = Certificate.of(folder);
        Path question = speech(QUESTION);
        try (AgentOnTheTelephone agent =
                        secure
                                ? new AgentOnTheTelephone(
                                        "tls-port",
                                        "0",
                                        "tls-keystore",
                                        certificate.store().toString(),
                                        ".tls-password",
                                        Certificate.PASSWORD,
                                        "srtp",
                                        "required")
                                : new AgentOnTheTelephone();
                Baresip phone =
                        Baresip.start(
                                folder,
                                question,
                                secure ? ";mediaenc=srtp-mand" : "",
                                "sip_certificate " + certificate.pem(),
                                "sip_cafile " + certificate.pem())) {
            phone.dial(agent.address(carrier).toString().replace("sip:", "sip:weather@"));
            RealtimeSession session = agent.session();
            assertEquals(
                    "sip:anna@127.0.0.1",
                    agent.came.get(60, TimeUnit.SECONDS).metadata().get("from"));
            phone.await("Call established");
            agent.event(
                    SessionEvent.TranscriptDone.class,
                    said -> said.role() == Role.USER && said.transcript().contains("Oslo"));
            agent.event(
                    SessionEvent.TranscriptDone.class,
                    said -> said.transcript().equals("Sunny, twelve degrees."));
            session.call().orElseThrow().hangUp("that was all");
            assertEquals("sunny twelve degrees", words(phone.heard()));
            AgentOnTheTelephone.eventually(
                    "the session ends with its call", () -> agent.patchbay.sessions().isEmpty());
        }
    }

    /** What our ear makes of a recording. */
    private static String words(short[] recorded) throws Exception {
        short[] samples = Questions.withoutSilence(recorded, RATE);
        Vocabulary vocabulary =
                Vocabulary.builder()
                        .phrase("sunny twelve degrees")
                        .phrase("rainy eleven degrees")
                        .phrase("once upon a time")
                        .build();
        try (Ear ear = SpeechEngines.load().ear(EarOptions.defaults())) {
            Heard heard =
                    ear.hear(samples, RATE, vocabulary)
                            .toCompletableFuture()
                            .get(60, TimeUnit.SECONDS);
            return heard instanceof Heard.Words said
                    ? said.text().toLowerCase(Locale.ROOT).replaceAll("[^a-z ]", "").strip()
                    : heard + " of " + samples.length + " samples";
        }
    }

    /** A question, and then silence for as long as a call of these tests may last. */
    private Path speech(String question) throws Exception {
        return Questions.speakAt(question, RATE, 1_000, LONG_MILLIS, folder.resolve("speech.wav"));
    }

    @Test
    void a_caller_interrupts_and_hears_no_more_of_the_answer() throws Exception {
        Path first =
                Questions.speakAt(
                        "Tell me a long story", RATE, 1_000, 6_000, folder.resolve("first.wav"));
        Path both =
                Questions.append(
                        first,
                        Questions.speakAt(
                                QUESTION, RATE, 0, LONG_MILLIS, folder.resolve("second.wav")),
                        folder.resolve("both.wav"));
        try (AgentOnTheTelephone agent = new AgentOnTheTelephone();
                Baresip phone = Baresip.start(folder, both, "")) {
            phone.dial(agent.address("udp").toString().replace("sip:", "sip:weather@"));
            RealtimeSession session = agent.session();
            SessionEvent.AudioInterrupted cut =
                    agent.event(
                            SessionEvent.AudioInterrupted.class, event -> event.heard() != null);
            long heard = java.util.Objects.requireNonNull(cut.heard()).millis();
            assertTrue(heard > 300 && heard < 20_000, "heard " + heard + " ms of the story");
            agent.event(
                    SessionEvent.TranscriptDone.class,
                    said -> said.transcript().equals("Sunny, twelve degrees."));
            session.call().orElseThrow().hangUp("that was all");
            // a story of half a minute was cut to some seconds
            assertTrue(
                    Questions.withoutSilence(phone.heard(), RATE).length < 25 * RATE,
                    "the story went on");
        }
    }

    @Test
    void keys_and_holds_are_heard_and_a_caller_who_hangs_up_ends_the_session() throws Exception {
        try (AgentOnTheTelephone agent = new AgentOnTheTelephone();
                Baresip phone = Baresip.start(folder, speech(QUESTION), "")) {
            phone.dial(agent.address("udp").toString().replace("sip:", "sip:weather@"));
            RealtimeSession session = agent.session();
            phone.await("Call established");
            phone.press("1");
            agent.event(SessionEvent.DtmfReceived.class, key -> key.key().equals("1"));
            phone.press("#");
            agent.event(SessionEvent.DtmfReceived.class, key -> key.key().equals("#"));
            session.call()
                    .orElseThrow()
                    .sendDigits("5")
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            phone.await("event.*5|DTMF.*5");
            phone.press("x");
            agent.event(SessionEvent.HoldChanged.class, SessionEvent.HoldChanged::on);
            phone.press("X");
            agent.event(SessionEvent.HoldChanged.class, hold -> !hold.on());
            phone.press("b");
            AgentOnTheTelephone.eventually(
                    "the session ends with its caller", () -> agent.patchbay.sessions().isEmpty());
        }
    }

    @Test
    void an_agent_calls_a_telephone_and_is_answered() throws Exception {
        int port;
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (AgentOnTheTelephone agent =
                        new AgentOnTheTelephone(
                                "dial-targets", "sip:anna@127.0.0.1:" + port, "codecs", "PCMU");
                Baresip phone =
                        Baresip.start(
                                folder,
                                speech(QUESTION),
                                ";answermode=auto",
                                "sip_listen 127.0.0.1:" + port)) {
            agent.address("udp");
            DialedCall call =
                    agent.patchbay.dial(
                            DialRequest.of("sip", URI.create("sip:anna@127.0.0.1:" + port)),
                            agent.options());
            agent.keep(call.session());
            RealtimeSession session =
                    call.answered().toCompletableFuture().get(60, TimeUnit.SECONDS);
            agent.event(
                    SessionEvent.TranscriptDone.class,
                    said -> said.transcript().equals("Sunny, twelve degrees."));
            session.call().orElseThrow().hangUp("that was all");
            assertEquals("sunny twelve degrees", words(phone.heard()));
        }
    }

    /** A certificate for loopback, for both ends. */
    private record Certificate(Path store, Path pem) {
        static final String PASSWORD = "changeit";

        static Certificate of(Path folder) throws Exception {
            Path store = folder.resolve("key.p12");
            List<String> command =
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                            "-genkeypair",
                            "-alias",
                            "telephone",
                            "-keyalg",
                            "RSA",
                            "-dname",
                            "CN=127.0.0.1",
                            "-ext",
                            "san=ip:127.0.0.1",
                            "-validity",
                            "2",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            PASSWORD);
            Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(keytool.getInputStream().readAllBytes());
            assertEquals(0, keytool.waitFor(), said);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (var in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            Path pem = folder.resolve("telephone.pem");
            Files.writeString(
                    pem,
                    block(
                                    "PRIVATE KEY",
                                    keys.getKey("telephone", PASSWORD.toCharArray()).getEncoded())
                            + block("CERTIFICATE", keys.getCertificate("telephone").getEncoded()));
            return new Certificate(store, pem);
        }

        private static String block(String what, byte[] bytes) {
            return "-----BEGIN "
                    + what
                    + "-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                    + "\n-----END "
                    + what
                    + "-----\n";
        }
    }
}
