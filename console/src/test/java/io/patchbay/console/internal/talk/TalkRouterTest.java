package io.patchbay.console.internal.talk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.console.internal.CallMarks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Which calls are the console's, and for how long. */
class TalkRouterTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final Wishes wishes = new Wishes(now::get);
    private final TalkRouter router = new TalkRouter(wishes);
    private final SessionOptions options =
            SessionOptions.builder().agent("guide").line(LineChoice.openai()).build();

    private Decision route(Map<String, String> metadata) throws Exception {
        return router.route(new IncomingCall("browser", "c1", metadata))
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    private Decision routeTalk(String id) throws Exception {
        return route(Map.of(CallMarks.TALK, id));
    }

    private static int refusal(Decision decision) {
        return ((Decision.Refuse) decision).status();
    }

    @Test
    void a_call_of_ours_is_answered_as_chosen_and_once_more_when_no_packet_gets_through()
            throws Exception {
        String id = wishes.keep(new Wish(options, false));
        assertSame(options, ((Decision.Accept) routeTalk(id)).options());
        assertSame(options, ((Decision.Accept) routeTalk(id)).options());
        Decision used = routeTalk(id);
        assertEquals(
                new Decision.Refuse(410, "what was chosen for this call is forgotten; call again"),
                used);
    }

    @Test
    void what_was_chosen_is_forgotten_after_a_minute() throws Exception {
        String early = wishes.keep(new Wish(options, false));
        now.addAndGet(Wishes.LIFE.toNanos() - 1);
        assertTrue(routeTalk(early) instanceof Decision.Accept);
        now.addAndGet(1);
        assertEquals(410, refusal(routeTalk(early)));
    }

    @Test
    void of_too_many_wishes_the_oldest_is_forgotten() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i <= Wishes.MOST; i++) {
            ids.add(wishes.keep(new Wish(options, false)));
        }
        assertFalse(wishes.take(ids.get(0)).isPresent());
        assertTrue(wishes.take(ids.get(1)).isPresent());
    }

    @Test
    void without_another_router_a_call_of_somebody_else_is_refused_in_a_sentence()
            throws Exception {
        assertEquals(
                new Decision.Refuse(
                        503, "nobody decides on calls: there is no CallRouter but the console's"),
                route(Map.of("media", "webrtc")));
    }

    @Test
    void an_id_that_nobody_gave_out_is_refused() throws Exception {
        assertEquals(410, refusal(routeTalk("t000000000000000000000000")));
    }
}
