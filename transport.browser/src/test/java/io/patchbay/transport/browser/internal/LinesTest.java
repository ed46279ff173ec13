package io.patchbay.transport.browser.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.net.TlsSettings;
import io.patchbay.net.http.HttpClient;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.PlugIn;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to calls when their way is another than at first, or encrypted. */
class LinesTest {

    private static final String PASSWORD = "changeit";

    @TempDir Path folder;

    private final SessionOptions options =
            SessionOptions.builder()
                    .agent(RealtimeAgent.builder("concierge").instructions("Help.").build())
                    .line(
                            LineChoice.builder()
                                    .transport("scripted")
                                    .provider("scripted")
                                    .key("k")
                                    .build())
                    .build();

    private Patchbay open(Settings settings) {
        Patchbay patchbay =
                Patchbay.builder()
                        .transport(new ScriptedTransportFactory())
                        .provider(new ScriptedProvider())
                        .callRouter(
                                call ->
                                        CompletableFuture.completedFuture(
                                                new Decision.Accept(options)))
                        .build();
        Map<String, String> values = new HashMap<>();
        settings.names().forEach(name -> values.put(name, settings.text(name, "")));
        patchbay.plugIn(PlugIn.callerLegs(new BrowserCalls()).version("1.0.0").settings(values));
        eventually("the door opens", () -> Doors.isOpen(settings.text("path", "")));
        return patchbay;
    }

    private static void eventually(String what, BooleanSupplier state) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!state.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            Thread.onSpinWait();
        }
    }

    private static String credentials(String sdp) {
        return sdp.lines().filter(line -> line.startsWith("a=ice-ufrag")).findFirst().orElse("");
    }

    @Test
    void a_call_whose_path_is_lost_goes_on_over_another() throws Exception {
        Settings settings = Doors.settings();
        try (Patchbay patchbay = open(settings)) {
            URI base = Doors.base(settings);
            RtcPage page = RtcPage.call(base);
            page.next("ready");
            HttpResponse first = page.answer.get(60, TimeUnit.SECONDS);
            URI call = base.resolve(first.headers().first("location").orElse(""));

            HttpResponse second = page.restart(call);
            assertEquals(200, second.status(), second.text());
            assertNotEquals(credentials(first.text()), credentials(second.text()));
            page.send("{\"type\":\"mute\",\"on\":true}");
            assertTrue(page.next("muted").path("on").asBoolean());
            assertEquals(1, patchbay.sessions().size());
            page.hangUp();
        }
    }

    @Test
    void nobody_else_finds_another_path_for_a_call_or_ends_it() throws Exception {
        Settings settings = Doors.settings();
        try (Patchbay patchbay = open(settings)) {
            URI base = Doors.base(settings);
            RtcPage page = RtcPage.call(base);
            page.next("ready");
            URI call =
                    base.resolve(
                            page.answer
                                    .get(60, TimeUnit.SECONDS)
                                    .headers()
                                    .first("location")
                                    .orElse(""));
            for (String method : List.of("PATCH", "DELETE")) {
                HttpRequest.Builder stranger =
                        HttpRequest.builder(method, call)
                                .header("authorization", "Bearer " + Doors.credential(base));
                if (method.equals("PATCH")) {
                    stranger.body("application/sdp", "v=0\r\n");
                }
                assertEquals(404, Doors.send(stranger.build()).status(), method);
            }
            assertFalse(page.isGone(Duration.ofMillis(300)));
            assertEquals(1, patchbay.sessions().size());
            page.hangUp();
        }
    }

    @Test
    void a_call_over_tls_works_and_one_without_does_not() throws Exception {
        Path store = folder.resolve("door.p12");
        X509Certificate certificate = selfSigned(store);
        Settings settings =
                Doors.settings("tls-keystore", store.toString(), ".tls-password", PASSWORD);
        try (Patchbay patchbay = open(settings)) {
            URI base = Doors.base(settings);
            assertEquals("https", base.getScheme());
            TlsSettings trust = TlsSettings.defaults().trusting(List.of(certificate));
            HttpResponse minted =
                    new HttpClient()
                            .send(
                                    HttpRequest.builder("POST", URI.create(base + "/credentials"))
                                            .tls(trust)
                                            .header("authorization", "Bearer " + Doors.SECRET)
                                            .body("application/json", "{}")
                                            .build())
                            .toCompletableFuture()
                            .get(60, TimeUnit.SECONDS);
            assertEquals(201, minted.status());
            byte[] bytes = minted.text().getBytes(StandardCharsets.UTF_8);
            String credential = Json.object(bytes, 0, bytes.length).path("credential").asString();

            URI plain = URI.create(base.toString().replaceFirst("https", "http"));
            assertFalse(SocketPage.call(plain, "", "", credential).isIn());
            assertEquals(0, patchbay.sessions().size());
            SocketPage page = SocketPage.call(base, "", "", credential, trust);
            assertEquals("websocket", page.next("ready").path("media").asString());
            page.hangUp();
        }
    }

    private static X509Certificate selfSigned(Path file) throws Exception {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "door",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=door",
                                "-ext",
                                "san=ip:127.0.0.1,dns:localhost",
                                "-validity",
                                "2",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed: " + said);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return (X509Certificate) store.getCertificate("door");
    }
}
