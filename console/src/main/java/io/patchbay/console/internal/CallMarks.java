package io.patchbay.console.internal;

/** By what the console knows its own calls again: keys of {@code session.call().metadata()}. */
public final class CallMarks {

    /** The id of the talk that the call is. */
    public static final String TALK = "patchbay.talk";

    /** {@code true} where who talks wants it recorded. */
    public static final String RECORD = "patchbay.record";

    private CallMarks() {}
}
