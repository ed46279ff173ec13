package io.patchbay.runtime.internal.session;

import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.LegCapabilities.Verb;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What may be asked of a leg: done by it, or refused with its reason (RULES 2). On the loop. */
final class LegVerbs {
    private LegVerbs() {}

    /** Asks a leg for something, if its kind can do it at all. */
    static CompletionStage<Void> control(CallerLeg leg, CallerLeg.Control control) {
        Verb verb = verb(control);
        if (verb != null && leg.capabilities().rejected().containsKey(verb)) {
            return refused(leg, verb);
        }
        if (control instanceof CallerLeg.Control.SendDtmf dtmf
                && !dtmf.keys().matches("[0-9*#A-D]+")) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException(
                            "keys must be telephone keys, 0-9 * # A-D, and at least one"));
        }
        return leg.control(control);
    }

    /** Silences a caller towards the model. */
    static CompletionStage<Void> mute(CallerLeg leg, boolean on) {
        if (leg.capabilities().rejected().containsKey(Verb.MUTE)) {
            return refused(leg, Verb.MUTE);
        }
        leg.mute(on);
        return CompletableFuture.completedFuture(null);
    }

    private static CompletionStage<Void> refused(CallerLeg leg, Verb verb) {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException(
                        "leg '"
                                + leg.id()
                                + "' cannot "
                                + verb.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
                                + ": "
                                + leg.capabilities().rejected().get(verb)));
    }

    private static @org.jspecify.annotations.Nullable Verb verb(CallerLeg.Control control) {
        if (control instanceof CallerLeg.Control.SendDtmf) {
            return Verb.SEND_DTMF;
        }
        if (control instanceof CallerLeg.Control.Hold) {
            return Verb.HOLD;
        }
        if (control instanceof CallerLeg.Control.Transfer) {
            return Verb.TRANSFER;
        }
        return control instanceof CallerLeg.Control.HangUp ? Verb.HANG_UP : null;
    }
}
