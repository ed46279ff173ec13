package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.transport.CallerLeg;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the caller hears of a session: room, position, flush, pause. */
@Contract({AudioSink.class, CallerLeg.class})
abstract class CallerLegSpeaking extends CallerLegHearing {

    private static final int MANY_FRAMES = 500;

    @Test
    void the_caller_hears_the_session() throws Exception {
        Line line = line();
        line.session().speak(waiting(), "one", FRAMES);
        callerHears(line);
    }

    @Test
    void formats_and_sink_stay_the_same() throws Exception {
        Line line = line();
        CallerLeg leg = line.session().leg;
        AudioSink sink = leg.sink();
        require(
                sink == leg.sink()
                        && sink.format().equals(leg.sink().format())
                        && sink.pacing() == leg.sink().pacing()
                        && leg.capabilities().equals(leg.capabilities()),
                "a leg has one sink, with one format and pacing, and the same capabilities always",
                () -> sink + ", then " + leg.sink(),
                "make the sink with the leg, and return it");
        require(
                input(line).encoding() != AudioFormat.Encoding.OPUS
                        && sink.format().encoding() != AudioFormat.Encoding.OPUS,
                "sound goes to and from a session as samples",
                () -> input(line) + " and " + sink.format(),
                "decode and encode packets in the leg");
    }

    @Test
    void a_full_sink_says_when_it_has_room() throws Exception {
        LegCall session = line().session();
        paused(session, true);
        int before = session.spaces.get();
        boolean full = false;
        for (int i = 0; i < MANY_FRAMES && !full; i++) {
            full = session.offer(waiting(), "one") == AudioSink.Offer.FULL;
        }
        assumeTrue(full, "this sink was not to be filled");
        paused(session, false);
        require(
                waiting().until(() -> session.spaces.get() > before),
                "a sink that was full says so when it has room again",
                () -> "after resume() no onSpace came",
                "call AudioSink.Listener.onSpace() when there is room");
    }

    private void paused(LegCall session, boolean on) {
        session.on(
                waiting(),
                () -> {
                    if (on) {
                        session.leg.sink().pause();
                    } else {
                        session.leg.sink().resume();
                    }
                    return true;
                });
    }

    @Test
    void the_position_is_what_was_heard_of_the_last_item() throws Exception {
        LegCall session = line().session();
        PlayedPosition nothing = session.position(waiting());
        require(
                nothing == null,
                "before the first item the position is null",
                () -> "" + nothing,
                "return null");
        for (String item : List.of("one", "two")) {
            session.speak(waiting(), item, FRAMES);
            waiting().until(() -> heard(session, item) >= FRAMES * FRAME_MILLIS - SLACK_MILLIS);
            long heard = heard(session, item);
            require(
                    heard >= FRAMES * FRAME_MILLIS - SLACK_MILLIS && heard <= FRAMES * FRAME_MILLIS,
                    "the position is how much was heard of the item that was played last",
                    () ->
                            FRAMES * FRAME_MILLIS
                                    + " ms of '"
                                    + item
                                    + "' were played; it says "
                                    + session.position(waiting()),
                    "count what was played of each item, from 0");
        }
    }

    /** How much was heard of an item, in milliseconds; -1 when the position is of another one. */
    private long heard(LegCall session, String item) {
        PlayedPosition position = session.position(waiting());
        return position == null || !position.itemId().equals(item) ? -1 : position.millis();
    }

    @Test
    void the_sink_says_when_all_was_heard() throws Exception {
        LegCall session = line().session();
        session.speak(waiting(), "one", FRAMES);
        require(
                waiting().until(() -> session.drained.get() > 0),
                "a sink says when all that it accepted has been heard",
                () -> "onDrained never came",
                "call AudioSink.Listener.onDrained() when the last of it is played");
    }

    @Test
    void a_flush_drops_what_was_not_heard() throws Exception {
        Line line = line();
        LegCall session = line.session();
        int accepted = acceptedWhilePaused(session);
        assumeTrue(accepted > 0, "this sink takes nothing while it is paused");
        session.on(
                waiting(),
                () -> {
                    session.leg.sink().flush(null);
                    session.leg.sink().resume();
                    return true;
                });
        session.speak(waiting(), "two", 1);
        waiting().until(() -> heard(session, "two") >= 0);
        require(
                heardMillis(line) <= 2 * FRAME_MILLIS,
                "flush drops what was accepted and is not heard yet",
                () ->
                        accepted
                                + " frames were dropped and one more was said; the caller heard "
                                + heardMillis(line)
                                + " ms",
                "empty what waits, at the far end as well");
    }

    @Test
    void a_pause_stops_the_sound_and_resume_goes_on() throws Exception {
        Line line = line();
        int accepted = acceptedWhilePaused(line.session());
        assumeTrue(accepted > 0, "this sink takes nothing while it is paused");
        require(
                !new Patience(SHORT).until(() -> heardMillis(line) > FRAME_MILLIS),
                "a sink that is paused plays nothing and keeps what it has",
                () -> "the caller heard " + heardMillis(line) + " ms",
                "stop to play in pause");
        paused(line.session(), false);
        require(
                waiting().until(() -> heardMillis(line) >= accepted * FRAME_MILLIS - SLACK_MILLIS),
                "after resume a sink goes on with what it has",
                () -> "of " + accepted + " frames the caller heard " + heardMillis(line) + " ms",
                "go on to play in resume");
    }

    private int acceptedWhilePaused(LegCall session) {
        paused(session, true);
        int accepted = 0;
        while (accepted < FRAMES && session.offer(waiting(), "one") == AudioSink.Offer.ACCEPTED) {
            accepted++;
        }
        return accepted;
    }
}
