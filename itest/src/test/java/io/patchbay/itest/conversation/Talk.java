package io.patchbay.itest.conversation;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.emulator.speech.ScriptedSpeech;
import io.patchbay.runtime.Patchbay;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A caller who speaks in tones, and hears what the session tells. */
final class Talk implements SessionListener, AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;
    private static final int RATE = 24_000;
    private static final int FRAME_BYTES = RATE / 50 * 2;

    private final BlockingQueue<SessionEvent> events = new LinkedBlockingQueue<>();
    private final List<String> told = new ArrayList<>();
    private final AtomicLong heard = new AtomicLong();
    final RealtimeSession session;

    Talk(Patchbay patchbay, SessionOptions options) {
        session = patchbay.open(options);
        session.listen(this);
    }

    void connect() throws Exception {
        done(session.connect());
    }

    /** Waits for something that was asked for. */
    static <T extends @Nullable Object> T done(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public Set<Interest> interests() {
        return EnumSet.of(Interest.EVENTS, Interest.AUDIO);
    }

    @Override
    public void onEvent(SessionEvent event) {
        events.add(event);
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        heard.addAndGet(chunk.bytes().remaining());
    }

    /** How many bytes of the agent's sound have come since the last time that this was asked. */
    long heard() {
        return heard.getAndSet(0);
    }

    /** The caller speaks for so long, and is silent then for as long as a turn needs to end. */
    void speak(int millis) {
        short[] tone = ScriptedSpeech.spoken(RATE, millis);
        ByteBuffer sound =
                ByteBuffer.allocate((tone.length + RATE * 3 / 2) * 2)
                        .order(ByteOrder.LITTLE_ENDIAN);
        sound.asShortBuffer().put(tone);
        while (sound.hasRemaining()) {
            int size = Math.min(FRAME_BYTES, sound.remaining());
            session.sendAudio(sound.slice(sound.position(), size));
            sound.position(sound.position() + size);
        }
    }

    /** The next event of a kind; what comes before it is passed over. */
    <E extends SessionEvent> E next(Class<E> kind, Predicate<E> wanted)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            SessionEvent event = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertNotNull(
                    event,
                    () -> "no " + kind.getSimpleName() + " after\n" + String.join("\n", told));
            tell(event);
            if (kind.isInstance(event) && wanted.test(kind.cast(event))) {
                return kind.cast(event);
            }
        }
    }

    <E extends SessionEvent> E next(Class<E> kind) throws InterruptedException {
        return next(kind, event -> true);
    }

    /** The caller was understood. */
    void understood(String words) throws InterruptedException {
        next(
                SessionEvent.TranscriptDone.class,
                done -> done.role() == Role.USER && done.transcript().equals(words));
    }

    /** The agent has said this, and its answer is over. */
    void answered(String agent, String words) throws InterruptedException {
        next(
                SessionEvent.AgentEnded.class,
                ended -> ended.agent().equals(agent) && ended.text().equals(words));
    }

    /** Keeps what a reader of a failure wants to see. */
    private void tell(SessionEvent event) {
        if (!(event instanceof SessionEvent.UsageUpdated
                || event instanceof SessionEvent.Measured
                || event instanceof SessionEvent.TranscriptDelta
                || event instanceof SessionEvent.ConfigChanged)) {
            told.add(event.toString().replaceFirst("stamp=Stamp\\[[^]]*\\](, )?", ""));
        }
    }

    /** The history, a line each. */
    List<String> history() {
        List<String> lines = new ArrayList<>();
        for (Item item : session.history().items()) {
            if (item instanceof Item.FunctionCall call) {
                lines.add("calls " + call.name());
            } else if (item instanceof Item.FunctionCallOutput output) {
                lines.add("gets " + output.output());
            } else if (item instanceof Item.Message message && message.role() != Role.SYSTEM) {
                StringBuilder line = new StringBuilder();
                for (ContentPart part : message.content()) {
                    line.append(words(part));
                }
                lines.add((message.role() == Role.USER ? "caller: " : "agent: ") + line.toString());
            }
        }
        return lines;
    }

    private static String words(ContentPart part) {
        if (part instanceof ContentPart.InputText typed) {
            return typed.text();
        } else if (part instanceof ContentPart.InputAudio spoken) {
            return String.valueOf(spoken.transcript());
        } else if (part instanceof ContentPart.OutputAudio answer) {
            return String.valueOf(answer.transcript());
        }
        return part instanceof ContentPart.OutputText written ? written.text() : part.toString();
    }

    @Override
    public void close() {
        session.close();
    }
}
