package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.runtime.Plugged;
import io.patchbay.tck.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of plug is exchanged in each way, in the middle of each thing that a call may be doing:
 * what went on comes to its end, each tool call has one output, and in the end the version that is
 * to be there serves and nothing of another is held.
 */
class SwapMatrixTest {

    /** What becomes of version 1. */
    enum Way {
        /** Version 2 comes, then 1 goes. */
        BESIDE("2") {
            @Override
            void change(SwapBoard board, PlugKind kind) {
                Plugged old = board.current(kind);
                board.plugIn(board.plug(kind, "2"));
                board.advance(20);
                board.remove(old);
            }
        },
        /** Version 1 goes, and 2 is there 20 ms later. */
        IN_PLACE("2") {
            @Override
            void change(SwapBoard board, PlugKind kind) {
                board.remove(board.current(kind));
                board.advance(20);
                board.plugIn(board.plug(kind, "2"));
            }
        },
        /** Version 1 goes; it comes back when the call has noticed. */
        RETURNED("1") {
            @Override
            void change(SwapBoard board, PlugKind kind) {
                board.remove(board.current(kind));
                board.advance(500);
                board.plugIn(board.plug(kind, "1"));
            }
        },
        /** Version 1 goes; it comes back long after what the call was doing has ended. */
        REMOVED("1") {
            @Override
            void change(SwapBoard board, PlugKind kind) {
                board.remove(board.current(kind));
                board.advance(100);
            }

            @Override
            void settle(SwapBoard board, PlugKind kind) {
                board.advance(12_000);
                assertEquals(
                        kind == PlugKind.CALLER_LEG ? List.of("1 DRAINING") : List.of(),
                        board.shown(kind),
                        "without it");
                board.plugIn(board.plug(kind, "1"));
            }
        },
        /** It comes and goes twenty times, faster than a call follows. */
        FLAPPING("21") {
            @Override
            void change(SwapBoard board, PlugKind kind) {
                flap(board, kind, 7);
            }
        },
        /** It comes and goes twenty times, and a call notices each time. */
        FLAPPING_SLOWLY("21") {
            @Override
            void change(SwapBoard board, PlugKind kind) {
                flap(board, kind, 130);
            }
        },
        /** Version 3 comes while the call goes over to 2. */
        TWICE("3") {
            @Override
            void change(SwapBoard board, PlugKind kind) {
                Plugged old = board.current(kind);
                Plugged next = board.plugIn(board.plug(kind, "2"));
                board.remove(old);
                board.advance(60);
                board.plugIn(board.plug(kind, "3"));
                board.remove(next);
            }
        },
        /** Version 2 is tried on others, then on all. */
        TRIED_AND_RAISED("2") {
            @Override
            void change(SwapBoard board, PlugKind kind) {
                Plugged trial = onTrial(board, kind);
                trial.share(1);
                board.advance(60);
                board.remove(board.current(kind));
            }
        },
        /** Version 2 is tried, raised, and taken back. */
        TRIED_AND_TAKEN_BACK("1") {
            @Override
            void change(SwapBoard board, PlugKind kind) {
                Plugged trial = onTrial(board, kind);
                trial.share(1);
                board.advance(60);
                board.remove(trial);
            }
        },
        /** Version 2 does not work, and is taken out. */
        FAILING("1") {
            @Override
            void change(SwapBoard board, PlugKind kind) {
                @Nullable Plugged broken = null;
                try {
                    broken = board.plugIn(board.broken(kind, "2"));
                } catch (RuntimeException e) {
                    assertTrue(("" + e.getMessage()).contains("broken"), e::toString);
                }
                board.advance(500);
                if (broken != null) {
                    board.remove(broken);
                }
            }
        },
        /** As beside, but what the call is doing does not end before the old version has to. */
        CUT_OFF("2") {
            @Override
            void change(SwapBoard board, PlugKind kind) {
                BESIDE.change(board, kind);
                board.advance(11_000);
            }
        };

        /** The version that the call has in the end. */
        final String last;

        Way(String last) {
            this.last = last;
        }

        abstract void change(SwapBoard board, PlugKind kind);

        /** What comes after what the call was doing. */
        void settle(SwapBoard board, PlugKind kind) {}

        private static void flap(SwapBoard board, PlugKind kind, long millis) {
            Plugged now = board.current(kind);
            for (int i = 2; i <= 21; i++) {
                board.remove(now);
                board.advance(millis);
                now = board.plugIn(board.plug(kind, "" + i));
                board.advance(millis);
            }
        }

        private static Plugged onTrial(SwapBoard board, PlugKind kind) {
            Plugged trial = board.plugIn(board.plug(kind, "2").share(1e-9));
            board.advance(200);
            assertEquals(List.of(), board.told(kind), "a live call is not tried on");
            return trial;
        }
    }

    /** What a call may be doing. */
    enum Doing {
        NOTHING,
        RESPONSE {
            @Override
            void begin(SwapBoard board) {
                Turn answer = board.turns.spokenAnswer("one two three", 2_000);
                board.begins(
                        answer.before(TransportEvent.AudioDone.class),
                        answer.from(TransportEvent.AudioDone.class));
            }

            @Override
            void end(SwapBoard board) {
                board.goesOn();
            }
        },
        TOOL_CALL {
            @Override
            void begin(SwapBoard board) {
                board.hears(
                        ToolScript.response(
                                "r1",
                                ToolScript.wish("named", "slow", "{}"),
                                ToolScript.wish("given", "own-slow", "{}")));
            }

            @Override
            void end(SwapBoard board) {
                board.slowToolsEnd();
            }

            @Override
            void check(SwapBoard board, PlugKind kind, Way way) {
                boolean cut = way == Way.CUT_OFF;
                isTold(board, "named", cut && kind == PlugKind.TOOL ? OUT_OF_SERVICE : "from 1");
                isTold(board, "given", cut && kind == PlugKind.AGENT ? OUT_OF_SERVICE : "from 1");
            }
        },
        APPROVAL {
            @Override
            void begin(SwapBoard board) {
                board.hears(
                        ToolScript.response(
                                "r1",
                                ToolScript.wish("named", "pay", "{}"),
                                ToolScript.wish("given", "own-pay", "{}")));
                assertEquals(2, board.session.approvals().size());
            }

            @Override
            void end(SwapBoard board) {
                board.session.approvals().forEach(asked -> board.session.approve(asked.callId()));
                board.loop.run();
            }

            @Override
            void check(SwapBoard board, PlugKind kind, Way way) {
                assertEquals(List.of(), board.session.approvals());
                isTold(board, "named", kind == PlugKind.TOOL ? now(way) : "from 1");
                // what the agent brought is the agent's as it was when it asked
                boolean cut = kind == PlugKind.AGENT && way == Way.CUT_OFF;
                isTold(board, "given", cut ? OUT_OF_SERVICE : "from 1");
            }
        },
        HANDOFF {
            @Override
            void begin(SwapBoard board) {
                board.hears(
                        HandoffTest.calls("r1", HandoffTest.call("c1", "transfer_to_bills", "{}")));
            }

            @Override
            void end(SwapBoard board) {
                board.versions.handoff.complete(null);
                board.loop.run();
            }

            @Override
            void check(SwapBoard board, PlugKind kind, Way way) {
                // with its agents gone it cannot be done
                boolean done = kind != PlugKind.AGENT || (way != Way.REMOVED && way != Way.CUT_OFF);
                isTold(board, "c1", done ? "{\"assistant\":\"bills\"}" : "The agent is 'guide'.");
                assertEquals(done ? "bills" : "guide", board.session.agent().orElseThrow().name());
            }
        },
        INTERRUPTION {
            @Override
            void begin(SwapBoard board) {
                Turn answer = board.turns.spokenAnswer("one two three", 2_000);
                Turn caller = board.turns.callerSays("stop");
                board.hears(answer.before(TransportEvent.AudioDone.class));
                board.begins(
                        caller.before(TransportEvent.SpeechStopped.class)
                                .then(board.turns.cut(answer, "one", "turn_detected")),
                        caller.from(TransportEvent.SpeechStopped.class));
            }

            @Override
            void end(SwapBoard board) {
                board.goesOn();
            }

            @Override
            void check(SwapBoard board, PlugKind kind, Way way) {
                assertEquals(1, board.events(SessionEvent.AudioInterrupted.class).size());
            }
        },
        RECONNECT {
            @Override
            void begin(SwapBoard board) {
                board.line().disconnect(Lines.RESET);
                board.loop.run();
            }
        };

        void begin(SwapBoard board) {}

        void end(SwapBoard board) {}

        void check(SwapBoard board, PlugKind kind, Way way) {}

        /** A consent is asked for in words; what runs then is what is there then. */
        private static String now(Way way) {
            return way == Way.REMOVED ? NOT_THERE : "from " + way.last;
        }

        private static void isTold(SwapBoard board, String call, String what) {
            List<String> told = board.outputs().getOrDefault(call, List.of());
            assertEquals(1, told.size(), () -> call + told);
            assertTrue(told.get(0).contains(what), () -> call + told + " and not " + what);
        }
    }

    private static final String OUT_OF_SERVICE = "was cancelled: it was taken out of service.";
    private static final String NOT_THERE = "is not available any more.";

    static Stream<Arguments> cells() {
        List<Arguments> cells = new ArrayList<>();
        for (PlugKind kind : PlugKind.values()) {
            for (Way way : Way.values()) {
                for (Doing doing : Doing.values()) {
                    cells.add(Arguments.of(kind, way, doing));
                }
            }
        }
        return cells.stream();
    }

    @ParameterizedTest(name = "{0} {1} during {2}")
    @MethodSource("cells")
    void a_plug_is_exchanged_in_the_middle_of(PlugKind kind, Way way, Doing doing) {
        boolean cut = way == Way.CUT_OFF && kind == PlugKind.CALLER_LEG;
        try (SwapBoard board = new SwapBoard(cut ? Duration.ofSeconds(10) : Duration.ofHours(9))) {
            doing.begin(board);
            way.change(board, kind);
            doing.end(board);
            way.settle(board, kind);
            board.advance(15_000);
            if (kind == PlugKind.CALLER_LEG) {
                checkCaller(board, way);
            } else {
                assertNull(board.leg.closed, "the caller is still there");
                // which agent it is handed to, and of which version, the handoff itself tells
                boolean handedOver = doing == Doing.HANDOFF && kind == PlugKind.AGENT;
                chained(board.told(kind), handedOver ? null : way.last);
                for (var gone : board.removed) {
                    assertTrue(gone.toCompletableFuture().isDone(), "let go");
                }
            }
            if (cut) {
                return;
            }
            assertEquals(SessionState.CONNECTED, board.session.state());
            doing.check(board, kind, way);
            assertEquals(way.last, board.serves(kind));
            boolean nobody = kind == PlugKind.AGENT && way == Way.REMOVED && doing == Doing.HANDOFF;
            assertEquals(nobody ? 1 : 0, errors(board).size(), errors(board)::toString);
        }
    }

    /** All kinds but the way in which callers come, which cannot be tried on some. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CALLER_LEG")
    void some_of_the_new_calls_try_a_version_until_it_is_for_all_or_taken_back(PlugKind kind) {
        int[] tried = new int[2];
        for (int i = 0; i < 40; i++) {
            try (SwapBoard board = SwapBoard.trying(kind, i)) {
                boolean has = board.serves(kind).equals("2");
                tried[has ? 1 : 0]++;
                boolean raised = i % 2 == 0;
                if (raised) {
                    board.trial().share(1);
                } else {
                    board.remove(board.trial());
                }
                board.advance(1_000);
                assertEquals(raised ? "2" : "1", board.serves(kind));
                assertEquals(has == raised ? 0 : 1, board.told(kind).size(), "moved if it has to");
            }
        }
        assertTrue(tried[0] > 0 && tried[1] > 0, "some and not all of 40: " + tried[1]);
    }

    private static List<String> errors(SwapBoard board) {
        return board.events(SessionEvent.Error.class).stream()
                .map(SessionEvent.Error::message)
                .toList();
    }

    /** A live call stays where it came in, until that has to end. */
    private static void checkCaller(SwapBoard board, Way way) {
        assertEquals(List.of(), board.told(PlugKind.CALLER_LEG));
        if (way == Way.CUT_OFF) {
            assertNotNull(board.leg.closed);
            return;
        }
        assertNull(board.leg.closed);
        boolean stays = way == Way.TRIED_AND_TAKEN_BACK || way == Way.FAILING;
        if (!stays) {
            assertFalse(board.removed.get(0).toCompletableFuture().isDone(), "until it ends");
        }
    }

    /** What is told goes from version 1 to the last one, without a gap. */
    private static void chained(List<Swap> swaps, @Nullable String last) {
        String at = "1";
        for (Swap swap : swaps) {
            assertEquals(at, swap.from() == null ? "none" : swap.from().version(), swaps::toString);
            if (swap.outcome() != Swap.Outcome.ROLLED_BACK) {
                at = swap.to() == null ? "none" : swap.to().version();
            }
        }
        assertEquals(last == null ? at : last, at, swaps::toString);
    }
}
