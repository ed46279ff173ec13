package io.patchbay.transport.websocket.internal;

import static org.junit.jupiter.api.Assertions.assertNull;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.net.EventLoops;
import io.patchbay.tck.PlainCodec;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** A transport that was closed leaves nothing behind on the loops it shared with others. */
class CollectedTest {

    @Test
    void the_class_loader_of_a_closed_transport_is_collected() throws Exception {
        try (FarEnd far = new FarEnd()) {
            WeakReference<ClassLoader> loader = useOnce(far);
            // each round gives the loops a turn, and the collector another try
            for (int round = 0; round < 50 && loader.get() != null; round++) {
                Talker.soon(EventLoops.shared().loopDelay());
                System.gc();
            }
            assertNull(loader.get(), "something still holds the transport's classes");
        }
    }

    /** In a method of its own, so that no local variable holds on. */
    private static WeakReference<ClassLoader> useOnce(FarEnd far) throws Exception {
        try (OwnLoader loader = new OwnLoader()) {
            Talker talker = new Talker();
            TransportFactory factory =
                    (TransportFactory)
                            loader.loadClass(WebSocketTransportFactory.class.getName())
                                    .getConstructor()
                                    .newInstance();
            if (factory instanceof WebSocketTransportFactory) {
                throw new AssertionError("the classes came from the test's own loader");
            }
            RealtimeTransport transport = factory.create(Settings.EMPTY, context());
            connectAndClose(talker, transport, far.uri());
            connectAndClose(talker, transport, URI.create("ws://127.0.0.1:1/"));
            return new WeakReference<>(loader);
        }
    }

    private static void connectAndClose(Talker talker, RealtimeTransport transport, URI uri) {
        Talker.soon(
                talker.on(
                                () ->
                                        transport.connect(
                                                talker.request(uri, PlainCodec.careless()), talker))
                        .handle((connected, failure) -> null));
        talker.on(() -> transport.sendAudio(ByteBuffer.allocate(960)));
        Talker.soon(transport.close(CloseReason.NORMAL));
    }

    private static PlugContext context() {
        return new PlugContext() {
            @Override
            public String name() {
                return "websocket";
            }

            @Override
            public Executor workers() {
                return Runnable::run;
            }
        };
    }

    /** Loads the transport's own classes anew, and all others where they are. */
    private static final class OwnLoader extends URLClassLoader {

        private static final String OWN = WebSocketTransportFactory.class.getPackageName() + ".";

        OwnLoader() throws IOException {
            super(new URL[] {classes()}, CollectedTest.class.getClassLoader());
        }

        private static URL classes() {
            return WebSocketTransportFactory.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation();
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = name.startsWith(OWN) ? findLoadedClass(name) : null;
                if (loaded != null) {
                    return loaded;
                }
                return name.startsWith(OWN) ? findClass(name) : super.loadClass(name, resolve);
            }
        }
    }
}
