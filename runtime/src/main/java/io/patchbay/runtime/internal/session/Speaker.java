package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.Spoken;
import io.patchbay.api.session.Utterance;
import java.util.concurrent.CompletionStage;

/** Says things of the session's own accord, one after the other, never over the agent. */
interface Speaker {
    /**
     * Says something as soon as nobody else speaks: what plays is heard to its end first, and what
     * was asked for earlier goes before. On the loop.
     *
     * @param guarded whether speech does not interrupt it
     */
    Saying say(Utterance utterance, boolean guarded);

    /** Something that is said, or waits to be. On the loop. */
    interface Saying {
        /**
         * Completes on the loop when it was said or cut; fails with an exception that says why when
         * it cannot be said.
         */
        CompletionStage<Spoken> done();

        /** Whether it has begun. */
        boolean begun();

        /** Is not said any more, unless it has begun. */
        void withdraw();
    }
}
