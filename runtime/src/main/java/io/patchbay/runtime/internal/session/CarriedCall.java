package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.LineChoice;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.TransportCapabilities;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is different where the provider carries the call and a line only joins it (RULES 33): the
 * sound is elsewhere, and the end of the call is the end. Stateless.
 */
final class CarriedCall {
    private static final int NOT_FOUND = 404;

    private CarriedCall() {}

    /** Whether one of these joins a call. */
    static boolean among(List<LineChoice> lines) {
        return lines.stream().anyMatch(choice -> choice.callId() != null);
    }

    /** The first of these that joins a call, or null. */
    static @Nullable LineChoice joining(List<LineChoice> lines) {
        for (LineChoice choice : lines) {
            if (choice.callId() != null) {
                return choice;
            }
        }
        return null;
    }

    /** How a line carries sound: one that joins a call leaves it where it is. */
    static TransportCapabilities carriage(LineChoice choice, TransportCapabilities transport) {
        return choice.callId() == null
                ? transport
                : new TransportCapabilities(
                        transport.name(),
                        TransportCapabilities.Media.ELSEWHERE,
                        true,
                        transport.attachOnly());
    }

    /** Whether nobody joins that call any more, because it has ended. */
    static boolean ended(List<LineChoice> lines, CloseReason reason) {
        return reason.code() == NOT_FOUND && among(lines);
    }

    /** The same reason, for the session. */
    static CloseReason end() {
        return new CloseReason(CloseReason.Cause.REMOTE, NOT_FOUND, "the call has ended", null);
    }
}
