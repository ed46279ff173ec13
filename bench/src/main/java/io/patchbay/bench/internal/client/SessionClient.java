package io.patchbay.bench.internal.client;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.bench.internal.floor.Ear;
import io.patchbay.net.EventLoops;
import io.patchbay.runtime.Patchbay;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Full sessions: agent with a tool, history, response gate, interruption, played position. */
final class SessionClient implements Client {

    /** The load server and the emulator take any key. */
    private static final String KEY =
            Objects.requireNonNullElse(System.getenv("OPENAI_API_KEY"), "bench");

    private final EventLoops loops;
    private final Patchbay patchbay;
    private final RealtimeAgent agent;
    private @Nullable SerialLoop handedOut;

    SessionClient(int threads) {
        this(threads, Map.of());
    }

    /** With these settings of the transport. */
    SessionClient(int threads, Map<String, String> line) {
        this.loops = EventLoops.create(threads);
        this.patchbay =
                Patchbay.builder()
                        .services(SessionClient.class.getClassLoader())
                        .configure(PlugKind.TRANSPORT, "websocket", line)
                        .loops(this::nextLoop)
                        .build();
        FunctionTool tool =
                FunctionTool.builder("noop")
                        .description("Does nothing.")
                        .build((arguments, context) -> "done");
        this.agent =
                RealtimeAgent.builder("bench")
                        .instructions("You help people who travel by train. Be brief.")
                        .tool(tool)
                        .build();
    }

    private SerialLoop nextLoop() {
        SerialLoop next = loops.next();
        handedOut = next;
        return next;
    }

    /** Whether sockets are served natively. */
    boolean epoll() {
        return loops.nativeTransport();
    }

    @Override
    public String id() {
        return "session";
    }

    @Override
    public String name() {
        return "full session";
    }

    @Override
    public Full connect(URI uri, Ear ear) {
        return connect(
                uri,
                new SessionListener() {
                    @Override
                    public void onAudio(AudioChunk chunk) {
                        ear.hear(chunk.bytes());
                    }
                });
    }

    /** Opens a session with this listener inline. On one thread at a time. */
    Full connect(URI uri, SessionListener listener) {
        RealtimeSession session =
                patchbay.open(
                        SessionOptions.builder()
                                .agent(agent)
                                .line(LineChoice.builder().url(uri).key(KEY).build())
                                .build());
        SerialLoop loop = Objects.requireNonNull(handedOut, "the session took no loop");
        session.listenInline(listener);
        try {
            session.connect().toCompletableFuture().join();
        } catch (RuntimeException e) {
            session.close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new BenchException("no session: " + cause.getMessage(), cause);
        }
        return new Full(session, loop);
    }

    @Override
    public void close() {
        patchbay.close();
        loops.close();
    }

    /** A session and its loop. */
    record Full(RealtimeSession session, SerialLoop loop) implements Conn {
        @Override
        public void send(String json) {
            session.sendEvent(json);
        }

        @Override
        public boolean open() {
            return session.state() == SessionState.CONNECTED;
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
