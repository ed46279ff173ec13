package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.Emulator;
import io.patchbay.emulator.EmulatorOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./patchbay token}, and the tokens of {@code talk} and {@code run}. */
class TokenCommandTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir Path folder;

    private Path made() {
        Path file = folder.resolve("relay.secret");
        Ran ran = Ran.patchbay("token", "--new-secret", file.toString());
        assertEquals(0, ran.code(), ran::toString);
        assertEquals("", ran.err());
        return file;
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("some.secret"), content);
    }

    private static Ran token(Path file, String... more) {
        String[] arguments = new String[3 + more.length];
        arguments[0] = "token";
        arguments[1] = "--secret-file";
        arguments[2] = file.toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return Ran.patchbay(arguments);
    }

    private static JsonNode claims(String token) {
        String payload = token.split("\\.", -1)[1];
        return JSON.readTree(Base64.getUrlDecoder().decode(payload));
    }

    @Test
    void standard_output_is_one_token_and_nothing_else() throws Exception {
        Path secret = made();
        Ran ran =
                token(
                        secret,
                        "--model",
                        "gpt-realtime",
                        "--lifetime",
                        "120",
                        "--max-call",
                        "600",
                        "--subject",
                        "Änne \"7\"",
                        "--origin",
                        "https://example.com",
                        "--audience",
                        "relay.example.com");
        assertEquals(0, ran.code(), ran::toString);
        assertEquals("", ran.err());
        assertEquals(1, ran.out().lines().count());
        String token = ran.out().strip();
        JsonNode claims = claims(token);
        assertEquals("patchbay", claims.path("iss").asString());
        assertEquals("gpt-realtime", claims.path("model").asString());
        assertEquals(120, claims.path("exp").asLong() - claims.path("iat").asLong());
        assertEquals(600, claims.path("max").asLong());
        assertEquals("Änne \"7\"", claims.path("sub").asString());
        assertEquals("https://example.com", claims.path("origin").asString());
        assertEquals("relay.example.com", claims.path("aud").asString());

        Mac mac = Mac.getInstance("HmacSHA256");
        byte[] key = Files.readString(secret).strip().getBytes(StandardCharsets.UTF_8);
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        int dot = token.lastIndexOf('.');
        byte[] right = mac.doFinal(token.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
        assertEquals(
                Base64.getUrlEncoder().withoutPadding().encodeToString(right),
                token.substring(dot + 1));
    }

    @Test
    void a_new_secret_is_for_its_owner_alone_and_replaces_nothing() throws Exception {
        Path secret = made();
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)));
        String content = Files.readString(secret);
        assertTrue(content.matches("[A-Za-z0-9_-]{43}\n"));
        Ran.patchbay("token", "--new-secret", secret.toString())
                .failed(2, "--new-secret", secret.toString(), "there already");
        assertEquals(content, Files.readString(secret));
    }

    @Test
    void files_without_a_secret_in_them() throws Exception {
        token(folder.resolve("none")).failed(2, "--secret-file", "none", "no such file");
        token(folder).failed(2, "--secret-file", "folder");
        token(file("  \n")).failed(2, "--secret-file", "empty", "--new-secret");
        token(file("x".repeat(5_000))).failed(2, "--secret-file", "longer");
        token(file("a\nb".repeat(20))).failed(2, "--secret-file", "control character");
        Ran small = token(file("hush-hush"));
        small.failed(2, "--secret-file", "9 bytes", "at least 32", "--new-secret");
        assertFalse(small.toString().contains("hush"), small::toString);
    }

    @Test
    void options_that_make_no_token() {
        Path secret = made();
        Ran.patchbay("token").failed(2, "--secret-file", "--new-secret");
        token(secret, "--lifetime", "301").failed(2, "--lifetime", "1 to 300");
        token(secret, "--lifetime", "soon").failed(2, "--lifetime");
        token(secret, "--max-call", "0").failed(2, "--max-call", "whole seconds");
        token(secret, "--origin", "example.com").failed(2, "--origin", "https://example.com");
        token(secret, "--subject", "a\nb").failed(2, "--subject", "control character");
        token(secret, "--model", " ").failed(2, "--model", "characters");
        String other = folder.resolve("other").toString();
        Ran.patchbay("token", "--new-secret", other, "--model", "m").failed(2, "--new-secret");
        Ran.patchbay("token", "--new-secret", folder.resolve("no/where").toString())
                .failed(2, "--new-secret", "no folder");
    }

    @Test
    void a_secret_that_everybody_can_read_is_warned_of() throws Exception {
        Path secret = made();
        Logger logger = Logger.getLogger(RelaySecretFile.class.getName());
        List<String> warnings = new CopyOnWriteArrayList<>();
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord entry) {
                        warnings.add(entry.getMessage());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        logger.addHandler(handler);
        try {
            assertEquals(0, token(secret).code());
            assertEquals(List.of(), warnings);
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
            assertEquals(0, token(secret).code());
            assertEquals(1, warnings.size());
            assertTrue(warnings.get(0).contains("chmod 600"), warnings::toString);
        } finally {
            logger.removeHandler(handler);
        }
    }

    @Test
    void talk_shows_a_token_in_place_of_a_key() throws Exception {
        Path secret = made();
        // a relay would know the secret; the emulator knows keys, and what it refuses is no key
        try (Emulator emulator =
                Emulator.builder()
                        .options(EmulatorOptions.defaults().withKeys(Set.of("the-key")))
                        .start()) {
            String url = emulator.webSocketUri() + "?model=gpt-realtime";
            Ran ran =
                    Ran.patchbay(
                            "talk",
                            "--text",
                            "hello",
                            "--url",
                            url,
                            "--relay-secret-file",
                            secret.toString());
            ran.failed(1, "401");
            assertFalse(ran.toString().contains(Files.readString(secret).strip()));
            assertFalse(ran.toString().contains("eyJ"), ran::toString);
        }
    }

    @Test
    void a_relay_has_an_address_and_a_secret_and_takes_web_sockets() throws Exception {
        Path secret = made();
        for (String command : List.of("talk", "run")) {
            String[] more =
                    command.equals("talk")
                            ? new String[] {"--text", "hello"}
                            : new String[] {"--shell"};
            with(command, more, "--relay-secret-file", secret.toString())
                    .failed(2, "--relay-secret-file", "--url");
            with(
                            command,
                            more,
                            "--url",
                            "wss://relay.example.com",
                            "--relay-secret-file",
                            file("short").toString())
                    .failed(2, "--relay-secret-file", "5 bytes");
            with(
                            command,
                            more,
                            "--url",
                            "https://relay.example.com",
                            "--transport",
                            "webrtc",
                            "--relay-secret-file",
                            secret.toString())
                    .failed(2, "--relay-secret-file", "--transport cloudflare");
        }
    }

    private static Ran with(String command, String[] first, String... more) {
        String[] arguments = new String[1 + first.length + more.length];
        arguments[0] = command;
        System.arraycopy(first, 0, arguments, 1, first.length);
        System.arraycopy(more, 0, arguments, 1 + first.length, more.length);
        return Ran.patchbay(arguments);
    }
}
