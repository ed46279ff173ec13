package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionLimits;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.runtime.Patchbay;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners off the loop, on real worker threads. */
class ListenersTest {
    private final VirtualLoop loop = new VirtualLoop();
    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final ScriptedTransportFactory lines = new ScriptedTransportFactory();
    private final ScriptedTurns turns = new ScriptedTurns();

    @AfterEach
    void end() {
        workers.shutdownNow();
    }

    private RealtimeSession connected(int backlog) {
        Patchbay patchbay =
                Patchbay.builder()
                        .loops(() -> loop)
                        .workers(workers)
                        .transport(lines)
                        .provider(new ScriptedProvider())
                        .build();
        RealtimeSession session =
                patchbay.open(
                        SessionOptions.builder()
                                .line(Call.scripted())
                                .limits(SessionLimits.builder().listenerBacklog(backlog).build())
                                .build());
        var connecting = session.connect().toCompletableFuture();
        loop.runUntil(connecting::isDone, Duration.ofSeconds(10));
        return session;
    }

    @Test
    void events_come_one_after_the_other_in_order_on_a_worker() throws Exception {
        RealtimeSession session = connected(4096);
        List<String> deltas = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(500);
        session.on(
                SessionEvent.TranscriptDelta.class,
                event -> {
                    deltas.add(event.delta());
                    threads.add(Thread.currentThread());
                    all.countDown();
                });
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            expected.add("w" + i);
            lines.last().play(turns.textAnswer("w" + i));
        }
        assertTrue(all.await(10, TimeUnit.SECONDS));
        assertEquals(expected, deltas);
        assertFalse(threads.contains(Thread.currentThread()));
    }

    @Test
    void a_listener_that_falls_behind_loses_the_oldest_and_is_reported() throws Exception {
        RealtimeSession session = connected(16);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch last = new CountDownLatch(1);
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        List<SessionEvent> inline = new ArrayList<>();
        session.listenInline(
                new SessionListener() {
                    @Override
                    public void onEvent(SessionEvent event) {
                        inline.add(event);
                    }
                });
        session.on(
                SessionEvent.TranscriptDone.class,
                event -> {
                    entered.countDown();
                    await(go);
                    heard.add(event.transcript());
                    if (event.transcript().equals("w99")) {
                        last.countDown();
                    }
                });
        lines.last().play(turns.textAnswer("w0"));
        assertTrue(entered.await(10, TimeUnit.SECONDS));
        for (int i = 1; i < 100; i++) {
            lines.last().play(turns.textAnswer("w" + i));
        }
        go.countDown();
        assertTrue(last.await(10, TimeUnit.SECONDS));
        assertTrue(heard.size() < 20, heard.size() + " were heard");
        assertEquals(
                1,
                inline.stream()
                        .filter(
                                e ->
                                        e instanceof SessionEvent.Warning w
                                                && w.code().equals("listener-behind"))
                        .count());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_listener_that_recursed_without_an_end_hears_the_rest() throws Exception {
        RealtimeSession session = connected(4096);
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch both = new CountDownLatch(2);
        session.on(
                SessionEvent.TranscriptDone.class,
                event -> {
                    heard.add(event.transcript());
                    both.countDown();
                    if (heard.size() == 1) {
                        throw new StackOverflowError();
                    }
                });
        lines.last().play(turns.textAnswer("one"));
        lines.last().play(turns.textAnswer("two"));
        assertTrue(both.await(10, TimeUnit.SECONDS));
        assertEquals(List.of("one", "two"), heard);
    }

    @Test
    void sound_off_the_loop_is_a_copy_that_lasts() throws Exception {
        RealtimeSession session = connected(4096);
        List<AudioChunk> chunks = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(2);
        session.listen(
                new SessionListener() {
                    @Override
                    public void onAudio(AudioChunk chunk) {
                        chunks.add(chunk);
                        all.countDown();
                    }
                });
        lines.last().play(turns.spokenAnswer("hello", 200));
        assertTrue(all.await(10, TimeUnit.SECONDS));
        assertNotSame(chunks.get(0), chunks.get(1));
        assertEquals(4_800, chunks.get(0).bytes().remaining());
        assertSame(chunks.get(0).retain(), chunks.get(0).retain());
    }

    @Test
    void nobody_is_called_after_it_has_left() {
        RealtimeSession session = connected(4096);
        List<SessionEvent> heard = new ArrayList<>();
        RealtimeSession.Subscription subscription =
                session.listenInline(
                        new SessionListener() {
                            @Override
                            public void onEvent(SessionEvent event) {
                                heard.add(event);
                            }
                        });
        lines.last().play(turns.textAnswer("one"));
        int before = heard.size();
        assertTrue(before > 0);
        subscription.close();
        lines.last().play(turns.textAnswer("two"));
        assertEquals(before, heard.size());
    }

    @Test
    void sound_from_many_threads_arrives_whole_and_in_each_threads_order() throws Exception {
        RealtimeSession session = connected(4096);
        int threads = 3;
        int frames = 2_000;
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            int thread = t;
            Thread producer =
                    new Thread(
                            () -> {
                                for (int i = 0; i < frames; ) {
                                    var frame = java.nio.ByteBuffer.allocate(20 + i % 300);
                                    frame.putInt(0, thread).putInt(4, i);
                                    if (session.sendAudio(frame)
                                            == io.patchbay.api.transport.SendStatus.ACCEPTED) {
                                        i++;
                                    } else {
                                        Thread.onSpinWait();
                                    }
                                }
                                done.countDown();
                            });
            producer.setDaemon(true);
            producer.start();
        }
        loop.runUntil(
                () -> lines.last().audio().size() == threads * frames, Duration.ofSeconds(30));
        assertTrue(done.await(10, TimeUnit.SECONDS));
        int[] next = new int[threads];
        for (var clip : lines.last().audio()) {
            int thread = clip.bytes().getInt(0);
            assertEquals(next[thread], clip.bytes().getInt(4));
            assertEquals(20 + next[thread] % 300, clip.size());
            next[thread]++;
        }
    }
}
