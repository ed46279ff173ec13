package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.CredentialSupplier;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.Restoration;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.emulator.Emulator;
import io.patchbay.emulator.EmulatorOptions;
import io.patchbay.emulator.Fault;
import io.patchbay.emulator.Script;
import io.patchbay.runtime.Patchbay;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lines that break, over WebSocket against the emulator, in real time. */
class LostLinesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String LONG =
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen";
    private static final String REST = "And that was the rest.";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** A long answer, a call, the rest of what was cut off; and else a short answer. */
    private static Optional<Script.Reply> answers(Script.Turn turn) {
        if (turn.instructions().contains("Go on from there")) {
            return Optional.of(new Script.Reply.Say(REST));
        } else if (turn.input().contains("Count")) {
            return Optional.of(new Script.Reply.Say(LONG));
        } else if (turn.input().contains("Look")) {
            return Optional.of(
                    new Script.Reply.Calls("", List.of(new Script.FunctionCall("lookup", "{}"))));
        }
        return Optional.of(new Script.Reply.Say("I see."));
    }

    /** An emulator, a session on it, and what the session tells. */
    private static final class Conversation implements AutoCloseable {
        final Emulator emulator;
        final Patchbay patchbay = Patchbay.load();
        final RealtimeSession session;
        final BlockingQueue<SessionEvent> events = new LinkedBlockingQueue<>();
        private volatile @Nullable String serverSession;

        Conversation(EmulatorOptions options, RealtimeAgent agent, CredentialSupplier keys)
                throws Exception {
            emulator = Emulator.builder().options(options).script(LostLinesTest::answers).start();
            session =
                    patchbay.open(
                            SessionOptions.builder()
                                    .agent(agent)
                                    .config(
                                            SessionConfig.builder()
                                                    .turnDetection(
                                                            new TurnDetection.ServerVad(
                                                                    null, null, 200, null, null,
                                                                    null))
                                                    .build())
                                    .line(
                                            LineChoice.builder()
                                                    .url(
                                                            URI.create(
                                                                    emulator.webSocketUri()
                                                                            + "?model=gpt-realtime"))
                                                    .credentials(keys)
                                                    .build())
                                    .build());
            session.on(
                    SessionEvent.class,
                    event -> {
                        if (event instanceof SessionEvent.Connected on) {
                            serverSession = on.sessionId();
                        }
                        events.add(event);
                    });
            session.connect().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }

        static Conversation of(RealtimeAgent agent) throws Exception {
            return new Conversation(
                    EmulatorOptions.defaults(), agent, CredentialSupplier.of("anything"));
        }

        /** The next event of a kind; what comes before it is passed over. */
        <E extends SessionEvent> E next(Class<E> kind, Predicate<E> wanted)
                throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (true) {
                SessionEvent event = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                assertNotNull(event, () -> "no " + kind.getSimpleName());
                if (kind.isInstance(event) && wanted.test(kind.cast(event))) {
                    return kind.cast(event);
                }
            }
        }

        <E extends SessionEvent> E next(Class<E> kind) throws InterruptedException {
            return next(kind, event -> true);
        }

        /** The line is lost, and comes back at an attempt. */
        void comesBackAt(int attempt) throws InterruptedException {
            for (int i = 1; i <= attempt; i++) {
                assertEquals(i, next(SessionEvent.Reconnecting.class).attempt());
            }
            assertEquals(Restoration.REPLAYED, next(SessionEvent.Reconnected.class).restored());
        }

        void answered(String words) throws InterruptedException {
            next(SessionEvent.TranscriptDone.class, e -> e.transcript().equals(words));
            next(SessionEvent.ResponseEnded.class);
        }

        /** The server remembers what the session does: the same words under the same ids. */
        void remembersTheSame() throws Exception {
            String id = serverSession;
            assertNotNull(id);
            List<String> there =
                    emulator
                            .conversation(id)
                            .toCompletableFuture()
                            .get(60, TimeUnit.SECONDS)
                            .stream()
                            .map(LostLinesTest::line)
                            .toList();
            List<String> here =
                    session.history().items().stream().map(LostLinesTest::line).toList();
            assertEquals(here, there);
        }

        @Override
        public void close() {
            session.close();
            patchbay.close();
            emulator.close();
        }
    }

    private static RealtimeAgent agent() {
        return RealtimeAgent.builder("guide").instructions("Be brief.").build();
    }

    private static String line(Item item) {
        if (item instanceof Item.FunctionCall call) {
            return call.id() + " calls " + call.callId() + " " + call.name();
        } else if (item instanceof Item.FunctionCallOutput output) {
            return output.id() + " returns to " + output.callId() + " " + output.output();
        }
        StringBuilder line = new StringBuilder(item.id() + " says");
        for (ContentPart part : ((Item.Message) item).content()) {
            line.append(' ').append(words(part));
        }
        return line.toString();
    }

    private static @Nullable String words(ContentPart part) {
        if (part instanceof ContentPart.InputText typed) {
            return typed.text();
        } else if (part instanceof ContentPart.OutputText written) {
            return written.text();
        } else if (part instanceof ContentPart.InputAudio heard) {
            return heard.transcript();
        }
        ContentPart.OutputAudio spoken = (ContentPart.OutputAudio) part;
        return spoken.heard() == null ? spoken.transcript() : spoken.heard().text();
    }

    private static String line(String json) {
        JsonNode item = JSON.readTree(json);
        String id = item.path("id").asString();
        String call = item.path("call_id").asString("");
        if (item.path("type").asString().equals("function_call")) {
            return id + " calls " + call + " " + item.path("name").asString();
        } else if (!call.isEmpty()) {
            return id + " returns to " + call + " " + item.path("output").asString();
        }
        StringBuilder line = new StringBuilder(id + " says");
        for (JsonNode part : item.path("content")) {
            JsonNode words = part.has("text") ? part.path("text") : part.path("transcript");
            line.append(' ').append(words.stringValue(null));
        }
        return line.toString();
    }

    @Test
    void an_answer_that_is_cut_off_in_the_middle_goes_on() throws Exception {
        try (Conversation talk = Conversation.of(agent())) {
            talk.emulator.inject(new Fault.Drop(8));
            talk.session.sendMessage("Count");
            talk.comesBackAt(1);
            talk.answered(REST);
            assertEquals(3, talk.session.history().size());
            Item.Message cut = (Item.Message) talk.session.history().items().get(1);
            String heard = words(cut.content().get(0));
            assertNotNull(heard);
            assertTrue(
                    LONG.startsWith(heard) && !heard.isEmpty() && heard.length() < LONG.length(),
                    heard);
            talk.remembersTheSame();
        }
    }

    @Test
    void an_answer_that_is_interrupted_after_its_line_is_remembered_as_it_was_heard()
            throws Exception {
        try (Conversation talk = Conversation.of(agent())) {
            talk.emulator.inject(new Fault.Drop(20)); // 4 s of sound, of which most still plays
            talk.session.sendMessage("Count");
            talk.comesBackAt(1);
            String id = talk.session.history().items().get(1).id();
            String before = heard(talk, id);
            talk.session.interrupt();
            talk.next(SessionEvent.AudioInterrupted.class);
            talk.session.sendMessage("Hello");
            talk.answered("I see.");
            String heard = heard(talk, id);
            assertTrue(before.startsWith(heard) && heard.length() < before.length(), heard);
            talk.remembersTheSame();
        }
    }

    /** Empty when not a word was, and the answer is gone. */
    private static String heard(Conversation talk, String id) {
        return talk.session
                .history()
                .item(id)
                .map(item -> Objects.requireNonNull(words(((Item.Message) item).content().get(0))))
                .orElse("");
    }

    @Test
    void the_output_of_a_running_tool_is_delivered_once() throws Exception {
        CompletableFuture<ToolResult> result = new CompletableFuture<>();
        AtomicInteger runs = new AtomicInteger();
        RealtimeAgent agent =
                RealtimeAgent.builder("guide")
                        .tool(
                                FunctionTool.builder("lookup")
                                        .description("Looks something up.")
                                        .buildAsync(
                                                (arguments, context) -> {
                                                    runs.incrementAndGet();
                                                    return result;
                                                }))
                        .build();
        try (Conversation talk = Conversation.of(agent)) {
            talk.session.sendMessage("Look it up");
            talk.next(SessionEvent.ToolStarted.class);
            talk.emulator.inject(new Fault.Drop(0));
            talk.comesBackAt(1);
            result.complete(ToolResult.of("found"));
            talk.answered("I see.");
            assertEquals(1, runs.get());
            List<Item> items = talk.session.history().items();
            assertEquals(
                    1, items.stream().filter(Item.FunctionCallOutput.class::isInstance).count());
            assertEquals(4, items.size());
            talk.remembersTheSame();
        }
    }

    /** What a voice detector takes for a voice, and each frame of 20 ms another. */
    private static byte[] voice(int frames) {
        ByteBuffer sound = ByteBuffer.allocate(frames * 960).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; sound.hasRemaining(); i++) {
            sound.putShort(
                    (short)
                            (i % 480 == 0
                                    ? i / 480
                                    : 12_000 * Math.sin(2 * Math.PI * 300 * i / 24_000)));
        }
        return sound.array();
    }

    private static void send(RealtimeSession session, byte[] sound, int fromFrame, int toFrame) {
        for (int i = fromFrame; i < toFrame; i++) {
            session.sendAudio(ByteBuffer.wrap(sound, i * 960, 960));
        }
    }

    @Test
    void no_frame_of_a_caller_who_speaks_is_lost_or_doubled() throws Exception {
        Path record = folder.resolve("record.jsonl");
        byte[] sound = Arrays.copyOf(voice(150), 180 * 960); // and silence
        try (Conversation talk =
                new Conversation(
                        EmulatorOptions.defaults().withRecord(record),
                        agent(),
                        CredentialSupplier.of("anything"))) {
            talk.session.sendMessage("Hello");
            talk.answered("I see.");
            send(talk.session, sound, 0, 50);
            talk.next(SessionEvent.SpeechStarted.class);
            talk.emulator.inject(new Fault.Drop(0));
            send(talk.session, sound, 50, 60); // it may be that the line seems to stand
            talk.next(SessionEvent.Reconnecting.class);
            send(talk.session, sound, 60, 100);
            assertEquals(
                    Restoration.REPLAYED, talk.next(SessionEvent.Reconnected.class).restored());
            send(talk.session, sound, 100, 180);
            talk.answered("I see.");
            assertEquals(4, talk.session.history().size());
        }
        byte[] first = received(record, 1);
        byte[] second = received(record, 2);
        assertArrayEquals(Arrays.copyOf(sound, first.length), first);
        assertArrayEquals(
                Arrays.copyOfRange(sound, sound.length - second.length, sound.length),
                second,
                "from the beginning of the turn on, each once and in order");
        assertTrue(first.length + second.length >= sound.length, "a gap");
        assertTrue(
                second.length >= sound.length - AudioFormat.PCM16_24K.bytes(300),
                "the whole turn, of " + second.length + " bytes");
    }

    /** The sound that came over a connection. */
    private static byte[] received(Path record, int connection) throws IOException {
        ByteArrayOutputStream sound = new ByteArrayOutputStream();
        for (String line : Files.readAllLines(record)) {
            JsonNode told = JSON.readTree(line);
            JsonNode event = told.path("event");
            if (told.path("conn").asInt() == connection
                    && event.path("type").asString("").equals("input_audio_buffer.append")) {
                sound.writeBytes(Base64.getDecoder().decode(event.path("audio").asString()));
            }
        }
        return sound.toByteArray();
    }

    @Test
    void an_expired_session_is_followed_by_another() throws Exception {
        try (Conversation talk = Conversation.of(agent())) {
            talk.session.sendMessage("Hello");
            talk.answered("I see.");
            talk.emulator.inject(new Fault.Expire());
            talk.comesBackAt(1);
            talk.remembersTheSame();
            talk.session.sendMessage("And now?");
            talk.answered("I see.");
            assertEquals(4, talk.session.history().size());
            talk.remembersTheSame();
        }
    }

    @Test
    void a_refused_attempt_is_followed_by_another() throws Exception {
        try (Conversation talk = Conversation.of(agent())) {
            talk.session.sendMessage("Hello");
            talk.answered("I see.");
            talk.emulator.inject(new Fault.RefuseConnection(503, "overloaded"));
            talk.emulator.inject(new Fault.Drop(0));
            talk.comesBackAt(2);
            assertEquals(1, talk.emulator.metrics().refused());
            talk.remembersTheSame();
        }
    }

    @Test
    void a_key_that_is_wrong_by_now_is_not_tried_again() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CredentialSupplier keys =
                scope ->
                        CompletableFuture.completedFuture(
                                Credential.key(asked.incrementAndGet() == 1 ? "right" : "wrong"));
        try (Conversation talk =
                new Conversation(
                        EmulatorOptions.defaults().withKeys(Set.of("right")), agent(), keys)) {
            talk.emulator.inject(new Fault.Drop(0));
            assertEquals(1, talk.next(SessionEvent.Reconnecting.class).attempt());
            SessionEvent.Error error = talk.next(SessionEvent.Error.class);
            assertTrue(error.message().contains("will not help"), error.message());
            assertFalse(error.message().contains("wrong"), "no key in it");
            SessionEvent.StateChanged end =
                    talk.next(
                            SessionEvent.StateChanged.class, e -> e.state() == SessionState.CLOSED);
            assertNotNull(end.reason());
            assertFalse(end.reason().retryable());
            assertEquals(2, asked.get());
            assertEquals(1, talk.emulator.metrics().refused());
        }
    }
}
