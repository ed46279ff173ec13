package io.patchbay.emulator.face.internal;

import io.patchbay.net.http.HttpResponse;
import java.util.Optional;
import java.util.function.Function;

/** What becomes of a handshake. */
public sealed interface Entry {

    /**
     * The upgrade is refused by HTTP.
     *
     * @param answer as the provider answers
     */
    record Refused(HttpResponse answer) implements Entry {}

    /**
     * The connection stands; what is wrong may still be said on it, and then it is closed.
     *
     * @param subprotocol the one that is chosen of those offered
     * @param interpreter makes what talks on the connection, before it is open
     */
    record Admitted(Optional<String> subprotocol, Function<FaceLine, Interpreter> interpreter)
            implements Entry {}

    /** Admits without a subprotocol. */
    static Entry admitted(Function<FaceLine, Interpreter> interpreter) {
        return new Admitted(Optional.empty(), interpreter);
    }

    /** Refuses with a status and a JSON body. */
    static Entry refused(int status, String json) {
        return new Refused(HttpResponse.json(status, json));
    }
}
