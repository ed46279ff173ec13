package io.patchbay.emulator.web.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.emulator.Fault;
import io.patchbay.emulator.face.internal.FaceLine;
import io.patchbay.emulator.face.internal.Interpreter;
import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.session.internal.EmulatedSession;
import io.patchbay.emulator.session.internal.Recording;
import io.patchbay.emulator.session.internal.Services;
import io.patchbay.emulator.session.internal.SessionConfig;
import io.patchbay.emulator.session.internal.Wire;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A connection with a face: its interpreter stands between the socket and the session. */
final class FaceSocket implements WebSocketListener, FaceLine {
    private final Services services;
    private final LiveSessions sessions;
    private final Recording recording;
    private final Interpreter interpreter;

    /** For the session; what comes while the session is telling something waits until it has. */
    private final Deque<Consumer<EmulatedSession>> toSession = new ArrayDeque<>();

    private @Nullable WebSocketConnection connection;
    private @Nullable SocketWire socket;
    private @Nullable EmulatedSession session;
    private int telling;

    FaceSocket(
            Services services,
            LiveSessions sessions,
            Recording recording,
            Function<FaceLine, Interpreter> face) {
        this.services = services;
        this.sessions = sessions;
        this.recording = recording;
        this.interpreter = face.apply(this);
    }

    @Override
    public void onOpen(WebSocketConnection open) {
        connection = open;
        socket = new SocketWire(open);
        interpreter.opened();
    }

    @Override
    public void onText(ByteBuffer message) {
        recording.client(message);
        interpreter.text(message);
    }

    @Override
    public void onBinary(ByteBuffer message) {
        recording.clientBinary(message);
        interpreter.binary(message);
    }

    @Override
    public void onClose(WebSocketClose close) {
        interpreter.closed();
        if (session != null) {
            session.closed();
            sessions.remove(session);
        }
        toSession.clear();
    }

    @Override
    public SerialLoop loop() {
        return connection().loop();
    }

    @Override
    public Services services() {
        return services;
    }

    @Override
    public void begin(String model) {
        if (session != null) {
            throw new IllegalStateException("the session has begun");
        }
        long expiresAt =
                services.clock().instant().plus(services.options().maxSession()).getEpochSecond();
        EmulatedSession begun =
                new EmulatedSession(
                        services,
                        loop(),
                        new Ear(),
                        Recording.NONE,
                        SessionConfig.conversation(model, expiresAt));
        session = begun;
        sessions.add(begun, loop(), this::inject);
        telling++;
        try {
            begun.open();
        } finally {
            telling--;
        }
        sessions.opened(begun);
    }

    @Override
    public void sentencesFirst() {
        if (session == null) {
            throw new IllegalStateException("the session has not begun");
        }
        session.sentencesFirst();
    }

    @Override
    public boolean begun() {
        return session != null;
    }

    @Override
    public void send(ObjectNode event) {
        ByteBuffer frame = ByteBuffer.wrap(Json.bytes(event));
        pass(begun -> begun.receive(frame));
    }

    @Override
    public void append(byte[] sound) {
        pass(begun -> begun.receiveAudio(sound));
    }

    private void pass(Consumer<EmulatedSession> message) {
        if (session == null) {
            throw new IllegalStateException("the session has not begun");
        }
        toSession.add(message);
        if (telling == 0) {
            drain();
        } else {
            loop().execute(this::drain);
        }
    }

    private void drain() {
        while (session != null && !toSession.isEmpty()) {
            toSession.remove().accept(session);
        }
    }

    @Override
    public List<String> conversation() {
        return session == null ? List.of() : session.conversation();
    }

    @Override
    public void text(ObjectNode frame) {
        text(Json.bytes(frame));
    }

    @Override
    public void text(byte[] utf8) {
        if (connection().isOpen()) {
            recording.server(utf8);
            socket().send(utf8);
        }
    }

    @Override
    public void binary(byte[] frame) {
        if (connection().isOpen()) {
            recording.serverBinary(frame);
            socket().sendBinary(frame);
        }
    }

    @Override
    public void countError() {
        services.counters().errors.increment();
    }

    @Override
    public void close(int code, String reason) {
        connection().close(code, reason);
    }

    @Override
    public void abort() {
        connection().abort();
    }

    private void inject(Fault fault) {
        if (fault instanceof Fault.Raw raw) {
            text(raw.frame().getBytes(StandardCharsets.UTF_8));
        } else if (!interpreter.fault(fault) && session != null) {
            session.inject(fault);
        }
    }

    private WebSocketConnection connection() {
        return Objects.requireNonNull(connection, "the connection is not open yet");
    }

    private SocketWire socket() {
        return Objects.requireNonNull(socket, "the connection is not open yet");
    }

    /** Hears the session. */
    private final class Ear implements Wire {

        @Override
        public void send(byte[] utf8) {
            if (Json.parse(utf8) instanceof ObjectNode event && connection().isOpen()) {
                telling++;
                try {
                    interpreter.event(event);
                } finally {
                    telling--;
                }
            }
        }

        @Override
        public boolean writable() {
            return connection().writable();
        }

        @Override
        public void close(int code, String reason) {
            interpreter.closing(code, reason);
        }

        @Override
        public void abort() {
            FaceSocket.this.abort();
        }
    }
}
