package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CallerLeg.Control;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.api.transport.LegCapabilities.Verb;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whether a {@link CallerLegFactory}, its doors and its legs keep their contract. The kit plays the
 * router and the session on one side and, through a {@link Caller} of the author's, whoever calls
 * on the other.
 */
public abstract class CallerLegConformance extends PlugConformance<CallerLegFactory> {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int FRAMES = 10;
    private static final int MANY_FRAMES = 500;
    private static final long FRAME_MILLIS = 20;

    /** Sound that a line in between may swallow at either end. */
    private static final long SLACK_MILLIS = 60;

    private final List<AutoCloseable> doors = new ArrayList<>();
    private @Nullable LentLoop loop;
    private @Nullable Switchboard board;

    /** For those who extend it. */
    protected CallerLegConformance() {
        super(CallerLegFactory.class);
    }

    /**
     * Begins a call at the door that listens with {@code settings}, and does not wait until it is
     * answered. Where nobody listens it returns a caller who is gone.
     */
    protected abstract Caller call(Settings settings) throws Exception;

    @Override
    final String nameOf(CallerLegFactory factory) {
        return factory.name();
    }

    @Override
    final AutoCloseable make(CallerLegFactory factory, Settings settings, PlugContext context) {
        return factory.listen(settings, context, board());
    }

    @Override
    final void use(AutoCloseable made, Settings settings) throws Exception {
        Line line = line(settings);
        callerIsHeard(line);
        line.session.speak(waiting(), "one", FRAMES);
        callerHears(line);
        line.session.leg.close();
        over(line);
    }

    @Override
    final void settle() {
        loop().call(() -> true);
    }

    @BeforeEach
    final void openBoard() {
        LentLoop lent = new LentLoop();
        loop = lent;
        board = new Switchboard(lent);
    }

    @AfterEach
    final void closeBoard() throws Exception {
        try {
            for (AutoCloseable each : doors) {
                each.close();
            }
            board().close();
        } finally {
            loop().close();
        }
    }

    private LentLoop loop() {
        return java.util.Objects.requireNonNull(loop);
    }

    private Switchboard board() {
        return java.util.Objects.requireNonNull(board);
    }

    /** A call from both ends. */
    private record Line(Caller caller, LegCall session) {}

    /** Opens a door that the kit closes; a test may close it before. */
    private AutoCloseable door(Settings settings) throws Exception {
        AutoCloseable door = make(factory(), settings, context());
        doors.add(door);
        return door;
    }

    /** A call that stands. */
    private Line line() throws Exception {
        Settings settings = settings();
        door(settings);
        return line(settings);
    }

    private Line line(Settings settings) throws Exception {
        Caller caller = call(settings);
        board().offered(patience()).accept();
        LegCall session = board().answered(patience());
        require(
                waiting().until(() -> session.news.contains("up")),
                "a leg says when sound flows both ways: greetings wait for it",
                () -> "the session heard " + session.news,
                "call CallerLeg.Listener.onMediaUp()");
        return new Line(caller, session);
    }

    private static AudioFormat input(Line line) {
        return line.session.leg.capabilities().inputFormat();
    }

    private void callerIsHeard(Line line) throws Exception {
        long before = line.session.loudMillis();
        long said = FRAMES * FRAME_MILLIS;
        line.caller.say(Speech.loud(input(line), said));
        require(
                waiting().until(() -> line.session.loudMillis() - before >= said - SLACK_MILLIS),
                "what the caller says reaches the session",
                () -> "of " + said + " ms there were " + (line.session.loudMillis() - before),
                "hand it to CallerLeg.Listener.onAudio");
    }

    private static long heardMillis(Line line) {
        return Speech.loudMillis(line.session.leg.sink().format(), line.caller.heard());
    }

    private void callerHears(Line line) {
        long said = FRAMES * FRAME_MILLIS;
        require(
                waiting().until(() -> heardMillis(line) >= said - SLACK_MILLIS),
                "what the session says reaches the caller; chunks are valid during the call only",
                () -> "of " + said + " ms the caller heard " + heardMillis(line),
                "copy the bytes of a chunk in AudioSink.offer, and play them");
    }

    private CloseReason over(Line line) throws Exception {
        require(
                line.caller.isGone(patience()),
                "a leg that is closed ends the call at the far end",
                () -> "the caller is still there",
                "end the call in CallerLeg.close, also before it has joined a session");
        require(
                waiting().until(() -> !line.session.ends.isEmpty()),
                "the end of a leg is told, whoever ended it",
                () -> "the session heard " + line.session.news,
                "call CallerLeg.Listener.onClosed");
        return line.session.ends.get(0);
    }

    // ---- calls at the door

    @Test
    void a_call_is_offered_and_answered_under_the_factorys_name() throws Exception {
        Settings settings = settings();
        door(settings);
        call(settings);
        Switchboard.Offered offered = board().offered(patience());
        offered.accept();
        LegCall session = board().answered(patience());
        String name = factory().name();
        require(
                offered.call().kind().equals(name)
                        && session.leg.kind().equals(name)
                        && !offered.call().id().isBlank()
                        && !session.leg.id().isBlank(),
                "call and leg have the factory's name for their kind, and an id",
                () ->
                        "the factory is '"
                                + name
                                + "', the call "
                                + offered.call()
                                + ", the leg '"
                                + session.leg.kind()
                                + "' with the id '"
                                + session.leg.id()
                                + "'",
                "use the name of the factory in both");
    }

    @Test
    void a_refused_call_ends_and_is_not_answered() throws Exception {
        Settings settings = settings();
        door(settings);
        Caller caller = call(settings);
        board().offered(patience()).refuse();
        require(
                caller.isGone(patience()) && !board().hasAnswered(),
                "a call that the router refuses is refused at the far end",
                () -> board().hasAnswered() ? "it was answered" : "the caller still waits",
                "on Decision.Refuse end the call with its status");
    }

    @Test
    void a_call_that_waits_for_its_decision_holds_up_no_other() throws Exception {
        Settings settings = settings();
        door(settings);
        call(settings);
        Switchboard.Offered first = board().offered(patience());
        call(settings);
        board().offered(patience()).accept();
        board().answered(patience());
        first.accept();
        board().answered(patience());
    }

    @Test
    void a_call_whose_session_fails_ends() throws Exception {
        Settings settings = settings();
        door(settings);
        board().fails = true;
        Caller caller = call(settings);
        board().offered(patience()).accept();
        require(
                caller.isGone(patience()),
                "when nobody can answer, the runtime closes the leg, and the call ends",
                () -> "the caller still waits",
                "end the call in CallerLeg.close, also before it has joined a session");
    }

    @Test
    void a_closed_door_takes_no_call_and_live_ones_go_on() throws Exception {
        Settings settings = settings();
        AutoCloseable door = door(settings);
        Line line = line(settings);
        door.close();
        Caller late = call(settings);
        require(
                late.isGone(patience()) && !board().hasOffered(),
                "a door that is closed takes no new call",
                () -> board().hasOffered() ? "one was offered" : "the caller waits",
                "stop to listen in close, before it returns");
        require(
                line.session.ends.isEmpty() && !line.caller.isGone(SHORT),
                "closing the door leaves live calls alone: they stay until they end",
                () -> "the session heard " + line.session.news,
                "let legs hold what they need by themselves");
        callerIsHeard(line);
    }

    @Test
    void calls_of_one_door_do_not_touch_each_other() throws Exception {
        Settings settings = settings();
        door(settings);
        Line one = line(settings);
        Line other = line(settings);
        require(
                !one.session.leg.id().equals(other.session.leg.id()),
                "each leg has an id of its own",
                () -> "both are '" + one.session.leg.id() + "'",
                "make one for each call");
        one.session.leg.close();
        over(one);
        require(
                other.session.ends.isEmpty() && !other.caller.isGone(SHORT),
                "a call goes on when another one ends",
                () -> "the session heard " + other.session.news,
                "keep nothing in common");
        callerIsHeard(other);
    }

    // ---- the caller's sound

    @Test
    void media_is_up_once_before_any_sound() throws Exception {
        Line line = line();
        callerIsHeard(line);
        require(
                line.session.news.indexOf("up") == 0 && line.session.news.lastIndexOf("up") == 0,
                "onMediaUp comes once, before the first sound",
                () -> "the session heard " + line.session.news,
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
            line.caller.say(java.util.Arrays.copyOfRange(speech, from, to));
        }
        boolean flows = waiting().until(() -> line.session.frames.size() >= 2 * FRAMES);
        int whole = input(line).bytes(FRAME_MILLIS);
        require(
                flows && line.session.frames.stream().allMatch(size -> size == whole),
                "sound comes in frames of 20 ms, silent ones when the caller says nothing",
                () -> "frames of " + line.session.frames + " bytes, where 20 ms are " + whole,
                "gather what comes and send a frame every 20 ms, filled up with silence");
    }

    @Test
    void a_muted_caller_is_silent_from_the_next_frame_on() throws Exception {
        Line line = line();
        LegCall session = line.session;
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
        line.caller.say(Speech.loud(input(line), FRAMES * FRAME_MILLIS));
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
                line.session.offLoop.isEmpty(),
                "a leg tells its session on the session's loop",
                () -> "" + line.session.offLoop.get(0),
                "hand over to the loop of join, once, by a bounded queue");
    }

    // ---- what the caller hears

    @Test
    void the_caller_hears_the_session() throws Exception {
        Line line = line();
        line.session.speak(waiting(), "one", FRAMES);
        callerHears(line);
    }

    @Test
    void formats_and_sink_stay_the_same() throws Exception {
        Line line = line();
        CallerLeg leg = line.session.leg;
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
        LegCall session = line().session;
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
        LegCall session = line().session;
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
        LegCall session = line().session;
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
        LegCall session = line.session;
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
        int accepted = acceptedWhilePaused(line.session);
        assumeTrue(accepted > 0, "this sink takes nothing while it is paused");
        require(
                !new Patience(SHORT).until(() -> heardMillis(line) > FRAME_MILLIS),
                "a sink that is paused plays nothing and keeps what it has",
                () -> "the caller heard " + heardMillis(line) + " ms",
                "stop to play in pause");
        paused(line.session, false);
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

    // ---- verbs

    @Test
    void each_verb_is_native_or_rejected_with_its_reason() throws Exception {
        LegCall session = line().session;
        Map<Verb, Control> verbs = new LinkedHashMap<>();
        verbs.put(Verb.SEND_DTMF, new Control.SendDtmf("1"));
        verbs.put(Verb.HOLD, new Control.Hold(true));
        verbs.put(Verb.TRANSFER, new Control.Transfer(URI.create("tel:+15550100")));
        verbs.put(Verb.HANG_UP, new Control.HangUp("the kit has heard enough"));
        verbs.forEach(
                (verb, control) -> {
                    String reason = session.leg.capabilities().rejected().get(verb);
                    if (reason == null && (verb == Verb.TRANSFER || verb == Verb.HANG_UP)) {
                        return; // they would end the call
                    }
                    Patience.Outcome<Void> outcome = waiting().outcome(session.control(control));
                    boolean unsupported =
                            outcome.failure() instanceof UnsupportedOperationException;
                    require(
                            outcome.ended()
                                    && unsupported == (reason != null)
                                    && (reason == null || !reason.isBlank()),
                            "each verb is native, or rejected with a reason and by an"
                                    + " UnsupportedOperationException",
                            () -> verb + " is rejected for: " + reason + "; asked: " + outcome,
                            "let LegCapabilities.rejected() and control say the same");
                });
    }

    @Test
    void hanging_up_ends_the_call() throws Exception {
        Line line = line();
        assumeTrue(
                !line.session.leg.capabilities().rejected().containsKey(Verb.HANG_UP),
                "this kind of leg cannot hang up");
        Patience.Outcome<Void> outcome =
                waiting().outcome(line.session.control(new Control.HangUp("goodbye")));
        require(
                outcome.ended() && outcome.failure() == null,
                "a verb that is native completes when it was done",
                outcome::toString,
                "complete the stage");
        over(line);
    }

    // ---- the end

    @Test
    void a_leg_closes_once_from_any_thread_and_tells_nothing_more() throws Exception {
        Line line = line();
        line.session.leg.close();
        line.session.leg.close(CloseReason.NORMAL);
        over(line);
        new Patience(SHORT).until(() -> line.session.ends.size() > 1);
        List<String> news = line.session.news;
        require(
                line.session.ends.size() == 1 && news.indexOf("closed") == news.size() - 1,
                "the end is told once, and last",
                () -> "the session heard " + news,
                "forget the listener when it was told");
    }

    @Test
    void a_caller_who_hangs_up_or_is_lost_ends_the_leg() throws Exception {
        Settings settings = settings();
        door(settings);
        for (boolean inOrder : List.of(true, false)) {
            Line line = line(settings);
            if (inOrder) {
                line.caller.hangUp();
            } else {
                line.caller.vanish();
            }
            CloseReason reason = over(line);
            require(
                    reason.cause() == Cause.REMOTE || !inOrder && reason.cause() == Cause.LOST,
                    "a caller who hangs up is told as REMOTE, one who is lost as LOST",
                    () -> (inOrder ? "hung up: " : "lost: ") + reason,
                    "say with CloseReason who ended the call");
        }
    }
}
