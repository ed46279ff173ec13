package io.patchbay.transport.sip.internal.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.tck.PlainCodec;
import io.patchbay.tck.VirtualLoop;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Section 5.7 of the reference: what is different for a call that the provider carries. */
class SipTransportFactoryTest {

    private static final PlugContext CONTEXT =
            new PlugContext() {
                @Override
                public String name() {
                    return "sip";
                }

                @Override
                public Executor workers() {
                    return Runnable::run;
                }
            };

    @Test
    void class_path_and_container_find_the_same_factory() {
        List<Class<?>> found =
                ServiceLoader.load(TransportFactory.class).stream()
                        .<Class<?>>map(ServiceLoader.Provider::type)
                        .toList();
        assertEquals(List.of(SipTransportFactory.class), found);
    }

    @Test
    void the_provider_keeps_the_sound_and_calls_are_only_joined() {
        TransportCapabilities can = new SipTransportFactory().capabilities();
        assertEquals("sip", can.name());
        assertEquals(TransportCapabilities.Media.ELSEWHERE, can.media());
        assertTrue(can.attachOnly());
        assertTrue(can.providerOutputBuffer());
    }

    @Test
    void a_line_without_call_id_is_refused_by_that_name_for_good() {
        for (@Nullable String missing : new @Nullable String[] {null, " "}) {
            RealtimeTransport transport = new SipTransportFactory().create(Settings.EMPTY, CONTEXT);
            var connecting =
                    transport.connect(
                            new ConnectRequest(
                                    new VirtualLoop(),
                                    new Endpoint(
                                            URI.create("ws://127.0.0.1:1/v1/realtime"),
                                            Map.of(),
                                            Map.of(),
                                            List.of()),
                                    new PlainCodec(),
                                    SessionConfig.EMPTY,
                                    null,
                                    missing,
                                    null,
                                    Duration.ofSeconds(60)),
                            new Deaf());
            ConnectException refused =
                    assertInstanceOf(
                            ConnectException.class,
                            assertThrows(
                                            ExecutionException.class,
                                            () ->
                                                    connecting
                                                            .toCompletableFuture()
                                                            .get(60, TimeUnit.SECONDS))
                                    .getCause());
            assertEquals(CloseReason.Cause.FATAL, refused.reason().cause(), "no retry helps");
            assertTrue(refused.reason().text().contains("callId"), refused.reason().text());
            assertEquals(SendStatus.NOT_CONNECTED, transport.sendAudio(ByteBuffer.allocate(960)));
        }
    }

    private static final class Deaf implements TransportListener {
        @Override
        public void onEvent(TransportEvent event) {
            throw new AssertionError("nothing was begun, but " + event + " was told");
        }

        @Override
        public void onAudio(io.patchbay.api.audio.AudioChunk chunk) {
            throw new AssertionError("nothing was begun");
        }
    }
}
