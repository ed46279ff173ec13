package io.patchbay.itest.relay;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.provider.CredentialSupplier;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.LineChoice;
import io.patchbay.emulator.Emulator;
import io.patchbay.emulator.EmulatorOptions;
import io.patchbay.emulator.Script;
import io.patchbay.net.relay.RelayTokens;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An emulator, a relay in front of it that alone has the key, and what both leave behind. */
final class Edge implements AutoCloseable {

    static final String TRANSPORT = "cloudflare";
    static final String MODEL = "gpt-realtime";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final Script script;
    private final int port;
    final Traces traces = new Traces();

    /** Where the secret of the tokens is. */
    final Path secret;

    Emulator emulator;
    Relay relay;

    private int emulators;

    /**
     * Starts both.
     *
     * @param folder an empty folder
     * @param script what the model says
     * @param variables of the worker, NAME=VALUE each
     */
    Edge(Path folder, Script script, String... variables) throws IOException {
        this.folder = folder;
        this.script = script;
        secret = folder.resolve("secret");
        newSecret();
        traces.secret(Relay.KEY);
        emulator = emulator(Relay.freePort());
        port = Relay.freePort();
        relay = Relay.start(port, emulator.webSocketUri(), secret, variables);
    }

    private Emulator emulator(int where) throws IOException {
        emulators++;
        return Emulator.builder()
                .options(
                        EmulatorOptions.defaults()
                                .withPort(where)
                                .withKeys(Set.of(Relay.KEY))
                                .withRecord(record(emulators)))
                .script(script)
                .start();
    }

    /** What an emulator has heard and said; the first one is number 1. */
    private Path record(int number) {
        return folder.resolve("emulator-" + number + ".jsonl");
    }

    /** A secret that nobody but this side knows yet. */
    void newSecret() throws IOException {
        String made = RelayTokens.newSecret().reveal();
        traces.secret(made);
        Files.writeString(secret, made + "\n");
        assertTrue(secret.toFile().setReadable(false, false) && secret.toFile().setReadable(true));
    }

    /** The relay dies without a word. */
    void killRelay() throws Exception {
        relay.kill();
        traces.keep(relay.log());
    }

    /** A relay is there again, at the same place, with the secret that holds now. */
    void startRelay(Path worker, String... variables) throws IOException {
        relay = Relay.start(worker, port, emulator.webSocketUri(), secret, variables);
    }

    /** The provider goes away, and another one comes that remembers nothing. */
    void restartProvider(Runnable meanwhile) throws IOException {
        int where = emulator.port();
        emulator.close();
        meanwhile.run();
        emulator = emulator(where);
    }

    /** Tokens that are signed with the secret that holds now. */
    RelayTokens.Builder tokens() {
        try {
            return RelayTokens.builder(Secret.of(Files.readString(secret).strip())).model(MODEL);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The way through the relay; the secret is read anew at each connect. */
    LineChoice line() {
        return line(scope -> tokens().build().get(scope));
    }

    LineChoice line(CredentialSupplier tokens) {
        return line(TRANSPORT, relay.uri(), tokens);
    }

    LineChoice line(String transport, URI to, CredentialSupplier credentials) {
        return LineChoice.builder()
                .transport(transport)
                .url(to)
                .model(MODEL)
                .credentials(traces.watched(credentials))
                .build();
    }

    RelayedCall call(RealtimeAgent agent, LineChoice line) throws Exception {
        return RelayedCall.open(traces, folder.resolve("records"), agent, line);
    }

    RelayedCall unconnected(RealtimeAgent agent, LineChoice line) throws Exception {
        return new RelayedCall(traces, folder.resolve("records"), agent, line);
    }

    /** The sound that came to the first emulator over one of its connections. */
    byte[] received(int connection) throws IOException {
        ByteArrayOutputStream sound = new ByteArrayOutputStream();
        for (String line : Files.readAllLines(record(1))) {
            JsonNode told = JSON.readTree(line);
            JsonNode event = told.path("event");
            if (told.path("conn").asInt() == connection
                    && event.path("type").asString("").equals("input_audio_buffer.append")) {
                sound.writeBytes(Base64.getDecoder().decode(event.path("audio").asString()));
            }
        }
        return sound.toByteArray();
    }

    /** Ends both, and looks whether key, secrets and tokens stayed where they belong. */
    @Override
    public void close() throws IOException {
        relay.close();
        emulator.close();
        traces.keep(relay.log());
        traces.close();
        traces.haveNoSecret(folder, secret);
    }
}
