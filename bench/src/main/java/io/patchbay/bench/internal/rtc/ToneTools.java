package io.patchbay.bench.internal.rtc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tool calls that the model made in one call, and their outputs: one each, on whatever line. A
 * new line is told a call and its output again. From any thread.
 */
public final class ToneTools {

    /** A call, by the line it was made on. */
    private static final class Made {
        private final Set<Object> answeredOn = new HashSet<>();
        private final Object line;
        private boolean toldAgain;
        private boolean lineGone;

        Made(Object line) {
            this.line = line;
        }

        boolean excused() {
            return answeredOn.isEmpty() && lineGone && !toldAgain;
        }
    }

    private final Map<String, Made> calls = new LinkedHashMap<>();
    private final List<String> wrong = new ArrayList<>();

    /** The model makes a call. */
    synchronized void made(Object line, String id) {
        calls.put(id, new Made(line));
    }

    /** A line is told of a call that was made on another one. */
    synchronized void toldAgain(String id) {
        Made call = calls.get(id);
        if (call != null) {
            call.toldAgain = true;
        }
    }

    /** An output arrives on a line. */
    synchronized void output(Object line, String id) {
        Made call = calls.get(id);
        if (call == null) {
            wrong.add("an output for the call " + id + ", which nobody made");
        } else if (!call.answeredOn.add(line)) {
            wrong.add("two outputs for the call " + id + " on a line");
        }
    }

    /** A line is over: whether what it asked for last was heard is known by the next one. */
    synchronized void gone(Object line) {
        calls.values().stream()
                .filter(call -> call.line == line)
                .forEach(call -> call.lineGone = true);
    }

    /** So many were made. */
    public synchronized long count() {
        return calls.size();
    }

    /** So many had an output. */
    public synchronized long answered() {
        return calls.values().stream().filter(call -> !call.answeredOn.isEmpty()).count();
    }

    /** So many went with their line before anybody heard of them. */
    public synchronized long excused() {
        return calls.values().stream().filter(Made::excused).count();
    }

    /** What must not happen, and did. */
    public synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }
}
