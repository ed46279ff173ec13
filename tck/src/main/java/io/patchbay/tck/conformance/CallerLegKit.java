package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A caller leg between the two ends that a kit holds: the session's, and the caller's. */
abstract class CallerLegKit extends PlugConformance<CallerLegFactory> {

    static final Duration SHORT = Duration.ofMillis(300);
    static final int FRAMES = 10;
    static final long FRAME_MILLIS = 20;

    /** Sound that a line in between may swallow at either end. */
    static final long SLACK_MILLIS = 60;

    private final List<AutoCloseable> doors = new ArrayList<>();
    private @Nullable LentLoop loop;
    private @Nullable Switchboard board;

    CallerLegKit() {
        super(CallerLegFactory.class);
    }

    abstract Caller call(Settings settings) throws Exception;

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
        line.session().speak(waiting(), "one", FRAMES);
        callerHears(line);
        line.session().leg.close();
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

    final LentLoop loop() {
        return java.util.Objects.requireNonNull(loop);
    }

    final Switchboard board() {
        return java.util.Objects.requireNonNull(board);
    }

    /** A call from both ends. */
    record Line(Caller caller, LegCall session) {}

    /** Opens a door that the kit closes; a test may close it before. */
    final AutoCloseable door(Settings settings) throws Exception {
        AutoCloseable door = make(factory(), settings, context());
        doors.add(door);
        return door;
    }

    /** A call that stands. */
    final Line line() throws Exception {
        Settings settings = settings();
        door(settings);
        return line(settings);
    }

    final Line line(Settings settings) throws Exception {
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

    static AudioFormat input(Line line) {
        return line.session().leg.capabilities().inputFormat();
    }

    final void callerIsHeard(Line line) throws Exception {
        long before = line.session().loudMillis();
        long said = FRAMES * FRAME_MILLIS;
        line.caller().say(Speech.loud(input(line), said));
        require(
                waiting().until(() -> line.session().loudMillis() - before >= said - SLACK_MILLIS),
                "what the caller says reaches the session",
                () -> "of " + said + " ms there were " + (line.session().loudMillis() - before),
                "hand it to CallerLeg.Listener.onAudio");
    }

    static long heardMillis(Line line) {
        return Speech.loudMillis(line.session().leg.sink().format(), line.caller().heard());
    }

    final void callerHears(Line line) {
        long said = FRAMES * FRAME_MILLIS;
        require(
                waiting().until(() -> heardMillis(line) >= said - SLACK_MILLIS),
                "what the session says reaches the caller; chunks are valid during the call only",
                () -> "of " + said + " ms the caller heard " + heardMillis(line),
                "copy the bytes of a chunk in AudioSink.offer, and play them");
    }

    final CloseReason over(Line line) throws Exception {
        require(
                line.caller().isGone(patience()),
                "a leg that is closed ends the call at the far end",
                () -> "the caller is still there",
                "end the call in CallerLeg.close, also before it has joined a session");
        require(
                waiting().until(() -> !line.session().ends.isEmpty()),
                "the end of a leg is told, whoever ended it",
                () -> "the session heard " + line.session().news,
                "call CallerLeg.Listener.onClosed");
        return line.session().ends.get(0);
    }
}
