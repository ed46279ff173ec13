package io.patchbay.bench.internal.swap;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one conversation: each gets exactly one output. A new line is told a call and
 * its output again, once, as part of the conversation. On the peer's thread; the counters are read
 * from any.
 */
final class ToolLedger {

    /** So many calls are remembered after they are settled; histories are shorter. */
    private static final int REMEMBERED = 200;

    private static final class Call {
        private final String name;
        private @Nullable String output;
        private final Set<Object> answeredOn = new HashSet<>();
        private boolean withdrawn;
        private boolean unheard;
        private boolean told;

        Call(String name) {
            this.name = name;
        }

        boolean settled() {
            return output != null || withdrawn || unheard;
        }
    }

    private final String conversation;
    private final Faults faults;
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private volatile long made;
    private volatile long answered;
    private volatile long excused;

    ToolLedger(String conversation, Faults faults) {
        this.conversation = conversation;
        this.faults = faults;
    }

    /** The model makes a call. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void made(String id, String name) {
        calls.put(id, new Call(name));
        made++;
        if (calls.size() > REMEMBERED) {
            Iterator<Call> oldest = calls.values().iterator();
            while (oldest.hasNext() && calls.size() > REMEMBERED) {
                if (oldest.next().settled()) {
                    oldest.remove();
                }
            }
        }
    }

    /** The response with the call was cancelled: it is not run and gets no output (RULES 11). */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void withdrawn(String id) {
        Call call = calls.get(id);
        if (call != null && !call.settled()) {
            call.withdrawn = true;
            excused++;
        }
    }

    /** The line ended with the call on its way: nobody may have heard of it. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void unheard(String id) {
        Call call = calls.get(id);
        if (call != null && !call.told && !call.settled()) {
            call.unheard = true;
            excused++;
        }
    }

    /** A new line is told of the call: it was heard. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void toldAgain(String id) {
        Call call = calls.get(id);
        if (call != null) {
            call.told = true;
            if (call.unheard) {
                call.unheard = false;
                excused--;
            }
        }
    }

    /** An output arrives on {@code line}. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void output(Object line, String id, String text) {
        Call call = calls.get(id);
        if (call == null) {
            faults.add(conversation + ": an output for the call " + id + ", which is not known");
            return;
        }
        if (!call.answeredOn.add(line)) {
            faults.add(conversation + ": two outputs for a call of " + call.name + " on a line");
        }
        if (call.output == null) {
            call.output = text;
            if (call.unheard) {
                call.unheard = false;
                excused--;
            }
            if (!call.withdrawn) {
                answered++;
            }
        } else if (!call.output.equals(text)) {
            faults.add(
                    conversation
                            + ": a call of "
                            + call.name
                            + " has two outputs: "
                            + call.output
                            + " and "
                            + text);
        }
    }

    /** The line is over; what it answered need not be known by the line itself any more. */
    void over(Object line) {
        calls.values().forEach(call -> call.answeredOn.remove(line));
    }

    /** Calls without an output; each is a fault at the end. */
    int open() {
        int open = 0;
        for (Call call : calls.values()) {
            open += call.settled() ? 0 : 1;
        }
        return open;
    }

    /** What is open at the end is a fault. */
    void close() {
        calls.forEach(
                (id, call) -> {
                    if (!call.settled()) {
                        faults.add(conversation + ": no output for a call of " + call.name);
                    }
                });
    }

    /** All calls. */
    long made() {
        return made;
    }

    /** Those with an output. */
    long answered() {
        return answered;
    }

    /** Those that need none. */
    long excused() {
        return excused;
    }
}
