package io.patchbay.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.Settings;
import io.patchbay.net.http.HttpClient;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServer;
import io.patchbay.net.http.HttpServerConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class ClientSettingsTest {

    @TempDir private Path folder;

    private static ClientSettings trusting(Path file) {
        return ClientSettings.read(Settings.of(Map.of("trustStore", file.toString())));
    }

    private static String pem(X509Certificate certificate) throws Exception {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    @Test
    void the_issuers_of_a_pem_file_are_trusted() throws Exception {
        Certificates other = Certificates.selfSigned(folder, "dns:somebody.example");
        Certificates own = Certificates.selfSigned(folder, "ip:127.0.0.1");
        Path file =
                Files.writeString(
                        folder.resolve("ca.pem"),
                        "# ours\n" + pem(other.certificate()) + pem(own.certificate()));
        try (HttpServer server =
                HttpServer.start(
                        HttpServerConfig.builder()
                                .host("127.0.0.1")
                                .port(0)
                                .tls(own.identity())
                                .build(),
                        EventLoops.shared(),
                        List.of(
                                HttpRoute.of(
                                        "GET",
                                        "/",
                                        exchange ->
                                                exchange.respond(
                                                        HttpResponse.text(200, "yes")))))) {
            HttpRequest request =
                    HttpRequest.builder(
                                    "GET", URI.create("https://127.0.0.1:" + server.port() + "/"))
                            .tls(trusting(file).tls())
                            .build();
            HttpResponse answer =
                    new HttpClient().send(request).toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertEquals(200, answer.status());
        }
    }

    @Test
    void a_pem_file_that_is_broken_is_named() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nnothing\n");
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> trusting(file));
        assertTrue(refusal.getMessage().contains("'trustStore'"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("broken.pem"), refusal.getMessage());
    }
}
