package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.LegCapabilities.Verb;
import org.junit.jupiter.api.Test;

/** What a session hears of the caller: whole frames, without a pause, on its loop. */
@Contract({CallerLeg.class})
abstract class CallerLegHearing extends CallerLegDoor {

    @Test
    void media_is_up_once_before_any_sound() throws Exception {
        Line line = line();
        callerIsHeard(line);
        require(
                line.session().news.indexOf("up") == 0
                        && line.session().news.lastIndexOf("up") == 0,
                "onMediaUp comes once, before the first sound",
                () -> "the session heard " + line.session().news,
                "call it when sound flows both ways, and onAudio from then on");
    }

    @Test
    void the_caller_is_heard() throws Exception {
        callerIsHeard(line());
    }

    @Test
    void sound_comes_in_whole_frames_of_20_ms_also_when_nobody_speaks() throws Exception {
        Line line = line();
        byte[] speech = Speech.loud(input(line), 50);
        int odd = 2 * (speech.length / 6) - 1;
        for (int from = 0; from < speech.length; from += odd) {
            int to = Math.min(speech.length, from + odd);
            line.caller().say(java.util.Arrays.copyOfRange(speech, from, to));
        }
        boolean flows = waiting().until(() -> line.session().frames.size() >= 2 * FRAMES);
        int whole = input(line).bytes(FRAME_MILLIS);
        require(
                flows && line.session().frames.stream().allMatch(size -> size == whole),
                "sound comes in frames of 20 ms, silent ones when the caller says nothing",
                () -> "frames of " + line.session().frames + " bytes, where 20 ms are " + whole,
                "gather what comes and send a frame every 20 ms, filled up with silence");
    }

    @Test
    void a_muted_caller_is_silent_from_the_next_frame_on() throws Exception {
        Line line = line();
        LegCall session = line.session();
        assumeTrue(
                !session.leg.capabilities().rejected().containsKey(Verb.MUTE),
                "this kind of leg cannot be muted");
        callerIsHeard(line);
        int from =
                session.on(
                        waiting(),
                        () -> {
                            session.leg.mute(true);
                            return session.heard(0).length;
                        });
        int before = session.frames.size();
        line.caller().say(Speech.loud(input(line), FRAMES * FRAME_MILLIS));
        boolean flows = waiting().until(() -> session.frames.size() >= before + 2 * FRAMES);
        require(
                flows
                        && session.leg.muted()
                        && Speech.loudMillis(input(line), session.heard(from)) == 0,
                "a muted caller is silent from the next frame on, and frames go on",
                () ->
                        (session.frames.size() - before)
                                + " frames came, "
                                + Speech.loudMillis(input(line), session.heard(from))
                                + " ms of them loud; muted() says "
                                + session.leg.muted(),
                "hand silent frames over while the leg is muted");
        session.on(
                waiting(),
                () -> {
                    session.leg.mute(false);
                    return true;
                });
        callerIsHeard(line);
    }

    @Test
    void everything_is_told_on_the_loop() throws Exception {
        Line line = line();
        callerIsHeard(line);
        require(
                line.session().offLoop.isEmpty(),
                "a leg tells its session on the session's loop",
                () -> "" + line.session().offLoop.get(0),
                "hand over to the loop of join, once, by a bounded queue");
    }
}
