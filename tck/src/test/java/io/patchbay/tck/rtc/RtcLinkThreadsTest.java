package io.patchbay.tck.rtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcLink;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import io.patchbay.tck.VirtualLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Links on real threads: workers, an engine's thread, the pacer. */
class RtcLinkThreadsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final VirtualLoop loop = new VirtualLoop();
    private final ScriptedRtcEngine engine = ScriptedRtcEngine.create();

    private void await(CompletableFuture<?> stage) {
        loop.runUntil(stage::isDone, PATIENCE);
        stage.join();
    }

    @Test
    void a_link_whose_loop_ends_releases_its_peer() throws Exception {
        Heard heard = new Heard();
        RtcLink link = RtcLink.open(engine, RtcSettings.defaults(), loop, heard);
        await(loop.call(link::offer).toCompletableFuture());
        engine.peer().connect();
        loop.runUntil(() -> heard.events.contains("text open"), PATIENCE);
        loop.end();
        engine.peer().state(RtcState.DISCONNECTED);
        link.close().toCompletableFuture().get(60, TimeUnit.SECONDS);
        engine.verify();
        assertEquals(List.of(), heard.ends);
    }

    @Test
    void sound_leaves_by_itself_and_stops_before_the_peer_ends() throws Exception {
        Heard heard = new Heard();
        RtcLink link = RtcLink.open(engine, RtcSettings.defaults(), loop, heard);
        await(loop.call(link::offer).toCompletableFuture());
        engine.peer().connect();
        loop.execute(() -> link.out().offer(ByteBuffer.allocate(50 * 48)));
        loop.runUntil(() -> heard.events.contains("sound sent"), PATIENCE);
        assertEquals(50_000, link.out().sentMicros());
        await(link.close().toCompletableFuture());
        engine.verify();
    }

    @Test
    void a_close_at_any_moment_releases_everything() {
        Random random = new Random(5);
        List<CompletableFuture<Void>> closed = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            RtcLink caller = RtcLink.open(engine, RtcSettings.defaults(), loop, new Quiet());
            RtcLink called = RtcLink.open(engine, RtcSettings.defaults(), loop, new Quiet());
            loop.execute(
                    () ->
                            caller.offer()
                                    .thenCompose(called::answer)
                                    .thenCompose(caller::accept)
                                    .exceptionally(e -> null));
            for (int turns = random.nextInt(4); turns > 0; turns--) {
                loop.run();
                Thread.yield();
            }
            boolean callerFirst = random.nextBoolean();
            closed.add((callerFirst ? caller : called).close().toCompletableFuture());
            loop.run();
            closed.add((callerFirst ? called : caller).close().toCompletableFuture());
        }
        closed.forEach(this::await);
        engine.verify();
        assertTrue(engine.peers().size() > 100, engine.peers().size() + " peers");
    }

    /** Hears, and does nothing. */
    private static final class Quiet implements RtcLink.Listener {

        @Override
        public void onTextOpen() {}

        @Override
        public void onText(ByteBuffer utf8) {}

        @Override
        public void onAudio(ByteBuffer frame) {}

        @Override
        public void onEnded(RtcException failure) {}
    }
}
