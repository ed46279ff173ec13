package io.patchbay.bench.internal.rtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.runtime.Patchbay;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A session and the model that speaks in markers take turns. */
@Timeout(120)
class ToneServerTest {

    private ToneServer server;
    private Patchbay patchbay;
    private ScheduledExecutorService clock;

    @BeforeEach
    void start() throws Exception {
        server = ToneServer.start();
        patchbay = Patchbay.builder().services(getClass().getClassLoader()).build();
        clock = Executors.newSingleThreadScheduledExecutor();
    }

    @AfterEach
    void stop() {
        clock.shutdownNow();
        patchbay.close();
        server.close();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(2_000_000);
        }
        assertTrue(condition.getAsBoolean());
    }

    @Test
    void turns_in_markers_go_both_ways_over_a_web_socket() throws Exception {
        takes_turns(LineChoice.builder().url(server.socket("a")).key("any").build(), false);
    }

    @Test
    void turns_in_markers_go_both_ways_over_web_rtc() throws Exception {
        takes_turns(
                LineChoice.builder().transport("webrtc").url(server.offers("a")).key("any").build(),
                true);
    }

    private void takes_turns(LineChoice line, boolean media) throws Exception {
        ToneCall call = server.call("a");
        RealtimeSession session =
                patchbay.open(
                        SessionOptions.builder()
                                .agent(RealtimeAgent.builder("a").instructions("Beep.").build())
                                .line(line)
                                .build());
        SessionCaller caller = new SessionCaller(session, call, 1);
        session.connect().toCompletableFuture().get(60, TimeUnit.SECONDS);
        clock.scheduleAtFixedRate(caller::tick, 0, 20, TimeUnit.MILLISECONDS);
        caller.phone().rest(false);
        await(() -> caller.phone().answered() >= 2);
        caller.phone().rest(true);
        await(caller.phone()::idle);
        assertEquals(media, call.overMedia());
        assertEquals(List.of(), call.heard.lost());
        assertEquals(List.of(), call.said.lost());
        assertTrue(call.heard.arrived() >= 10, "five a turn");
        assertTrue(call.said.arrived() >= 10, "five an answer");
        assertEquals(0, caller.phone().unanswered());
        caller.hangUp();
        await(() -> call.lines() == 0);
    }
}
