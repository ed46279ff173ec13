package io.patchbay.bench.internal.swap;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What calls that have ended counted. On the run's thread. */
final class RtcTally {

    private long spoken;
    private long said;
    private long lost;
    private long unheard;
    private long again;
    private long cut;
    private long cutOffs;
    private long answered;
    private long unanswered;
    private long toolCalls;
    private long outputs;
    private long excused;

    private final List<String> wrong = new ArrayList<>();

    /** So much of the sound of packets may be lost where a machine has no time for them. */
    private static final int ONE_OF = 50;

    void add(RtcCalls.One one, Consumer<String> told) {
        spoken += one.call().heard.begun();
        said += one.call().said.begun();
        lost += one.call().heard.lost().size();
        unheard += one.call().said.lost().size();
        again += one.call().heard.again();
        cut += one.call().heard.cut() + one.call().said.cut();
        cutOffs += one.call().cutOffs();
        answered += one.caller().phone().answered();
        unanswered += one.caller().phone().unanswered();
        toolCalls += one.call().tools.count();
        outputs += one.call().tools.answered();
        excused += one.call().tools.excused();
        wrong.addAll(one.call().tools.wrong());
        if (!one.call().heard.lost().isEmpty() || !one.call().said.lost().isEmpty()) {
            told.accept(
                    one.name()
                            + " lost of the caller's markers "
                            + one.call().heard.lost()
                            + ", of the model's "
                            + one.call().said.lost());
        }
    }

    void into(SwapResults results) {
        results.figure("caller's markers spoken", spoken);
        results.figure("model's markers spoken", said);
        results.figure("of the caller's again on a new line", again);
        results.figure("markers heard in part", cut);
        results.figure("answers that a line's end cut off", cutOffs);
        results.figure("turns answered", answered);
        results.figure("turns asked again", unanswered);
        few(results, "caller's", lost, spoken);
        few(results, "model's", unheard, said);
    }

    /** Where the model has tools. */
    void toolsInto(SwapResults results) {
        results.figure("tool calls", toolCalls);
        results.figure("of these never heard of", excused);
        results.verdict(
                "each tool call has one output",
                outputs + excused == toolCalls && toolCalls > 0 && wrong.isEmpty(),
                outputs + " + " + excused + " of " + toolCalls + (wrong.isEmpty() ? "" : wrong));
    }

    /** A second without sound is five markers, which is more than chance loses of a short run. */
    private static void few(SwapResults results, String whose, long lost, long of) {
        results.verdict(
                "of " + whose + " markers at most one of " + ONE_OF + " lost",
                lost * ONE_OF <= of && of > 0,
                lost + " of " + of + " lost");
    }
}
