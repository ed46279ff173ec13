package io.patchbay.emulator.web.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.emulator.session.internal.EmulatedSession;
import java.util.concurrent.CompletionStage;

/** A call that is up, whatever carries its sound. From any thread, but for its session. */
interface LiveCall {

    /** The call's id. */
    String id();

    /** Where everything of this call happens. */
    SerialLoop loop();

    /** Its session. On the loop. */
    EmulatedSession session();

    /** Whether it has a session to take part in. */
    boolean joinable();

    /** Takes a place for a sideband; false when all are taken. */
    boolean reserve(int most);

    /** Gives back the place of a sideband. */
    void release();

    /** Ends it; completes when everything is freed. */
    CompletionStage<Void> hangUp();
}
