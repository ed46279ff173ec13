package org.example.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.VirtualLoop;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AcmeTransportTest implements PlugContext, TransportListener {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final VirtualLoop loop = new VirtualLoop();
    private final List<TransportEvent> events = new ArrayList<>();
    private final ProviderConnector provider =
            new ScriptedProvider().create(ScriptedProvider.NAME, Settings.EMPTY, this);
    private final RealtimeTransport transport =
            new AcmeTransportFactory().create(Settings.EMPTY, this);
    private final Server server = new Server();

    AcmeTransportTest() throws IOException {}

    @AfterEach
    void close() throws Exception {
        CompletableFuture<Void> closed = transport.close(CloseReason.NORMAL).toCompletableFuture();
        until(closed::isDone);
        server.close();
    }

    private void until(BooleanSupplier condition) {
        loop.runUntil(condition, PATIENCE);
    }

    private CompletableFuture<Connected> connect(URI uri) {
        Endpoint endpoint =
                new Endpoint(uri, Map.of(), Map.of("Authorization", Secret.of("key")), List.of());
        return loop.call(
                () ->
                        transport
                                .connect(
                                        new ConnectRequest(
                                                loop,
                                                endpoint,
                                                provider.openCodec(),
                                                SessionConfig.EMPTY,
                                                null,
                                                null,
                                                null,
                                                PATIENCE),
                                        this)
                                .toCompletableFuture());
    }

    private Server.Connection connected() throws Exception {
        CompletableFuture<Connected> connected = connect(server.uri());
        until(connected::isDone);
        connected.join();
        return server.accept(PATIENCE);
    }

    @Test
    void it_says_hello_with_path_and_headers() throws Exception {
        assertEquals("OPEN /v1?a=b\nAuthorization: key\n", connected().hello());
        assertEquals(TransportState.CONNECTED, transport.state());
    }

    @Test
    void messages_go_both_ways() throws Exception {
        Server.Connection farEnd = connected();
        assertEquals(
                SendStatus.ACCEPTED,
                loop.call(() -> transport.sendAudio(ByteBuffer.wrap(new byte[960]))));
        var receipt = loop.call(() -> transport.send(Command.Raw.of("{}")).toCompletableFuture());
        until(receipt::isDone);
        assertEquals(1, receipt.join().messages());
        assertEquals(960, farEnd.sound(PATIENCE).length);
        assertEquals("{}", farEnd.text(PATIENCE));
        farEnd.say("{\"type\":\"news\"}");
        until(() -> events.stream().anyMatch(TransportEvent.Extension.class::isInstance));
    }

    @Test
    void a_refusal_is_the_reason_of_the_failure() {
        server.refuse("no such key");
        CompletableFuture<Connected> refused = connect(server.uri());
        until(refused::isDone);
        CompletionException failure = assertThrows(CompletionException.class, refused::join);
        CloseReason reason = ((ConnectException) failure.getCause()).reason();
        assertTrue(reason.text().contains("no such key"), reason::text);
    }

    @Test
    void a_line_that_breaks_is_lost() throws Exception {
        connected().vanish();
        until(() -> transport.state() == TransportState.DISCONNECTED);
        TransportEvent last = events.get(events.size() - 1);
        CloseReason reason = ((TransportEvent.StateChanged) last).reason();
        assertTrue(reason != null && reason.retryable());
    }

    @Test
    void nobody_is_reached_without_encryption_by_accident() {
        CompletableFuture<Connected> refused = connect(URI.create("tcp://192.0.2.1:9/"));
        until(refused::isDone);
        CompletionException failure = assertThrows(CompletionException.class, refused::join);
        CloseReason reason = ((ConnectException) failure.getCause()).reason();
        assertEquals(CloseReason.Cause.FATAL, reason.cause());
        assertTrue(reason.text().contains("tls://"), reason::text);
    }

    @Override
    public void onEvent(TransportEvent event) {
        events.add(event);
    }

    @Override
    public void onAudio(AudioChunk chunk) {}

    @Override
    public String name() {
        return "acme";
    }

    @Override
    public Executor workers() {
        return Runnable::run;
    }
}
