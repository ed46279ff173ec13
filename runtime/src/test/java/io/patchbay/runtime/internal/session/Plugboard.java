package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportCapabilities.Media;
import io.patchbay.runtime.internal.Heart;
import io.patchbay.runtime.internal.plug.Offer;
import io.patchbay.runtime.internal.plug.PlugType;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransport;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;

/** A runtime in virtual time whose transports come and go, live and die, as the test says. */
final class Plugboard implements AutoCloseable {
    final VirtualLoop loop = new VirtualLoop();
    final Heart heart = new Heart(() -> loop, loop, Duration.ofSeconds(10), () -> {});
    private final Map<String, ScriptedTransportFactory> transports = new HashMap<>();

    Plugboard() {
        heart.plugs().add(PlugType.PROVIDER, new ScriptedProvider(), Offer.plain(Settings.EMPTY));
    }

    /** One session and what it told. */
    static final class Talk {
        final RealtimeSession session;
        final List<SessionEvent> events = new ArrayList<>();

        private Talk(RealtimeSession session) {
            this.session = session;
            session.listenInline(
                    new SessionListener() {
                        @Override
                        public void onEvent(SessionEvent event) {
                            events.add(event);
                        }
                    });
        }

        <E extends SessionEvent> List<E> all(Class<E> kind) {
            return events.stream().filter(kind::isInstance).map(kind::cast).toList();
        }

        <E extends SessionEvent> E last(Class<E> kind) {
            List<E> all = all(kind);
            assertTrue(!all.isEmpty(), () -> "no " + kind.getSimpleName() + " in " + events);
            return all.get(all.size() - 1);
        }

        List<String> warnings(String code) {
            return all(SessionEvent.Warning.class).stream()
                    .filter(warning -> warning.code().equals(code))
                    .map(SessionEvent.Warning::message)
                    .toList();
        }

        /** The transport that it is on. */
        String on() {
            return last(SessionEvent.Connected.class).line().transport();
        }
    }

    /** A line over the transport of a name. */
    static LineChoice over(String transport) {
        return LineChoice.builder().transport(transport).provider("scripted").key("k").build();
    }

    /** A transport is plugged in, and lets everybody in. */
    ScriptedTransportFactory plugIn(String name) {
        return plugIn(name, null);
    }

    /** A transport is plugged in whose connects end like this. */
    ScriptedTransportFactory plugIn(String name, @Nullable CloseReason reason) {
        ScriptedTransportFactory made =
                new ScriptedTransportFactory(
                        new TransportCapabilities(name, Media.MESSAGES, false, false));
        transports.put(name, made);
        ends(name, reason);
        heart.plugs().add(PlugType.TRANSPORT, made, Offer.plain(Settings.EMPTY));
        loop.run();
        return made;
    }

    /** A transport is taken out. */
    void takeOut(String name) {
        ScriptedTransportFactory gone = Objects.requireNonNull(transports.remove(name));
        heart.plugs().remove(PlugType.TRANSPORT, gone);
        loop.run();
    }

    ScriptedTransportFactory transport(String name) {
        return Objects.requireNonNull(transports.get(name), name);
    }

    /** Nobody gets through over a transport from now on, or everybody does. */
    void dead(String name, boolean dead) {
        ends(name, dead ? Lines.RESET : null);
    }

    /** Connects over a transport end like this from now on; null lets everybody in. */
    void ends(String name, @Nullable CloseReason reason) {
        transport(name)
                .prepare(
                        line -> {
                            line.acknowledgeItems(true);
                            if (reason != null) {
                                line.failNextConnect(reason);
                            }
                        });
    }

    /** The line made last over a transport breaks. */
    void breaks(String name) {
        transport(name).last().disconnect(Lines.RESET);
        loop.run();
    }

    /** How many lines were tried over a transport. */
    int tried(String name) {
        return transport(name).created().size();
    }

    ScriptedTransport line(String name) {
        return transport(name).last();
    }

    Talk open(Consumer<SessionOptions.Builder> options, String... names) {
        SessionOptions.Builder builder = SessionOptions.builder();
        options.accept(builder);
        for (String name : names) {
            builder.line(over(name));
        }
        return new Talk(heart.sessions().open(builder.build()));
    }

    /** A session that may use the transports of these names, connected. */
    Talk connected(String... names) {
        Talk talk = open(options -> {}, names);
        CompletionStage<Void> connected = connect(talk);
        assertTrue(connected.toCompletableFuture().isDone(), "connected");
        connected.toCompletableFuture().join();
        return talk;
    }

    CompletionStage<Void> connect(Talk talk) {
        CompletionStage<Void> connected = talk.session.connect();
        loop.run();
        return connected;
    }

    void advance(long millis) {
        loop.advance(Duration.ofMillis(millis));
    }

    /** The attempt that a session announced last begins. */
    void attempt(Talk talk) {
        loop.advance(talk.last(SessionEvent.Reconnecting.class).delay());
    }

    static ConnectException failure(CompletionStage<Void> stage) {
        CompletableFuture<Void> future = stage.toCompletableFuture();
        assertTrue(future.isDone(), "it has failed");
        return Failures.explained(Assertions.assertThrows(CompletionException.class, future::join));
    }

    @Override
    public void close() {
        heart.sessions().close(CloseReason.NORMAL);
        loop.run();
    }
}
