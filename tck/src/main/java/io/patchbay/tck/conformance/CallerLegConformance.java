package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CallerLeg.Control;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.api.transport.LegCapabilities;
import io.patchbay.api.transport.LegCapabilities.Verb;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Whether a {@link CallerLegFactory}, its doors and its legs keep their contract. The kit plays the
 * router and the session on one side and, through a {@link Caller} of the author's, whoever calls
 * on the other.
 */
@Contract({CallerLeg.class, LegCapabilities.class})
public abstract class CallerLegConformance extends CallerLegSpeaking {

    /** For those who extend it. */
    protected CallerLegConformance() {}

    /**
     * Begins a call at the door that listens with {@code settings}, and does not wait until it is
     * answered. Where nobody listens it returns a caller who is gone.
     */
    @Override
    protected abstract Caller call(Settings settings) throws Exception;

    // ---- verbs

    @Test
    void each_verb_is_native_or_rejected_with_its_reason() throws Exception {
        LegCall session = line().session();
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
                !line.session().leg.capabilities().rejected().containsKey(Verb.HANG_UP),
                "this kind of leg cannot hang up");
        Patience.Outcome<Void> outcome =
                waiting().outcome(line.session().control(new Control.HangUp("goodbye")));
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
        line.session().leg.close();
        line.session().leg.close(CloseReason.NORMAL);
        over(line);
        new Patience(SHORT).until(() -> line.session().ends.size() > 1);
        List<String> news = line.session().news;
        require(
                line.session().ends.size() == 1 && news.indexOf("closed") == news.size() - 1,
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
                line.caller().hangUp();
            } else {
                line.caller().vanish();
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
