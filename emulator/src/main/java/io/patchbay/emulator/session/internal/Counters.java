package io.patchbay.emulator.session.internal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What an emulator counts; written on many loops. */
public final class Counters {
    /** Sessions that are open. */
    public final AtomicInteger sessions = new AtomicInteger();

    /** Sessions opened since the start. */
    public final LongAdder opened = new LongAdder();

    /** Handshakes refused. */
    public final LongAdder refused = new LongAdder();

    /** Responses begun. */
    public final LongAdder responses = new LongAdder();

    /** Error events sent. */
    public final LongAdder errors = new LongAdder();

    /** Milliseconds of sound received. */
    public final LongAdder millisIn = new LongAdder();

    /** Milliseconds of sound sent. */
    public final LongAdder millisOut = new LongAdder();
}
