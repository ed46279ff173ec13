package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.Item;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.Retention;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import io.patchbay.runtime.Patchbay;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.VirtualLoop;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a frame, an item, a call and an idle session cost. */
@Tag("heap")
class CostTest {
    /** A loop that is always here, and does nothing by itself. */
    private static final class HereLoop implements SerialLoop {
        long nanos;

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public Timer schedule(Runnable task, Duration delay) {
            return () -> true;
        }

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public long nanoTime() {
            return nanos += 1_000;
        }
    }

    /** A line that remembers nothing. */
    private static final class NullTransport implements RealtimeTransport {
        @Nullable TransportListener listener;
        private TransportState state = TransportState.DISCONNECTED;

        @Override
        public CompletionStage<Connected> connect(ConnectRequest request, TransportListener heard) {
            listener = heard;
            state = TransportState.CONNECTED;
            return CompletableFuture.completedFuture(new Connected(null));
        }

        @Override
        public CompletionStage<Receipt> send(Command command) {
            return CompletableFuture.completedFuture(new Receipt(command.id(), 1));
        }

        @Override
        public SendStatus sendAudio(ByteBuffer frame) {
            frame.position(frame.limit());
            return SendStatus.ACCEPTED;
        }

        @Override
        public TransportState state() {
            return state;
        }

        @Override
        public CompletionStage<Void> close(CloseReason reason) {
            state = TransportState.DISCONNECTED;
            return CompletableFuture.completedFuture(null);
        }

        TransportListener hears() {
            return java.util.Objects.requireNonNull(listener);
        }
    }

    private final List<NullTransport> lines = new ArrayList<>();

    private Patchbay patchbay(SerialLoop loop) {
        return patchbay(loop, new ScriptedProvider());
    }

    private Patchbay patchbay(SerialLoop loop, ScriptedProvider provider) {
        TransportFactory factory =
                new TransportFactory() {
                    @Override
                    public TransportCapabilities capabilities() {
                        return new TransportCapabilities(
                                "null", TransportCapabilities.Media.MESSAGES, false, false);
                    }

                    @Override
                    public RealtimeTransport create(
                            io.patchbay.api.plug.Settings settings,
                            io.patchbay.api.plug.PlugContext context) {
                        NullTransport line = new NullTransport();
                        lines.add(line);
                        return line;
                    }
                };
        return Patchbay.builder()
                .loops(() -> loop)
                .workers(loop)
                .transport(factory)
                .provider(provider)
                .build();
    }

    private static RealtimeSession connected(Patchbay patchbay, SessionOptions.Builder options) {
        RealtimeSession session =
                patchbay.open(
                        options.line(
                                        LineChoice.builder()
                                                .transport("null")
                                                .provider("scripted")
                                                .key("k")
                                                .build())
                                .build());
        session.connect().toCompletableFuture().join();
        return session;
    }

    /** One window for all frames, as a line has it. */
    private static final class Window implements AudioChunk {
        private final ByteBuffer bytes = ByteBuffer.allocate(960);

        @Override
        public ByteBuffer bytes() {
            return bytes.rewind();
        }

        @Override
        public AudioFormat format() {
            return AudioFormat.PCM16_24K;
        }

        @Override
        public String responseId() {
            return "resp_1";
        }

        @Override
        public String itemId() {
            return "item_1";
        }

        @Override
        public int contentIndex() {
            return 0;
        }

        @Override
        public AudioClip retain() {
            return AudioClip.of(format(), bytes());
        }
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    @Test
    void a_frame_allocates_nothing_in_either_direction() {
        RealtimeSession session =
                connected(patchbay(new HereLoop()), SessionOptions.builder().agent(Call.agent()));
        long[] heard = new long[1];
        session.listenInline(
                new SessionListener() {
                    @Override
                    public void onAudio(AudioChunk chunk) {
                        heard[0] += chunk.bytes().remaining();
                    }
                });
        TransportListener line = lines.get(0).hears();
        line.onEvent(
                new TransportEvent.ResponseStarted(
                        new io.patchbay.api.session.Response(
                                "resp_1",
                                io.patchbay.api.session.Response.Status.IN_PROGRESS,
                                null,
                                null,
                                List.of(),
                                false,
                                java.util.Map.of(),
                                null)));
        Window window = new Window();
        ByteBuffer frame = ByteBuffer.allocate(960);
        for (int i = 0; i < 20_000; i++) {
            line.onAudio(window);
            session.sendAudio(frame.clear());
        }
        int frames = 100_000;
        long before = allocated();
        for (int i = 0; i < frames; i++) {
            line.onAudio(window);
            session.sendAudio(frame.clear());
        }
        long perFrame = (allocated() - before) / frames;
        assertEquals(0, perFrame, "bytes per frame in and out");
        assertEquals(960L * (frames + 20_000), heard[0]);
    }

    @Test
    void a_frame_in_which_turns_are_noticed_here_allocates_nothing() {
        RealtimeSession session =
                connected(
                        patchbay(
                                new HereLoop(),
                                new ScriptedProvider(
                                        Poor.without(
                                                Feature.SERVER_TURN_DETECTION,
                                                Feature.SPEECH_ACTIVITY,
                                                Feature.CANCEL))),
                        SessionOptions.builder().agent(Call.agent()));
        ByteBuffer frame = ByteBuffer.allocate(960);
        for (int i = 0; i < 20_000; i++) {
            session.sendAudio(frame.clear());
        }
        int frames = 100_000;
        long before = allocated();
        for (int i = 0; i < frames; i++) {
            session.sendAudio(frame.clear());
        }
        assertEquals(0, (allocated() - before) / frames, "bytes per frame");
    }

    @Test
    void a_frame_of_the_caller_that_is_listened_to_allocates_nothing() {
        RealtimeSession session =
                connected(patchbay(new HereLoop()), SessionOptions.builder().agent(Call.agent()));
        CallerEar first = new CallerEar();
        CallerEar second = new CallerEar();
        session.listenInline(first);
        session.listenInline(second);
        ByteBuffer frame = ByteBuffer.allocate(960);
        ByteBuffer ring = ByteBuffer.allocate(4 * 960);
        sent(session, frame, ring, 20_000);
        int rounds = 100_000;
        long before = allocated();
        sent(session, frame, ring, rounds);
        assertEquals(0, (allocated() - before) / rounds, "bytes per two frames");
        assertEquals(2 * 960L * (rounds + 20_000), first.heard);
        assertEquals(first.heard, second.heard);
        assertEquals(960, second.last.position());
    }

    /** As from a leg, which has a buffer for its frames, and as from a ring of them. */
    private static void sent(
            RealtimeSession session, ByteBuffer frame, ByteBuffer ring, int rounds) {
        for (int i = 0; i < rounds; i++) {
            session.sendAudio(frame.clear());
            int from = i % 4 * 960;
            session.sendAudio(ring.clear().position(from).limit(from + 960));
        }
    }

    /** Reads all of a caller's sound, and asks twice. */
    private static final class CallerEar implements SessionListener {
        long heard;

        /** Kept, so that no compiler can do without it. */
        ByteBuffer last = ByteBuffer.allocate(0);

        @Override
        public Set<Interest> interests() {
            return Set.of(Interest.CALLER_AUDIO);
        }

        @Override
        public void onCallerAudio(AudioChunk chunk) {
            last = chunk.bytes();
            last.get();
            ByteBuffer bytes = chunk.bytes();
            last = bytes;
            while (bytes.hasRemaining()) {
                bytes.get();
                heard++;
            }
        }
    }

    @Test
    void an_item_costs_the_same_in_a_long_conversation() {
        RealtimeSession session =
                connected(
                        patchbay(new HereLoop()),
                        SessionOptions.builder().retention(new Retention(20_000, 1 << 30)));
        TransportListener line = lines.get(0).hears();
        items(line, 0, 1_000); // warm
        long early = bytes(() -> items(line, 1_000, 2_000));
        items(line, 2_000, 10_000);
        long late = bytes(() -> items(line, 10_000, 11_000));
        assertEquals(11_000, session.history().size());
        assertTrue(late < early * 2, "bytes for 1000 items: " + early + ", later " + late);
    }

    @Test
    void an_item_costs_little_more_where_the_oldest_are_forgotten() {
        RealtimeSession session =
                connected(
                        patchbay(new HereLoop()),
                        SessionOptions.builder().retention(new Retention(1_000, 1 << 30)));
        TransportListener line = lines.get(0).hears();
        items(line, 0, 500); // warm
        long before = bytes(() -> items(line, 500, 1_000));
        items(line, 1_000, 10_000);
        long after = bytes(() -> items(line, 10_000, 10_500));
        assertTrue(session.history().size() <= 1_000);
        assertTrue(after < before * 5, "bytes for 500 items: " + before + ", later " + after);
    }

    private static void items(TransportListener line, int from, int to) {
        for (int i = from; i < to; i++) {
            Item item = Item.Message.user("some words").withId("item_" + i);
            Placement place = i == 0 ? Placement.FIRST : Placement.after("item_" + (i - 1));
            line.onEvent(new TransportEvent.ItemAdded(item, place));
            line.onEvent(new TransportEvent.ItemDone(item, place));
        }
    }

    private static long bytes(Runnable task) {
        long before = allocated();
        task.run();
        return allocated() - before;
    }

    @Test
    void a_tool_call_costs_the_same_in_a_long_conversation() {
        long small = bytesPerCall(0);
        long large = bytesPerCall(10_000);
        assertTrue(large < small * 2, "bytes per call: " + small + ", with history " + large);
    }

    private long bytesPerCall(int history) {
        lines.clear();
        connected(
                patchbay(new HereLoop()),
                SessionOptions.builder()
                        .agent(
                                io.patchbay.api.agent.RealtimeAgent.builder("a")
                                        .tool(ToolRuntimeTest.tool("noop", () -> "ok"))
                                        .build()));
        TransportListener line = lines.get(0).hears();
        items(line, 0, history);
        ScriptedTurns turns = new ScriptedTurns();
        List<TransportEvent> events = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            for (io.patchbay.tck.Turn.Step step :
                    turns.functionCall("call_" + i, "noop", "{}").steps()) {
                events.add(((io.patchbay.tck.Turn.Event) step).event());
            }
        }
        int half = events.size() / 2;
        events.subList(0, half).forEach(line::onEvent);
        return bytes(() -> events.subList(half, events.size()).forEach(line::onEvent)) / 200;
    }

    @Test
    void an_idle_session_is_small() {
        int sessions = 2_000;
        VirtualLoop loop = new VirtualLoop();
        Patchbay patchbay = patchbay(loop);
        io.patchbay.api.agent.RealtimeAgent agent = Call.agent();
        List<RealtimeSession> kept = new ArrayList<>(sessions);
        for (int i = 0; i < 50; i++) {
            kept.add(idle(patchbay, loop, agent));
        }
        long before = Reachable.bytes(patchbay);
        for (int i = 0; i < sessions; i++) {
            kept.add(idle(patchbay, loop, agent));
        }
        long perSession = (Reachable.bytes(patchbay) - before) / sessions;
        assertEquals(sessions + 50, patchbay.sessions().size());
        assertEquals(0, loop.timers());
        // 5 294 on JDK 25, 5 278 on 17
        assertTrue(perSession < 6_500, perSession + " bytes per idle session");
        assertEquals(sessions + 50, kept.size());
    }

    private static RealtimeSession idle(
            Patchbay patchbay, VirtualLoop loop, io.patchbay.api.agent.RealtimeAgent agent) {
        RealtimeSession session =
                patchbay.open(
                        SessionOptions.builder()
                                .agent(agent)
                                .line(
                                        LineChoice.builder()
                                                .transport("null")
                                                .provider("scripted")
                                                .key("k")
                                                .build())
                                .build());
        session.listenInline(new SessionListener() {});
        CompletionStage<Void> connecting = session.connect();
        loop.run();
        connecting.toCompletableFuture().join();
        return session;
    }
}
