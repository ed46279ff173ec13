package io.patchbay.itest.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionLimits;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.emulator.Emulator;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.record.Recorder;
import io.patchbay.runtime.record.Recording;
import io.patchbay.runtime.record.RecordingOptions;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A recorded session, and all that it tells. */
final class RelayedCall implements SessionListener, AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PATIENCE_SECONDS = 60;

    /** A slow machine takes its time to understand a question; a move waits for the answer. */
    private static final SessionLimits PATIENT =
            SessionLimits.builder().drain(Duration.ofSeconds(PATIENCE_SECONDS)).build();

    private final Patchbay patchbay = Patchbay.load();
    private final BlockingQueue<SessionEvent> events = new LinkedBlockingQueue<>();
    private final Traces traces;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final Recording recording;
    private volatile @Nullable String serverSession;
    private volatile CompletableFuture<SessionEvent.Reconnected> moved = new CompletableFuture<>();
    final RealtimeSession session;

    /**
     * A session that is not connected.
     *
     * @param traces where all that it tells is kept
     * @param records the folder for its recording
     */
    RelayedCall(Traces traces, Path records, RealtimeAgent agent, LineChoice line)
            throws Exception {
        this.traces = traces;
        TurnDetection quick = new TurnDetection.ServerVad(null, null, 200, null, null, null);
        session =
                patchbay.open(
                        SessionOptions.builder()
                                .agent(agent)
                                .config(SessionConfig.builder().turnDetection(quick).build())
                                .line(line)
                                .limits(PATIENT)
                                .build());
        session.listen(this);
        recording = Recorder.start(session, records, RecordingOptions.DEFAULT);
    }

    /** The same, connected. */
    static RelayedCall open(Traces traces, Path records, RealtimeAgent agent, LineChoice line)
            throws Exception {
        RelayedCall call = new RelayedCall(traces, records, agent, line);
        call.connect();
        return call;
    }

    void connect() throws Exception {
        session.connect().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public Set<Interest> interests() {
        return EnumSet.allOf(Interest.class);
    }

    @Override
    public void onEvent(SessionEvent event) {
        if (event instanceof SessionEvent.Connected on) {
            serverSession = on.sessionId();
        } else if (event instanceof SessionEvent.Reconnected back) {
            moved.complete(back);
        }
        traces.keep(event);
        events.add(event);
    }

    @Override
    public void onTransportEvent(TransportEvent event) {
        traces.keep(event);
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        byte[] bytes = new byte[chunk.bytes().remaining()];
        chunk.bytes().get(bytes);
        synchronized (heard) {
            heard.writeBytes(bytes);
        }
    }

    /** The sound of the agent since the last time that this was asked. */
    byte[] heard() {
        synchronized (heard) {
            byte[] all = heard.toByteArray();
            heard.reset();
            return all;
        }
    }

    /** Sends frames of 20 ms at once. */
    void send(byte[] sound, int fromFrame, int toFrame) {
        for (int i = fromFrame; i < toFrame; i++) {
            session.sendAudio(ByteBuffer.wrap(sound, i * Voice.FRAME_BYTES, Voice.FRAME_BYTES));
        }
    }

    /** The next event of a kind; what comes before it is passed over. */
    <E extends SessionEvent> E next(Class<E> kind, Predicate<E> wanted)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            SessionEvent event = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertNotNull(event, () -> "no " + kind.getSimpleName() + " after " + traces);
            if (kind.isInstance(event) && wanted.test(kind.cast(event))) {
                return kind.cast(event);
            }
        }
    }

    <E extends SessionEvent> E next(Class<E> kind) throws InterruptedException {
        return next(kind, event -> true);
    }

    /** The agent has said this, and its answer is over. */
    void answered(String words) throws InterruptedException {
        next(SessionEvent.TranscriptDone.class, e -> e.transcript().equals(words));
        next(SessionEvent.ResponseEnded.class);
    }

    /** Another line has come in place of the one that was lost, and knows all. */
    void cameBack() throws InterruptedException {
        SessionEvent.Reconnected back = next(SessionEvent.Reconnected.class);
        assertEquals(SessionEvent.Restoration.REPLAYED, back.restored());
    }

    /** Moves to another line, whatever else is told meanwhile. */
    CompletableFuture<SessionEvent.Reconnected> move(LineChoice to) {
        moved = new CompletableFuture<>();
        session.renew(to);
        return moved;
    }

    /** The server remembers what the session does: the same words under the same ids. */
    void remembersTheSame(Emulator emulator) throws Exception {
        String id = serverSession;
        assertNotNull(id);
        List<String> there =
                emulator
                        .conversation(id)
                        .toCompletableFuture()
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .stream()
                        .map(RelayedCall::line)
                        .toList();
        assertEquals(session.history().items().stream().map(RelayedCall::line).toList(), there);
    }

    private static String line(Item item) {
        if (item instanceof Item.FunctionCall call) {
            return call.id() + " calls " + call.name();
        } else if (item instanceof Item.FunctionCallOutput output) {
            return output.id() + " returns " + output.output();
        }
        StringBuilder line = new StringBuilder(item.id() + " says");
        for (ContentPart part : ((Item.Message) item).content()) {
            line.append(' ').append(Objects.requireNonNullElse(words(part), ""));
        }
        return line.toString();
    }

    private static @Nullable String words(ContentPart part) {
        if (part instanceof ContentPart.InputText typed) {
            return typed.text();
        } else if (part instanceof ContentPart.InputAudio spoken) {
            return spoken.transcript();
        } else if (part instanceof ContentPart.OutputAudio answer) {
            return answer.heard() == null ? answer.transcript() : answer.heard().text();
        }
        return ((ContentPart.OutputText) part).text();
    }

    private static String line(String json) {
        JsonNode item = JSON.readTree(json);
        String id = item.path("id").asString();
        String type = item.path("type").asString();
        if (type.equals("function_call")) {
            return id + " calls " + item.path("name").asString();
        } else if (type.equals("function_call_output")) {
            return id + " returns " + item.path("output").asString();
        }
        StringBuilder line = new StringBuilder(id + " says");
        for (JsonNode part : item.path("content")) {
            JsonNode words = part.has("text") ? part.path("text") : part.path("transcript");
            line.append(' ').append(words.stringValue(""));
        }
        return line.toString();
    }

    @Override
    public void close() {
        session.close();
        recording
                .finished()
                .toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        patchbay.close();
    }
}
