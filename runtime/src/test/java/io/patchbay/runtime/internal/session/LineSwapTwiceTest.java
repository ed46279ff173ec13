package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionLimits;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import io.patchbay.tck.ScriptedTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Two newer versions of a transport, one after the other: whatever the session is doing for the
 * first when the second comes, the caller is never without a line.
 */
class LineSwapTwiceTest {
    private static final int TICK = 5;

    /** What goes on in the call when the first news comes. */
    private enum Going {
        NOTHING,
        ANSWER,
        LONG_ANSWER,
        SPEECH
    }

    /** When the older versions go. */
    private enum Removal {
        /** When nobody uses them. */
        LATE,
        /** The one that the session began with goes when the third one comes. */
        FIRST,
        /** The one in the middle goes when the third one comes. */
        SECOND,
        BOTH
    }

    private record Case(Going going, Removal removal, int gap, int connects, int answers) {}

    /** One call, and the far ends of its lines, which take their time. */
    private static final class World implements AutoCloseable {
        final Case how;
        final SwapCall swap =
                SwapCall.connected(
                        SessionOptions.builder()
                                .limits(
                                        SessionLimits.builder()
                                                .drain(Duration.ofSeconds(2))
                                                .build())
                                .config(
                                        SessionConfig.builder()
                                                .turnDetection(Call.SERVER_TURNS)
                                                .build()));
        private final Map<ScriptedTransport, Integer> opening = new HashMap<>();
        private final Map<Command, Integer> asked = new HashMap<>();
        private final Set<Command> answered = new HashSet<>();
        private final List<Integer> arrived = new ArrayList<>();
        private final List<Integer> sentAt = new ArrayList<>();
        private int now;

        World(Case how) {
            this.how = how;
            swap.call.lines.prepare(
                    line -> {
                        line.openByHand(true);
                        line.acknowledgeItems(false);
                    });
        }

        void pass(int millis) {
            for (int end = now + millis; now < end; now += TICK) {
                if (now % 20 == 0) {
                    sentAt.add(now);
                    int number = sentAt.size() % 100;
                    assertEquals(
                            SendStatus.ACCEPTED,
                            swap.call.does(() -> swap.call.session.sendAudio(Call.frame(number))));
                }
                farEnds();
                swap.call.advance(TICK);
            }
        }

        private void farEnds() {
            for (ScriptedTransport line : List.copyOf(swap.call.lines.created())) {
                if (line.state() == TransportState.CONNECTING
                        && now - opening.computeIfAbsent(line, one -> now) >= how.connects) {
                    line.accept();
                } else if (line.state() == TransportState.CONNECTED) {
                    for (Command.CreateItem create : line.commands(Command.CreateItem.class)) {
                        if (line.state() == TransportState.CONNECTED
                                && now - asked.computeIfAbsent(create, one -> now) >= how.answers
                                && answered.add(create)) {
                            line.emit(
                                    new TransportEvent.ItemAdded(
                                            create.item(), create.placement()));
                            line.emit(
                                    new TransportEvent.ItemDone(create.item(), create.placement()));
                        }
                    }
                }
            }
            swap.call.run();
            int frames = 0;
            for (ScriptedTransport line : swap.call.lines.created()) {
                for (AudioClip clip : line.audio()) {
                    for (int number : MoveTest.numbers(clip)) {
                        frames = Math.max(frames, number);
                    }
                }
            }
            for (int i = arrived.size() + 1; i <= frames; i++) {
                arrived.add(now);
            }
        }

        void begin() {
            Call call = swap.call;
            LineSwapTest.hears(call, "Hello", "a");
            switch (how.going) {
                case ANSWER, LONG_ANSWER ->
                        call.hears(
                                call.turns.spokenAnswer(
                                        "one two three", how.going == Going.ANSWER ? 200 : 60_000));
                case SPEECH -> call.hears(new TransportEvent.SpeechStarted("t", now));
                default -> {}
            }
        }

        void end() {
            if (how.going == Going.SPEECH) {
                for (ScriptedTransport line : swap.call.lines.created()) {
                    if (line.state() == TransportState.CONNECTED) {
                        line.emit(new TransportEvent.SpeechStopped("t", now));
                        line.emit(new TransportEvent.InputCommitted("t", Placement.END));
                        line.play(swap.call.turns.textAnswer("Yes."));
                        break;
                    }
                }
            }
        }

        void check() {
            assertTrue(swap.call.events(SessionEvent.Disconnected.class).isEmpty(), "lost");
            assertTrue(swap.call.events(SessionEvent.Reconnecting.class).isEmpty(), "away");
            assertTrue(swap.call.events(SessionEvent.Warning.class).isEmpty(), "warned");
            int longest = 0;
            for (int i = 0; i < arrived.size(); i++) {
                longest = Math.max(longest, arrived.get(i) - sentAt.get(i));
            }
            assertTrue(longest <= 60, "late by " + longest);
            assertTrue(arrived.size() >= Math.min(99, sentAt.size()) - 1, arrived + " " + sentAt);
            swap.assertSettled();
            assertEquals(1, swap.users(PlugKind.TRANSPORT, "3"));
            assertEquals(0, swap.users(PlugKind.TRANSPORT, "1"));
            assertEquals(0, swap.users(PlugKind.TRANSPORT, "2"));
        }

        @Override
        public void close() {
            swap.close();
        }
    }

    private static void check(Case how) {
        World world = new World(how);
        try (world) {
            world.begin();
            world.pass(20);
            SwapCall.Transport second = world.swap.transport("2");
            world.pass(how.gap);
            SwapCall.Transport third = world.swap.transport("3");
            assertTrue(third != second);
            if (how.removal == Removal.FIRST || how.removal == Removal.BOTH) {
                world.swap.unplug(world.swap.first());
            }
            if (how.removal == Removal.SECOND || how.removal == Removal.BOTH) {
                world.swap.unplug(second);
            }
            world.pass(200);
            world.end();
            world.pass(1_500);
            boolean late = false;
            for (int i = 0; i < 50 && !late; i++) {
                world.pass(50);
                late =
                        world.swap.users(PlugKind.TRANSPORT, "1") == 0
                                && world.swap.users(PlugKind.TRANSPORT, "2") == 0
                                && world.swap.users(PlugKind.TRANSPORT, "3") == 1;
            }
            if (how.removal == Removal.LATE || how.removal == Removal.SECOND) {
                world.swap.unplug(world.swap.first());
            }
            if (how.removal == Removal.LATE || how.removal == Removal.FIRST) {
                world.swap.unplug(second);
            }
            world.pass(500);
            world.check();
        } catch (Throwable e) {
            throw new AssertionError(how + ": " + e.getMessage() + " " + world.swap.told(), e);
        }
    }

    @Test
    void the_caller_is_never_without_a_line() {
        List<String> failures = new ArrayList<>();
        for (Going going : Going.values()) {
            for (Removal removal : Removal.values()) {
                for (int connects : new int[] {0, 80}) {
                    for (int answers : new int[] {0, 30}) {
                        for (int gap = 0; gap <= 240; gap += 3 * TICK) {
                            Case how = new Case(going, removal, gap, connects, answers);
                            try {
                                check(how);
                            } catch (AssertionError e) {
                                failures.add(e.getMessage());
                            }
                        }
                    }
                }
            }
        }
        assertEquals(List.of(), failures);
    }
}
