package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.patchbay.api.plug.Swap;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The code of docs/hot-swap.md, as it stands there. */
class LineSwapGuideTest {
    private final List<String> told = new ArrayList<>();

    private void listen(RealtimeSession session) {
        session.on(
                SessionEvent.Swapped.class,
                event -> {
                    Swap swap = event.swap();
                    told.add(
                            swap.kind()
                                    + " from "
                                    + swap.from()
                                    + " to "
                                    + swap.to()
                                    + ": "
                                    + swap.outcome()
                                    + ", silent for "
                                    + swap.silence().toMillis()
                                    + " ms, lost "
                                    + swap.audioLost().toMillis()
                                    + " ms");
                });
    }

    private static CompletionStage<Void> move(RealtimeSession session) {
        CompletionStage<Void> moved =
                session.renew(
                        LineChoice.builder()
                                .transport("websocket")
                                .provider("other")
                                .key("…")
                                .build());
        return moved;
    }

    @Test
    void a_swap_reads_like_this() {
        try (SwapCall swap = SwapCall.connected()) {
            listen(swap.call.session);
            swap.transport("2");
            swap.call.advance(100);
            assertEquals(
                    List.of(
                            "TRANSPORT from scripted 1 to scripted 2: SWAPPED, silent for 0 ms,"
                                    + " lost 0 ms"),
                    told);
            CompletionStage<Void> moved = swap.call.does(() -> move(swap.call.session));
            swap.call.advance(100);
            assertEquals(
                    "there is no transport named 'websocket'; offered are: [scripted]",
                    Plugboard.failure(moved).getMessage());
        }
    }
}
