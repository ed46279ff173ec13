package io.patchbay.runtime.internal.work;

/** Where threads are, as text for an operator's log. Any thread. */
public final class Stacks {

    private Stacks() {}

    /** The name of a thread, and a line for each of its frames. */
    public static String of(Thread thread) {
        StringBuilder text = new StringBuilder(thread.getName());
        for (StackTraceElement frame : thread.getStackTrace()) {
            text.append("\n\tat ").append(frame);
        }
        return text.toString();
    }
}
